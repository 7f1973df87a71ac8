/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bases and sizes that the kernel's granules do not divide. Stands against
 * linux:kernel/dma/contiguous.c:rmem_cma_setup and the rounding of memblock's
 * ranges to page frames.
 */
#include <string.h>

#include "findings/inspect.h"

/* Up to three legal values near a static pool: below, above, and inside its own range. */
static const char *legal_pools(struct inspection *in, size_t node, struct range r)
{
	uint64_t granule = in->kernel->cma_granule, below, above;
	struct wish wish = { round_up(r.size, granule), granule, { 0, UINT64_MAX }, node };
	struct range inner = range_between(round_up(r.base, granule), round_down(range_end(r), granule));
	const char *list = "";

	if (nearest_below(&in->space, &wish, r.base, &below))
		list = words(in, "reg = %s;", reg_words(in, (struct range){ below, wish.size }));
	if (nearest_above(&in->space, &wish, r.base, &above) && (!*list || above != below))
		list = words(in, "%s%sreg = %s;", list, *list ? " or " : "",
					 reg_words(in, (struct range){ above, wish.size }));
	if (inner.size && inner.size != wish.size)
		list = words(in, "%s%sreg = %s;", list, *list ? " or " : "", reg_words(in, inner));
	return *list ? words(in, "nearest legal: %s", list)
				 : words(in, "there is no room for %s at a multiple of %s", size_words(in, wish.size),
						 size_words(in, granule));
}

static const char *legal_sizes(struct inspection *in, const struct rmem_node *node, uint64_t size)
{
	uint64_t granule = in->kernel->cma_granule, less = round_down(size, granule),
			 more = round_up(size, granule);
	uint32_t cells = in->board->size_cells;
	const char *text = words(in, "size = <%s>;", cell_words(in, more, cells));

	if (less && less != more)
		text = words(in, "size = <%s>; or %s", cell_words(in, less, cells), text);
	if (!in->kernel->rules->dynamic_cma_aligned && node->alignment.value < granule)
		text =
			words(in, "%s with alignment = <%s>;", text, cell_words(in, granule, in->board->address_cells));
	return words(in, "nearest legal: %s", text);
}

static const char *what_is_off(struct range r, uint64_t granule)
{
	bool base = !is_aligned(r.base, granule), size = !is_aligned(r.size, granule);

	return base && size ? "base and size are no multiples"
		   : base       ? "base is no multiple"
						: "size is no multiple";
}

static const char *refused_pool(struct inspection *in, const struct region *outcome)
{
	return outcome->taken ? words(in, "its %s are lost to everybody", size_words(in, outcome->range.size))
						  : words(in, "its %s are ordinary RAM again", size_words(in, outcome->range.size));
}

void check_cma_misaligned(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const struct region *outcome = in->outcomes[i];
		uint64_t granule = in->kernel->cma_granule;
		struct range r;

		if (!is_read(in, i) || !in->kernel->dma_cma || !is_cma_node(node) || !outcome || !outcome->range.size)
			continue;
		r = outcome->range;
		if (is_aligned(r.base | r.size, granule))
			continue;
		found(in, place_region(in, i), outcome->dynamic ? "size" : "reg",
			  outcome->dynamic ? legal_sizes(in, node, r.size) : legal_pools(in, i, r),
			  "%s of %s (0x%llx, 0x%llx): %s with %s pages makes no CMA pool of it, %s%s",
			  what_is_off(r, granule), size_words(in, granule), (unsigned long long)r.base,
			  (unsigned long long)r.size, linux_words(in), size_words(in, page_size(in->kernel)),
			  refused_pool(in, outcome), prints(in, outcome, "incorrect alignment"));
	}
}

/* The next coarser granule that kernels of this page size may have. */
static uint64_t coarser_granule(const struct kernel *k)
{
	return page_size(k) << (k->max_order > k->pageblock_order ? k->max_order : k->pageblock_order);
}

