/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_FINDINGS_SPACE_H
#define DTCARVE_FINDINGS_SPACE_H

/* RAM and what stands in it: where could something else go? */

#include <stdbool.h>
#include <stddef.h>

#include "util/range.h"

struct arena;
struct board;
struct boot;
struct kernel;

/* A range that nothing else may take. */
struct obstacle {
	struct range range;
	const char *owner; /* node path, "/memreserve/N" or what it is */
	size_t node;       /* index into board->rmem, or SIZE_MAX */
};

struct space {
	const struct range *ram; /* ascending, none touches the next */
	size_t ram_count;
	struct obstacle *obstacles; /* ascending by base; may overlap */
	size_t obstacle_count;
};

struct space space_read(struct arena *arena, const struct board *board, const struct boot *boot);

bool is_ram(const struct space *space, struct range range);      /* wholly, within one bank */
bool touches_ram(const struct space *space, struct range range); /* at least one byte */
uint64_t ram_start(const struct space *space);
uint64_t ram_end(const struct space *space);
uint64_t ram_size(const struct space *space);

/* What is sought: `size` bytes at a multiple of `align` in `window`, where obstacles of `node` do not count.
 */
struct wish {
	uint64_t size, align; /* a power of two */
	struct range window;
	size_t node;
};

/* The legal base next to `base`, at or below it, and at or above it; false where there is none. */
bool nearest_below(const struct space *space, const struct wish *wish, uint64_t base, uint64_t *found);
bool nearest_above(const struct space *space, const struct wish *wish, uint64_t base, uint64_t *found);

/* The largest free piece of RAM in the window, counted from multiples of `align`; size 0: none. */
struct range largest_gap(const struct space *space, const struct wish *wish);

/* The obstacle that takes most of the window, or NULL. */
const struct obstacle *largest_obstacle(const struct space *space, const struct wish *wish);

#endif
