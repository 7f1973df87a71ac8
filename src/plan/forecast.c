/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/forecast.h"

#include <string.h>

#include "alloc/headroom.h"
#include "alloc/zone_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/layout.h"
#include "plan/region_limits.h"
#include "plan/trial.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

static int64_t max_i64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* A range within one zone: the buddy allocator merges no further. */
struct piece {
	struct range range;
	enum zone_type zone;
};

/* What early boot takes from the top once all regions lie: a large allocation, or all small ones. */
struct lump {
	uint64_t size, align;
	uint64_t limit; /* the end of the zone that it lies in */
};

#define LUMP MIB(2) /* is large, and aligned to that at most */

/* One site without the regions that may change and what early boot takes: what is free then, ascending. */
struct ground {
	const struct site *site;
	struct piece *pieces;
	size_t count;
	struct lump *lumps; /* in the kernel's order */
	size_t lump_count;
	uint64_t lump_bytes;
	bool *taken, *pool; /* by region: keeps its memory from the buddy allocator; is a CMA pool */
	uint64_t *boot_takes; /* by need: bytes that are gone once the system is up */
};

struct forecast {
	const struct bench *bench;
	const struct limits *limits;
	struct ground *grounds;
	struct piece *scratch; /* for the ground that has most, and one more for each region and lump */
};

int64_t forecast_unit(const struct bench *bench, size_t pair)
{
	const struct need *need = &bench->needs[pair % bench->need_count];

	return need_in_blocks(need) ? (int64_t)(page_size(bench->sites[0].kernel) << need->request.order) : 1;
}

/* --- the ground ------------------------------------------------------------------------- */

static void add_piece(struct arena *arena, struct ground *g, struct range range)
{
	const struct boot *boot = g->site->boot;
	unsigned int shift = boot->kernel->page_shift;

	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = &boot->zones[i];
		struct range span = { zone->start_pfn << shift, zone->spanned << shift };
		struct piece piece = { range_between(max_u64(range.base, span.base),
											 min_u64(range_end(range), range_end(span))),
							   zone->type };

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

static uint64_t zone_end(const struct boot *boot, uint64_t at)
{
	unsigned int shift = boot->kernel->page_shift;

	for (size_t i = 0; i < boot->zone_count; i++) {
		struct range span = { boot->zones[i].start_pfn << shift, boot->zones[i].spanned << shift };

		if (at >= span.base && at < range_end(span))
			return range_end(span);
	}
	return UINT64_MAX;
}

/* What is small goes before all that is large, and counts as one. */
static void add_lump(struct arena *arena, struct ground *g, struct range claim)
{
	struct lump lump = { claim.size, min_u64(claim.base & -claim.base, LUMP), zone_end(g->site->boot, claim.base) };

	if (g->lump_count == 0)
		arena_push(arena, g->lumps, g->lump_count,
				   ((struct lump){ 0, page_size(g->site->boot->kernel), lump.limit }));
	if (claim.size >= LUMP)
		arena_push(arena, g->lumps, g->lump_count, lump);
	else
		g->lumps[0].size += claim.size;
	g->lump_bytes += claim.size;
}

/* Free ranges and those that changeable regions and early boot take, joined where they touch. */
static void find_pieces(struct arena *arena, const struct forecast *f, struct ground *g)
{
	const struct memblock *mb = &g->site->boot->memblock;
	size_t count, joined = 0;
	struct range *list = memblock_free_ranges(mb, arena, &count);

	for (size_t i = 0; i < mb->claim_count; i++) {
		struct range claim = mb->claims[i].range;

		if (!is_early(f, g->site->boot, claim))
			continue;
		arena_push(arena, list, count, claim);
		add_lump(arena, g, claim);
	}
	for (size_t n = 0; n < f->bench->from->count; n++)
		if (g->taken[n] && !f->limits[n].fixed)
			arena_push(arena, list, count, f->bench->from->places[n].range);
	if (count)
		sort_items(list, count, sizeof(*list), range_by_base);
	for (size_t i = 0; i < count; i++) {
		if (joined && range_end(list[joined - 1]) >= list[i].base)
			list[joined - 1] = range_between(
				list[joined - 1].base, max_u64(range_end(list[joined - 1]), range_end(list[i])));
		else
			list[joined++] = list[i];
	}
	for (size_t i = 0; i < joined; i++)
		add_piece(arena, g, list[i]);
}

static void survey(struct arena *arena, const struct forecast *f, struct ground *g)
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
	find_pieces(arena, f, g);
}

