/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans against an exhaustive search on small random boards: no layout of cuts, places,
 * removals and shared pools that meets the needs costs less. DTCARVE_BOARDS=400
 * compares so many boards; a few by default.
 */
#include "alloc/account.h"
#include "plan/search.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "plan/fixture.h"
#include "plan/region_limits.h"
#include "util/random.h"

#define DDR_MIB 128
#define DDR_BASE 0x40000000
#define MOST_MOVED 2
#define MOST_REPLAYS 20000 /* of one board; what is left then is not compared */

struct exhaustive {
	const struct planning *p;
	const struct plan *plan;
	struct bench bench;
	struct range *ground; /* free without the regions */
	size_t ground_count;
	int64_t start;
	size_t replayed, cheaper;
	struct cost least;
};

/* --- a screen of its own: whole blocks, or bytes, between the regions ----------------------- */

static int by_place(const void *a, const void *b)
{
	return range_by_base(a, b);
}

static int64_t units_in(const struct need *need, struct range r)
{
	uint64_t unit = need->kind == NEED_FREE ? 4096u << need->request.order : 1;
	uint64_t low = round_up(r.base, unit), high = round_down(range_end(r), unit);

	return high > low ? (int64_t)((high - low) / unit) : 0;
}

static int64_t units_of(const struct exhaustive *e, const struct layout *layout)
{
	struct range taken[8];
	const struct need *need = &e->p->needs[0];
	size_t count = 0;
	int64_t units = 0;

	for (size_t n = 0; n < layout->count; n++)
		if (!layout->places[n].removed && !e->plan->limits[n].fixed)
			taken[count++] = layout->places[n].range;
	qsort(taken, count, sizeof(*taken), by_place);
	for (size_t i = 0; i < e->ground_count; i++) {
		uint64_t at = e->ground[i].base, end = range_end(e->ground[i]);

		for (size_t k = 0; k < count; k++)
			if (ranges_overlap(taken[k], range_between(at, end))) {
				units += units_in(need, range_between(at, taken[k].base));
				at = max_u64(at, min_u64(end, range_end(taken[k])));
			}
		units += units_in(need, range_between(at, end));
	}
	return units;
}

static void find_ground(struct exhaustive *e)
{
	const struct layout *from = &e->plan->from;
	size_t joined = 0;

	e->ground = memblock_free_ranges(&e->p->boot->memblock, e->p->arena, &e->ground_count);
	for (size_t n = 0; n < from->count; n++)
		if (!e->plan->limits[n].fixed)
			arena_push(e->p->arena, e->ground, e->ground_count, from->places[n].range);
	qsort(e->ground, e->ground_count, sizeof(*e->ground), by_place);
	for (size_t i = 0; i < e->ground_count; i++) {
		if (joined && range_end(e->ground[joined - 1]) == e->ground[i].base)
			e->ground[joined - 1].size += e->ground[i].size;
		else
			e->ground[joined++] = e->ground[i];
	}
	e->ground_count = joined;
	e->start = units_of(e, from);
}

/* --- all layouts ---------------------------------------------------------------------------- */

static void try_all(struct exhaustive *e, struct layout *layout, size_t n, size_t moves);

static bool is_taken(const struct layout *layout, size_t n, struct range range)
{
	for (size_t i = 0; i < layout->count; i++)
		if (i != n && !layout->places[i].removed && ranges_overlap(range, layout->places[i].range))
			return true;
	return false;
}

static void try_leaf(struct exhaustive *e, const struct layout *layout)
{
	int64_t wanted = e->p->needs[0].target - e->plan->before.values[0].value;

	if (e->replayed >= MOST_REPLAYS || units_of(e, layout) - e->start < wanted)
		return;
	for (size_t n = 0; n < layout->count; n++)
		if (!layout->places[n].removed && is_taken(layout, n, layout->places[n].range))
			return;
	e->replayed++;
	if (!trial_glance(e->p->arena, &e->bench, layout).met)
		return;
	e->cheaper++;
	e->least = layout_cost(e->plan->limits, &e->plan->from, layout);
}

static void try_sizes(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	const struct limits *l = &e->plan->limits[n];
	const struct range from = e->plan->from.places[n].range;

	for (uint64_t cut = l->granule; l->may_shrink && cut + l->min_size <= from.size; cut += l->granule)
		for (uint64_t low = 0; low <= (l->may_move ? cut : 0); low += l->granule) {
			layout->places[n].range = (struct range){ from.base + low, from.size - cut };
			try_all(e, layout, n + 1, moves);
		}
}

/* Anywhere, cut or not. */
static void try_places(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	const struct limits *l = &e->plan->limits[n];
	const struct range from = e->plan->from.places[n].range;
	uint64_t step = l->role == ROLE_CMA ? l->granule : MIB(1);

	for (uint64_t size = from.size; l->may_move && moves && size >= l->min_size && size; size -= l->granule) {
		for (uint64_t base = DDR_BASE; base + size <= DDR_BASE + MIB(DDR_MIB); base += step) {
			if (range_contains(from, (struct range){ base, size }))
				continue;
			layout->places[n].range = (struct range){ base, size };
			try_all(e, layout, n + 1, moves - 1);
		}
		if (!l->may_shrink)
			break;
	}
}

