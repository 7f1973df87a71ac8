/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Zones: what their sizes and limits do. Stands against linux:mm/page_alloc.c:build_all_zonelists and
 * arch/arm64/mm/init.c. */
#include "findings/inspect.h"

void check_mobility_grouping_off(struct inspection *in)
{
	uint64_t pageblock = page_size(in->kernel) << in->kernel->pageblock_order;

	if (in->boot->mobility_grouping || !in->boot->boots || too_small_for_usual_kernel(in))
		return;
	found(
		in, place_root(), NULL, "leave more RAM to Linux, or use a kernel with smaller pages or pageblocks",
		"RAM is so small against pageblocks of %s that %s switches grouping by mobility off: movable and unmovable pages mix, and memory fragments for good%s",
		size_words(in, pageblock), linux_words(in), prints_anywhere(in, "mobility grouping"));
}

void check_dma_ranges_shrink_zone(struct inspection *in)
{
	uint64_t limit = in->boot->dma_limit, end = ram_end(&in->space);

	if (!in->board->dma_node || in->kernel->arch != ARCH_ARM64 ||
		in->kernel->rules->zone_rule == ZONE_OFFSET_4G)
		return;
	if (!in->kernel->zone_dma || in->board->dma_max >= GIB(4) - 1 || limit >= end || limit >= GIB(4))
		return;
	found(
		in, place_other(0, in->board->dma_node), "dma-ranges",
		"right if the bus is so; otherwise widen dma-ranges, or drop them where the bus reaches all RAM",
		"reaches RAM up to 0x%llx only: %s ends ZONE_DMA at 0x%llx, and the default CMA pool, bounce buffers and the crash kernel must lie below, whichever device they are for",
		(unsigned long long)in->board->dma_max, linux_words(in), (unsigned long long)limit - 1);
}