/* --- a layout on it ----------------------------------------------------------------------- */

/* What is left of the ground, in room for as many more pieces as there are regions and lumps. */
struct rest {
	struct piece *pieces;
	size_t count;
};

/* The ends of what is cut out stay; a piece that is cut through becomes two, the second one at the end. */
static void cut_out(struct rest *rest, struct range hole)
{
	for (size_t i = 0, count = rest->count; hole.size && i < count; i++) {
		struct range r = rest->pieces[i].range;

		if (!ranges_overlap(r, hole))
			continue;
		rest->pieces[i].range = range_between(r.base, min_u64(range_end(r), max_u64(hole.base, r.base)));
		if (range_end(hole) >= range_end(r))
			continue;
		rest->pieces[rest->count] = rest->pieces[i];
		rest->pieces[rest->count++].range = range_between(range_end(hole), range_end(r));
	}
}

/* The highest room in the window, from which the kernel takes; size 0 where there is none. */
static struct range highest(const struct rest *rest, struct range window, uint64_t size, uint64_t align)
{
	struct range best = { 0 };

	for (size_t i = 0; i < rest->count; i++) {
		uint64_t low = max_u64(rest->pieces[i].range.base, window.base);
		uint64_t high = min_u64(range_end(rest->pieces[i].range), range_end(window));

		if (high < low || high - low < size)
			continue;
		high = round_down(high - size, align);
		if (high >= low && high >= best.base)
			best = (struct range){ high, size };
	}
	return best;
}

/* Smaller than before, at the upper end of where it was. */
static struct range placed(const struct rest *rest, const struct place *from, const struct place *to,
						   uint64_t align)
{
	static const struct range anywhere = { 0, UINT64_MAX };

	if (to->window.size == 0 && to->range.size <= from->range.size)
		return (struct range){ from->range.base + (from->range.size - to->range.size), to->range.size };
	return highest(rest, to->window.size ? to->window : anywhere, to->range.size, align);
}

static void take_lumps(const struct ground *g, struct rest *rest)
{
	for (size_t i = 0; i < g->lump_count; i++)
		cut_out(rest, highest(rest, (struct range){ 0, g->lumps[i].limit }, g->lumps[i].size, g->lumps[i].align));
}

static bool takes(const struct forecast *f, const struct ground *g, const struct layout *layout, size_t n)
{
	return !layout->places[n].removed &&
		   (g->taken[n] || !place_equal(&f->bench->from->places[n], &layout->places[n]));
}

static bool may_wander(const struct forecast *f, size_t n)
{
	const struct limits *l = &f->limits[n];

	return l->may_move || l->may_convert || l->may_merge ||
		   (!l->fixed && is_dynamic(f->bench->sites[0].board, n));
}

/* Regions at their places first, then those that the kernel places; or none that may lie elsewhere. */
static void take_regions(const struct forecast *f, const struct ground *g, const struct layout *layout,
						 bool wanderers, struct rest *rest)
{
	const struct board *board = g->site->board;

	*rest = (struct rest){ f->scratch, g->count };
	if (g->count)
		memcpy(rest->pieces, g->pieces, g->count * sizeof(struct piece));
	for (unsigned int pass = 0; pass < 2; pass++)
		for (size_t n = 0; n < layout->count; n++) {
			const struct place *to = &layout->places[n];
			bool dynamic = is_dynamic(board, n) || to->form == FORM_DYNAMIC;

			if (f->limits[n].fixed || !takes(f, g, layout, n) || dynamic != (pass == 1) ||
				(!wanderers && may_wander(f, n)))
				continue;
			cut_out(rest, dynamic ? placed(rest, &f->bench->from->places[n], to, f->limits[n].granule)
								  : to->range);
		}
}

static bool serves(const struct site *site, const struct need *need, enum zone_type zone)
{
	return need->kind != NEED_REQUEST ||
		   (unsigned int)zone <=
			   (unsigned int)gfp_highest_zone(&need->request.gfp, site->settled->kernel.zones);
}

static uint64_t blocks_in(struct range range, uint64_t unit)
{
	uint64_t start = round_up(range.base, unit), end = round_down(range_end(range), unit);

	return end > start ? (end - start) / unit : 0;
}

/* What the pools hold: managed, and not free outside them. */
static int64_t bytes_in_pools(const struct ground *g, const struct layout *layout)
{
	int64_t bytes = 0;

	for (size_t n = 0; n < layout->count; n++)
		if (!layout->places[n].removed && (g->pool[n] || layout->places[n].form == FORM_REUSABLE))
			bytes += (int64_t)min_u64(layout->places[n].range.size, INT64_MAX / 1024);
	return bytes;
}

