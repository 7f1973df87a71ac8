/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions in another form, and pools that others share: their users are told of another region. */
#include "plan/moves_finder.h"

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/region_limits.h"
#include "plan/rewire.h"
#include "util/arena.h"

#define GROWN_SIZES 8 /* of a pool that takes in another one's users */

/* --- another form -------------------------------------------------------------------- */

static void offer_reusable(struct finder *f, size_t n)
{
	uint64_t granule = f->boot->kernel->cma_granule;
	struct range r = f->from->places[n].range;
	struct move move = { .kind = MOVE_CONVERT, .node = n, .place = { .form = FORM_REUSABLE } };

	if (!f->boot->board->rmem[n].no_map || range_end(r) > UINT64_MAX - granule)
		return;
	move.place.range = range_between(round_down(r.base, granule), round_up(range_end(r), granule));
	if (range_set_covers(finder_room(f, n), move.place.range))
		finder_push(f, move);
}

void finder_convert(struct finder *f, size_t n)
{
	struct move move = { .kind = MOVE_CONVERT,
						 .node = n,
						 .place = { .range = f->from->places[n].range, .form = FORM_DYNAMIC } };

	if (!finder_stands(f, n) || !f->limits[n].may_convert || is_dynamic(f->boot->board, n) ||
		!f->m->rewirable[n])
		return;
	offer_reusable(f, n);
	if (finder_window(f, move.place.range, &move.place.window))
		finder_push(f, move);
}

static bool is_shareable(const struct finder *f, size_t n)
{
	return finder_stands(f, n) && f->limits[n].may_merge && f->limits[n].role == ROLE_CMA &&
		   f->boot->board->rmem[n].phandle;
}

static bool same_window(const struct finder *f, size_t a, size_t b)
{
	struct range x, y;

	return finder_window(f, f->from->places[a].range, &x) &&
		   finder_window(f, f->from->places[b].range, &y) && x.base == y.base && x.size == y.size;
}

/* In all sizes between what both need and what both had, in coarser steps of large ones. */
static void offer_grown(struct finder *f, size_t n, uint64_t keeps, uint64_t gone)
{
	uint64_t size = f->from->places[n].range.size, granule = f->limits[n].granule;
	uint64_t least = max_u64(keeps, size + granule), most = size + gone;
	uint64_t step = most > least ? round_up((most - least) / GROWN_SIZES + 1, granule) : granule;

	finder_offer_growth(f, n, least);
	for (uint64_t s = round_down(most - size, granule) + size; s > least; s -= min_u64(s, step))
		finder_offer_growth(f, n, s);
}

/* The pool that stays, as it is or grown over the room of the other one. */
static void offer_merge(struct finder *f, size_t gone, size_t stays)
{
	uint64_t keeps = kept_with(f->limits, f->from, stays, gone);
	struct arena *scratch = arena_new(); /* of one pair only: there may be many */
	struct layout without = layout_copy(scratch, f->from);
	struct move merge = { .kind = MOVE_MERGE,
						  .node = gone,
						  .place = { .range = f->from->places[gone].range, .removed = true, .heir = stays + 1 },
						  .heir = stays,
						  .heir_place = f->from->places[stays] };
	struct finder grown = *f;

	without.places[gone] = merge.place;
	if (merge.heir_place.range.size >= keeps &&
		is_within_reach(f->limits, &without, stays, merge.heir_place.range))
		finder_push(f, merge);
	grown.arena = scratch;
	grown.from = &without;
	grown.list = NULL;
	grown.rooms = arena_alloc(scratch, (f->from->count + 1) * sizeof(*grown.rooms));
	grown.count = 0;
	offer_grown(&grown, stays, keeps, merge.place.range.size);
	for (size_t i = 0; i < grown.count; i++) {
		merge.heir_place = grown.list[i].place;
		finder_push(f, merge);
	}
	f->looked_at = grown.looked_at;
	arena_free(scratch);
}

void finder_merge(struct finder *f, size_t gone)
{
	if (!is_shareable(f, gone) || f->limits[gone].needed || f->boot->board->rmem[gone].cma_default ||
		is_heir(f->from, gone) || !f->m->rewirable[gone])
		return;
	for (size_t stays = 0; stays < f->from->count; stays++)
		if (stays != gone && is_shareable(f, stays) && same_window(f, gone, stays))
			offer_merge(f, gone, stays);
}
