/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What no estimate sees: a cut that gains no block by itself can give small
 * allocations of the boot a place, so that they leave another block whole.
 */
#include "plan/planner.h"

#define MOST_REPLAYS 200
#define FEW_PAIRS (PLANNER_PAIRS / 4)

/* Which end of the regions is cut. */
enum end { END_LOW, END_HIGH, ENDS };

static uint64_t most_granules(const struct planner *p, const struct layout *layout, size_t n)
{
	const struct limits *l = &p->limits[n];
	const struct place *place = &layout->places[n];

	if (l->fixed || place->removed || place->range.size <= l->min_size)
		return 0;
	return (place->range.size - l->min_size) / l->granule;
}

static struct range cut_range(struct range r, uint64_t bytes, enum end end)
{
	return (struct range){ end == END_LOW ? r.base + bytes : r.base, r.size - bytes };
}

static struct layout all_cut(const struct planner *p, const struct layout *from, enum end end)
{
	struct layout layout = layout_copy(p->arena, from);

	for (size_t n = 0; n < layout.count; n++)
		layout.places[n].range =
			cut_range(from->places[n].range, most_granules(p, from, n) * p->limits[n].granule, end);
	return layout;
}

/* The least cut of one region with which the needs are still met. */
static void give_back_one(struct planner *p, const struct layout *from, enum end end, size_t n, size_t limit,
						  struct shrink_result *result)
{
	uint64_t enough = most_granules(p, from, n), least = 0;

	while (least < enough && p->bench.tried < limit) {
		uint64_t middle = least + (enough - least) / 2;
		struct layout layout = layout_copy(p->arena, &result->layout);
		struct trial trial;

		layout.places[n].range = cut_range(from->places[n].range, middle * p->limits[n].granule, end);
		trial = trial_run(p->arena, &p->bench, &layout);
		if (!trial.met) {
			least = middle + 1;
			continue;
		}
		enough = middle;
		result->layout = layout;
		result->trial = trial;
	}
}

static void try_end(struct planner *p, const struct layout *from, enum end end, size_t limit,
					struct shrink_result *best)
{
	struct shrink_result result = { .layout = all_cut(p, from, end) };

	result.trial = trial_run(p->arena, &p->bench, &result.layout);
	result.found = result.trial.met;
	for (size_t n = 0; result.found && n < from->count; n++)
		give_back_one(p, from, end, n, limit, &result);
	result.cost = layout_cost(p->limits, p->bench.from, &result.layout);
	if (result.trial.legal && planner_is_better(&result, best))
		*best = result;
}

struct shrink_result planner_give_back(struct planner *p, struct shrink_result best)
{
	struct layout layouts[1 + PLANNER_PACKS] = { p->now };
	size_t count = 1 + planner_pack(p, FEW_PAIRS, layouts + 1), limit = p->bench.tried + MOST_REPLAYS;

	for (size_t i = 0; i < count; i++)
		for (enum end end = END_LOW; end < ENDS && p->bench.tried < limit; end++)
			try_end(p, &layouts[i], end, limit, &best);
	return best;
}
