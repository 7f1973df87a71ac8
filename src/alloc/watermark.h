/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_WATERMARK_H
#define DTCARVE_ALLOC_WATERMARK_H

#include <stdbool.h>
#include <stdint.h>

#include "alloc/zone_state.h"
#include "util/named.h"

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
#define REQUEST_CONTEXTS(X)                                                                                  \
	X(CONTEXT_PROCESS, "process")                                                                            \
	X(CONTEXT_INTERRUPT, "interrupt")                                                                        \
	X(CONTEXT_REALTIME, "realtime") /* a real-time task outside interrupts */                                \
	X(CONTEXT_MEMALLOC, "memalloc") /* PF_MEMALLOC: reclaim itself, swap over the network */                 \
	X(CONTEXT_VICTIM, "victim") /* a task that the OOM killer has chosen */
enum request_context { REQUEST_CONTEXTS(ENUM_VALUE) };

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
#define REFUSALS(X)                                                                                          \
	X(REFUSAL_NONE, "passes", "it passes")                                                                   \
	X(REFUSAL_LOWMEM_RESERVE, "lowmem-reserve", "lowmem_reserve keeps the zone for requests that can use no other") \
	X(REFUSAL_CMA, "watermark-cma", "there are enough free pages, but they are CMA")                         \
	X(REFUSAL_HIGHATOMIC, "watermark-highatomic", "there are enough free pages, but the HighAtomic reserve holds them") \
	X(REFUSAL_BOOST, "watermark-boost", "only the watermark boost stands in the way")                        \
	X(REFUSAL_WATERMARK, "watermark", "too few free pages above the watermark")                              \
	X(REFUSAL_ORDER_LOOP, "fragmentation-below-mark", "too few of the free pages lie in blocks of this order and above") /* up to 4.3 */ \
	X(REFUSAL_ONLY_CMA, "blocks-only-cma", "free blocks of this order exist in CMA only")                    \
	X(REFUSAL_ONLY_HIGHATOMIC, "blocks-only-highatomic", "free blocks of this order exist in the HighAtomic reserve only") \
	X(REFUSAL_FRAGMENTED, "no-block", "no free block of this order")
enum refusal { REFUSALS(ENUM_VALUE) };

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

/* Of the list above: "watermark-cma", and a short sentence. */
const char *refusal_name(enum refusal refusal);
const char *refusal_text(enum refusal refusal);

#endif