/* What can serve a need: bytes, and those of them that are whole blocks. */
struct supply {
	uint64_t bytes, blocks;
};

/* The rest of boot takes what is broken first; whole blocks go as far as that is too little. */
static int64_t left_of(struct supply has, uint64_t boot_takes, uint64_t unit)
{
	uint64_t broken = has.bytes - min_u64(has.bytes, has.blocks * unit);

	return (int64_t)has.blocks - (int64_t)div_round_up(boot_takes > broken ? boot_takes - broken : 0, unit);
}

static struct supply supply_of(const struct ground *g, const struct rest *rest, const struct need *need,
							   uint64_t unit)
{
	struct supply has = { 0, 0 };

	for (size_t i = 0; i < rest->count; i++) {
		struct range r = rest->pieces[i].range;

		if (!serves(g->site, need, rest->pieces[i].zone))
			continue;
		has.bytes += r.size;
		has.blocks += blocks_in(r, unit);
	}
	return has;
}

/* Regions that may change, or lie elsewhere, taken together. */
struct mass {
	uint64_t bytes, least; /* of the smallest of them */
	uint64_t grain;        /* their bases are multiples of */
};

static struct mass mass_of(const struct forecast *f, const struct ground *g, const struct layout *layout,
						   bool wanderers)
{
	struct mass mass = { 0, UINT64_MAX, UINT64_MAX };

	for (size_t n = 0; n < layout->count; n++) {
		const struct limits *l = &f->limits[n];

		if (l->fixed || !takes(f, g, layout, n) || (wanderers && !may_wander(f, n)))
			continue;
		mass.bytes = add_sat(mass.bytes, layout->places[n].range.size);
		mass.least = min_u64(mass.least, layout->places[n].range.size);
		mass.grain = min_u64(mass.grain, l->role == ROLE_CMA ? l->granule : page_size(g->site->kernel));
	}
	if (!wanderers)
		mass.least = mass.grain;
	return mass;
}

/* What of the mass the end of a piece can hold. */
static uint64_t held_by(struct range end, const struct mass *mass)
{
	uint64_t bytes = end.size ? blocks_in(end, mass->grain) * mass->grain : 0;

	return bytes >= mass->least ? bytes : 0;
}

/*
 * Whole blocks hold all that the ends of pieces and other zones cannot, of regions and of
 * what early boot takes, which fits in anywhere: so many at most stay free.
 */
static uint64_t most_in(const struct ground *g, const struct piece *pieces, size_t count,
					   const struct need *need, const struct mass *mass, uint64_t unit)
{
	uint64_t blocks = 0, held = 0, ends = 0, bytes;

	for (size_t i = 0; i < count; i++) {
		struct range r = pieces[i].range;
		uint64_t whole = serves(g->site, need, pieces[i].zone) ? blocks_in(r, unit) : 0;
		uint64_t start = whole ? round_up(r.base, unit) : range_end(r);
		struct range low = range_between(r.base, start), high = range_between(start + whole * unit, range_end(r));

		blocks += whole;
		ends += low.size + high.size;
		held += held_by(low, mass) + held_by(high, mass);
	}
	bytes = max_u64(mass->bytes - min_u64(mass->bytes, held),
					mass->bytes + g->lump_bytes - min_u64(mass->bytes + g->lump_bytes, ends));
	return blocks - min_u64(blocks, div_round_up(bytes, unit));
}

/* Of the ground, whatever zone the mass lies in. */
static uint64_t bytes_left(const struct ground *g, const struct need *need, const struct mass *mass)
{
	uint64_t served = 0, other = 0, bytes = mass->bytes + g->lump_bytes;

	for (size_t i = 0; i < g->count; i++)
		*(serves(g->site, need, g->pieces[i].zone) ? &served : &other) += g->pieces[i].range.size;
	return served - min_u64(served, bytes > other ? bytes - other : 0);
}

bool forecast_wanders(const struct forecast *f)
{
	for (size_t n = 0; n < f->bench->from->count; n++)
		if (may_wander(f, n))
			return true;
	return false;
}

static void bound(const struct forecast *f, const struct ground *g, const struct layout *layout, size_t first,
				  struct forecast_figures *figures)
{
	const struct bench *b = f->bench;
	struct mass all = mass_of(f, g, layout, false), movable = mass_of(f, g, layout, true);
	struct rest rest;

