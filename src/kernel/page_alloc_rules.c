/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/page_alloc_rules.h"

#include <stddef.h>

#include "kernel/version.h"
#include "util/number.h"

/* From `version` on, the rule at `offset` has this value. */
struct rule_change {
	uint32_t version;
	uint16_t offset;
	uint8_t value;
};

#define SINCE(major, minor, patch, rule, value)                                                              \
	{                                                                                                        \
		KERNEL_VERSION(major, minor, patch), offsetof(struct page_alloc_rules, rule), (value)                \
	}
#define FROM(major, minor, rule, value) SINCE(major, minor, 0, rule, value)

/*
 * By version, oldest first; the first group is Linux 3.18. Sources are
 * mm/page_alloc.c where nothing else is said.
 */
static const struct rule_change rule_changes[] = {
	FROM(0, 0, order_loop, 1),           /* __zone_watermark_ok */
	FROM(0, 0, nowait_harder, 1),        /* gfp_to_alloc_flags */
	FROM(0, 0, migrate_reserve, 1),      /* setup_zone_migrate_reserve */
	FROM(0, 0, steal, STEAL_KEEP_TYPE),  /* try_to_steal_freepages */
	FROM(0, 0, cma, CMA_FIRST_FALLBACK), /* fallbacks[] */
	FROM(0, 0, reserve_by_zonelist, 1),  /* __alloc_pages_nodemask: classzone_idx */
	FROM(0, 0, min_free_limit, 64),      /* init_per_zone_wmark_min */
	FROM(0, 0, costly, COSTLY_LAST_COMPACTION),
	FROM(0, 0, repeat, 1), /* should_alloc_retry */
	FROM(0, 0, early_compaction, 1),
	FROM(0, 0, kills_for_costly_nofail, 1),
	FROM(0, 0, warn_burst, 10),
	FROM(0, 0, warn_seconds, 5),
	FROM(0, 0, slab_preferred_silent, 1), /* mm/slub.c:allocate_slab */

	FROM(4, 4, order_loop, 0),
	FROM(4, 4, nowait_harder, 0),
	FROM(4, 4, atomic_needs_bit, 1),
	FROM(4, 4, migrate_reserve, 0),
	FROM(4, 4, highatomic, 1),
	FROM(4, 4, highatomic_charge, CHARGE_RESERVED),
	FROM(4, 4, steal, STEAL_LARGEST),
	FROM(4, 4, cma, CMA_LAST_RESORT),

	FROM(4, 6, scale_factor, 1), /* __setup_per_zone_wmarks */
	FROM(4, 6, kcompactd, 1),    /* mm/compaction.c */
	FROM(4, 7, fast_test, FAST_TEST_CMA),
	FROM(4, 7, costly, COSTLY_RETRY_FUNCTIONS),
	FROM(4, 7, repeat, 2),
	FROM(4, 7, early_compaction, 0),
	FROM(4, 7, loops_without_progress, 1),

	FROM(4, 13, repeat, 0), /* the bit is RETRY_MAYFAIL now */
	FROM(4, 14, steal, STEAL_SMALLEST_M),
	FROM(4, 14, oom_half, 1),
	FROM(4, 14, nofail_harder, 1),
	FROM(4, 14, early_compaction, 1),
	FROM(4, 14, vmap_stack, 1), /* arch/Kconfig: default y; arm64 has had it since */
	FROM(4, 14, kills_for_costly_nofail, 0),

	FROM(4, 19, vmemmap_warns, 1),         /* mm/sparse-vmemmap.c:vmemmap_alloc_block */
	FROM(4, 19, slab_preferred_silent, 2), /* mm/slub.c:allocate_slab */
	FROM(4, 19, deferred_fails, 1),

	FROM(5, 0, boost, 1), /* boost_watermark */
	FROM(5, 1, brief_compaction, 1), /* mm/compaction.c: skip hints and fast searches; measured on 5.4 */
	FROM(5, 4, boost_skips_order0, 1),
	FROM(5, 4, warn_burst, 1),
	FROM(5, 4, warn_seconds, 10),
	FROM(5, 8, cma, CMA_BALANCED), /* __rmqueue */
	FROM(5, 9, proactive, 1),      /* mm/compaction.c:should_proactive_compact_node */
	FROM(5, 10, fast_test, FAST_TEST_UNUSABLE),
	FROM(5, 10, reserve_by_zonelist, 0), /* highest_zoneidx */
	FROM(5, 10, min_free_limit, 0),
	FROM(5, 10, dma_page_skips_cma, 1), /* kernel/dma/contiguous.c:dma_alloc_contiguous */

	FROM(5, 14, pcp_top_order, 3), /* pcp_allowed_order */
	FROM(5, 14, pcp_high_by_low, 1),
	FROM(5, 14, highatomic_not_pcp, 1), /* rmqueue */
	FROM(5, 16, vmalloc_words, 1),      /* mm/vmalloc.c:__vmalloc_area_node */

	FROM(6, 1, highatomic_not_pcp, 0),
	FROM(6, 1, atomic_needs_bit, 0), /* gfp_to_alloc_flags: ALLOC_NON_BLOCK */
	FROM(6, 1, nonblock_rights, 1),
	FROM(6, 1, realtime_half, 1),
	FROM(6, 1, highatomic_before_oom, 1), /* should_reclaim_retry */
	FROM(6, 3, nonblock_highatomic, 1),   /* gfp_to_alloc_flags */
	SINCE(6, 6, 113, nonblock_highatomic, 0),
	FROM(6, 7, nonblock_highatomic, 1),
	FROM(6, 7, pcp_autotune, 1),         /* nr_pcp_alloc */
	FROM(6, 8, slub_fractions, 1),       /* mm/slub.c:calculate_order */
	FROM(6, 12, nonblock_highatomic, 0), /* a series without a patch level stands for its late releases */
	FROM(6, 12, highatomic_charge, CHARGE_FREE),
	FROM(6, 12, highatomic_rounds_up, 1), /* reserve_highatomic_pageblock */
	FROM(6, 12, steal, STEAL_CLAIM_FIRST),
	SINCE(6, 12, 1, nonblock_highatomic, 1),
	SINCE(6, 12, 54, nonblock_highatomic, 0),
	FROM(6, 13, nonblock_highatomic, 1),
	FROM(6, 18, nonblock_highatomic, 0),
	FROM(7, 0, deferred_fails, 0),
	FROM(7, 0, stall_warning, 1),       /* check_alloc_stall_warn */
	FROM(7, 0, pcp_small_batch, 1),     /* zone_batchsize */
};

struct page_alloc_rules page_alloc_rules_for(uint32_t version)
{
	struct page_alloc_rules rules = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(rule_changes); i++)
		if (rule_changes[i].version <= version)
			((uint8_t *)&rules)[rule_changes[i].offset] = rule_changes[i].value;
	return rules;
}