static void try_all(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	struct place from;

	if (!cost_less(layout_cost(e->plan->limits, &e->plan->from, layout), e->least))
		return;
	if (n == layout->count) {
		try_leaf(e, layout);
		return;
	}
	from = e->plan->from.places[n];
	try_all(e, layout, n + 1, moves);
	if (!e->plan->limits[n].fixed) {
		try_sizes(e, layout, n, moves);
		layout->places[n] = from;
		try_places(e, layout, n, moves);
		if (e->plan->limits[n].may_remove) {
			layout->places[n] = (struct place){ .range = from.range, .removed = true };
			try_all(e, layout, n + 1, moves);
		}
	}
	layout->places[n] = from;
}

/* --- random boards ------------------------------------------------------------------------------ */

static const char *const kinds[] = { "compatible = \"shared-dma-pool\"; reusable;", "no-map;" };

/* Regions of 2 to 8 MiB with room between them; what each may is drawn, too. */
static struct planning *random_board(struct random *random, struct arena *arena, const char **rules)
{
	size_t regions = 1 + random_below(random, 6);
	const char *text = "";
	uint64_t at = 0x44000000;

	*rules = "";
	for (size_t i = 0; i < regions; i++) {
		bool pool = random_below(random, 4) > 0;
		uint64_t step = pool ? MIB(2) : MIB(1), size = (1 + random_below(random, pool ? 3 : 5)) * step;
		unsigned int may = random_below(random, 8);
		const char *name;

		at = round_up(at + random_below(random, 5) * MIB(1), step);
		if (at + size > DDR_BASE + MIB(DDR_MIB) - MIB(4))
			break;
		name = arena_printf(arena, "r%zu@%llx", i, (unsigned long long)at);
		text = arena_printf(arena, "%s%s { %s reg = <0 0x%llx 0 0x%llx>; };\n", text, name, kinds[!pool],
							(unsigned long long)at, (unsigned long long)size);
		*rules = arena_printf(arena, "%s[region /reserved-memory/%s]\nmay-move = %s\n%s%sweight = %u\n", *rules,
							  name, may & 1 ? "yes" : "no", may & 2 ? "may-shrink-to = 2M\n" : "",
							  may == 4 || may == 5 ? "may-remove = yes\n" : "", 1 + random_below(random, 3));
		at += size;
	}
	/* whether there is room for a default pool would be worth more than all regions */
	return planning_with_ddr("6.1", DDR_MIB,
							 arena_printf(arena, "%s};\nchosen { bootargs = \"cma=0\";\n", text));
}

static const char *random_need(struct random *random, const struct planning *p)
{
	unsigned int order = 9 + random_below(random, 2), more = 1 + random_below(random, 2);
	struct need need = { .kind = NEED_FREE, .request.order = order };

	if (random_below(random, 4) == 0)
		return arena_printf(p->arena, "unmovable %lld likely",
							(long long)unmovable_bytes(p->boot).value + more * (1 << 20) * 3);
	return arena_printf(p->arena, "order=%u free %lld likely", order,
						(long long)need_measure(p->arena, &need, p->boot, p->settled).value + more);
}

/* False where a layout meets the need that costs less than the plan. */
static bool is_cheapest(uint64_t seed, bool *met)
{
	struct arena *arena = arena_new();
	struct random random;
	struct exhaustive e = { 0 };
	struct plan_input input;
	struct policy policy;
	struct layout layout;
	struct planning *p;
	struct plan *plan;
	struct error error;
	const char *rules;

	random_seed(&random, seed);
	p = random_board(&random, arena, &rules);
	planning_need(p, random_need(&random, p));
	policy = planning_policy(p, rules);
	input = planning_input(p);
	input.policy = &policy;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	e = (struct exhaustive){ .p = p, .plan = plan, .least = plan->cost };
	if (!plan->met)
		e.least = (struct cost){ UINT32_MAX, 0, 0 };
	e.bench = (struct bench){ &p->site, 1, p->needs, p->need_count, &plan->from, 0 };
	find_ground(&e);
	layout = layout_copy(p->arena, &plan->from);
	try_all(&e, &layout, 0, MOST_MOVED);
	if (e.cheaper)
		cr_log_warn("seed %llu, %zu regions, %s: plan %smet costs %llu, %u touched; %llu, %u does\n%s",
					(unsigned long long)seed, layout.count, p->needs[0].text, plan->met ? "" : "not ",
					(unsigned long long)plan->cost.weighted, plan->cost.touched,
					(unsigned long long)e.least.weighted, e.least.touched, rules);
	*met = plan->met;
	cr_expect(!plan->met || plan->proven || plan->spent);
	plan_free(plan);
	planning_free(p);
	arena_free(arena);
	return e.cheaper == 0;
}

Test(search, no_layout_is_cheaper, .timeout = 3600)
{
	const char *asked = getenv("DTCARVE_BOARDS");
	uint64_t boards = asked ? strtoull(asked, NULL, 10) : 8;
	size_t met = 0, missed = 0;

	for (uint64_t seed = 1; seed <= boards; seed++) {
		bool has_plan;

		missed += !is_cheapest(seed, &has_plan);
		met += has_plan;
	}
	cr_assert_gt(met, boards / 4);
	cr_assert_eq(missed, 0, "%zu of %llu boards (%zu with a plan)", missed, (unsigned long long)boards, met);
}
