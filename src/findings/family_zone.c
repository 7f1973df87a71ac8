/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Zones: what their sizes and limits do. Stands against linux:mm/page_alloc.c:build_all_zonelists and
 * arch/arm64/mm/init.c. */
#include "findings/inspect.h"

static void check_mobility(struct inspection *in)
{
	uint64_t pageblock = page_size(in->kernel) << in->kernel->pageblock_order;
	struct finding *f;

	if (in->boot->mobility_grouping || !in->boot->boots || too_small_for_usual_kernel(in))
		return;
	f = add_finding(in, place_root());
	f->message = words(
		in,
		"RAM is so small against pageblocks of %s that %s switches grouping by mobility off: movable and unmovable pages mix, and memory fragments for good%s",
		size_words(in, pageblock), linux_words(in), prints_anywhere(in, "mobility grouping"));
	f->hint = "leave more RAM to Linux, or use a kernel with smaller pages or pageblocks";
}

static void check_dma_ranges(struct inspection *in)
{
	uint64_t limit = in->boot->dma_limit, end = ram_end(&in->space);
	struct finding *f;

	if (!in->board->dma_node || in->kernel->arch != ARCH_ARM64 ||
		in->kernel->rules->zone_rule == ZONE_OFFSET_4G)
		return;
	if (!in->kernel->zone_dma || in->board->dma_max >= GIB(4) - 1 || limit >= end || limit >= GIB(4))
		return;
	f = add_finding(in, place_other(0, in->board->dma_node));
	f->property = "dma-ranges";
	f->message = words(
		in,
		"reaches RAM up to 0x%llx only: %s ends ZONE_DMA at 0x%llx, and the default CMA pool, bounce buffers and the crash kernel must lie below, whichever device they are for",
		(unsigned long long)in->board->dma_max, linux_words(in), (unsigned long long)limit - 1);
	f->hint =
		"right if the bus is so; otherwise widen dma-ranges, or drop them where the bus reaches all RAM";
}

const struct rule zone_rules[] = {
	{
		.id = "mobility-grouping-off",
		.severity = SEVERITY_WARNING,
		.check = check_mobility,
		.summary = "RAM is too small for grouping by mobility",
		.what =
			"Movable and unmovable pages are kept apart by pageblocks. With less than one pageblock for each migrate type the kernel gives that up.",
		.versions =
			"Fewer pages than pageblock times 4 to 6 types: 24 MiB with pageblocks of 4 MiB, 192 MiB with pages of 16 KiB, 3 GiB with pages of 64 KiB.",
		.example = "memory@80000000 { reg = <0x0 0x80000000 0x0 0x40000000>; };  /* pages of 64 KiB */",
		.mend = "Use pages of 4 KiB on small boards.",
	},
	{
		.id = "dma-ranges-shrink-zone",
		.severity = SEVERITY_NOTE,
		.check = check_dma_ranges,
		.summary = "the dma-ranges of one bus make ZONE_DMA small",
		.what =
			"The bus that reaches least decides how far ZONE_DMA goes, and with it where the default CMA pool, swiotlb and crashkernel= may lie.",
		.versions =
			"3.18 and 4.19 do not look. 5.10 and 6.1 round down to a power of two, 6.12 and later take the limit as it is.",
		.example = "bus {\n\tdma-ranges = <0x0 0x0 0x0 0x40000000>;\n};",
		.mend = "Nothing, where the bus is so.",
	},
	{ .id = NULL },
};
