/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fixed regions against the board's RAM: outside, across its end, across a
 * hole, across a zone's boundary. Stands against linux:mm/cma.c
 * (cma_activate_area, cma_init_reserved_areas).
 */
#include "findings/inspect.h"

/* Where the region could go instead: the nearest places of its size. */
static const char *other_places(struct inspection *in, size_t node, struct range r, uint64_t align)
{
	struct wish wish = { r.size, align, { 0, UINT64_MAX }, node };
	uint64_t below, above;
	bool has_below = nearest_below(&in->space, &wish, r.base, &below);
	bool has_above = nearest_above(&in->space, &wish, r.base, &above);
	const char *list =
		has_below ? words(in, "reg = %s;", reg_words(in, (struct range){ below, r.size })) : "";

	if (has_above && !(has_below && above == below))
		list = words(in, "%s%sreg = %s;", list, has_below ? " or " : "",
					 reg_words(in, (struct range){ above, r.size }));
	return *list ? words(in, "nearest places in RAM: %s", list)
				 : words(in, "no piece of RAM of %s is free on this board", size_words(in, r.size));
}

/* RAM that ends in the range, or begins in it. */
static const struct range *cut_bank(const struct space *space, struct range r)
{
	for (size_t i = 0; i < space->ram_count; i++)
		if (ranges_overlap(space->ram[i], r))
			return &space->ram[i];
	return NULL;
}

/* Begins in one bank and ends in another. */
static bool spans_banks(const struct space *space, struct range r)
{
	return touches_ram(space, (struct range){ r.base, 1 }) &&
		   touches_ram(space, (struct range){ range_end(r) - 1, 1 });
}

/* What of the range is RAM and what is not. */
static const char *position(struct inspection *in, struct range r)
{
	const struct range *bank = cut_bank(&in->space, r);

	if (!bank)
		return words(in, "lies outside RAM, %s",
					 in->space.ram_count
						 ? range_words(in, range_between(ram_start(&in->space), ram_end(&in->space)))
						 : "none");
	if (spans_banks(&in->space, r))
		return words(in, "reaches across a hole in RAM, behind 0x%llx",
					 (unsigned long long)range_end(*bank) - 1);
	if (range_end(r) > range_end(*bank))
		return words(in, "reaches %s beyond RAM, which ends at 0x%llx",
					 size_words(in, range_end(r) - range_end(*bank)),
					 (unsigned long long)range_end(*bank) - 1);
	return words(in, "begins %s before RAM, which starts at 0x%llx", size_words(in, bank->base - r.base),
				 (unsigned long long)bank->base);
}

/* The fixed place of a region, a pool's or another's, of which not all is RAM. */
static bool reaches_outside(const struct inspection *in, size_t i, bool pool, struct range *r)
{
	if (!is_static(in, i) || is_cma_node(&in->board->rmem[i]) != pool || end_given_as_size(in, i))
		return false;
	*r = in->board->rmem[i].reg.items[0];
	return !is_ram(&in->space, *r);
}

void check_pool_outside_ram(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct range r;

		if (!reaches_outside(in, i, true, &r))
			continue;
		found(in, place_region(in, i), "reg", other_places(in, i, r, in->kernel->cma_granule),
			  "the CMA pool %s %s: %s %s%s", range_words(in, r), position(in, r), linux_words(in),
			  in->kernel->rules->cma_outside_ram_is_fatal
				  ? "sets it up, warns when it gives its pages to the allocator, and dies of the missing ones"
				  : "sets it up and counts pages that do not exist",
			  prints(in, in->outcomes[i], "created CMA memory pool"));
	}
}

void check_region_straddles_ram(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct range r;

		if (!reaches_outside(in, i, false, &r) || !touches_ram(&in->space, r) || spans_banks(&in->space, r))
			continue;
		/* a region that begins earlier says that the guess of where RAM begins is wrong, not the region */
		if (in->board->ram_start_guessed && r.base < ram_start(&in->space))
			continue;
		found(in, place_region(in, i), "reg",
			  r.base < ram_start(&in->space)
				  ? "correct where RAM begins (the memory nodes, or --ddr SIZE@BASE), or the region"
				  : other_places(in, i, r, page_size(in->kernel)),
			  "%s %s: %s reserves the part that is RAM, and says nothing; its owner may expect the rest",
			  range_words(in, r), position(in, r), linux_words(in));
	}
}

void check_region_straddles_banks(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct range r;

		if (!reaches_outside(in, i, false, &r) || !spans_banks(&in->space, r))
			continue;
		found(in, place_region(in, i), "reg", other_places(in, i, r, page_size(in->kernel)),
			  "%s %s: what lies in the hole is no memory, and %s says nothing", range_words(in, r),
			  position(in, r), linux_words(in));
	}
}

/*
 * Below RAM and in holes of it stand SRAM, buffers of devices and what firmware
 * has kept from the memory node already; beyond the last byte of RAM only what
 * another variant of the board has.
 */
static bool may_be_device_memory(const struct inspection *in, const struct rmem_node *node, struct range r)
{
	return (node->no_map || node->compatible_count) && r.base < ram_end(&in->space);
}

void check_region_outside_ram(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct range r;

		if (!is_static(in, i) || is_cma_node(node) || end_given_as_size(in, i))
			continue;
		r = node->reg.items[0];
		if (touches_ram(&in->space, r) || may_be_device_memory(in, node, r))
			continue;
		found(in, place_region(in, i), "reg",
			  "harmless, unless the address is wrong or the region was meant for a board with more RAM",
			  "%s %s: %s reserves nothing, and says nothing", range_words(in, r), position(in, r),
			  linux_words(in));
	}
}

/* Where a zone begins inside the range; 0: nowhere. */
static uint64_t zone_boundary(const struct inspection *in, struct range r)
{
	for (size_t i = 0; i < in->boot->zone_count; i++) {
		const struct zone *zone = &in->boot->zones[i];
		uint64_t start = zone->start_pfn << in->kernel->page_shift;

		if (zone->present.value && start > r.base && start < range_end(r))
			return start;
	}
	return 0;
}

static const char *what_becomes(enum cma_zone_crossing rule)
{
	switch (rule) {
	case CROSSING_ABORTS_REST:
		return "gives up on it half way, together with all pools behind it: their memory is lost";
	case CROSSING_ABORTS_AREA:
		return "gives up on it half way: the rest of its memory is lost";
	case CROSSING_FREES_ALL:
		break;
	}
	return "makes ordinary RAM of it";
}

void check_cma_crosses_zone(struct inspection *in)
{
	for (size_t i = 0; i < in->boot->cma_count; i++) {
		const struct cma_area *area = &in->boot->cma[i];
		const struct region *region = &in->boot->regions[area->region];
		uint64_t at = zone_boundary(in, area->range);
		bool is_node = region->node < in->board->rmem_count;

		if (area->activated || !at || !is_ram(&in->space, area->range))
			continue;
		found(in, is_node ? place_region(in, region->node) : place_chosen(),
			  !is_node          ? "bootargs"
			  : region->dynamic ? "alloc-ranges"
								: "reg",
			  words(in,
					region->dynamic ? "keep it on one side of 0x%llx, by alloc-ranges or by a size that fits"
									: "end it at 0x%llx, or begin it there",
					(unsigned long long)at),
			  "the CMA pool %s reaches across 0x%llx, where one zone ends and another begins: %s %s%s",
			  range_words(in, area->range), (unsigned long long)at, linux_words(in),
			  what_becomes(in->kernel->rules->cma_crossing), prints(in, region, "could not be activated"));
	}
}
