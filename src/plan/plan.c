/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The levers in the order of their price: mistakes, growing what is too small, moving, cutting. */
#include "plan/plan.h"

#include <errno.h>
#include <string.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "input/edit.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "plan/plan_advice.h"
#include "plan/changes.h"
#include "plan/mend.h"
#include "plan/objections.h"
#include "plan/planner.h"
#include "plan/questions.h"
#include "policy/owners.h"
#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"

#define REPLAYS 300
#define USUAL_REGIONS 128
#define MAX_MENDS 64

static const char *const action_names[] = { "shrink", "move", "align", "grow", "remove", "convert", "merge" };
static const char *const risk_names[] = { "none", "driver", "review" };

const char *change_action_name(enum change_action action)
{
	return action_names[action];
}

const char *change_risk_name(enum change_risk risk)
{
	return risk_names[risk];
}

/* --- mistakes --------------------------------------------------------------------- */

/* Takes the mend that helps most; false where none helps. */
static bool take_best(struct planner *p, const struct mend *mends, size_t count)
{
	struct layout best = p->now;
	struct trial best_trial = p->trial;
	bool found = false;

	for (size_t i = 0; i < count && i < MAX_MENDS; i++) {
		struct layout layout = planner_mended(p->arena, &p->now, &mends[i]);
		struct trial trial = trial_run(p->arena, &p->bench, &layout);

		if (!trial.legal || (p->trial.legal && trial.shortage >= best_trial.shortage))
			continue;
		best = layout;
		best_trial = trial;
		found = true;
		if (trial.met)
			break;
	}
	p->now = best;
	p->trial = best_trial;
	return found;
}

/* The smallest board may be the one on which regions lie outside RAM. */
static const struct boot *boot_to_mend(const struct planner *p)
{
	for (size_t s = 0; s < p->in->site_count; s++)
		if (!p->in->sites[s].boot->boots)
			return p->in->sites[s].boot;
	return p->in->sites[0].boot;
}

/* Where several regions lie wrong, mending one of them helps nothing as yet. */
static bool mend_first(struct planner *p, const struct mend *mends, size_t count)
{
	if (p->trial.legal || count == 0)
		return false;
	p->now = planner_mended(p->arena, &p->now, &mends[0]);
	p->trial = trial_run(p->arena, &p->bench, &p->now);
	return true;
}

static void mend_mistakes(struct planner *p)
{
	const struct layout from = p->now;
	const struct trial before = p->trial;
	bool helped = true;

	for (size_t round = 0; round < p->now.count + 1 && helped && !p->trial.met; round++) {
		size_t count;
		struct mend *mends = mends_find(p->arena, boot_to_mend(p), p->limits, &p->now, &count);

		helped = take_best(p, mends, count) || mend_first(p, mends, count);
	}
	if (p->trial.legal)
		return;
	p->now = from;
	p->trial = before;
}

/* --- pools that are too small -------------------------------------------------------- */

/* Bytes a pool must have for the first CMA need that is not met; 0: all are. */
static uint64_t missing_pool(const struct planner *p)
{
	for (size_t i = 0; i < p->bench.site_count * p->bench.need_count; i++) {
		const struct need *need = &p->bench.needs[i % p->bench.need_count];

		if (need->kind == NEED_CMA && !need_is_met(need, p->trial.values[i]))
			return (uint64_t)need->target;
	}
	return 0;
}

/* The pool that has to grow least; the default one may need one more granule for the pool inside it. */
static void grow_pools(struct planner *p)
{
	uint64_t wanted;

	for (size_t round = 0; round < 4 && (wanted = missing_pool(p)) > 0; round++) {
		size_t count, more;
		struct mend *exact = growths_find(p->arena, p->in->sites[0].boot, p->limits, &p->now, wanted, &count);
		struct mend *roomy = growths_find(p->arena, p->in->sites[0].boot, p->limits, &p->now,
										  wanted + p->in->sites[0].kernel->cma_granule, &more);

		if (!take_best(p, exact, count) && !take_best(p, roomy, more))
			return;
	}
}

/* --- cutting ------------------------------------------------------------------------------- */

static struct shrink_result cut(struct planner *p, const struct limits *limits, size_t replays)
{
	struct shrink_search search = { .bench = &p->bench,
									.limits = limits,
									.terrains = p->terrains,
									.start = &p->now,
									.start_cost = layout_cost(p->limits, p->bench.from, &p->now),
									.replays = replays };

	return shrink_search(p->arena, &search);
}

