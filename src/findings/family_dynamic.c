/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Regions that the kernel places: size and alloc-ranges in place of reg, and
 * the default CMA pool. Stands against
 * linux:drivers/of/of_reserved_mem.c:__reserved_mem_alloc_size and
 * kernel/dma/contiguous.c:dma_contiguous_reserve.
 */
#include <string.h>

#include "findings/inspect.h"

static bool says(const struct region *region, const char *part)
{
	for (size_t i = 0; i < region->dmesg_count; i++)
		if (strstr(region->dmesg[i], part))
			return true;
	return false;
}

static bool looks_anywhere(const struct rmem_node *node)
{
	return !node->alloc_ranges.present || !node->alloc_ranges.whole;
}

static uint64_t wanted_alignment(const struct inspection *in, const struct rmem_node *node)
{
	uint64_t align = node->alignment.value ? node->alignment.value & -node->alignment.value : 1;

	if (is_cma_node(node) && in->kernel->dma_cma)
		return max_u64(align, in->kernel->cma_granule);
	return align;
}

/* The window where the largest free piece is, and that piece. */
static struct range best_window(const struct inspection *in, const struct rmem_node *node, struct wish *wish)
{
	struct range best = { 0, 0 };

	wish->window = looks_anywhere(node) ? (struct range){ 0, UINT64_MAX } : node->alloc_ranges.items[0];
	if (looks_anywhere(node))
		return largest_gap(&in->space, wish);
	for (size_t i = 0; i < node->alloc_ranges.count; i++) {
		struct wish here = *wish;
		struct range gap;

		here.window = node->alloc_ranges.items[i];
		gap = largest_gap(&in->space, &here);
		if (gap.size > best.size) {
			best = gap;
			wish->window = here.window;
		}
	}
	return best;
}

static const char *why_not(struct inspection *in, const struct wish *wish, uint64_t largest,
						   const char **blocker)
{
	const struct obstacle *obstacle = largest_obstacle(&in->space, wish);
	const char *where =
		wish->window.size == UINT64_MAX ? "in RAM" : words(in, "in %s", range_words(in, wish->window));
	const char *what = "";

	if (!touches_ram(&in->space, wish->window))
		return words(in, "there is no RAM %s", where);
	if (obstacle && obstacle->node != SIZE_MAX)
		*blocker = obstacle->owner;
	/* a guessed place of the kernel image is nothing to blame */
	if (obstacle && (obstacle->node != SIZE_MAX || in->boot->kernel_base_known))
		what = words(in, "; %s takes %s there", obstacle->owner, range_words(in, obstacle->range));
	return words(in, "the largest free piece %s, at multiples of %s, has %s%s", where,
				 size_words(in, wish->align), size_words(in, largest), what);
}

void check_dynamic_no_place(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const struct region *outcome = in->outcomes[i];
		struct wish wish = { .size = node->size.value, .align = wanted_alignment(in, node), .node = i };
		struct finding *f;
		struct range gap;

		if (!outcome || !outcome->dynamic || outcome->outcome != REGION_FAILED || !node->size.value ||
			!says(outcome, "failed to allocate memory") || too_small_for_usual_kernel(in))
			continue;
		gap = best_window(in, node, &wish);
		f = add_finding(in, place_region(in, i));
		f->property = looks_anywhere(node) ? "size" : "alloc-ranges";
		f->message = words(in, "%s finds no place for %s: %s%s", linux_words(in),
						   size_words(in, node->size.value), why_not(in, &wish, gap.size, &f->other_path),
						   prints(in, outcome, "failed to allocate memory"));
		f->hint = gap.size >= wish.align
					  ? words(in, "size = <%s>; fits, or widen alloc-ranges",
							  cell_words(in, round_down(gap.size, max_u64(wish.align, page_size(in->kernel))),
										 in->board->size_cells))
					  : "let alloc-ranges cover RAM that is free";
	}
}

void check_alloc_range_without_ram(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const struct region *outcome = in->outcomes[i];

		if (!outcome || !outcome->dynamic || outcome->outcome == REGION_FAILED || looks_anywhere(node))
			continue;
		for (size_t j = 0; j < node->alloc_ranges.count; j++) {
			if (touches_ram(&in->space, node->alloc_ranges.items[j]))
				continue;
			found(in, place_region(in, i), "alloc-ranges", "harmless, unless the address is wrong",
				  "there is no RAM in alloc-ranges entry %zu, %s: %s goes on to the next one", j,
				  range_words(in, node->alloc_ranges.items[j]), linux_words(in));
		}
	}
}

