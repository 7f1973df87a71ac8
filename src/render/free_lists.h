/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_FREE_LISTS_H
#define DTCARVE_RENDER_FREE_LISTS_H

#include <stddef.h>

#include "render/pen.h"

struct headroom;
struct memory_state;

/* Free blocks by zone, migratetype and order, and pageblocks by type, in the shape of /proc/pagetypeinfo. */
void free_blocks_write(const struct pen *pen, const struct memory_state *memory);
void pageblocks_write(const struct pen *pen, const struct memory_state *memory);

/* unusable_index and extfrag_index as debugfs has them, with CMA and without. */
void indices_write(const struct pen *pen, const struct memory_state *memory);

/*
 * Orders by usual mask: blocks, KiB and what limits them. `rows` as alloc/usual.h
 * puts them: order by order, USUAL_MASKS of each.
 */
void usual_headroom_write(const struct pen *pen, const struct memory_state *memory,
						  const struct headroom *rows, size_t count);

#endif
