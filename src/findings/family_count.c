/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * More than the kernel's tables hold. Stands against
 * linux:drivers/of/of_reserved_mem.c:fdt_reserved_mem_save_node, mm/cma.c and
 * mm/memblock.c:memblock_double_array.
 */
#include <string.h>

#include "findings/inspect.h"

/* The first region with such a line, and how many have it; NULL: none. */
static const struct region *first_saying(const struct inspection *in, const char *part, size_t *count)
{
	const struct region *first = NULL;

	*count = 0;
	for (size_t i = 0; i < in->boot->region_count; i++) {
		const struct region *region = &in->boot->regions[i];

		for (size_t j = 0; j < region->dmesg_count; j++) {
			if (!strstr(region->dmesg[j], part))
				continue;
			first = first ? first : region;
			++*count;
			break;
		}
	}
	return first;
}

static struct finding *add_for(struct inspection *in, const struct region *region)
{
	if (region->node < in->board->rmem_count)
		return add_finding(in, place_region(in, region->node));
	return add_finding(in, place_reserved_memory());
}

static size_t read_nodes(const struct inspection *in)
{
	size_t count = 0;

	for (size_t i = 0; i < in->board->rmem_count; i++)
		count += is_read(in, i) && (in->board->rmem[i].reg.whole || in->board->rmem[i].size.present);
	return count;
}

static void check_regions(struct inspection *in)
{
	size_t lost;
	const struct region *first = first_saying(in, "not enough space", &lost);
	struct finding *f;

	if (!first)
		return;
	f = add_for(in, first);
	f->message = words(
		in,
		"%zu regions, the table of %s holds %u: this one and %zu more become no pools, their drivers do not find them, dynamic ones get no memory%s",
		read_nodes(in), linux_words(in), in->kernel->rules->rmem_table, lost - 1,
		prints(in, first, "not enough space"));
	f->hint = "join regions that lie side by side and have one owner, and put those with drivers first";
}

static void check_dynamic(struct inspection *in)
{
	size_t lost;
	const struct region *first = first_saying(in, "too many defined dynamic regions", &lost);
	struct finding *f;

	if (!first)
		return;
	f = add_for(in, first);
	f->property = "size";
	f->message = words(in, "%s places at most %u dynamic regions: this one and %zu more get no memory%s",
					   linux_words(in),
					   in->kernel->rules->rmem_dynamic_limit ? in->kernel->rules->rmem_dynamic_limit
															 : in->kernel->rules->rmem_table,
					   lost - 1, prints(in, first, "too many defined dynamic regions"));
	f->hint = "give regions a reg, or join them";
}

static void check_pools(struct inspection *in)
{
	size_t lost;
	const struct region *first = first_saying(in, "Not enough slots", &lost);
	bool is_node = first && first->node < in->board->rmem_count;
	/* who builds a kernel for a tree of many pools raises the option */
	bool told = in->kernel->has_config || config_option(&in->kernel->config, "CMA_AREAS");
	struct finding *f;

	if (!first)
		return;
	f = is_node ? add_for(in, first) : add_finding(in, in->cmdline.has_cma ? place_chosen() : place_root());
	if (!told)
		f->severity = SEVERITY_NOTE;
	f->message = words(in, "%s has room for %u CMA pools%s: %s%s", linux_words(in), in->kernel->cma_areas,
					   told ? "" : " where CONFIG_CMA_AREAS is as usual",
					   !is_node ? "none is left for the default pool"
								: words(in, "this one and %zu more are refused, %s", lost - 1,
										first->taken ? "and their memory is lost"
													 : "and their memory is ordinary RAM again"),
					   prints(in, first, "Not enough slots"));
	f->hint = words(in, told ? "join pools, or raise CONFIG_CMA_AREAS (now %u)"
							 : "tell the kernel's configuration with --kernel-config; join pools where it has no more than %u",
					in->kernel->cma_areas - in->kernel->rules->cma_extra_areas);
}

static void check_memblock(struct inspection *in)
{
	struct finding *f;

	if (in->boot->boots || !in->boot->reason || !strstr(in->boot->reason, "before the linear map exists"))
		return;
	f = add_finding(in, place_reserved_memory());
	f->message = words(
		in,
		"%s: %s needs room in its first array before memory is mapped, and dies before it prints a word (earlycon would show \"memblock: cannot resize memory array\" or a paging fault)",
		in->boot->reason, linux_words(in));
	f->hint = "join carve-outs: each piece that stands alone takes up to two entries";
}

const struct rule count_rules[] = {
	{
		.id = "too-many-regions",
		.severity = SEVERITY_ERROR,
		.check = check_regions,
		.summary = "more regions than the kernel's table holds",
		.what =
			"Regions behind the last entry are still reserved, but no driver and no pool finds them; dynamic ones get no memory.",
		.versions =
			"16 entries in 3.18, 32 in 4.19, 64 from 5.10 to early 6.12.y (\"not enough space for all defined regions\"). Later the table grows.",
		.example = "33 regions, Linux 4.19",
		.mend = "Join regions.",
	},
	{
		.id = "too-many-dynamic-regions",
		.severity = SEVERITY_ERROR,
		.check = check_dynamic,
		.summary = "more dynamic regions than the kernel places",
		.what = "Dynamic regions are collected in an array of fixed size first.",
		.versions = "6.12 and later: 64, \"too many defined dynamic regions, skip 'NODE'\".",
		.example = "65 nodes with size and without reg",
		.mend = "Give some of them a fixed place.",
	},
	{
		.id = "too-many-cma-areas",
		.severity = SEVERITY_ERROR,
		.check = check_pools,
		.summary = "more CMA pools than the kernel has room for",
		.what =
			"Pools of the tree take their slots first, the default pool comes last and is the usual victim.",
		.versions =
			"CONFIG_CMA_AREAS + 1 up to 6.1, CONFIG_CMA_AREAS later (8, with NUMA 20, where nobody says otherwise; a note then). \"cma: Not enough slots for CMA reserved regions!\"; up to 4.19 the memory is lost, later it is ordinary RAM again.",
		.example = "9 pools, CONFIG_CMA_AREAS=7",
		.mend = "Join pools, or raise CONFIG_CMA_AREAS.",
	},
	{
		.id = "memblock-full",
		.severity = SEVERITY_ERROR,
		.check = check_memblock,
		.summary = "so many separate pieces that early memory management runs out of entries",
		.what =
			"RAM and reservations are kept in arrays of 128 entries until memory is mapped. Each no-map piece that stands alone cuts RAM in two: with 4.19 some 123 such pieces still boot, with 6.1 and later some 62 where EFI is not built in.",
		.versions =
			"4.19 oopses, 6.1 hits a BUG in arch/arm64/mm/mmu.c, 6.12 and 7.2 panic \"memblock: cannot resize memory array\". With CONFIG_EFI 6.1 and later have 1024 entries for RAM.",
		.example = "130 no-map regions of one page each",
		.mend = "Put carve-outs side by side.",
	},
	{ .id = NULL },
};
