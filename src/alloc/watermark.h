/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_WATERMARK_H
#define DTCARVE_ALLOC_WATERMARK_H

#include <stdbool.h>
#include <stdint.h>

#include "alloc/zone_state.h"

/*
 * The test that decides whether a zone may serve a request, for every version.
 * Stands for mm/page_alloc.c:__zone_watermark_ok, zone_watermark_fast,
 * __zone_watermark_unusable_free and gfp_to_alloc_flags.
 */

enum wmark { WMARK_MIN, WMARK_LOW, WMARK_HIGH };

/* Rights of one attempt; the kernel's ALLOC_* by what they do, since their names moved. */
enum attempt_right {
	RIGHT_HALF = 1 << 0,            /* half of the mark (ALLOC_HIGH, ALLOC_MIN_RESERVE) */
	RIGHT_QUARTER = 1 << 1,         /* a quarter of the mark less (ALLOC_HARDER, ALLOC_NON_BLOCK) */
	RIGHT_OOM = 1 << 2,             /* half of what is left (ALLOC_OOM) */
	RIGHT_NO_WATERMARKS = 1 << 3,   /* no test at all */
	RIGHT_UNCHARGED = 1 << 4,       /* the HighAtomic reserve is not deducted */
	RIGHT_HIGHATOMIC = 1 << 5,      /* may take HighAtomic blocks first */
	RIGHT_HIGHATOMIC_LAST = 1 << 6, /* order 0 may take them as a last resort */
	RIGHT_CMA = 1 << 7,             /* may take CMA pages; they are not deducted */
	NO_SHORT_TEST = 1 << 8,         /* kswapd: the short test of order 0 does not apply */
};

/* Who asks, as far as the allocator looks at it. */
enum request_context {
	CONTEXT_PROCESS,
	CONTEXT_INTERRUPT,
	CONTEXT_REALTIME, /* a real-time task outside interrupts */
	CONTEXT_MEMALLOC, /* PF_MEMALLOC: reclaim itself, swap over the network */
	CONTEXT_VICTIM,   /* a task that the OOM killer has chosen */
};

/* One attempt on the zones: against which mark, with which rights. */
struct attempt {
	enum wmark wmark;
	unsigned int rights; /* enum attempt_right */
	unsigned int types;  /* free lists it may be served from (bit 1 << migratetype) */
	enum migratetype type;
	unsigned int order;
	enum gfp_zone highest; /* the zone of the request */
};

/* The first attempt, at the low mark without any rights, and the last one without sleeping, at min. */
struct attempt attempt_fast(const struct alloc_kernel *kernel, const struct gfp *gfp, unsigned int order);
struct attempt attempt_slow(const struct alloc_kernel *kernel, const struct gfp *gfp, unsigned int order,
							enum request_context context);

/* Why a zone refuses; the order of the kernel's own checks. */
enum refusal {
	REFUSAL_NONE,
	REFUSAL_LOWMEM_RESERVE,  /* kept for requests that can use nothing else */
	REFUSAL_CMA,             /* enough pages, but they are CMA */
	REFUSAL_HIGHATOMIC,      /* enough pages, but in the HighAtomic reserve */
	REFUSAL_BOOST,           /* only the watermark boost is in the way */
	REFUSAL_WATERMARK,       /* too few pages */
	REFUSAL_ORDER_LOOP,      /* up to 4.3: too few pages in blocks of this order and above */
	REFUSAL_ONLY_CMA,        /* blocks of that order exist in CMA only */
	REFUSAL_ONLY_HIGHATOMIC, /* ... in the HighAtomic reserve only */
	REFUSAL_FRAGMENTED,      /* no block of that order */
};

struct watermark {
	int64_t usable;  /* pages that count for this request, 2^order - 1 taken off */
	int64_t mark;    /* after the reductions, with boost, without lowmem_reserve */
	int64_t reserve; /* lowmem_reserve, pages */
	enum refusal refusal;
};

/* Pages of the mark that an attempt has to leave, boost included. */
int64_t watermark_mark(const struct alloc_kernel *kernel, const struct zone_state *zone,
					   const struct attempt *attempt);

struct watermark watermark_test(const struct alloc_kernel *kernel, const struct zone_state *zone,
								const struct attempt *attempt);

/* Only whether it passes: the same test without the reasons. */
bool watermark_ok(const struct alloc_kernel *kernel, const struct zone_state *zone,
				  const struct attempt *attempt);

/* A short sentence for a refusal: "the free pages are CMA". */
const char *refusal_text(enum refusal refusal);

#endif
