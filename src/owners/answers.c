/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owners/answers.h"

#include <string.h>

#include "owners/areas.h"
#include "util/arena.h"
#include "util/sort.h"

/* --- pageblocks that were spoiled -------------------------------------------------------------- */

static bool for_movable(const struct mem_block *block)
{
	return block && block->type == MIGRATE_MOVABLE;
}

static bool is_stray(const struct answers *a, const struct mem_block *b)
{
	uint64_t pfn = b->number << a->owners->block_order;

	for (size_t i = 0; i < a->places.area_count; i++)
		if (pfn >= a->places.areas[i].pfn && pfn < a->places.areas[i].pfn + a->places.areas[i].pages)
			return false;
	return b->type == MIGRATE_CMA;
}

static void count_types(struct answers *a)
{
	const struct holdings *o = a->owners;

	for (size_t i = 0; i < o->mem_block_count; i++) {
		const struct mem_block *b = &o->mem_blocks[i];
		struct type_sum *sum = &a->types[b->type <= MIGRATE_TYPES ? b->type : MIGRATE_TYPES];

		sum->blocks++;
		sum->pages += b->used[PAGE_MOVES] + b->used[PAGE_RECLAIMS] + b->used[PAGE_STAYS];
		sum->unmovable += b->used[PAGE_RECLAIMS] + b->used[PAGE_STAYS];
		sum->foreign += b->foreign;
		a->stray += is_stray(a, b);
		a->spoiled += for_movable(b) && b->foreign > 0;
	}
}

/* The shares of one block, which follow each other. */
static size_t shares_end(const struct holdings *o, size_t from)
{
	size_t to = from;

	while (to < o->share_count && o->shares[to].block == o->shares[from].block)
		to++;
	return to;
}

static const struct mem_block *block_numbered(const struct holdings *o, uint64_t number)
{
	return holdings_block(o, number << o->block_order);
}

static int by_harm(const void *a, const void *b)
{
	const struct polluter *x = a, *y = b;

	MORE_FIRST(alone);
	MORE_FIRST(blocks);
	MORE_FIRST(pages);
	return strcmp(x->holder->name, y->holder->name);
}

static void find_polluters(struct arena *arena, const struct boot *boot, struct answers *a)
{
	const struct holdings *o = a->owners;
	struct polluter *by_holder = arena_alloc(arena, (o->chains->holder_count + 1) * sizeof(*by_holder));

	for (size_t from = 0, to; from < o->share_count; from = to) {
		to = shares_end(o, from);
		if (!for_movable(block_numbered(o, o->shares[from].block)))
			continue;
		for (size_t i = from; i < to; i++) {
			struct polluter *p = &by_holder[o->shares[i].holder];

			p->pages += o->shares[i].pages;
			p->blocks++;
		}
	}
	comeback_count(arena, o, boot, by_holder);
	for (size_t i = 0; i < o->chains->holder_count; i++) {
		by_holder[i].holder = &o->chains->holders[i];
		if (by_holder[i].pages)
			arena_push(arena, a->polluters, a->polluter_count, by_holder[i]);
	}
	if (a->polluter_count)
		sort_items(a->polluters, a->polluter_count, sizeof(*a->polluters), by_harm);
}

/* --- sums by holder ------------------------------------------------------------------------------- */

static void add_chain(struct holder_sum *sum, const struct chain *c)
{
	if (!sum->chain || c->pages > sum->chain->pages || c->bytes > sum->chain->bytes ||
		(c->pages == sum->chain->pages && c->bytes == sum->chain->bytes && c->asked_by && sum->chain->asked_by &&
		 strcmp(c->asked_by, sum->chain->asked_by) < 0))
		sum->chain = c;
	sum->pages += c->pages;
	sum->bytes += c->bytes;
	sum->movable += c->by_type[MIGRATE_MOVABLE];
	sum->reclaimable += c->by_type[MIGRATE_RECLAIMABLE];
	sum->unmovable += c->by_type[MIGRATE_UNMOVABLE];
	for (unsigned int order = 1; order < OWNER_ORDERS; order++) {
		sum->high_blocks += c->by_order[order];
		if (c->by_order[order])
			sum->highest = order;
	}
}

static int by_burden(const void *a, const void *b)
{
	const struct holder_sum *x = a, *y = b;

	MORE_FIRST(unmovable);
	MORE_FIRST(pages);
	MORE_FIRST(bytes);
	return strcmp(x->holder->name, y->holder->name);
}

static void sum_holders(struct arena *arena, struct answers *a)
{
	const struct chains *c = a->owners->chains;
	struct holder_sum *by_holder = arena_alloc(arena, (c->holder_count + 1) * sizeof(*by_holder));

	for (size_t i = 0; i < c->count; i++)
		add_chain(&by_holder[c->items[i].holder], &c->items[i]);
	for (size_t i = 0; i < c->holder_count; i++) {
		by_holder[i].holder = &c->holders[i];
		if (by_holder[i].pages || by_holder[i].bytes)
			arena_push(arena, a->sums, a->sum_count, by_holder[i]);
	}
	if (a->sum_count)
		sort_items(a->sums, a->sum_count, sizeof(*a->sums), by_burden);
}

void answers_find(struct arena *arena, const struct holdings *owners, const struct boot *boot, struct answers *a)
{
	*a = (struct answers){ .owners = owners };
	places_find(arena, boot, owners, &a->places);
	a->areas = arena_alloc(arena, (a->places.area_count + 1) * sizeof(*a->areas));
	if (owners->has_blocks) {
		for (; a->area_count < a->places.area_count; a->area_count++)
			area_ask(arena, owners, &a->places.areas[a->area_count], &a->areas[a->area_count]);
		count_types(a);
		find_polluters(arena, boot, a);
	}
	sum_holders(arena, a);
}
