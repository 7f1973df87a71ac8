/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_HEADROOM_H
#define DTCARVE_ALLOC_HEADROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alloc/request.h"
#include "alloc/slow_path.h"
#include "alloc/watermark.h"
#include "alloc/zone_state.h"
#include "util/estimate.h"
#include "util/named.h"

struct arena;

/* What ends a row of successful allocations. */
#define HEADROOM_LIMITS(X)                                                                                   \
	X(LIMIT_WATERMARK, "watermark")                                                                          \
	X(LIMIT_LOWMEM_RESERVE, "lowmem_reserve")                                                                \
	X(LIMIT_BLOCKS, "blocks")                                                                                \
	X(LIMIT_ZONE, "zone")
enum headroom_limit { HEADROOM_LIMITS(ENUM_VALUE) };

struct zone_headroom {
	const struct zone_state *zone;
	struct estimate blocks;
	int64_t by_watermark; /* blocks, if lists were no matter: ceil((usable - mark - reserve) / 2^order) */
	int64_t by_blocks;    /* blocks, if the mark were no matter */
	int64_t mark;         /* pages, after the reductions, with boost */
	int64_t reserve;      /* lowmem_reserve, pages */
	int64_t usable;       /* pages that count for this request, 2^order - 1 taken off */
	enum headroom_limit limit;
	enum refusal ending; /* why the zone refuses at last */
};

/*
 * How many blocks one request gets in a row, in the given state, while nothing
 * is freed and nobody else allocates.
 */
struct headroom {
	const struct alloc_request *request;
	struct estimate blocks; /* over all zones */
	bool lower_bound;       /* the request may reclaim and compact: at least so many */
	enum headroom_limit limit;
	enum refusal refusal; /* of the zone that the limit is told from */
	struct zone_headroom *zones;
	size_t zone_count;
	int64_t wanted;       /* request's count, else one more than there is */
	int64_t short_blocks; /* blocks missing for `wanted` in the free lists; 0: enough */
	int64_t short_pages;  /* pages missing above the mark for `wanted`; 0: enough */
	unsigned int page_shift;
	struct slow_path slow_path; /* what happens when the zones refuse */
};

/* The arena owns the zones array; `state` and `request` must live as long as the result. */
struct headroom headroom_count(struct arena *arena, const struct memory_state *state,
							   const struct alloc_request *request);

/* "watermark", "lowmem_reserve", "blocks", "zone". */
const char *headroom_limit_name(enum headroom_limit limit);

#endif
