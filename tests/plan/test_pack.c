/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans that may move regions, against all places and cuts over granules. */
#include <criterion/criterion.h>

#include "plan/fixture.h"
#include "plan/shrink.h"
#include "plan/terrain.h"
#include "util/random.h"

#define DDR_MIB 128
#define MOVES 2 /* regions that the exhaustive search moves at once */

struct exhaustive {
	const struct planning *p;
	const struct plan *plan;
	struct bench bench;
	struct terrain terrain;
	struct arena *scratch; /* emptied leaf by leaf */
	int64_t start;         /* blocks by the estimate, of the tree as it is */
	size_t replayed, cheaper;
};

static int64_t estimate(struct exhaustive *e, const struct layout *layout)
{
	size_t count;
	struct range *list = terrain_free(e->scratch, &e->terrain, &e->plan->from, layout, &count);
	int64_t blocks = 0;

	for (size_t i = 0; i < count; i++)
		blocks += blocks_within(&e->p->site, list[i], e->p->needs[0].request.order);
	return blocks;
}

/*
 * Only where the free ranges hold enough blocks and one to spare, which small allocations may break: that is
 * what makes all places feasible. It leaves out what is won because they happen to fill a gap.
 */
static void try_leaf(struct exhaustive *e, const struct layout *layout)
{
	int64_t wanted = e->p->needs[0].target - e->plan->before.values[0].value;
	bool promising;

	e->scratch = arena_new();
	promising = estimate(e, layout) - e->start > wanted;
	arena_free(e->scratch);
	if (!promising)
		return;
	e->replayed++;
	e->cheaper += trial_run(e->p->arena, &e->bench, layout).met;
}

static bool is_taken(const struct layout *layout, size_t n, struct range range)
{
	for (size_t i = 0; i < layout->count; i++)
		if (i != n && ranges_overlap(range, layout->places[i].range))
			return true;
	return false;
}

static void try_all(struct exhaustive *e, struct layout *layout, size_t n, size_t moves);

static void try_cuts(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	const struct limits *l = &e->plan->limits[n];
	const struct range from = e->plan->from.places[n].range;

	for (uint64_t cut = l->granule; cut <= from.size - l->min_size; cut += l->granule)
		for (uint64_t low = 0; low <= cut; low += l->granule) {
			layout->places[n].range = (struct range){ from.base + low, from.size - cut };
			try_all(e, layout, n + 1, moves);
		}
}

static void try_places(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	const struct range from = e->plan->from.places[n].range;

	for (uint64_t base = 0x40000000; base + from.size <= 0x40000000 + MIB(DDR_MIB);
		 base += e->plan->limits[n].granule) {
		struct range range = { base, from.size };

		if (base == from.base || is_taken(layout, n, range))
			continue;
		layout->places[n].range = range;
		try_all(e, layout, n + 1, moves - 1);
	}
}

static void try_all(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	struct place from;

	if (!cost_less(layout_cost(e->plan->limits, &e->plan->from, layout), e->plan->cost))
		return;
	if (n == layout->count) {
		try_leaf(e, layout);
		return;
	}
	from = e->plan->from.places[n];
	try_all(e, layout, n + 1, moves);
	if (!e->plan->limits[n].fixed) {
		try_cuts(e, layout, n, moves);
		if (moves)
			try_places(e, layout, n, moves);
	}
	layout->places[n] = from;
}

static size_t cheaper_layouts(const struct planning *p, const struct plan *plan, size_t *replayed)
{
	struct exhaustive e = { .p = p, .plan = plan };
	struct layout layout = layout_copy(p->arena, &plan->from);

	e.bench = (struct bench){ .sites = &p->site,
							  .site_count = 1,
							  .needs = p->needs,
							  .need_count = p->need_count,
							  .from = &plan->from };
	e.terrain = terrain_survey(p->arena, &p->site);
	e.scratch = p->arena;
	e.start = estimate(&e, &layout);
	try_all(&e, &layout, 0, MOVES);
	*replayed = e.replayed;
	return e.cheaper;
}

/* Pools of 2 to 6 MiB on even and odd granules, with room between them. */
static const char *random_pools(struct arena *arena, struct random *random, size_t regions)
{
	uint64_t at = 0x43000000;
	const char *text = "";

	for (size_t i = 0; i < regions; i++) {
		uint64_t size = (uint64_t)(1 + random_below(random, 2)) << 21;

		at += (uint64_t)random_below(random, 3) << 21;
		text = arena_printf(
			arena,
			"%spool%zu@%llx { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x%llx 0 0x%llx>; };\n",
			text, i, (unsigned long long)at, (unsigned long long)at, (unsigned long long)size);
		at += size + ((uint64_t)random_below(random, 2) << 21);
	}
	return text;
}

/* Whether a cheaper layout than the plan's meets the need. */
static bool misses(size_t regions, uint64_t seed, unsigned int order, int64_t more)
{
	struct arena *arena = arena_new();
	struct need now = { .kind = NEED_FREE, .request.order = order };
	struct plan_input input;
	struct policy policy;
	struct random random;
	struct planning *p;
	struct plan *plan;
	struct error error;
	size_t cheaper, replayed;

	random_seed(&random, seed);
	p = planning_with_ddr("6.1", DDR_MIB, random_pools(arena, &random, regions));
	planning_need(p, arena_printf(arena, "order=%u free %lld likely", order,
								  (long long)(need_measure(p->arena, &now, p->boot, p->settled).value + more)));
	policy = planning_policy(p, POOLS_ARE_FREE);
	input = planning_input(p);
	input.policy = &policy;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	if (!plan->met)
		plan->cost = (struct cost){ UINT64_MAX, UINT32_MAX };
	cheaper = cheaper_layouts(p, plan, &replayed);
	if (cheaper)
		cr_log_warn(
			"%zu regions, seed %llu, order %u: plan %smet, costs %llu, %u touched; %zu of %zu are cheaper",
			regions, (unsigned long long)seed, order, plan->met ? "" : "not ",
			(unsigned long long)plan->cost.weighted, plan->cost.touched, cheaper, replayed);
	plan_free(plan);
	planning_free(p);
	arena_free(arena);
	return cheaper > 0;
}

Test(pack, two_regions)
{
	for (uint64_t seed = 1; seed <= 48; seed++)
		cr_expect_not(misses(2, seed, seed % 2 ? 10 : 9, 1), "seed %d", (int)seed);
}

Test(pack, three_regions)
{
	for (uint64_t seed = 20; seed < 120; seed++)
		cr_expect_not(misses(3, seed, 10, 1 + (int64_t)(seed % 2)), "seed %d", (int)seed);
}

Test(pack, eight_regions)
{
	for (uint64_t seed = 40; seed < 50; seed++)
		cr_expect_not(misses(8, seed, 10, 1), "seed %d", (int)seed);
}