void check_cma_alignment_elsewhere(struct inspection *in)
{
	uint64_t granule = coarser_granule(in->kernel);

	for (size_t i = 0; !in->kernel->has_config && i < in->board->rmem_count; i++) {
		const struct region *outcome = in->outcomes[i];
		struct range r;

		if (!is_static(in, i) || !is_cma_node(&in->board->rmem[i]) || !outcome)
			continue;
		r = outcome->range;
		if (!is_aligned(r.base | r.size, in->kernel->cma_granule) || is_aligned(r.base | r.size, granule))
			continue;
		found(
			in, place_region(in, i), "reg",
			words(in, "align base and size to %s, or tell the kernel's configuration (--kernel-config)",
				  size_words(in, granule)),
			"is aligned for pageblocks of %s, which %s has with HUGETLB_PAGE; without it, or before 6.1, pools must be multiples of %s and this one is refused",
			size_words(in, in->kernel->cma_granule), linux_words(in), size_words(in, granule));
	}
}

/* The first range of a static region that does not begin and end with a page. */
static bool unaligned_range(const struct inspection *in, size_t i, struct range *found)
{
	uint64_t page = page_size(in->kernel);

	if (!is_static(in, i) || end_given_as_size(in, i) || one_byte_short(in, i))
		return false;
	for (size_t j = 0; j < taken_tuples(in, i); j++) {
		*found = in->board->rmem[i].reg.items[j];
		if (!is_aligned(found->base | found->size, page) && touches_ram(&in->space, *found))
			return true;
	}
	return false;
}

static struct range page_aligned(const struct inspection *in, struct range r)
{
	uint64_t page = page_size(in->kernel);

	return range_between(round_down(r.base, page), round_up(range_end(r), page));
}

void check_no_map_unaligned(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		enum nomap_rule rule = in->kernel->rules->nomap;
		struct finding *f;
		struct range r;

		if (!in->board->rmem[i].no_map || !unaligned_range(in, i, &r))
			continue;
		f = found(
			in, place_region(in, i), "reg", NULL,
			"no-map 0x%llx..0x%llx does not begin and end with a page of %s: %s neither hands out the pages at its edges nor keeps them wholly out of the map%s",
			(unsigned long long)r.base, (unsigned long long)range_end(r) - 1,
			size_words(in, page_size(in->kernel)), linux_words(in),
			rule == NOMAP_REMOVES ? "; kernels of this age may use a page there that has no mapping, and die"
								  : "");
		if (in->kernel->rules->nomap_ranges_rounded_inward)
			f->severity = SEVERITY_NOTE;
		f->hint = words(in, "reg = %s;", reg_words(in, page_aligned(in, r)));
	}
}

void check_region_unaligned(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct range r;

		if (node->no_map || is_cma_node(node) || !unaligned_range(in, i, &r))
			continue;
		found(
			in, place_region(in, i), "reg", words(in, "reg = %s;", reg_words(in, page_aligned(in, r))),
			"0x%llx..0x%llx does not begin and end with a page of %s: the rest of the pages at its edges is lost",
			(unsigned long long)r.base, (unsigned long long)range_end(r) - 1,
			size_words(in, page_size(in->kernel)));
	}
}

void check_dynamic_unaligned(struct inspection *in)
{
	uint64_t page = page_size(in->kernel);

	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const struct region *outcome = in->outcomes[i];

		if (!outcome || !outcome->dynamic || !outcome->range.size || is_cma_node(node))
			continue;
		if (is_aligned(outcome->range.base | outcome->range.size, page))
			continue;
		found(
			in, place_region(in, i), "size",
			words(in, "size = <%s>; alignment = <%s>;",
				  cell_words(in, round_up(node->size.value, page), in->board->size_cells),
				  cell_words(in, page, in->board->address_cells)),
			"size 0x%llx is not rounded to pages of %s: %s places it at 0x%llx, and the rest of the pages at its edges is lost",
			(unsigned long long)node->size.value, size_words(in, page), linux_words(in),
			(unsigned long long)outcome->range.base);
	}
}
