/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_EXHAUST_H
#define DTCARVE_ALLOC_EXHAUST_H

#include <stdbool.h>
#include <stdint.h>

#include "alloc/watermark.h"
#include "alloc/zone_state.h"

/*
 * Allocates from a copy of one zone until the first refusal, on the counts of
 * its free lists: what a driver does that asks for block after block without
 * sleeping. Stands for mm/page_alloc.c:rmqueue, __rmqueue, __rmqueue_fallback,
 * boost_watermark and the refill of the per-CPU lists (rmqueue_bulk).
 */

/* When a watermark boost arrives that is not there yet. */
enum boost_course {
	BOOST_REPLAYED, /* with the fallback that raises it */
	BOOST_NEVER,
	BOOST_AT_ONCE, /* all of it before the first block */
};

struct replay_options {
	enum boost_course boost;
	int64_t drift;      /* pages added to NR_FREE_PAGES before the start */
	int64_t pcp_blocks; /* blocks of this order and type already on the CPU's own list */
};

struct replay {
	int64_t blocks;      /* allocations that succeeded */
	enum refusal ending; /* why the next one is refused */
	int64_t last_refill; /* blocks that the last refill of a per-CPU list took, 0 without such a list */
	bool may_boost;      /* a fallback within a pageblock happened: it raises the boost where there is one */
};

/*
 * `fast` and `slow` are the attempts of one request (alloc/watermark.h); the zone
 * must be one that it may use.
 */
struct replay replay_zone(const struct alloc_kernel *kernel, const struct zone_state *zone,
						  const struct attempt *fast, const struct attempt *slow,
						  const struct replay_options *options);

/*
 * Takes up to `blocks` blocks off the zone's lists for good, as the attempt would,
 * without a watermark test; returns how many there were.
 */
int64_t replay_consume(const struct alloc_kernel *kernel, struct zone_state *zone,
					   const struct attempt *attempt, int64_t blocks);

/*
 * Pages by which one CPU's share of NR_FREE_PAGES may lag behind.
 * Source: mm/vmstat.c:calculate_normal_threshold.
 */
int64_t stat_threshold(const struct alloc_kernel *kernel, const struct zone_state *zone);

/* Pages by which one CPU's list is refilled. Source: mm/page_alloc.c:zone_batchsize. */
int64_t pcp_batch(const struct alloc_kernel *kernel, uint64_t managed);

/* Most that watermark_boost can reach, 0 where there is none. Source: mm/page_alloc.c:boost_watermark. */
int64_t boost_limit(const struct alloc_kernel *kernel, const struct zone_state *zone);

/*
 * Pages that the HighAtomic reserve of a zone stops growing at; it grows by whole blocks.
 * Source: mm/page_alloc.c:reserve_highatomic_pageblock.
 */
int64_t highatomic_limit(const struct alloc_kernel *kernel, const struct zone_state *zone);

#endif
