/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is in a CMA area, and what run of pages is left between those that stay. */
#include <string.h>

#include "owners/areas.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

/* The part of a held range that lies in the area; 0 pages: none. */
static struct held_range within(const struct held_range *range, const struct cma_place *area)
{
	uint64_t from = max_u64(range->pfn, area->pfn);
	uint64_t to = min_u64(range->pfn + range->pages, area->pfn + area->pages);
	struct held_range part = *range;

	part.pfn = from;
	part.pages = to > from ? (uint32_t)(to - from) : 0;
	return part;
}

/* Pieces of held memory are in ascending order: the first one that reaches into the area. */
static size_t first_within(const struct holdings *o, const struct cma_place *area)
{
	size_t low = 0, high = o->held_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (o->held[middle].pfn + o->held[middle].pages <= area->pfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_within(const struct holdings *o, size_t i, const struct cma_place *area)
{
	return i < o->held_count && o->held[i].pfn < area->pfn + area->pages;
}

enum run_of { RUN_FREE, RUN_MOVABLE };

/* The longest run without a page that stays (or, of RUN_FREE, that is held at all), those of `but` aside. */
static uint64_t longest_run(const struct holdings *o, const struct cma_place *area, enum run_of what, uint32_t but)
{
	uint64_t longest = 0, from = area->pfn;

	for (size_t i = first_within(o, area); is_within(o, i, area); i++) {
		const struct held_range part = within(&o->held[i], area);

		if ((part.moves && what == RUN_MOVABLE) || o->chains->items[part.chain].holder == but)
			continue;
		longest = max_u64(longest, part.pfn - min_u64(from, part.pfn));
		from = max_u64(from, part.pfn + part.pages);
	}
	return max_u64(longest, area->pfn + area->pages - from);
}

static bool same_row(const struct area_holder *row, const struct holdings *o, const struct chain *chain, bool moves)
{
	return row->holder == &o->chains->holders[chain->holder] && row->moves == moves &&
		   row->chain->use == chain->use;
}

static struct area_holder *row_of(struct arena *arena, struct area_answer *a, const struct holdings *o,
								  const struct chain *chain, bool moves)
{
	struct area_holder row = { .holder = &o->chains->holders[chain->holder], .chain = chain, .moves = moves,
							   .oldest = -1 };

	for (size_t i = 0; i < a->holder_count; i++)
		if (same_row(&a->holders[i], o, chain, moves))
			return &a->holders[i];
	arena_push(arena, a->holders, a->holder_count, row);
	return &a->holders[a->holder_count - 1];
}

/* Chains of one holder: the one with most pages stands for them, by its frames where they have as many. */
static bool stands_before(const struct chain *x, const struct chain *y)
{
	if (x->in_cma != y->in_cma)
		return x->in_cma > y->in_cma;
	return x->asked_by && y->asked_by && strcmp(x->asked_by, y->asked_by) < 0;
}

static void count_part(struct arena *arena, struct area_answer *a, const struct holdings *o,
					   const struct held_range *part)
{
	const struct chain *chain = &o->chains->items[part->chain];
	struct area_holder *row = row_of(arena, a, o, chain, part->moves);

	if (stands_before(chain, row->chain))
		row->chain = chain;
	row->pages += part->pages;
	row->ranges++;
	if (chain->first_ns && o->last_ns) {
		double age = (double)(o->last_ns - chain->first_ns) / 1e9;

		row->oldest = age > row->oldest ? age : row->oldest;
	}
	*(part->moves ? &a->moves : &a->stays) += part->pages;
}

static int by_weight(const void *a, const void *b)
{
	const struct area_holder *x = a, *y = b;

	if (x->moves != y->moves)
		return x->moves ? 1 : -1;
	MORE_FIRST(pages);
	return strcmp(x->holder->name, y->holder->name);
}

#define RUNS_WITHOUT 32 /* holders for whom it is told what their going would bring */

void area_ask(struct arena *arena, const struct holdings *o, const struct cma_place *place,
			  struct area_answer *a)
{
	*a = (struct area_answer){ .place = *place };
	for (size_t i = first_within(o, place); is_within(o, i, place); i++) {
		const struct held_range part = within(&o->held[i], place);

		count_part(arena, a, o, &part);
	}
	/* a page that was freed while the target wrote the file may be in two records */
	a->free = place->pages - min_u64(a->moves + a->stays, place->pages);
	a->run = longest_run(o, place, RUN_MOVABLE, UINT32_MAX);
	a->run_free = longest_run(o, place, RUN_FREE, UINT32_MAX);
	if (a->holder_count)
		sort_items(a->holders, a->holder_count, sizeof(*a->holders), by_weight);
	for (size_t i = 0; i < a->holder_count && i < RUNS_WITHOUT; i++)
		if (!a->holders[i].moves)
			a->holders[i].run_without =
				longest_run(o, place, RUN_MOVABLE, (uint32_t)(a->holders[i].holder - o->chains->holders));
}
