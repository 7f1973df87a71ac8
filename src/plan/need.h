/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_NEED_H
#define DTCARVE_PLAN_NEED_H

#include <stdbool.h>
#include <stdint.h>

#include "alloc/request.h"

struct alloc_kernel;
struct arena;
struct boot;
struct error;
struct memory_state;

enum need_kind {
	NEED_REQUEST, /* blocks that a request gets in a row at boot */
	NEED_FREE,    /* free blocks of an order or larger outside CMA at boot */
	NEED_CMA,     /* one contiguous piece of a CMA pool that works; several such needs at the same time */
	NEED_MANAGED, /* pages that the buddy allocator manages */
	NEED_USABLE,  /* managed pages outside CMA, which unmovable requests can use */
};

struct need {
	const char *text; /* as it was written */
	enum need_kind kind;
	struct alloc_request request; /* NEED_REQUEST, NEED_FREE: its order */
	const char *pool;             /* NEED_CMA: the node's path, or NULL for any pool */
	int64_t target;               /* blocks; bytes for the last three */
};

/*
 * Reads one need:
 *
 *   order=3 gfp=GFP_ATOMIC count=256   a request as headroom takes it, with a count
 *   order=9 free 64 blocks             (or free=64)
 *   cma 48M [pool=/reserved-memory/x]
 *   managed 900M
 *   unmovable 512M                     (or unmovable-usable, usable)
 *
 * -EINVAL with one line where it is none of these.
 */
int need_parse(struct arena *arena, const struct alloc_kernel *kernel, const char *text, struct need *need,
			   struct error *error);

/* What a predicted boot has of it, in the target's unit. NEED_CMA: see needs_measure(). */
int64_t need_measure(struct arena *arena, const struct need *need, const struct boot *boot,
					 const struct memory_state *settled);

/*
 * All needs at once into `values`. The CMA needs are served together, the
 * largest first, each from the fullest pool; one that finds no pool gets the
 * largest piece that is left.
 */
void needs_measure(struct arena *arena, const struct need *needs, size_t count, const struct boot *boot,
				   const struct memory_state *settled, int64_t *values);

/* "blocks" or "bytes". */
const char *need_unit(const struct need *need);

static inline bool need_in_blocks(const struct need *need)
{
	return need->kind == NEED_REQUEST || need->kind == NEED_FREE;
}

#endif
