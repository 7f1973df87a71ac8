/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans against an exhaustive search on small random boards: no layout of cuts, places,
 * removals, shared pools and alloc-ranges that meets the needs costs less. DTCARVE_BOARDS=400
 * compares so many boards; a few by default.
 */
#include "alloc/account.h"
#include "plan/search.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "plan/fixture.h"
#include "plan/pool_evidence.h"
#include "plan/region_limits.h"
#include "util/random.h"

#define DDR_MIB 128
#define ONE_ZONE 0x40000000
#define ZONE_BORDER 0x80000000 /* of boards on which a bus reaches no further */
#define TWO_ZONES (ZONE_BORDER - MIB(DDR_MIB / 2))
#define MOST_MOVED 2
#define MOST_REPLAYS 20000 /* of one board; what is left then is not compared, unless DTCARVE_REPLAYS asks for more */

struct exhaustive {
	const struct planning *p;
	const struct plan *plan;
	struct bench bench;
	size_t most_replays;
	struct range ddr;
	uint64_t reach;       /* of the need's request */
	struct range *ground; /* free without the regions */
	size_t ground_count;
	int64_t start;
	size_t replayed, cheaper;
	struct cost least;
	const char *best;
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

/* A region that the kernel places is held to take nothing, unless it is as the tree has it. */
static int64_t units_of(const struct exhaustive *e, const struct layout *layout, bool as_it_is)
{
	struct range taken[8];
	const struct need *need = &e->p->needs[0];
	size_t count = 0;
	int64_t units = 0;

	for (size_t n = 0; n < layout->count; n++)
		if (!layout->places[n].removed && !e->plan->limits[n].fixed && (as_it_is || !is_dynamic(e->p->board, n)))
			taken[count++] = layout->places[n].range;
	qsort(taken, count, sizeof(*taken), by_place);
	for (size_t i = 0; i < e->ground_count; i++) {
		uint64_t at = e->ground[i].base, end = min_u64(range_end(e->ground[i]), e->reach);

		for (size_t k = 0; k < count && at < end; k++)
			if (ranges_overlap(taken[k], range_between(at, end))) {
				units += units_in(need, range_between(at, taken[k].base));
				at = max_u64(at, min_u64(end, range_end(taken[k])));
			}
		units += at < end ? units_in(need, range_between(at, end)) : 0;
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
	e->start = units_of(e, from, true);
}

/* --- all layouts ---------------------------------------------------------------------------- */

static void try_all(struct exhaustive *e, struct layout *layout, size_t n, size_t moves);

static struct range zone_of(const struct exhaustive *e, uint64_t at)
{
	if (e->ddr.base >= ZONE_BORDER || range_end(e->ddr) <= ZONE_BORDER)
		return e->ddr;
	return at < ZONE_BORDER ? range_between(e->ddr.base, ZONE_BORDER) : range_between(ZONE_BORDER, range_end(e->ddr));
}

static bool stands_at(const struct exhaustive *e, const struct layout *layout, size_t n)
{
	return !layout->places[n].removed && !is_dynamic(e->p->board, n);
}

static bool is_taken(const struct exhaustive *e, const struct layout *layout, size_t n)
{
	for (size_t i = 0; i < layout->count; i++)
		if (i != n && stands_at(e, layout, i) && ranges_overlap(layout->places[n].range, layout->places[i].range))
			return true;
	return false;
}

/* What of blocks is limited by the count of pages may gain one with less than a block's worth. */
static int64_t wanted(const struct exhaustive *e)
{
	const struct need *need = &e->p->needs[0];

	return need->target - e->plan->before.values[0].value - (need->kind == NEED_REQUEST);
}

static const char *words_of(const struct exhaustive *e, const struct layout *layout)
{
	const char *words = "";

	for (size_t n = 0; n < layout->count; n++) {
		const struct place *place = &layout->places[n];

		words = arena_printf(e->p->arena, "%s %s%llx+%llx", words, is_dynamic(e->p->board, n) ? "~" : "",
							 (unsigned long long)place->range.base, (unsigned long long)place->range.size);
		if (place->removed)
			words = arena_printf(e->p->arena, "%s>%zu", words, place->heir);
		if (place->window.size)
			words = arena_printf(e->p->arena, "%s in %llx", words, (unsigned long long)place->window.base);
	}
	return words;
}

static void try_leaf(struct exhaustive *e, const struct layout *layout)
{
	if (e->replayed >= e->most_replays || units_of(e, layout, false) - e->start < wanted(e))
		return;
	for (size_t n = 0; n < layout->count; n++)
		if (stands_at(e, layout, n) && is_taken(e, layout, n))
			return;
	e->replayed++;
	if (!trial_glance(e->p->arena, &e->bench, layout).met)
		return;
	e->cheaper++;
	e->least = layout_cost(e->plan->limits, &e->plan->from, layout);
	e->best = words_of(e, layout);
}

/* What a region must keep, also for those whose users share it, and what it may have grown to. */
static uint64_t least_of(const struct exhaustive *e, const struct layout *layout, size_t n, uint64_t *most)
{
	const struct limits *l = e->plan->limits;
	uint64_t least = l[n].floor;
	bool shared = false;

	*most = e->plan->from.places[n].range.size;
	for (size_t i = 0; i < layout->count; i++)
		if (layout->places[i].heir == n + 1) {
			least += l[i].floor;
			*most += e->plan->from.places[i].range.size;
			shared = true;
		}
	/* where the use of all pools together was seen, the one that stays holds it once */
	return shared ? round_up(max_u64(least, l[n].peak_of_all ? l[n].peak : 0), l[n].granule) : l[n].min_size;
}

static void try_sizes(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	const struct limits *l = &e->plan->limits[n];
	const struct range from = e->plan->from.places[n].range;
	uint64_t most, least = least_of(e, layout, n, &most);

	for (uint64_t cut = l->granule; l->may_shrink && cut + least <= from.size; cut += l->granule)
		for (uint64_t low = 0; low <= (l->may_move ? cut : 0); low += l->granule) {
			layout->places[n].range = (struct range){ from.base + low, from.size - cut };
			try_all(e, layout, n + 1, moves);
		}
}

/* Anywhere in its zone, cut or not. */
static void try_places(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	const struct limits *l = &e->plan->limits[n];
	const struct range from = e->plan->from.places[n].range;
	struct range zone = zone_of(e, from.base);
	uint64_t step = l->role == ROLE_CMA ? l->granule : MIB(1);
	uint64_t most, least = least_of(e, layout, n, &most);

	for (uint64_t size = most; size >= least && size; size -= l->granule) {
		if (size < from.size && !l->may_shrink)
			break;
		for (uint64_t base = zone.base; base + size <= range_end(zone); base += step) {
			if (size <= from.size ? !l->may_move || !moves || range_contains(from, (struct range){ base, size })
								  : base != from.base && (!l->may_move || !moves))
				continue;
			layout->places[n].range = (struct range){ base, size };
			try_all(e, layout, n + 1, moves - (moves && base != from.base));
		}
	}
}

/* Each size, in each zone. */
static void try_windows(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	const struct limits *l = &e->plan->limits[n];
	struct place *place = &layout->places[n];
	uint64_t most, least = least_of(e, layout, n, &most);

	for (place->range.size = most; place->range.size >= least; place->range.size -= l->granule) {
		if (place->range.size < e->plan->from.places[n].range.size && !l->may_shrink)
			break;
		place->window = (struct range){ 0 };
		try_all(e, layout, n + 1, moves);
		place->window = zone_of(e, e->ddr.base);
		try_all(e, layout, n + 1, moves);
		place->window = zone_of(e, range_end(e->ddr) - 1);
		try_all(e, layout, n + 1, moves);
	}
}

static void try_all(struct exhaustive *e, struct layout *layout, size_t n, size_t moves)
{
	uint64_t most;
	struct place from;

	if (!cost_less(layout_cost(e->plan->limits, &e->plan->from, layout), e->least))
		return;
	if (n == layout->count) {
		try_leaf(e, layout);
		return;
	}
	from = layout->places[n];
	if (from.heir || least_of(e, layout, n, &most) <= from.range.size)
		try_all(e, layout, n + 1, moves);
	if (from.heir || e->plan->limits[n].fixed)
		return;
	if (is_dynamic(e->p->board, n)) {
		try_windows(e, layout, n, moves);
	} else {
		try_sizes(e, layout, n, moves);
		try_places(e, layout, n, moves);
	}
	if (e->plan->limits[n].may_remove && most == from.range.size) {
		layout->places[n] = (struct place){ .range = from.range, .removed = true };
		try_all(e, layout, n + 1, moves);
	}
	layout->places[n] = from;
}

static bool may_share(const struct exhaustive *e, const struct layout *layout, size_t gone, size_t stays)
{
	const struct limits *l = e->plan->limits;
	struct range a = e->plan->from.places[gone].range, b = e->plan->from.places[stays].range;

	for (size_t i = 0; i < gone; i++)
		if (layout->places[i].heir == gone + 1)
			return false;
	return gone != stays && l[gone].may_merge && l[stays].may_merge && !layout->places[stays].heir &&
		   zone_of(e, a.base).base == zone_of(e, b.base).base;
}

/* Which pools share which, and for each of these all the rest. */
static void try_sharing(struct exhaustive *e, struct layout *layout, size_t n)
{
	struct place from;

	if (n == layout->count) {
		try_all(e, layout, 0, MOST_MOVED);
		return;
	}
	from = layout->places[n];
	try_sharing(e, layout, n + 1);
	for (size_t stays = 0; stays < layout->count; stays++) {
		if (!may_share(e, layout, n, stays))
			continue;
		layout->places[n] = (struct place){ .range = from.range, .removed = true, .heir = stays + 1 };
		try_sharing(e, layout, n + 1);
	}
	layout->places[n] = from;
}

/* --- random boards ------------------------------------------------------------------------------ */

static const char *const kinds[] = { "compatible = \"shared-dma-pool\"; reusable;", "no-map;" };

/* A board in the making. */
struct drawing {
	struct arena *arena;
	struct random *random;
	uint64_t base, at;
	const char *regions, *users, *rules;
};

static const char *yes_or_no(bool yes)
{
	return yes ? "yes" : "no";
}

/* What each may is drawn, too. */
static void draw_rules(struct drawing *d, const char *name, bool pool)
{
	unsigned int may = random_below(d->random, 8);

	d->rules = arena_printf(d->arena, "%s[region /reserved-memory/%s]\nmay-move = %s\n%s%smay-merge = %s\nweight = %u\n",
							d->rules, name, yes_or_no(may & 1), may & 2 ? "may-shrink-to = 2M\n" : "",
							may == 4 || may == 5 ? "may-remove = yes\n" : "",
							yes_or_no(pool && random_below(d->random, 2)), 1 + random_below(d->random, 3));
}

/* On a board of two zones the kernel often begins with the lower one. */
static const char *ranges_of(struct drawing *d)
{
	if (d->base != TWO_ZONES || random_below(d->random, 2) == 0)
		return "";
	return arena_printf(d->arena, "alloc-ranges = <0 0x%llx 0 0x%lx 0 0x%x 0 0x%lx>;", (unsigned long long)d->base,
						MIB(DDR_MIB / 2), ZONE_BORDER, MIB(DDR_MIB / 2));
}

/* A region of 2 to 8 MiB with a user; one in four pools is where the kernel finds room. */
static void draw_region(struct drawing *d, size_t i)
{
	bool pool = random_below(d->random, 4) > 0, dynamic = pool && random_below(d->random, 4) == 0;
	uint64_t step = pool ? MIB(2) : MIB(1), size = (1 + random_below(d->random, pool ? 3 : 5)) * step;
	const char *name = arena_printf(d->arena, "r%zu", i), *place;

	d->at = dynamic ? d->at : round_up(d->at + random_below(d->random, 5) * MIB(1), step);
	if (!dynamic && d->at + size > d->base + MIB(DDR_MIB - 4))
		return;
	place = dynamic ? arena_printf(d->arena, "size = <0 0x%llx>; %s", (unsigned long long)size, ranges_of(d))
					: arena_printf(d->arena, "reg = <0 0x%llx 0 0x%llx>;", (unsigned long long)d->at,
								   (unsigned long long)size);
	d->regions = arena_printf(d->arena, "%s%s { %s %s phandle = <%zu>; };\n", d->regions, name, kinds[!pool], place, i + 1);
	d->users = arena_printf(d->arena, "%suser%zu { memory-region = <%zu>; };\n", d->users, i, i + 1);
	draw_rules(d, name, pool);
	d->at += dynamic ? 0 : size;
}

/* Regions with room between them, on every second board in two zones. */
static struct planning *random_board(struct random *random, struct arena *arena, const char **rules)
{
	struct drawing d = { arena, random, random_below(random, 2) ? TWO_ZONES : ONE_ZONE, 0, "", "", "" };
	size_t regions = 1 + random_below(random, 6);

	d.at = d.base + MIB(DDR_MIB / 2 - (d.base == TWO_ZONES ? 16 : 0));
	for (size_t i = 0; i < regions; i++)
		draw_region(&d, i);
	*rules = d.rules;
	if (d.base == TWO_ZONES)
		d.users = arena_printf(arena, "%sbus { #address-cells = <1>; #size-cells = <1>; ranges;\n"
							   "dma-ranges = <0x0 0 0x0 0x%x>; };\n", d.users, ZONE_BORDER);
	/* whether there is room for a default pool or bounce buffers would be worth more than all regions */
	return planning_at("6.1", (uint32_t)d.base, DDR_MIB,
					   arena_printf(arena, "%s};\n%schosen { bootargs = \"cma=0 swiotlb=noforce\";\n", d.regions, d.users));
}

static const char *random_need(struct random *random, const struct planning *p)
{
	unsigned int order = 9 + random_below(random, 2), more = 1 + random_below(random, 4), kind = random_below(random, 4);
	bool low = kind < 3 && p->boot->zone_count > 1;
	const char *asked = low ? "gfp=GFP_DMA count=" : "free=";
	struct need need;
	struct error error;

	if (kind == 0)
		return arena_printf(p->arena, "unmovable %lld likely",
							(long long)unmovable_bytes(p->boot).value + more * (1 << 20) * 3);
	cr_assert_eq(need_parse(p->arena, &p->settled->kernel, arena_printf(p->arena, "order=%u %s1", order, asked), &need,
							&error),
				 0, "%s", error.text);
	return arena_printf(p->arena, "order=%u %s%lld likely", order, asked,
						(long long)need_measure(p->arena, &need, p->boot, p->settled).value + more);
}

/* What became of the boards. */
struct tally {
	size_t met, missed, spent, unfinished, shared, windowed;
	struct cost cost; /* of the last plan */
};

static bool is_shared(const struct plan *plan)
{
	for (size_t n = 0; n < plan->to.count; n++)
		if (plan->to.places[n].heir)
			return true;
	return false;
}

static bool is_windowed(const struct plan *plan)
{
	for (size_t n = 0; n < plan->to.count; n++)
		if (plan->to.places[n].window.size)
			return true;
	return false;
}

static uint64_t asked_for(const char *variable, uint64_t otherwise)
{
	const char *asked = getenv(variable);

	return asked ? strtoull(asked, NULL, 10) : otherwise;
}

static size_t most_replays(void)
{
	return asked_for("DTCARVE_REPLAYS", MOST_REPLAYS);
}

/* Missed where a layout meets the need that costs less than the plan. */
static void compare(uint64_t seed, size_t replays, struct tally *tally)
{
	struct arena *arena = arena_new();
	struct random random;
	struct exhaustive e = { 0 };
	struct plan_input input;
	struct policy policy;
	struct evidence evidence;
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
	evidence = (struct evidence){ .has_total = true, .file_count = 1, .used_bytes = MIB(1 + random_below(&random, 6)) };
	if (random_below(&random, 2))
		input.evidence = &evidence;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	e = (struct exhaustive){ .p = p,
							 .most_replays = replays,
							 .plan = plan,
							 .least = plan->met ? plan->cost : (struct cost){ UINT32_MAX, 0, 0 },
							 .ddr = p->board->memory[0].reg.items[0],
							 .reach = p->needs[0].kind == NEED_REQUEST ? ZONE_BORDER : UINT64_MAX };
	e.bench = (struct bench){ &p->site, 1, p->needs, p->need_count, &plan->from, plan->limits, 0 };
	find_ground(&e);
	layout = layout_copy(p->arena, &plan->from);
	try_sharing(&e, &layout, 0);
	if (plan->spent && !e.cheaper)
		cr_log_info("seed %llu on the budget", (unsigned long long)seed);
	if (e.cheaper)
		cr_log_warn("seed %llu, %zu regions, %s: plan %smet%s costs %u, %llu, %u touched; %u, %llu, %u does\nfrom%s\nplan%s\nbest%s\n%s",
					(unsigned long long)seed, layout.count, p->needs[0].text, plan->met ? "" : "not ", plan->spent ? " on the budget" : "",
					plan->cost.rewired, (unsigned long long)plan->cost.weighted, plan->cost.touched,
					e.least.rewired, (unsigned long long)e.least.weighted, e.least.touched,
					words_of(&e, &plan->from), words_of(&e, &plan->to), e.best, rules);
	tally->met += plan->met;
	tally->cost = plan->cost;
	tally->missed += e.cheaper > 0;
	tally->spent += plan->spent;
	tally->unfinished += e.replayed >= e.most_replays;
	tally->shared += plan->met && is_shared(plan);
	tally->windowed += plan->met && is_windowed(plan);
	cr_expect(!plan->met || plan->proven || plan->spent);
	plan_free(plan);
	planning_free(p);
	arena_free(arena);
}

Test(search, no_layout_is_cheaper, .timeout = 3600)
{
	uint64_t boards = asked_for("DTCARVE_BOARDS", 8);
	struct tally t = { 0 };

	for (uint64_t seed = asked_for("DTCARVE_FIRST", 1); seed <= boards; seed++)
		compare(seed, most_replays(), &t);
	cr_log_info("%llu boards: %zu with a plan, %zu of these share pools, %zu have alloc-ranges; %zu dearer than "
				"need be, %zu on the budget, %zu compared in part",
				(unsigned long long)boards, t.met, t.shared, t.windowed, t.missed, t.spent, t.unfinished);
	cr_assert_gt(t.met, boards / 4);
	cr_assert_eq(t.missed, 0);
	cr_assert_leq(t.spent, boards / 100);
}

/* Most places of a region come to the same: each of these was looked at, until the budget was spent. */
Test(search, places_that_come_to_the_same_are_one)
{
	static const uint64_t seeds[] = { 18, 51, 57, 105, 256 };
	struct tally t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(seeds); i++)
		compare(seeds[i], 0, &t);
	cr_assert_eq(t.met, ARRAY_SIZE(seeds));
	cr_assert_eq(t.spent, 0);
}

/* The pool that stays goes back to where it was only if it is as large there: all layouts compared, none costs less. */
Test(search, a_pool_keeps_what_it_has_grown_by)
{
	struct tally t = { 0 };

	compare(120, 0, &t);
	cr_assert_eq(t.shared, 1);
	cr_assert_eq(t.cost.weighted, 13312000);
}
