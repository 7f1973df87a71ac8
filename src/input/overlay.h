/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_OVERLAY_H
#define DTCARVE_INPUT_OVERLAY_H

#include "util/file.h"

struct arena;
struct blob;
struct error;

/*
 * Applies one overlay, a tree that blob_adopt() has passed, to *base, likewise,
 * and puts the result, in the arena and packed, into *base. `base_file` is for
 * the error's line, which has the label, fragment or node and no file name of the overlay.
 */
int overlay_apply(struct arena *arena, struct bytes *base, const char *base_file, const struct blob *overlay,
				  struct error *error);

/*
 * Whether libfdt can be trusted with the overlay: libfdt 1.6.1 reads and writes
 * wherever __fixups__ and __local_fixups__ say, and follows what it has changed
 * itself. What these name must be a property below a fragment's __overlay__ or
 * a fragment's target, of sufficient length; target-path must be an absolute path;
 * each label must be a path in the base's /__symbols__.
 */
int overlay_check(const void *base, const char *base_file, const struct blob *overlay, struct error *error);

#endif
