/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/forecast_work.h"

#include "alloc/headroom.h"
#include "alloc/zone_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/number.h"

int64_t forecast_unit(const struct bench *bench, size_t pair)
{
	const struct need *need = &bench->needs[pair % bench->need_count];

	return need_in_blocks(need) ? (int64_t)(page_size(bench->sites[0].kernel) << need->request.order) : 1;
}

static bool serves(const struct site *site, const struct need *need, size_t zone)
{
	return need->kind != NEED_REQUEST ||
		   (unsigned int)site->boot->zones[zone].type <=
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

		if (l->fixed || !forecast_takes(f, g, layout, n) || (wanderers && !forecast_may_wander(f, n)))
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

const struct range_set *forecast_free(const struct forecast *f, size_t site)
{
	return &f->grounds[site].free;
}

bool forecast_wanders(const struct forecast *f)
{
	for (size_t n = 0; n < f->bench->from->count; n++)
		if (forecast_may_wander(f, n))
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

	figures->shape = 0;
	for (size_t s = 0; s < b->site_count; s++) {
		const struct ground *g = &f->grounds[s];
		size_t first = s * b->need_count;
		struct rest rest;

		take_regions(f, g, layout, true, &rest);
		take_lumps(g, &rest);
		figures->shape += forecast_shape(f, g, layout, &rest);
		for (size_t i = 0; i < b->need_count; i++) {
			uint64_t unit = (uint64_t)forecast_unit(b, first + i);
			struct supply has = supply_of(g, &rest, &b->needs[i], unit);
			int64_t units = left_of(has, g->boot_takes[i], unit) +
							(b->needs[i].kind == NEED_MANAGED ? bytes_in_pools(g, layout) : 0);

			if (b->needs[i].kind == NEED_CMA || rest.crowded)
				units = 0;
			figures->has[first + i] = figures->moved[first + i] = figures->most[first + i] = units;
		}
		if (wanders && !rest.crowded)
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

	*f = (struct forecast){ .bench = bench,
							.limits = limits,
							.grounds = arena_alloc(arena, bench->site_count * sizeof(*f->grounds)) };
	for (size_t s = 0; s < bench->site_count; s++) {
		struct ground *g = &f->grounds[s];

		ground_prepare(arena, f, g, &bench->sites[s]);
		g->boot_takes = arena_alloc(arena, (bench->need_count + 1) * sizeof(*g->boot_takes));
		for (size_t i = 0; i < bench->need_count && before->legal; i++)
			if (need_in_blocks(&bench->needs[i]))
				g->boot_takes[i] = boot_takes(f, g, &bench->needs[i],
											  before->values[s * bench->need_count + i].value,
											  (uint64_t)forecast_unit(bench, i));
	}
	return f;
}
