/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving regions so that they cut fewer blocks: by the estimate, which of many places are worth a replay. */
#include <string.h>

#include "plan/mend.h"
#include "plan/planner.h"
#include "util/arena.h"

#define MAX_MOVES 64
#define CANDIDATES ((PLANNER_PACKS - 1) / 2)
#define ALIKE 2 /* candidates with the same regions moved and the same gain */
#define PLACE_MATTERS_FROM_ORDER 6

/* The most promising layouts, best first. */
struct shortlist {
	struct arena *arena;
	struct layout layouts[CANDIDATES];
	int64_t gains[CANDIDATES]; /* blocks */
	size_t movers[CANDIDATES]; /* which regions were moved */
	size_t count, room;
};

struct layout planner_mended(struct arena *arena, const struct layout *from, const struct mend *mend)
{
	struct layout layout = layout_copy(arena, from);

	layout.places[mend->node] = mend->place;
	if (mend->kind == MEND_MERGE)
		layout.places[mend->heir] = mend->heir_place;
	return layout;
}

static bool in_place(const struct need *need)
{
	return need_in_blocks(need) && need->request.order >= PLACE_MATTERS_FROM_ORDER;
}

bool planner_place_matters(const struct planner *p)
{
	for (size_t i = 0; i < p->bench.need_count; i++)
		if (in_place(&p->bench.needs[i]))
			return true;
	return false;
}

/* A layout with its free ranges, from which moves are estimated. */
struct ground {
	const struct planner *p;
	const struct layout *layout;
	struct range **free; /* site by site */
	size_t *counts;
};

static struct ground survey(struct planner *p, struct arena *arena, const struct layout *layout)
{
	struct ground g = { .p = p,
						.layout = layout,
						.free = arena_alloc(arena, p->bench.site_count * sizeof(*g.free)),
						.counts = arena_alloc(arena, p->bench.site_count * sizeof(*g.counts)) };

	for (size_t s = 0; s < p->bench.site_count; s++)
		g.free[s] = terrain_free(arena, &p->terrains[s], p->bench.from, layout, &g.counts[s]);
	return g;
}

/* Blocks of the needs' orders that a move wins on all sites. */
static int64_t gain_of(const struct ground *g, const struct mend *move)
{
	const struct bench *b = &g->p->bench;
	int64_t blocks = 0;

	for (size_t s = 0; s < b->site_count; s++) {
		struct range from = g->layout->places[move->node].range;

		if (!terrain_takes(&g->p->terrains[s], move->node))
			from.size = 0;
		for (size_t i = 0; i < b->need_count; i++)
			if (need_in_blocks(&b->needs[i]))
				blocks += terrain_move_gain(&b->sites[s], g->free[s], g->counts[s], from, move->place.range,
											b->needs[i].request.order);
	}
	return blocks;
}

static struct mend *moves_from(struct planner *p, struct arena *arena, const struct layout *from,
							   size_t *count)
{
	return moves_find(arena, p->in->sites[0].boot, p->limits, from, count);
}

/* --- one or two ------------------------------------------------------------------------ */

/*
 * Places that the estimate holds for equal are often equally wrong, so of those
 * that move the same regions only the first and the last stay: where the last
 * one stands, `list->count` where there is room for one more.
 */
static size_t place_of_alike(const struct shortlist *list, size_t movers, int64_t gain)
{
	size_t alike = 0, last = list->count;

	for (size_t i = 0; i < list->count; i++)
		if (list->movers[i] == movers && list->gains[i] == gain) {
			alike++;
			last = i;
		}
	return alike < ALIKE ? list->count : last;
}

/* `first` is what was moved before `move` made `from` what it is: 1 + the region, 0 for none. */
static void shortlist_add(struct shortlist *list, const struct layout *from, size_t first,
						  const struct mend *move, int64_t gain)
{
	size_t movers = first * (from->count + 1) + move->node, at = place_of_alike(list, movers, gain);

	if (at < list->count) {
		struct place *places = list->layouts[at].places;

		memcpy(places, from->places, from->count * sizeof(*places));
		places[move->node] = move->place;
		return;
	}
	if (at == list->room && gain <= list->gains[at - 1])
		return;
	at = at == list->room ? at - 1 : at;
	list->count = at + 1;
	for (; at > 0 && list->gains[at - 1] < gain; at--) {
		list->layouts[at] = list->layouts[at - 1];
		list->gains[at] = list->gains[at - 1];
		list->movers[at] = list->movers[at - 1];
	}
	list->layouts[at] = planner_mended(list->arena, from, move);
	list->gains[at] = gain;
	list->movers[at] = movers;
}

