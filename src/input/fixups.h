/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_FIXUPS_H
#define DTCARVE_INPUT_FIXUPS_H

/*
 * /__fixups__ and /__local_fixups__ of an overlay, as dtc -@ writes them: a
 * property a label with "PATH:PROPERTY:OFFSET" texts, and a tree of cells.
 * The trees are libfdt's, writable and with room; results are libfdt's errors.
 */
#include <stdint.h>

struct arena;

/*
 * What a label sets at `offset` of /__overrides__'s property `name` is set at
 * PATH:PROPERTY:TO in its place, and what another label sets there no longer.
 * Nothing where no label does.
 */
int fixups_move(struct arena *arena, void *fdt, const char *name, uint32_t offset, const char *path,
				const char *property, uint32_t to);

/* Leaves out /__overrides__, fragments that are __dormant__, and their fixups; "__overlay__" in the place of
 * a "__dormant__" that was renamed; no phandle of an overlay's content itself. */
int fixups_settle(struct arena *arena, void *fdt);

#endif
