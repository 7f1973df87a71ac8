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

void check_too_many_regions(struct inspection *in)
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

void check_too_many_dynamic_regions(struct inspection *in)
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

void check_too_many_cma_areas(struct inspection *in)
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

void check_memblock_full(struct inspection *in)
{
	if (in->boot->boots || !in->boot->reason || !strstr(in->boot->reason, "before the linear map exists"))
		return;
	found(
		in, place_reserved_memory(), NULL,
		"join carve-outs: each piece that stands alone takes up to two entries",
		"%s: %s needs room in its first array before memory is mapped, and dies before it prints a word (earlycon would show \"memblock: cannot resize memory array\" or a paging fault)",
		in->boot->reason, linux_words(in));
}
