/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Needs under load. A simulation costs a thousand times what the replay of a
 * boot does, so the search itself knows only replays: it is asked for so much
 * memory outside CMA, and simulations tell how much that must be.
 */
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/region_limits.h"
#include "plan/load_test.h"
#include "plan/planner.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define STEPS 64 /* of what can be taken at all, the least that is told apart */

struct enduring {
	struct planner *p;
	struct error *error;
	int ret;
	struct search_result best; /* the cheapest that passed, or else what was tried last */
	int64_t most, step;
	unsigned int lead; /* the run of the proof in which a layout failed */
};

/* --- the judge ------------------------------------------------------------------------- */

static size_t pairs(const struct planner *p)
{
	return p->bench.site_count * p->bench.need_count;
}

void planner_put_failing(const struct planner *p, struct trial *trial)
{
	for (size_t i = 0; trial->failing && i < pairs(p); i++)
		if (p->in->needs[i % p->bench.need_count].kind == NEED_FAIL)
			trial->values[i] = failing_value(&trial->failing[i]);
}

/* Puts the layout under so many times the load on all sites. */
static bool judge_at(struct enduring *e, double load, const struct layout *layout, enum load_stage stage,
					 struct trial *trial)
{
	struct load_test test = *e->p->in->load;
	struct planner *p = e->p;
	bool met = true;

	if (e->ret)
		return false;
	trial->failing = arena_alloc(p->arena, (pairs(p) + 1) * sizeof(*trial->failing));
	test.load = load;
	test.lead = stage == STAGE_CONFIRM ? e->lead : 0;
	e->ret = trial_under_load(&p->bench, &test, p->in->needs, layout, stage, trial->failing,
							  &p->plan->runs, e->error);
	for (size_t i = 0; i < pairs(p); i++) {
		const struct need *need = &p->in->needs[i % p->bench.need_count];

		if (need->kind != NEED_FAIL || failing_is_met(&trial->failing[i], need, stage))
			continue;
		met = false;
		if (stage == STAGE_CONFIRM)
			e->lead = trial->failing[i].worst;
	}
	return met && e->ret == 0;
}

static bool judge(struct enduring *e, const struct layout *layout, enum load_stage stage, struct trial *trial)
{
	return judge_at(e, e->p->in->load->load, layout, stage, trial);
}

/* What fails under the load itself need not be put under more of it, where a run takes long. */
static bool judge_before(struct enduring *e)
{
	struct trial *before = &e->p->plan->before;
	double load = e->p->in->load->load;
	bool met = judge_at(e, load < 1 ? load : 1, &e->p->plan->from, STAGE_CONFIRM, before);

	return met && (load <= 1 || judge(e, &e->p->plan->from, STAGE_CONFIRM, before));
}

static bool goes_on(const struct enduring *e)
{
	return e->ret == 0 && !load_test_is_spent(e->p->in->load, e->p->plan->runs);
}

/* --- how much ---------------------------------------------------------------------------- */

static int64_t usable_of(const struct planner *p, const struct trial *trial)
{
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < pairs(p); i++)
		if (p->in->needs[i % p->bench.need_count].kind == NEED_FAIL && trial->values[i].value < least)
			least = trial->values[i].value;
	return least;
}

static int64_t all_that_may_go(const struct planner *p)
{
	int64_t bytes = 0;

	for (size_t n = 0; n < p->plan->from.count; n++) {
		const struct limits *l = &p->limits[n];
		uint64_t size = p->plan->from.places[n].range.size;

		if (!l->fixed && !p->plan->from.places[n].removed)
			bytes += (int64_t)min_u64(size - (l->may_remove ? 0 : min_u64(size, l->min_size)), GIB(65536));
	}
	return bytes;
}

/* The most memory outside CMA with which a plan still meets the other needs. */
static int64_t find_most(struct enduring *e, int64_t least)
{
	int64_t high = least + all_that_may_go(e->p), most;
	struct search_result result = planner_search(e->p, high);

	if (result.found)
		return high;
	most = usable_of(e->p, &result.trial);
	return most > least && planner_search(e->p, most).found ? most : least;
}

/* Regions give whole MiB: half of one is to spare, as all layouts that just meet it or just do not cost the same. */
static int64_t with_room(const struct enduring *e, int64_t usable)
{
	return usable < e->most ? e->most - (int64_t)round_down((uint64_t)(e->most - usable), MIB(1)) - (int64_t)KIB(512)
							: e->most;
}