bool planner_is_better(const struct shrink_result *a, const struct shrink_result *b)
{
	if (a->found != b->found)
		return a->found;
	return a->found ? cost_less(a->cost, b->cost) : a->trial.shortage < b->trial.shortage;
}

static struct shrink_result cut_for_needs(struct planner *p)
{
	return cut(p, p->limits, p->replays);
}

/* --- less is more ----------------------------------------------------------------------------- */

/* Puts back, one by one, what is not needed after all. */
static void put_back(struct planner *p, struct shrink_result *result)
{
	for (size_t n = 0; n < result->layout.count; n++) {
		struct layout layout;
		struct trial trial;

		if (place_equal(&p->bench.from->places[n], &result->layout.places[n]))
			continue;
		layout = layout_copy(p->arena, &result->layout);
		layout.places[n] = p->bench.from->places[n];
		trial = trial_run(p->arena, &p->bench, &layout);
		if (!trial.met)
			continue;
		result->layout = layout;
		result->trial = trial;
		result->cost = layout_cost(p->limits, p->bench.from, &layout);
	}
}

static bool may_be_cheaper(const struct planner *p, const struct shrink_result *best)
{
	return !best->found || cost_less(layout_cost(p->limits, p->bench.from, &p->now), best->cost);
}

/* Cuts from each of the packed layouts, as far as the replays reach; the fewest moves are tried first. */
static struct shrink_result cut_packed(struct planner *p, struct shrink_result best)
{
	struct layout layouts[PLANNER_PACKS];
	size_t count = planner_pack(p, PLANNER_PAIRS, layouts), limit = p->bench.tried + p->replays;

	p->replays /= 15;
	for (size_t i = 0; i < count && p->bench.tried < limit; i++) {
		struct shrink_result result;

		p->now = layouts[i];
		p->trial = trial_run(p->arena, &p->bench, &p->now);
		if (!p->trial.legal || !may_be_cheaper(p, &best))
			continue;
		result = cut_for_needs(p);
		result.proven = false;
		if (planner_is_better(&result, &best))
			best = result;
	}
	return best;
}

/* A packed layout that meets the needs with nothing cut beyond what made room for it. */
static void try_packed(struct planner *p, const struct layout *layout, struct shrink_result *best)
{
	struct shrink_result result = { .layout = *layout,
									.cost = layout_cost(p->limits, p->bench.from, layout) };

	if (best->found && !cost_less(result.cost, best->cost))
		return;
	result.trial = trial_run(p->arena, &p->bench, layout);
	result.found = result.trial.met;
	if (result.trial.legal && planner_is_better(&result, best))
		*best = result;
}

/* Moves into the room that a cut makes. */
static struct shrink_result pack_after_cut(struct planner *p, struct shrink_result best)
{
	struct layout starts[PLANNER_STARTS], layouts[PLANNER_PACKS];
	size_t count = planner_cut_one(p, starts), limit = p->bench.tried + REPLAYS / 2;

	for (size_t i = 0; i < count && p->bench.tried < limit; i++) {
		size_t packs;

		p->now = starts[i];
		packs = planner_pack(p, 2 * PLANNER_PAIRS / count, layouts);
		for (size_t k = 0; k < packs && p->bench.tried < limit; k++)
			try_packed(p, &layouts[k], &best);
	}
	return best;
}

/* --- dearer levers --------------------------------------------------------------------------------- */

/* What is left to cut after a mend: a new form stays as it is, the pool that stays keeps what both need. */
static struct limits *limits_after(struct planner *p, const struct limits *limits, const struct mend *mend)
{
	struct limits *after = arena_memdup(p->arena, limits, (p->now.count + 1) * sizeof(*after));

	if (mend->kind == MEND_MERGE) {
		uint64_t size = mend->heir_place.range.size, granule = after[mend->heir].granule;

		after[mend->heir].min_size = size - (size - mend->keeps) / granule * granule;
		after[mend->heir].may_remove = false;
		after[mend->heir].floor = add_sat(limits[mend->heir].floor, limits[mend->node].floor);
	} else {
		after[mend->node].fixed = true;
	}
	return after;
}

struct dearer {
	struct shrink_result result;
	struct layout now;
	struct limits *limits;
};

