/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_BOARD_SCOPE_H
#define DTCARVE_POLICY_BOARD_SCOPE_H

/*
 * One policy file for several boards: what stands behind [board GLOB] is of the boards whose
 * name it fits, up to the next [board GLOB]; a [board] without one is of all again. A board's
 * name is that of its file, with or without its suffix, or its path.
 */
#include <stdbool.h>
#include <stddef.h>

#include "util/file.h"

struct arena;
struct error;

bool board_scope_fits(const char *glob, const char *board);

/* "boards/rk3399-x.dtb" -> "rk3399-x" */
const char *board_scope_name(struct arena *arena, const char *board);

/* The text with the lines of other boards left empty, so that lines keep their numbers; all are kept for NULL. */
struct bytes board_scope_of(struct arena *arena, struct bytes text, const char *board);

/*
 * -EINVAL where a [board GLOB] fits none of the boards, and none that stands in a folder with one of
 * them or with the policy: the name is mistyped, or the board is gone.
 */
int board_scope_check(struct arena *arena, const char *file, const char *const boards[], size_t count,
					  struct error *error);

#endif
