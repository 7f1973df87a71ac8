/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a layout's regions come to lie, and what lies where they leave room. */
#include "plan/forecast_work.h"

#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "util/number.h"

/* The ends of what is cut out stay; a piece that is cut through becomes two, the second one at the end. */
void rest_cut_out(struct rest *rest, struct range hole)
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

struct range rest_tree_place(const struct ground *g, const struct rest *rest)
{
	const struct boot *boot = g->site->boot;
	struct range best = { UINT64_MAX, 0 };

	for (size_t i = 0; i < rest->count; i++) {
		uint64_t at = round_up(max_u64(rest->pieces[i].range.base, boot->fdt_sought_from), LOADER_ALIGN);

		if (at < best.base && at <= range_end(rest->pieces[i].range) &&
			range_end(rest->pieces[i].range) - at >= LOADER_ALIGN)
			best = (struct range){ at, boot->fdt.size };
	}
	return best;
}

static bool is_free(const struct rest *rest, struct range range)
{
	for (size_t i = 0; i < rest->count; i++)
		if (range_contains(rest->pieces[i].range, range))
			return true;
	return false;
}

struct range rest_sought(const struct rest *rest, const struct tuples *windows, const struct place *to, uint64_t align)
{
	static const struct range anywhere = { 0, UINT64_MAX };
	struct range found = { 0 };

	if (to->window.size || windows->count == 0)
		return highest(rest, to->window.size ? to->window : anywhere, to->range.size, align);
	for (size_t i = 0; i < windows->count && found.size == 0; i++)
		found = highest(rest, windows->items[i], to->range.size, align);
	return found;
}

/* Where the kernel puts a region; one that is no larger stays at the end of where it was, where that is not followed. */
static struct range placed(const struct forecast *f, const struct ground *g, const struct rest *rest, size_t n,
						   const struct place *to)
{
	const struct place *from = &f->bench->from->places[n];
	struct range end = { from->range.base + from->range.size - to->range.size, to->range.size };

	if (!g->dynamic_follow && to->window.size == 0 && to->range.size <= from->range.size && is_free(rest, end))
		return end;
	return rest_sought(rest, &g->site->board->rmem[n].alloc_ranges, to, f->limits[n].granule);
}

struct range rest_highest(const struct rest *rest, const struct lump *lump)
{
	return highest(rest, (struct range){ 0, lump->limit }, lump->size, lump->align);
}

void take_lumps(const struct ground *g, struct rest *rest)
{
	for (size_t i = 0; i < g->lump_count; i++)
		rest_cut_out(rest, rest_highest(rest, &g->lumps[i]));
}

bool forecast_takes(const struct forecast *f, const struct ground *g, const struct layout *layout, size_t n)
{
	return !layout->places[n].removed &&
		   (g->taken[n] || !place_equal(&f->bench->from->places[n], &layout->places[n]));
}

bool forecast_may_wander(const struct forecast *f, size_t n)
{
	const struct limits *l = &f->limits[n];

	return l->may_move || l->may_convert || l->may_merge ||
		   (!l->fixed && is_dynamic(f->bench->sites[0].board, n));
}

bool is_placed_by_kernel(const struct ground *g, const struct layout *layout, size_t n)
{
	return is_dynamic(g->site->board, n) || layout->places[n].form == FORM_DYNAMIC;
}

void take_static(const struct forecast *f, const struct ground *g, const struct layout *layout, bool wanderers,
				 struct rest *rest)
{
	*rest = (struct rest){ .pieces = g->scratch, .count = g->count };
	if (g->count)
		memcpy(rest->pieces, g->pieces, g->count * sizeof(struct piece));
	for (size_t n = 0; n < layout->count; n++)
		if (!f->limits[n].fixed && forecast_takes(f, g, layout, n) && !is_placed_by_kernel(g, layout, n) &&
			(wanderers || !forecast_may_wander(f, n)))
			rest_cut_out(rest, layout->places[n].range);
}

void take_regions(const struct forecast *f, const struct ground *g, const struct layout *layout, bool wanderers,
				  struct rest *rest)
{
	take_static(f, g, layout, wanderers, rest);
	if (g->tree_follows && wanderers)
		rest_cut_out(rest, rest_tree_place(g, rest));
	for (size_t i = 0; i < layout->count; i++) {
		size_t n = g->downwards[i].node;
		struct range range;

		if (f->limits[n].fixed || !forecast_takes(f, g, layout, n) || !is_placed_by_kernel(g, layout, n) ||
			(!wanderers && forecast_may_wander(f, n)))
			continue;
		range = placed(f, g, rest, n, &layout->places[n]);
		rest->crowded |= g->dynamic_follow && range.size < layout->places[n].range.size;
		rest_cut_out(rest, range);
	}
	for (size_t i = 0; i < g->pool_count && wanderers; i++)
		rest_cut_out(rest, rest_highest(rest, &g->pools[i]));
}