static bool passes(struct enduring *e, int64_t usable, enum load_stage stage)
{
	struct search_result result = planner_search(e->p, with_room(e, usable));

	result.found = judge(e, &result.layout, stage, &result.trial) && result.found;
	result.proven = false;
	if (result.found || !e->best.found)
		e->best = result;
	return result.found;
}

/* The least memory between `low`, which is too little, and `high` that passes the stage, within `reach`. */
static int64_t bisect(struct enduring *e, int64_t low, int64_t high, int64_t reach, enum load_stage stage)
{
	while (high - low > reach && goes_on(e)) {
		int64_t middle = low + (high - low) / 2;

		*(passes(e, middle, stage) ? &high : &low) = middle;
	}
	return high;
}

/* Down from the most in ever longer steps first: a board without enough memory takes long to simulate. */
static int64_t descend(struct enduring *e, int64_t low, int64_t high)
{
	for (int64_t reach = e->step; high - low > 2 * reach && goes_on(e); reach *= 2) {
		if (!passes(e, high - reach, STAGE_SEARCH)) {
			low = high - reach;
			break;
		}
		high -= reach;
	}
	return bisect(e, low, high, e->step, STAGE_SEARCH);
}

/*
 * What was enough by luck with the search's random numbers gets more memory, and no more
 * than it takes: after long steps up some goes back.
 */
static void confirm(struct enduring *e, int64_t usable, int64_t most)
{
	int64_t low = usable;

	e->best.found = false;
	for (int64_t more = e->step; !passes(e, usable, STAGE_CONFIRM) && usable < most && goes_on(e); more *= 2) {
		low = usable;
		usable = usable + more < most ? usable + more : most;
	}
	if (e->best.found)
		bisect(e, low, usable, 2 * e->step, STAGE_CONFIRM);
}

/* Neither the tree nor what the other needs ask for is enough. */
static void search_memory(struct enduring *e, int64_t least)
{
	int64_t most = e->most = find_most(e, least);

	e->best.found = false;
	e->step = (int64_t)max_u64(e->p->in->sites[0].kernel->cma_granule, (uint64_t)(most - least) / STEPS);
	if (passes(e, most, STAGE_SEARCH))
		confirm(e, descend(e, least, most), most);
	/* what that brings under the load itself */
	e->lead = 0;
	if (!e->best.found && e->p->in->load->load > 1)
		judge_at(e, 1, &e->best.layout, STAGE_CONFIRM, &e->best.trial);
}

/* The plan for the other needs alone; where that is no change at all it has been judged already. */
static void search_without(struct enduring *e, bool enough_before)
{
	struct trial *before = &e->p->plan->before;
	bool enough;

	e->best = planner_search(e->p, 0);
	if (before->met)
		e->best.trial.failing = before->failing;
	enough = before->met ? enough_before : judge(e, &e->best.layout, STAGE_CONFIRM, &e->best.trial);
	if (e->best.found && !enough && e->ret == 0)
		search_memory(e, usable_of(e->p, &e->best.trial));
	before->met = before->met && enough_before;
}

int planner_endure(struct planner *p, struct search_result *result, struct error *error)
{
	struct enduring e = { .p = p, .error = error };

	search_without(&e, judge_before(&e));
	*result = e.best;
	p->plan->runs_spent = load_test_is_spent(p->in->load, p->plan->runs);
	if (e.ret == 0)
		planner_put_failing(p, &p->plan->before);
	return e.ret;
}

int planner_find_breaks(struct planner *p, struct error *error)
{
	struct plan *plan = p->plan;
	struct load_test test;
	int ret = 0;

	if (p->in->load)
		test = *p->in->load;
	for (size_t i = 0; ret == 0 && plan->before.failing && plan->after.failing && i < pairs(p); i++) {
		const struct need *need = &p->in->needs[i % p->bench.need_count];
		const struct site *site = &p->in->sites[i / p->bench.need_count];
		struct failing *before = &plan->before.failing[i], *after = &plan->after.failing[i];

		if (need->kind != NEED_FAIL || !site->boot->boots)
			continue;
		test.load = before->load;
		ret = load_test_breaks(p->arena, &test, site->settled, need,
							   failing_is_met(before, need, STAGE_CONFIRM), before, &plan->runs, error);
		test.load = after->load;
		if (ret == 0 && plan->changed)
			ret = load_test_breaks(p->arena, &test, plan->planned[i / p->bench.need_count].settled, need,
								   failing_is_met(after, need, STAGE_CONFIRM), after, &plan->runs, error);
		else
			*after = *before;
	}
	return ret;
}
