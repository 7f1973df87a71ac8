/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving regions so that they cut fewer blocks: by the estimate, which of many places are worth a replay. */
#include <string.h>

#include "plan/mend.h"
#include "plan/planner.h"
#include "util/arena.h"

#define MAX_MOVES 64
#define MOST_PAIRS 20000 /* that are estimated */
#define CANDIDATES ((PLANNER_PACKS - 1) / 2)
#define PLACE_MATTERS_FROM_ORDER 6

/* The most promising layouts, best first. */
struct shortlist {
	struct arena *arena;
	struct layout layouts[CANDIDATES];
	int64_t blocks[CANDIDATES];
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

/* Blocks of the needs' orders in all free ranges of a layout, by the estimate. */
static int64_t blocks_in(const struct planner *p, const struct layout *layout)
{
	struct arena *scratch = arena_new();
	int64_t blocks = 0;

	for (size_t s = 0; s < p->bench.site_count; s++) {
		size_t count;
		struct range *list = terrain_free(scratch, &p->terrains[s], p->bench.from, layout, &count);

		for (size_t i = 0; i < p->bench.need_count; i++)
			for (size_t r = 0; r < count && need_in_blocks(&p->bench.needs[i]); r++)
				blocks += blocks_within(&p->bench.sites[s], list[r], p->bench.needs[i].request.order);
	}
	arena_free(scratch);
	return blocks;
}

static struct mend *moves_from(struct planner *p, struct arena *arena, const struct layout *from,
							   size_t *count)
{
	return moves_find(arena, p->in->sites[0].boot, p->limits, from, count);
}

/* --- one or two ------------------------------------------------------------------------ */

static void shortlist_add(struct shortlist *list, const struct layout *layout, int64_t blocks)
{
	size_t at = list->count;

	if (at == list->room && blocks <= list->blocks[at - 1])
		return;
	at = at == list->room ? at - 1 : at;
	list->count = at + 1;
	for (; at > 0 && list->blocks[at - 1] < blocks; at--) {
		list->layouts[at] = list->layouts[at - 1];
		list->blocks[at] = list->blocks[at - 1];
	}
	list->layouts[at] = layout_copy(list->arena, layout);
	list->blocks[at] = blocks;
}

static void list_moves(struct planner *p, struct arena *scratch, struct shortlist *ones,
					   struct shortlist *twos)
{
	size_t count, pairs = 0;
	struct mend *moves = moves_from(p, scratch, &p->now, &count);

	for (size_t i = 0; i < count; i++) {
		struct layout first = planner_mended(scratch, &p->now, &moves[i]);
		size_t others = 0;
		struct mend *more = pairs < MOST_PAIRS ? moves_from(p, scratch, &first, &others) : NULL;

		shortlist_add(ones, &first, blocks_in(p, &first));
		for (size_t j = 0; j < others; j++) {
			struct layout layout = planner_mended(scratch, &first, &more[j]);

			if (more[j].node != moves[i].node)
				shortlist_add(twos, &layout, blocks_in(p, &layout));
		}
		pairs += others;
	}
}

/* --- one after the other ------------------------------------------------------------------ */

/* The move that by the estimate gains most, as long as one gains. */
static bool move_one(struct planner *p, struct arena *scratch, struct layout *now)
{
	struct shortlist best = { .arena = p->arena, .room = 1 };
	size_t count;
	struct mend *moves = moves_from(p, scratch, now, &count);

	for (size_t i = 0; i < count; i++) {
		struct layout layout = planner_mended(scratch, now, &moves[i]);

		shortlist_add(&best, &layout, blocks_in(p, &layout));
	}
	if (best.count == 0 || best.blocks[0] <= blocks_in(p, now))
		return false;
	*now = best.layouts[0];
	return true;
}

size_t planner_pack(struct planner *p, struct layout layouts[PLANNER_PACKS])
{
	struct shortlist ones = { .arena = p->arena, .room = CANDIDATES };
	struct shortlist twos = { .arena = p->arena, .room = CANDIDATES };
	struct arena *scratch = arena_new();
	struct layout now = p->now;
	size_t count = 0;

	list_moves(p, scratch, &ones, &twos);
	for (size_t i = 0; i < ones.count; i++)
		layouts[count++] = ones.layouts[i];
	for (size_t i = 0; i < twos.count; i++)
		layouts[count++] = twos.layouts[i];
	for (size_t i = 0; i < MAX_MOVES && move_one(p, scratch, &now); i++)
		;
	layouts[count++] = now;
	arena_free(scratch);
	return count;
}
