/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of RAM is there for regions, and what early boot takes of it behind them. */
#include "plan/forecast_work.h"

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/range_set.h"
#include "util/sort.h"

static void add_piece(struct arena *arena, struct ground *g, struct range range)
{
	const struct boot *boot = g->site->boot;
	unsigned int shift = boot->kernel->page_shift;

	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = &boot->zones[i];
		struct range span = { zone->start_pfn << shift, zone->spanned << shift };
		struct piece piece = { range_between(max_u64(range.base, span.base),
											 min_u64(range_end(range), range_end(span))),
							   i };

		if (zone->present.value && piece.range.size)
			arena_push(arena, g->pieces, g->count, piece);
	}
}

/* A claim of early boot itself, wherever there is room: no region, and nothing that lies where it was loaded. */
static bool is_early(const struct forecast *f, const struct boot *boot, struct range claim)
{
	const struct board *board = boot->board;

	if (claim.size == 0 || ranges_overlap(claim, boot->kernel_image) || ranges_overlap(claim, boot->initrd) ||
		ranges_overlap(claim, boot->fdt))
		return false;
	for (size_t i = 0; i < board->memreserve_count; i++)
		if (ranges_overlap(claim, board->memreserve[i]))
			return false;
	for (size_t i = 0; i < boot->region_count; i++)
		if (ranges_overlap(claim, boot->regions[i].range))
			return false;
	for (size_t n = 0; n < f->bench->from->count; n++)
		if (!f->bench->from->places[n].removed && ranges_overlap(claim, f->bench->from->places[n].range))
			return false;
	for (size_t i = 0; i < boot->cma_count; i++)
		if (ranges_overlap(claim, boot->cma[i].range))
			return false;
	return true;
}

size_t ground_zone_at(const struct ground *g, uint64_t at)
{
	const struct boot *boot = g->site->boot;
	uint64_t pfn = at >> boot->kernel->page_shift;

	for (size_t i = 0; i < boot->zone_count; i++)
		if (boot->zones[i].present.value && pfn >= boot->zones[i].start_pfn &&
			pfn < boot->zones[i].start_pfn + boot->zones[i].spanned)
			return i;
	return SIZE_MAX;
}

static uint64_t zone_end(const struct ground *g, uint64_t at)
{
	const struct boot *boot = g->site->boot;
	size_t i = ground_zone_at(g, at);

	return i == SIZE_MAX ? UINT64_MAX
						 : (boot->zones[i].start_pfn + boot->zones[i].spanned) << boot->kernel->page_shift;
}

/* What is small goes before all that is large, and counts as one. */
static void add_lump(struct arena *arena, struct ground *g, struct range claim)
{
	struct lump lump = { claim.size, min_u64(claim.base & -claim.base, LUMP), zone_end(g, claim.base) };

	if (g->lump_count == 0)
		arena_push(arena, g->lumps, g->lump_count,
				   ((struct lump){ 0, page_size(g->site->boot->kernel), lump.limit }));
	if (claim.size >= LUMP)
		arena_push(arena, g->lumps, g->lump_count, lump);
	else
		g->lumps[0].size += claim.size;
	g->lump_bytes += claim.size;
}

static void find_lumps(struct arena *arena, const struct forecast *f, struct ground *g)
{
	const struct memblock *mb = &g->site->boot->memblock;

	for (size_t i = 0; i < mb->claim_count; i++)
		if (is_early(f, g->site->boot, mb->claims[i].range))
			add_lump(arena, g, mb->claims[i].range);
}

/* The default pool, where no region is one. */
static bool is_loose(const struct boot *boot, const struct cma_area *area)
{
	return area->activated && (area->region == SIZE_MAX || boot->regions[area->region].node == SIZE_MAX);
}

static void find_pools(struct arena *arena, struct ground *g)
{
	const struct boot *boot = g->site->boot;

	for (size_t i = 0; i < boot->cma_count; i++)
		if (is_loose(boot, &boot->cma[i]))
			arena_push(arena, g->pools, g->pool_count,
					   ((struct lump){ boot->cma[i].range.size, boot->kernel->cma_granule, boot->dma_limit }));
}

/* Free ranges and those that early boot and changeable regions take, joined where they touch; ascending. */
static struct range_set find_free(struct arena *arena, const struct forecast *f, const struct ground *g, bool dynamic)
{
	const struct memblock *mb = &g->site->boot->memblock;
	struct range_set set = { 0 };
	size_t count;
	struct range *list = memblock_free_ranges(mb, arena, &count);