/* The best of one kind of mends, each with the cuts that are still to be made. */
static bool take_dearer(struct planner *p, const struct mend *mends, size_t count, const struct layout *now,
						const struct limits *limits, struct dearer *best)
{
	size_t limit = p->bench.tried + p->replays;
	bool better = false;

	for (size_t i = 0; i < count && i < MAX_MENDS && p->bench.tried < limit; i++) {
		struct dearer one = { .now = planner_mended(p->arena, now, &mends[i]),
							  .limits = limits_after(p, limits, &mends[i]) };

		p->now = one.now;
		p->trial = trial_run(p->arena, &p->bench, &p->now);
		if (!p->trial.legal)
			continue;
		p->limits = one.limits;
		grow_pools(p);
		one.result = cut(p, one.limits, p->replays / 8);
		one.result.proven = false;
		if (!planner_is_better(&one.result, &best->result))
			continue;
		*best = one;
		better = true;
	}
	return better;
}

/* Pools that share, then other forms, each on top of what helped before. */
static struct shrink_result search_dearer(struct planner *p, struct shrink_result cut_only)
{
	struct limits *limits = p->limits;
	struct dearer best = { cut_only, p->now, p->limits };
	bool better = true;

	while (better && !best.result.found) {
		struct layout now = best.now;
		size_t count;
		struct mend *mends =
			merges_find(p->arena, p->in->tree, p->in->sites[0].boot, best.limits, &now, &count);

		better = take_dearer(p, mends, count, &now, best.limits, &best);
		if (better)
			continue;
		mends = conversions_find(p->arena, p->in->tree, p->in->sites[0].boot, best.limits, &now, &count);
		better = take_dearer(p, mends, count, &now, best.limits, &best);
	}
	p->limits = limits;
	return best.result;
}

static struct shrink_result search(struct planner *p)
{
	struct shrink_result best;
	struct layout mended;

	mend_mistakes(p);
	grow_pools(p);
	mended = p->now;
	best = cut_for_needs(p);
	if (planner_place_matters(p) && (!best.found || best.cost.weighted > 0))
		best = cut_packed(p, best);
	p->now = mended;
	if (planner_place_matters(p) && !best.found)
		best = pack_after_cut(p, best);
	p->now = mended;
	if (planner_place_matters(p) && !best.found)
		best = planner_give_back(p, best);
	return best.found ? best : search_dearer(p, best);
}

/* --- the proof on the tree itself ---------------------------------------------------------------- */

static int predict_changed(struct planner *p, size_t s, struct error *error)
{
	const struct site *site = &p->in->sites[s];
	struct planned_site *planned = &p->plan->planned[s];
	int ret = board_read(p->plan->changed, &planned->board, error);

	if (ret)
		return ret;
	planned->board->memory = site->board->memory;
	planned->board->memory_count = site->board->memory_count;
	ret = boot_predict(planned->board, site->kernel, site->options, &planned->boot, error);
	if (ret == 0)
		planned->settled = memory_state_from_boot(planned->boot, site->cpus);
	return ret;
}

/* What the plan promises is read off the tree that it leaves, not off the search. */
static int prove(struct planner *p, struct error *error)
{
	struct plan *plan = p->plan;
	size_t count;
	struct edit *edits =
		layout_edits(p->arena, p->in->tree, p->in->sites[0].board, &plan->from, &plan->to, &count);
	int ret;

	if (count == 0)
		return 0;
	ret = tree_edit(p->in->tree, edits, count, &plan->changed, error);
	plan->planned = arena_alloc(p->arena, plan->site_count * sizeof(*plan->planned));
	plan->after.shortage = 0;
	for (size_t s = 0; ret == 0 && s < plan->site_count; s++) {
		ret = predict_changed(p, s, error);
		if (ret == 0)
			trial_measure(p->arena, &p->bench, s, plan->planned[s].boot, plan->planned[s].settled,
						  &plan->after);
	}
	plan->met = plan->met && plan->after.shortage == 0;
	return ret;
}

/* --- all together ----------------------------------------------------------------------------------- */

/* A replay takes as long as there are regions: on a board with very many, fewer. */
static size_t affordable(size_t regions)
{
	return regions > USUAL_REGIONS ? REPLAYS * USUAL_REGIONS / regions : REPLAYS;
}

static void prepare(struct planner *p)
{
	struct plan *plan = p->plan;

	plan->from = layout_of(p->arena, p->in->sites[0].boot);
	p->terrains = arena_alloc(p->arena, p->in->site_count * sizeof(*p->terrains));
	for (size_t s = 0; s < p->in->site_count; s++)
		p->terrains[s] = terrain_survey(p->arena, &p->in->sites[s]);
	p->needs = arena_alloc(p->arena, (p->in->need_count + 1) * sizeof(*p->needs));
	for (size_t i = 0; i < p->in->need_count; i++)
		p->needs[i] = p->in->needs[i].kind == NEED_FAIL
						  ? (struct need){ .text = p->in->needs[i].text, .kind = NEED_USABLE, .certainty = NEED_LIKELY }
						  : p->in->needs[i];
	p->bench = (struct bench){ .sites = p->in->sites,
							   .site_count = p->in->site_count,
							   .needs = p->needs,
							   .need_count = p->in->need_count,
							   .from = &plan->from };
	plan->before = trial_run(p->arena, &p->bench, &plan->from);
}