	take_regions(f, g, layout, false, &rest);
	for (size_t i = 0; i < b->need_count; i++) {
		const struct need *need = &b->needs[i];
		uint64_t unit = (uint64_t)forecast_unit(b, i);
		int64_t has = figures->has[first + i];
		struct supply moved = { bytes_left(g, need, &all), 0 }, most = moved;

		if (!need_in_blocks(need))
			continue;
		moved.blocks = most_in(g, rest.pieces, rest.count, need, &movable, unit);
		most.blocks = most_in(g, g->pieces, g->count, need, &all, unit);
		figures->moved[first + i] = max_i64(has, left_of(moved, g->boot_takes[i], unit));
		figures->most[first + i] = max_i64(has, left_of(most, g->boot_takes[i], unit));
	}
}

void forecast_count(const struct forecast *f, const struct layout *layout, struct forecast_figures *figures)
{
	const struct bench *b = f->bench;
	bool wanders = forecast_wanders(f);

	for (size_t s = 0; s < b->site_count; s++) {
		const struct ground *g = &f->grounds[s];
		size_t first = s * b->need_count;
		struct rest rest;

		take_regions(f, g, layout, true, &rest);
		take_lumps(g, &rest);
		for (size_t i = 0; i < b->need_count; i++) {
			uint64_t unit = (uint64_t)forecast_unit(b, first + i);
			struct supply has = supply_of(g, &rest, &b->needs[i], unit);
			int64_t units = left_of(has, g->boot_takes[i], unit) +
							(b->needs[i].kind == NEED_MANAGED ? bytes_in_pools(g, layout) : 0);

			if (b->needs[i].kind == NEED_CMA)
				units = 0;
			figures->has[first + i] = figures->moved[first + i] = figures->most[first + i] = units;
		}
		if (wanders)
			bound(f, g, layout, first, figures);
	}
}

/* --- all together ------------------------------------------------------------------------ */

/* Learnt from the tree as it is: what its blocks are fewer by than its free ranges hold. */
static uint64_t boot_takes(const struct forecast *f, const struct ground *g, const struct need *need,
						   int64_t value, uint64_t unit)
{
	const struct memory_state *settled = g->site->settled;
	struct supply has;
	struct rest rest;
	uint64_t broken, left = 0, least;

	take_regions(f, g, f->bench->from, true, &rest);
	take_lumps(g, &rest);
	has = supply_of(g, &rest, need, unit);
	for (size_t i = 0; i < settled->zone_count; i++)
		if (settled->zones[i].free > settled->zones[i].free_cma)
			left += (uint64_t)(settled->zones[i].free - settled->zones[i].free_cma) << g->site->kernel->page_shift;
	broken = has.bytes - min_u64(has.bytes, has.blocks * unit);
	if (value < 0 || (uint64_t)value >= has.blocks)
		return min_u64(has.bytes - min_u64(has.bytes, left), broken);
	least = broken + (has.blocks - (uint64_t)value - 1) * unit + 1;
	return max_u64(least, min_u64(has.bytes - min_u64(has.bytes, left), least + unit - 1));
}

struct forecast *forecast_new(struct arena *arena, const struct bench *bench, const struct limits *limits,
							  const struct trial *before)
{
	struct forecast *f = arena_new_object(arena, struct forecast);
	size_t most = 0;

	*f = (struct forecast){ .bench = bench,
							.limits = limits,
							.grounds = arena_alloc(arena, bench->site_count * sizeof(*f->grounds)) };
	for (size_t s = 0; s < bench->site_count; s++) {
		f->grounds[s].site = &bench->sites[s];
		survey(arena, f, &f->grounds[s]);
		most = max_u64(f->grounds[s].count + f->grounds[s].lump_count, most);
	}
	f->scratch = arena_alloc(arena, (most + bench->from->count + 1) * sizeof(*f->scratch));
	for (size_t s = 0; s < bench->site_count; s++) {
		struct ground *g = &f->grounds[s];

		g->boot_takes = arena_alloc(arena, (bench->need_count + 1) * sizeof(*g->boot_takes));
		for (size_t i = 0; i < bench->need_count && before->legal; i++)
			if (need_in_blocks(&bench->needs[i]))
				g->boot_takes[i] = boot_takes(f, g, &bench->needs[i],
											  before->values[s * bench->need_count + i].value,
											  (uint64_t)forecast_unit(bench, i));
	}
	return f;
}