/* Second moves on top of one that wins `gain` blocks; how many there are. */
static size_t list_seconds(struct planner *p, const struct mend *move, int64_t gain, struct shortlist *twos)
{
	struct arena *scratch = arena_new();
	struct layout first = planner_mended(scratch, &p->now, move);
	struct ground ground = survey(p, scratch, &first);
	size_t count;
	struct mend *more = moves_from(p, scratch, &first, &count);

	for (size_t i = 0; i < count; i++)
		if (more[i].node != move->node)
			shortlist_add(twos, &first, 1 + move->node, &more[i], gain + gain_of(&ground, &more[i]));
	arena_free(scratch);
	return count;
}

static void list_moves(struct planner *p, struct arena *scratch, size_t most_pairs, struct shortlist *ones,
					   struct shortlist *twos)
{
	struct ground ground = survey(p, scratch, &p->now);
	size_t count, pairs = 0;
	struct mend *moves = moves_from(p, scratch, &p->now, &count);
	size_t stride = 1 + count * count / most_pairs; /* of many moves every n-th is followed by a second one */

	for (size_t i = 0; i < count; i++) {
		int64_t gain = gain_of(&ground, &moves[i]);

		shortlist_add(ones, &p->now, 0, &moves[i], gain);
		if (i % stride == 0 && pairs < most_pairs)
			pairs += list_seconds(p, &moves[i], gain, twos);
	}
}

/* --- one after the other ------------------------------------------------------------------ */

/* The move that by the estimate gains most, as long as one gains. */
static bool move_one(struct planner *p, struct layout *now)
{
	struct shortlist best = { .arena = p->arena, .room = 1 };
	struct arena *scratch = arena_new();
	struct ground ground = survey(p, scratch, now);
	size_t count;
	struct mend *moves = moves_from(p, scratch, now, &count);

	for (size_t i = 0; i < count; i++)
		shortlist_add(&best, now, 0, &moves[i], gain_of(&ground, &moves[i]));
	arena_free(scratch);
	if (best.count == 0 || best.gains[0] <= 0)
		return false;
	*now = best.layouts[0];
	return true;
}

size_t planner_pack(struct planner *p, size_t most_pairs, struct layout layouts[PLANNER_PACKS])
{
	struct shortlist ones = { .arena = p->arena, .room = CANDIDATES };
	struct shortlist twos = { .arena = p->arena, .room = CANDIDATES };
	struct arena *scratch = arena_new();
	struct layout now = p->now;
	size_t count = 0;

	list_moves(p, scratch, most_pairs, &ones, &twos);
	for (size_t i = 0; i < ones.count; i++)
		layouts[count++] = ones.layouts[i];
	for (size_t i = 0; i < twos.count; i++)
		layouts[count++] = twos.layouts[i];
	for (size_t i = 0; i < MAX_MOVES && move_one(p, &now); i++)
		;
	layouts[count++] = now;
	arena_free(scratch);
	return count;
}

/* --- room made by a cut ---------------------------------------------------------------- */

static bool is_cuttable(const struct planner *p, size_t n, uint64_t granules)
{
	const struct place *place = &p->now.places[n];
	const struct limits *l = &p->limits[n];

	return !l->fixed && !place->removed && place->range.size >= l->min_size &&
		   (place->range.size - l->min_size) / l->granule >= granules;
}

size_t planner_cut_one(struct planner *p, struct layout layouts[PLANNER_STARTS])
{
	size_t count = 0, cuttable = 1;

	for (uint64_t granules = 1; cuttable > 0; granules *= 2) {
		cuttable = 0;
		for (size_t n = 0; n < p->now.count; n++) {
			uint64_t cut = p->limits[n].granule * granules;

			if (!is_cuttable(p, n, granules))
				continue;
			cuttable++;
			for (size_t low = 0; low < 2; low++) {
				struct range *range;

				if (count == PLANNER_STARTS)
					return count;
				layouts[count] = layout_copy(p->arena, &p->now);
				range = &layouts[count++].places[n].range;
				range->size -= cut;
				range->base += low ? cut : 0;
			}
		}
	}
	return count;
}
