/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_DIAGNOSIS_H
#define DTCARVE_EXPLAIN_DIAGNOSIS_H

#include "alloc/watermark.h"
#include "explain/era.h"
#include "kernel/gfp.h"
#include "klog/event.h"
#include "util/named.h"

/* A hostile log may claim any size: more than this is taken for it. */
#define MOST_KB (INT64_C(1) << 50)

/* Why a request failed, as the JSON has it. The first seven are the page allocator's. */
#define CAUSES(X)                                                                                            \
	X(CAUSE_WATERMARK, "watermark")                                                                          \
	X(CAUSE_FRAGMENTATION, "fragmentation")                                                                  \
	X(CAUSE_CMA_STRANDED, "cma-stranded")                                                                    \
	X(CAUSE_RACE, "race")                                                                                    \
	X(CAUSE_LOWMEM_RESERVE, "lowmem-reserve")                                                                \
	X(CAUSE_NO_ZONE, "no-zone")                                                                              \
	X(CAUSE_INCOMPLETE, "incomplete-log")                                                                    \
	X(CAUSE_MEMCG, "memory-cgroup") /* the limit of a memory cgroup, not the machine's */                    \
	X(CAUSE_ADDRESS_SPACE, "address-space") /* vmalloc: no address range */                                  \
	X(CAUSE_BAD_SIZE, "bad-size") /* vmalloc of 0 bytes or of more than there is; an order above the largest */ \
	X(CAUSE_CMA_FULL, "cma-full") /* no free range of that size in the CMA area */                           \
	X(CAUSE_CMA_BUSY, "cma-busy") /* pages in the way could not be migrated */                               \
	X(CAUSE_CMA_NOT_SET_UP, "cma-not-set-up") /* the area has no pages */                                    \
	X(CAUSE_STALL, "stall") /* no failure: it took long */                                                   \
	X(CAUSE_SWIOTLB_FULL, "swiotlb-full") /* no bounce buffer of that size */                                \
	X(CAUSE_HUNG, "hung") /* a task that compacts does not come back */
enum cause { CAUSES(ENUM_VALUE) };

/* How far the log carries the cause. */
#define CONFIDENCES(X)                                                                                       \
	X(CONFIDENCE_CERTAIN, "certain") /* it follows from the figures in the log */                            \
	X(CONFIDENCE_LIKELY, "likely") /* it follows but for something that the log leaves open */               \
	X(CONFIDENCE_OPEN, "open") /* the log does not tell */
enum confidence { CONFIDENCES(ENUM_VALUE) };

/* A zone of the dump, held against the request. Pages. */
struct zone_finding {
	const struct klog_zone *zone;
	bool allowed;  /* the request may be served from it */
	bool tested;   /* it has enough figures for the test */
	bool supposed; /* the log has no request: tested against GFP_KERNEL of order 0, which decides nothing */
	bool sure;     /* the result does not hang on what the letters leave open */
	bool open;     /* it hangs on lines that the log does not have */
	enum refusal refusal;
	int64_t free_cma_low, free_cma_high;
	int64_t charged_low, charged_high; /* of the HighAtomic reserve */
	int64_t usable_low, usable_high;   /* after all deductions, 2^order - 1 included */
	int64_t mark;                      /* reduced, boost included */
	int64_t boost;
	int64_t reserve;                 /* lowmem_reserve for this request */
	bool passes_at_low;              /* even the first, undemanding attempt would succeed */
	int64_t blocks_low, blocks_high; /* pages in blocks of the order and above that it may use */
	unsigned int loop_order;         /* REFUSAL_ORDER_LOOP: the order at which it fails */
};

/* Lines and letters that the verdict would need and the log does not have. */
enum absent {
	ABSENT_LISTS = 1 << 0,
	ABSENT_LETTERS = 1 << 1,
	ABSENT_RESERVE = 1 << 2, /* lowmem_reserve[] */
	ABSENT_MARKS = 1 << 3,   /* "free:" or "min:" */
};

struct diagnosis {
	const struct klog_event *event;
	struct era era;
	uint32_t version;
	struct alloc_kernel kernel;
	bool has_gfp;
	bool names_agree; /* the printed names fit a known layout */
	struct gfp gfp;
	struct attempt attempt;
	enum request_context context;
	int64_t page_kb;       /* KLOG_NONE where the log does not tell */
	bool android;          /* letters in the order of trees with CMA on the per-CPU lists */
	int64_t extra_free_kb; /* vendor's extra_free_kbytes, KLOG_NONE where there is no sign of it */

	unsigned int absent;                 /* enum absent, or'ed, of the zones that may serve the request */
	const struct zone_finding *deciding; /* the zone that the cause is of, or NULL */

	enum cause cause;
	enum confidence confidence;
	double zone_lateness, list_lateness; /* seconds after the header, negative where not known */

	size_t zone_count;
	struct zone_finding zones[KLOG_ZONES]; /* last: a new diagnosis starts as zero up to here */
};

/* Judges a report. The event must outlive the diagnosis. */
void diagnose(struct diagnosis *diagnosis, const struct klog_event *event);

/* "watermark", "cma-stranded", ... */
const char *cause_name(enum cause cause);
const char *confidence_name(enum confidence confidence);

/* Pages to kB of the machine that the report is of (4 kB pages where the log does not tell). */
int64_t diagnosis_kb(const struct diagnosis *diagnosis, int64_t pages);
int64_t diagnosis_pages(const struct diagnosis *diagnosis, int64_t kb);

#endif