void check_dynamic_above_4g(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const struct region *outcome = in->outcomes[i];

		if (!outcome || !outcome->dynamic || !outcome->range.size || range_end(outcome->range) <= GIB(4))
			continue;
		if (node->alloc_ranges.present || !rmem_is_compatible(node, "shared-dma-pool") ||
			ram_start(&in->space) >= GIB(4))
			continue;
		found(
			in, place_region(in, i), "alloc-ranges",
			words(in, "alloc-ranges = %s; keeps it below 4 GiB",
				  reg_words(in, range_between(ram_start(&in->space), GIB(4) - (in->board->size_cells < 2)))),
			"has no alloc-ranges: %s places it at the top of RAM, at %s, above 4 GiB; devices that reach 32 bits only cannot use it%s",
			linux_words(in), range_words(in, outcome->range), prints(in, outcome, "memory pool at"));
	}
}

/* Placed from the top in the order of the tree, each lies below the one before it. */
void check_dynamic_order(struct inspection *in)
{
	const struct region *before = NULL;

	for (size_t i = 0; in->kernel->rules->rmem_order == RMEM_HEAPSORT && i < in->board->rmem_count; i++) {
		const struct region *outcome = in->outcomes[i];
		struct finding *f;

		if (!outcome || !outcome->dynamic || !outcome->range.size || in->board->rmem[i].alloc_ranges.present)
			continue;
		if (!before || outcome->range.base < before->range.base) {
			before = outcome;
			continue;
		}
		f = found(
			in, place_region(in, i), NULL,
			"give regions that need a certain place a reg, or alloc-ranges of their own",
			"%s places dynamic regions in the order that its sorting leaves them in: this one comes to lie at 0x%llx, above %s, which stands before it in the tree; 6.12 and later keep the tree's order",
			linux_words(in), (unsigned long long)outcome->range.base, before->path);
		f->other_path = before->path;
		return;
	}
}

static const struct region *default_pool(const struct inspection *in)
{
	for (size_t i = 0; i < in->boot->region_count; i++)
		if (in->boot->regions[i].node == SIZE_MAX && in->boot->regions[i].kind == REGION_CMA)
			return &in->boot->regions[i];
	return NULL;
}

/* The largest piece at multiples of the granule that is free in the end, below the limit. */
static uint64_t room_for_pool(struct inspection *in, struct range window)
{
	uint64_t granule = in->kernel->cma_granule, largest = 0;
	size_t count;
	const struct range *free_ranges = memblock_free_ranges(&in->boot->memblock, in->arena, &count);

	for (size_t i = 0; i < count; i++) {
		uint64_t start = round_up(max_u64(free_ranges[i].base, window.base), granule);
		uint64_t end = round_down(min_u64(range_end(free_ranges[i]), range_end(window)), granule);

		largest = max_u64(largest, range_between(start, end).size);
	}
	return largest;
}

void check_default_cma_no_place(struct inspection *in)
{
	const struct region *pool = default_pool(in);
	struct wish wish = { .align = in->kernel->cma_granule, .node = SIZE_MAX };
	const char *line, *blocker = NULL;
	struct finding *f;
	uint64_t room;

	if (!pool || pool->outcome != REGION_FAILED || says(pool, "must be aligned") ||
		says(pool, "Not enough slots") || too_small_for_usual_kernel(in))
		return;
	wish.window = range_between(in->cmdline.cma_base,
								in->cmdline.cma_limit ? in->cmdline.cma_limit : in->boot->dma_limit);
	room = room_for_pool(in, wish.window);
	line = says(pool, "exceeds limit") ? "exceeds limit" : "Failed to reserve";
	f = found(in, in->cmdline.has_cma ? place_chosen() : place_root(),
			  in->cmdline.has_cma ? "bootargs" : NULL,
			  room ? words(in, "cma=%lluM fits", (unsigned long long)(room >> 20))
				   : "make room below the limit, or do without the pool (cma=0)",
			  "%s finds no place for its default CMA pool%s: %s%s", linux_words(in),
			  in->cmdline.has_cma ? words(in, " of %s (cma=)", size_words(in, in->cmdline.cma_size)) : "",
			  why_not(in, &wish, room, &blocker), prints(in, pool, line));
	f->other_path = blocker;
}
