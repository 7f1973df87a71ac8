/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_NEED_H
#define DTCARVE_POLICY_NEED_H

#include <stdbool.h>
#include <stdint.h>

#include "alloc/request.h"
#include "util/estimate.h"

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
	NEED_FAIL,    /* a request that under a workload fails in less than a share of its attempts */
};

/* By which end of an estimate a need is judged. */
enum need_certainty {
	NEED_UNSAID, /* as NEED_CERTAIN, unless --likely asks otherwise */
	NEED_CERTAIN,
	NEED_LIKELY,
};

#define NEED_FAIL_WHOLE 1000000
#define NEED_ATOMIC_POOL_BYTES (256 << 10) /* of the default pool, from an initcall on */

struct need {
	const char *text; /* as it was written */
	enum need_kind kind;
	struct alloc_request request; /* NEED_REQUEST, NEED_FAIL; NEED_FREE: its order */
	const char *asked;            /* NEED_FAIL: the request alone, as of alloc/request.h */
	const char *pool;             /* NEED_CMA: the node's path, or NULL for the default pool */
	enum need_certainty certainty;
	int64_t target;               /* blocks; bytes; NEED_FAIL: attempts of a million that must succeed */
};

/*
 * Reads one need:
 *
 *   order=3 gfp=GFP_ATOMIC count=256   a request as headroom takes it, with a count
 *   order=9 free 64 blocks             (or free=64)
 *   order=3 gfp=GFP_ATOMIC fail<0.1%   under a workload, from 0.01 % on
 *   cma 48M [pool=/reserved-memory/x]
 *   managed 900M
 *   unmovable 512M                     (or unmovable-usable, usable)
 *
 * Each may ask for its certainty with the word "certain" (the low end of what the
 * board may have, the default) or "likely" (the likeliest value).
 *
 * -EINVAL with one line where it is none of these.
 */
int need_parse(struct arena *arena, const struct alloc_kernel *kernel, const char *text, struct need *need,
			   struct error *error);

/*
 * What a predicted boot has of it, in the target's unit, and between what and what a
 * real board may have. NEED_CMA: see needs_measure(); NEED_FAIL: 0, as a boot does
 * not tell (plan/load_test.h does).
 */
struct estimate need_measure(struct arena *arena, const struct need *need, const struct boot *boot,
							 const struct memory_state *settled);

/* The end of it by which the need is judged, and whether that is enough. */
static inline int64_t need_judged(const struct need *need, struct estimate has)
{
	return need->certainty == NEED_LIKELY ? has.value : has.low;
}

static inline bool need_is_met(const struct need *need, struct estimate has)
{
	return need_judged(need, has) >= need->target;
}

/*
 * All needs at once into `values`. The CMA needs of one pool are served together, the
 * largest first; one that finds too little gets what is left.
 */
void needs_measure(struct arena *arena, const struct need *needs, size_t count, const struct boot *boot,
				   const struct memory_state *settled, struct estimate *values);

/* "blocks", "bytes" or "succeeding attempts of a million". */
const char *need_unit(const struct need *need);

static inline bool need_in_blocks(const struct need *need)
{
	return need->kind == NEED_REQUEST || need->kind == NEED_FREE;
}

/* NEED_FAIL: the share of failures, 0..1, that must not be reached. */
static inline double need_limit(const struct need *need)
{
	return (double)(NEED_FAIL_WHOLE - need->target) / NEED_FAIL_WHOLE;
}

static inline bool needs_load(const struct need *needs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (needs[i].kind == NEED_FAIL)
			return true;
	return false;
}

#endif
