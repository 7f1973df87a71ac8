/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/sim_boot.h"

#include <errno.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/random.h"

/* The free blocks of one zone while they get their places. */
struct layout {
	struct arena *arena;
	const struct alloc_kernel *kernel;
	struct random *random;
	struct sim_boot_zone *zone;
	enum migratetype type;
	int64_t left[ZONE_ORDERS]; /* blocks of `type` still without a place */
	uint64_t pfn;
};

static void put_range(struct layout *l, uint64_t pages)
{
	struct sim_range range = { l->pfn, pages, l->type };

	arena_push(l->arena, l->zone->ranges, l->zone->range_count, range);
	l->pfn += pages;
}

/*
 * Fills an aligned region that must not become free as a whole, or its blocks
 * would merge: where a block of half its size is left, that takes one half and
 * the other is filled likewise; single pages that stay are in use.
 */
static void fill_region(struct layout *l, unsigned int order)
{
	bool first;

	if (order == 0) {
		l->pfn++;
		return;
	}
	if (l->left[order - 1] == 0) {
		fill_region(l, order - 1);
		fill_region(l, order - 1);
		return;
	}
	l->left[order - 1]--;
	first = random_u64(l->random) & 1;
	if (first)
		put_range(l, UINT64_C(1) << (order - 1));
	fill_region(l, order - 1);
	if (!first)
		put_range(l, UINT64_C(1) << (order - 1));
}

static bool anything_left(const struct layout *l)
{
	for (unsigned int k = 0; k < ZONE_ORDERS; k++)
		if (l->left[k] > 0)
			return true;
	return false;
}

/* Blocks of the largest order side by side, the rest in regions of that size. */
static void place_type(struct layout *l, const struct zone_state *state)
{
	unsigned int top = l->kernel->max_order;

	for (unsigned int k = 0; k < ZONE_ORDERS; k++)
		l->left[k] = state->nr_free[l->type][k];
	for (; l->left[top] > 0; l->left[top]--)
		put_range(l, UINT64_C(1) << top);
	while (anything_left(l))
		fill_region(l, top);
}

/* Adjacent ranges of one type would be the same free memory in larger blocks only where they are aligned:
 * they stay apart. */
static void lay_out_zone(struct arena *arena, const struct memory_state *memory,
						 const struct zone_state *from, struct random *random, struct sim_boot_zone *zone)
{
	static const enum migratetype order[] = { MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE,
											  MIGRATE_RESERVE,   MIGRATE_HIGHATOMIC,  MIGRATE_CMA };
	struct layout l = { .arena = arena, .kernel = &memory->kernel, .random = random, .zone = zone };
	uint64_t start = round_up(from->start_pfn, UINT64_C(1) << memory->kernel.max_order);

	zone->state = *from;
	l.pfn = start;
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		l.type = order[i];
		place_type(&l, from);
	}
	zone->state.start_pfn = start;
	zone->state.spanned = l.pfn - start;
}

/* 512 GiB of 4 KiB pages, or so many blocks: beyond that the frames alone take gigabytes. */
#define MAX_BLOCKS (INT64_C(1) << 27)

static int64_t work_of(const struct memory_state *state)
{
	int64_t blocks = 0;

	for (size_t i = 0; i < state->zone_count; i++) {
		blocks += zone_blocks_from(&state->zones[i], TYPES_ALL, 0);
		for (unsigned int order = 0; order < ZONE_ORDERS; order++)
			blocks += zone_blocks(&state->zones[i], TYPES_ALL, order);
	}
	return blocks;
}

int sim_boot_from_state(struct arena *arena, const struct memory_state *state, struct random *random,
						struct sim_boot *boot, struct error *error)
{
	if (work_of(state) > MAX_BLOCKS)
		return error_set(error, -EFBIG, "%s: more free memory than can be simulated page by page",
						 state->source ? state->source : "the board");
	*boot = (struct sim_boot){ .kernel = state->kernel, .zone_count = state->zone_count };
	boot->zones = arena_alloc(arena, (state->zone_count + 1) * sizeof(*boot->zones));
	for (size_t i = 0; i < state->zone_count; i++)
		lay_out_zone(arena, state, &state->zones[i], random, &boot->zones[i]);
	return 0;
}

int64_t sim_boot_cma_pages(const struct sim_boot *boot)
{
	int64_t pages = 0;

	for (size_t i = 0; i < boot->zone_count; i++)
		for (size_t k = 0; k < boot->zones[i].range_count; k++)
			if (boot->zones[i].ranges[k].type == MIGRATE_CMA)
				pages += (int64_t)boot->zones[i].ranges[k].pages;
	return pages;
}

struct sim_boot sim_boot_with_less_cma(struct arena *arena, const struct sim_boot *from, int64_t keep)
{
	uint64_t block = UINT64_C(1) << from->kernel.pageblock_order;
	int64_t over = sim_boot_cma_pages(from) - keep;
	struct sim_boot boot = *from;

	boot.zones = arena_memdup(arena, from->zones, from->zone_count * sizeof(*from->zones));
	for (size_t i = 0; i < boot.zone_count; i++) {
		struct sim_boot_zone *zone = &boot.zones[i];

		zone->ranges = arena_memdup(arena, zone->ranges, zone->range_count * sizeof(*zone->ranges));
		for (size_t k = 0; k < zone->range_count; k++) {
			struct sim_range *range = &zone->ranges[k];
			bool whole = range->pfn % block == 0 && range->pages % block == 0;

			if (range->type != MIGRATE_CMA || !whole || (int64_t)range->pages > over)
				continue;
			range->type = MIGRATE_MOVABLE;
			over -= (int64_t)range->pages;
		}
	}
	return boot;
}
