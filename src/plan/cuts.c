/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/cuts.h"

#include "board/board.h"
#include "plan/region_limits.h"
#include "policy/need.h"
#include "plan/terrain.h"
#include "util/arena.h"

/* A region is cut in at most so many different sizes; larger ones in coarser steps. */
#define MAX_CUTS 1024

struct cutting {
	struct arena *arena;
	const struct shrink_search *search;
	const struct limits *limits;
	size_t node;
	struct range range;
};

static int64_t *gains_of(const struct cutting *c, struct range now)
{
	const struct bench *b = c->search->bench;
	int64_t *gains = arena_alloc(c->arena, (b->site_count * b->need_count + 1) * sizeof(*gains));

	for (size_t s = 0; s < b->site_count; s++)
		for (size_t i = 0; i < b->need_count; i++)
			gains[s * b->need_count + i] =
				terrain_gain(&c->search->terrains[s], &b->needs[i], c->node, c->range, now);
	return gains;
}

static int64_t sum(const struct cutting *c, const int64_t *gains)
{
	int64_t total = 0;

	for (size_t i = 0; i < c->search->bench->site_count * c->search->bench->need_count; i++)
		total += gains[i];
	return total;
}

/* Cuts at the upper end leave the base, and with it the node's name, as they are: they win a tie. */
static bool may_cut_below(const struct cutting *c)
{
	return c->limits->may_move && !is_dynamic(c->search->bench->sites[0].board, c->node);
}

/*
 * `bytes` less, at the upper end, the lower end, or split where that gains most.
 * A pool whose base stays a multiple of the granule stays legal.
 */
static struct cut cut_by(const struct cutting *c, uint64_t bytes)
{
	struct cut best = { 0 };
	int64_t most = -1;
	uint64_t step = c->limits->granule, below = may_cut_below(c) ? bytes : 0;

	/* splits beyond the two ends only matter where a few blocks decide */
	if (below / step > 64)
		step = below;
	/* the kernel places a dynamic region from the top: what is freed lies below it */
	for (uint64_t low = 0; low <= below; low += step) {
		struct range now = { c->range.base + low, c->range.size - bytes };
		struct range seen = is_dynamic(c->search->bench->sites[0].board, c->node)
								? (struct range){ c->range.base + bytes, now.size }
								: now;
		int64_t *gains = gains_of(c, seen), gain = sum(c, gains);

		if (gain > most)
			best = (struct cut){ .place.range = now, .gains = gains };
		most = gain > most ? gain : most;
		if (below - low < step)
			break;
	}
	best.cost = cost_of_taking(bytes, c->limits->weight_permille);
	return best;
}

static struct cut cut_all(const struct cutting *c)
{
	return (struct cut){ .place = { .range = c->range, .removed = true },
						 .cost = cost_of_taking(c->range.size, c->limits->weight_permille),
						 .gains = gains_of(c, (struct range){ c->range.base, 0 }) };
}

static struct cuttable cut_region(const struct cutting *c)
{
	struct cuttable region = { .node = c->node };
	uint64_t step = c->limits->granule, most = c->range.size - min_u64(c->range.size, c->limits->min_size);

	if (most / step > MAX_CUTS)
		step = round_up(most / MAX_CUTS, c->limits->granule);
	for (uint64_t bytes = step; bytes <= most && bytes < c->range.size; bytes += step) {
		struct cut cut = cut_by(c, bytes);

		if (sum(c, cut.gains) > 0)
			arena_push(c->arena, region.cuts, region.cut_count, cut);
		if (bytes > most - step)
			break;
	}
	if (c->limits->may_remove) {
		struct cut cut = cut_all(c);

		arena_push(c->arena, region.cuts, region.cut_count, cut);
	}
	return region;
}

/* The weight of a region counts from what the tree has; a change that was made before is counted once. */
static void make_relative(const struct shrink_search *search, struct cuttable *region)
{
	const struct layout *from = search->bench->from;
	bool touched = !place_equal(&from->places[region->node], &search->start->places[region->node]);

	for (size_t i = 0; i < region->cut_count && touched; i++)
		region->cuts[i].cost.touched = 0;
}

struct cuttable *cuts_find(struct arena *arena, const struct shrink_search *search, size_t *count)
{
	struct cuttable *regions = NULL;

	*count = 0;
	for (size_t n = 0; n < search->start->count; n++) {
		struct cutting c = { arena, search, &search->limits[n], n, search->start->places[n].range };
		struct cuttable region;

		if (c.limits->fixed || search->start->places[n].removed || !c.range.size)
			continue;
		region = cut_region(&c);
		make_relative(search, &region);
		if (region.cut_count)
			arena_push(arena, regions, *count, region);
	}
	return regions;
}
