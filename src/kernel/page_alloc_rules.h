/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_PAGE_ALLOC_RULES_H
#define DTCARVE_KERNEL_PAGE_ALLOC_RULES_H

#include <stdint.h>

/*
 * The page allocator's rules that differ between kernel versions, as data: code
 * asks for a rule by its name and never for a version. "6.1" and "6.12" mean the
 * late stable releases of these series, which carry rules that 6.1.0 and 6.12.0
 * did not have.
 */

/* What a request without a right to the HighAtomic reserve has deducted from the free pages. */
enum highatomic_charge { CHARGE_NONE, CHARGE_RESERVED, CHARGE_FREE };

/* The short test of order 0 before the full one (mm/page_alloc.c:zone_watermark_fast). */
enum fast_test { FAST_TEST_NONE, FAST_TEST_CMA, FAST_TEST_UNUSABLE };

/* How a request takes over memory of another type (mm/page_alloc.c:__rmqueue_fallback). */
enum steal_rule {
	STEAL_KEEP_TYPE,   /* largest chunk; where the block is not claimed, the rest stays on its old list */
	STEAL_LARGEST,     /* largest chunk; the rest goes to the list of the request in any case */
	STEAL_SMALLEST_M,  /* as before, but a movable request that may not claim takes the smallest */
	STEAL_CLAIM_FIRST, /* claim when half the block is alike, else the smallest chunk, rest on its old list */
};

/* When a movable request takes CMA pages. */
enum cma_rule {
	CMA_FIRST_FALLBACK, /* head of the fallback row */
	CMA_LAST_RESORT,    /* own list, then CMA, then fallback */
	CMA_BALANCED,       /* first while more than half of the free pages are CMA, else as before */
};

/* What a costly (order > 3) request that may sleep does after the first round. */
enum costly_rule {
	COSTLY_LAST_COMPACTION, /* compacts once more where reclaim made progress */
	COSTLY_RETRY_FUNCTIONS, /* should_reclaim_retry() and should_compact_retry() */
};

struct page_alloc_rules {
	/* watermark test */
	uint8_t order_loop;          /* mark and free pages are halved order by order */
	uint8_t fast_test;           /* enum fast_test */
	uint8_t boost;               /* watermark_boost */
	uint8_t boost_skips_order0;  /* order-0 GFP_ATOMIC is tested again without the boost */
	uint8_t highatomic_charge;   /* enum highatomic_charge */
	uint8_t nowait_harder;       /* 3/4 of min for every request that cannot sleep */
	uint8_t atomic_needs_bit;    /* the rights of GFP_ATOMIC hang on the __GFP_ATOMIC bit */
	uint8_t nonblock_rights;     /* unable to sleep: not charged; HighAtomic as last resort of order 0 */
	uint8_t nonblock_highatomic; /* unable to sleep, order above 0: HighAtomic as GFP_ATOMIC has it */
	uint8_t realtime_half;       /* real-time tasks: min / 2 instead of 3/4 of min */
	uint8_t oom_half;            /* an OOM victim gets half of the mark, before: no mark at all */
	uint8_t nofail_harder;       /* __GFP_NOFAIL gets a reserve before it loops */
	uint8_t reserve_by_zonelist; /* lowmem_reserve column: the highest populated zone, later: allowed one */

	/* marks */
	uint8_t scale_factor;   /* distance between marks is at least managed / 1000 */
	uint8_t min_free_limit; /* of the default min_free_kbytes, MiB; 0 stands for 256 */

	/* free lists */
	uint8_t migrate_reserve;      /* MIGRATE_RESERVE blocks, last resort of every request */
	uint8_t highatomic;           /* MIGRATE_HIGHATOMIC blocks */
	uint8_t highatomic_rounds_up; /* reserve limit: nothing below one block, else rounded up */
	uint8_t highatomic_not_pcp;   /* orders kept on per-CPU lists never reach the HighAtomic lists */
	uint8_t steal;                /* enum steal_rule */
	uint8_t cma;                  /* enum cma_rule */

	/* per-CPU lists */
	uint8_t pcp_top_order;   /* largest order kept */
	uint8_t pcp_high_by_low; /* high = low mark / CPUs; before: 6 batches */
	uint8_t pcp_autotune;    /* refills double while nothing is freed */
	uint8_t pcp_small_batch; /* batch = min(managed / 4096, 256 KiB); before: / 1024, 1 MiB, / 4 */

	/* slow path */
	uint8_t costly;                  /* enum costly_rule */
	uint8_t repeat;                  /* 1: __GFP_REPEAT up to 2^order pages, 2: as RETRY_MAYFAIL */
	uint8_t early_compaction;        /* orders 1..3 compact before the first reclaim */
	uint8_t loops_without_progress;  /* orders 0..3: 16 fruitless rounds before the OOM killer */
	uint8_t highatomic_before_oom;   /* the reserve is given up before every kill; before: after 16 fruitless
										rounds */
	uint8_t kills_for_costly_nofail; /* __GFP_NOFAIL above order 3 may invoke the OOM killer */
	uint8_t deferred_fails;          /* costly NORETRY fails at once when compaction is deferred */
	uint8_t stall_warning;           /* a line after ten seconds in the slow path */
	uint8_t proactive;               /* kcompactd compacts by itself where the fragmentation score is high */
	uint8_t kcompactd;               /* background compaction */
	uint8_t brief_compaction;        /* a run for one order hardly gets beyond its first 32 pages */
	uint8_t warn_burst;              /* warnings let through ... */
	uint8_t warn_seconds;            /* ... in so many seconds */

	/* callers */
	uint8_t vmap_stack;            /* kernel stacks of single pages, where the configuration does not tell */
	uint8_t vmalloc_words;         /* 0: "vmalloc: allocation failure", 1: "vmalloc error: size" */
	uint8_t vmemmap_warns;         /* vmemmap_alloc_block: "vmemmap alloc failure" */
	uint8_t slab_preferred_silent; /* 1: NORETRY; 2: no reclaim, no reserve either */
	uint8_t slub_fractions;        /* calculate_order(): 1: fractions 16, 8, 4, 2 and fixed min_objects */
	uint8_t dma_page_skips_cma;    /* a single coherent page is not taken from the default CMA area */
};

/* The rules of a kernel (kernel/version.h number); those of 3.18 for anything older. */
struct page_alloc_rules page_alloc_rules_for(uint32_t version);

#endif
