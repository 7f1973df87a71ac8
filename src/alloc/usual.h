/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_USUAL_H
#define DTCARVE_ALLOC_USUAL_H

#include <stddef.h>

#include "alloc/headroom.h"

struct arena;
struct error;

/* The classes of requests that people think in. */
#define USUAL_MASKS 3

/* Rows order by order, USUAL_MASKS of each: GFP_ATOMIC, GFP_KERNEL, GFP_HIGHUSER_MOVABLE. */
struct usual_headroom {
	struct headroom *rows;
	size_t count; /* (max_order + 1) * USUAL_MASKS */
};

/*
 * What the state has for every order and usual mask. The arena owns the rows;
 * `state` must outlive them. 0, or a negative errno where that kernel does not
 * know one of the masks.
 */
int usual_headroom(struct arena *arena, const struct memory_state *state, struct usual_headroom *usual,
				   struct error *error);

#endif