struct shrink_result planner_search(struct planner *p, int64_t usable)
{
	struct shrink_result result = { .found = true, .proven = true };

	for (size_t i = 0; i < p->bench.need_count; i++)
		if (p->in->needs[i].kind == NEED_FAIL)
			p->needs[i].target = usable;
	p->replays = p->in->replays ? p->in->replays : affordable(p->plan->from.count);
	p->now = result.layout = layout_copy(p->arena, &p->plan->from);
	p->trial = result.trial = trial_run(p->arena, &p->bench, &p->now);
	if (p->trial.met)
		return result;
	result = search(p);
	if (result.found)
		put_back(p, &result);
	return result;
}

static int settle_plan(struct planner *p, struct error *error)
{
	struct plan *plan = p->plan;
	struct shrink_result result;
	int ret = 0;

	if (needs_load(p->in->needs, p->in->need_count))
		ret = planner_endure(p, &result, error);
	else
		result = planner_search(p, 0);
	if (ret)
		return ret;
	plan->met = result.found;
	plan->proven = result.found && result.proven;
	plan->to = result.layout;
	plan->cost = result.cost;
	plan->after = result.trial;
	return 0;
}

static int check_load(const struct plan_input *in, struct error *error)
{
	for (size_t i = 0; i < in->need_count && !in->load; i++)
		if (in->needs[i].kind == NEED_FAIL)
			return error_set(error, -EINVAL, "need \"%s\": which workload? expected --workload or --from-log",
							 in->needs[i].text);
	return 0;
}

/* The project's entries go before those that come with the program. */
static struct owners known_owners(struct planner *p)
{
	const struct owners *more = p->in->owners;
	struct owners owners = { 0 };

	for (size_t i = 0; more && i < more->count; i++)
		arena_push(p->arena, owners.list, owners.count, more->list[i]);
	owners_add_shipped(p->arena, &owners);
	return owners;
}

static int make(struct planner *p, struct error *error)
{
	struct owners owners = known_owners(p);
	struct limits_input input = { .boot = p->in->sites[0].boot,
								  .policy = p->in->policy,
								  .gate = p->in->gate,
								  .owners = &owners,
								  .evidence = p->in->evidence,
								  .needs = p->in->needs,
								  .need_count = p->in->need_count,
								  .step = p->in->step };
	int ret = check_load(p->in, error);

	if (ret == 0)
		ret = limits_find(p->arena, &input, &p->limits, error);
	if (ret)
		return ret;
	p->plan->limits = p->limits;
	prepare(p);
	ret = settle_plan(p, error);
	if (ret == 0)
		ret = prove(p, error);
	if (ret)
		return ret;
	planner_put_failing(p, &p->plan->after);
	ret = objections_find(p->arena, p->in, p->plan, error);
	if (ret)
		return ret;
	changes_tell(p->arena, &p->bench, p->in->evidence, p->plan);
	questions_find(p->arena, &p->bench, p->plan);
	advice_find(p->arena, p->in->load, p->plan);
	p->plan->replays = p->bench.tried;
	return 0;
}

int plan_make(const struct plan_input *input, struct plan **result, struct error *error)
{
	struct arena *arena = arena_new();
	struct plan *plan = arena_new_object(arena, struct plan);
	struct planner p = { .arena = arena, .in = input, .plan = plan };
	int ret;

	*result = NULL;
	*plan = (struct plan){ .arena = arena,
						   .tree = input->tree,
						   .sites = input->sites,
						   .site_count = input->site_count,
						   .needs = input->needs,
						   .need_count = input->need_count,
						   .by_default_rules = !input->policy || input->policy->region_count == 0 };
	ret = make(&p, error);
	if (ret)
		plan_free(plan);
	else
		*result = plan;
	return ret;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t s = 0; plan->planned && s < plan->site_count; s++) {
		memory_state_free(plan->planned[s].settled);
		boot_free(plan->planned[s].boot);
		board_free(plan->planned[s].board);
	}
	tree_free(plan->changed);
	arena_free(plan->arena);
}