	for (size_t i = 0; i < count; i++)
		range_set_push(arena, &set, list[i]);
	for (size_t i = 0; i < mb->claim_count; i++)
		if (is_early(f, g->site->boot, mb->claims[i].range))
			range_set_push(arena, &set, mb->claims[i].range);
	for (size_t n = 0; n < f->bench->from->count; n++)
		if (g->taken[n] && !f->limits[n].fixed && (dynamic || !is_dynamic(g->site->board, n)))
			range_set_push(arena, &set, f->bench->from->places[n].range);
	if (g->tree_follows)
		range_set_push(arena, &set, g->site->boot->fdt);
	for (size_t i = 0; i < g->site->boot->cma_count && g->pool_count && dynamic; i++)
		if (is_loose(g->site->boot, &g->site->boot->cma[i]))
			range_set_push(arena, &set, g->site->boot->cma[i].range);
	range_set_join(&set);
	return set;
}

/* --- whether it foresees what is there now ----------------------------------------------------- */

static int by_height(const void *a, const void *b)
{
	return range_by_base(&((const struct region_at *)b)->range, &((const struct region_at *)a)->range);
}

static void sort_regions(struct arena *arena, const struct layout *from, struct ground *g)
{
	g->downwards = arena_alloc(arena, (from->count + 1) * sizeof(*g->downwards));
	for (size_t n = 0; n < from->count; n++)
		g->downwards[n] = (struct region_at){ from->places[n].range, n };
	if (from->count)
		sort_items(g->downwards, from->count, sizeof(*g->downwards), by_height);
}

static void note_regions(struct arena *arena, const struct forecast *f, struct ground *g)
{
	const struct boot *boot = g->site->boot;
	size_t count = f->bench->from->count;

	g->taken = arena_alloc(arena, (count + 1) * sizeof(*g->taken));
	g->pool = arena_alloc(arena, (count + 1) * sizeof(*g->pool));
	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].node != SIZE_MAX)
			g->taken[boot->regions[i].node] = boot->regions[i].taken;
	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].activated && boot->cma[i].region != SIZE_MAX &&
			boot->regions[boot->cma[i].region].node != SIZE_MAX)
			g->pool[boot->regions[boot->cma[i].region].node] = true;
}

static void survey(struct arena *arena, const struct forecast *f, struct ground *g)
{
	struct range_set all = find_free(arena, f, g, true);
	size_t holes;

	g->count = g->lump_count = 0;
	g->lump_bytes = 0;
	for (size_t i = 0; i < g->pool_count; i++)
		g->lump_bytes += g->pools[i].size;
	find_lumps(arena, f, g);
	for (size_t i = 0; i < all.count; i++)
		add_piece(arena, g, all.ranges[i]);
	/* each may cut one piece in two, and of nodes whose spans overlap one of each zone */
	holes = g->lump_count + g->pool_count + f->bench->from->count + 1;
	g->scratch = arena_alloc(arena, (g->count + holes * g->site->boot->zone_count + 1) * sizeof(*g->scratch));
}

static bool foresees_pools(const struct ground *g, struct rest *rest)
{
	const struct boot *boot = g->site->boot;
	size_t pool = 0;

	for (size_t i = 0; i < boot->cma_count && pool < g->pool_count; i++) {
		if (!is_loose(boot, &boot->cma[i]))
			continue;
		if (rest_highest(rest, &g->pools[pool++]).base != boot->cma[i].range.base)
			return false;
		rest_cut_out(rest, boot->cma[i].range);
	}
	return true;
}

/* That of what is in the tree now each is foreseen where it lies. */
static bool foresees_places(const struct forecast *f, const struct ground *g)
{
	const struct layout *from = f->bench->from;
	struct rest rest;

	take_static(f, g, from, true, &rest);
	if (g->tree_follows)
		rest_cut_out(&rest, rest_tree_place(g, &rest));
	for (size_t i = 0; i < from->count; i++) {
		size_t n = g->downwards[i].node;
		struct range at = g->downwards[i].range;

		if (f->limits[n].fixed || !forecast_takes(f, g, from, n) || !is_dynamic(g->site->board, n))
			continue;
		if (rest_sought(&rest, &g->site->board->rmem[n].alloc_ranges, &from->places[n], f->limits[n].granule).base !=
			at.base)
			return false;
		rest_cut_out(&rest, at);
	}
	return foresees_pools(g, &rest);
}

static bool foresees_tree(const struct forecast *f, const struct ground *g)
{
	struct rest rest;

	take_static(f, g, f->bench->from, true, &rest);
	return rest_tree_place(g, &rest).base == g->site->boot->fdt.base;
}

void ground_prepare(struct arena *arena, const struct forecast *f, struct ground *g, const struct site *site)
{
	g->site = site;
	note_regions(arena, f, g);
	sort_regions(arena, f->bench->from, g);
	g->tree_follows = site->boot->fdt_sought_from && site->boot->initrd.size == 0;
	find_pools(arena, g);
	survey(arena, f, g);
	if (g->tree_follows && !foresees_tree(f, g)) {
		g->tree_follows = false;
		survey(arena, f, g);
	}
	g->dynamic_follow = foresees_places(f, g);
	if (!g->dynamic_follow && g->pool_count) {
		g->pool_count = 0;
		survey(arena, f, g);
		g->dynamic_follow = foresees_places(f, g);
	}
	g->free = find_free(arena, f, g, false);
}
