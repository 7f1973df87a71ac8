/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From needs and limits to a plan: searched, proven on the tree that it leaves, told. */
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
#include "plan/objections.h"
#include "plan/planner.h"
#include "plan/questions.h"
#include "policy/owners.h"
#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"

#define REPLAYS 300
#define USUAL_REGIONS 128

NAMER(change_action_name, change_action, CHANGE_ACTIONS, ENUM_NAME)
NAMER(change_risk_name, change_risk, CHANGE_RISKS, ENUM_NAME)

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
	int ret;

	plan->edits = layout_edits(p->arena, p->in->tree, p->in->sites[0].board, &plan->from, &plan->to, &plan->edit_count);
	if (plan->edit_count == 0)
		return 0;
	ret = tree_edit(p->in->tree, plan->edits, plan->edit_count, &plan->changed, error);
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
	p->needs = arena_alloc(p->arena, (p->in->need_count + 1) * sizeof(*p->needs));
	for (size_t i = 0; i < p->in->need_count; i++)
		p->needs[i] = p->in->needs[i].kind == NEED_FAIL
						  ? (struct need){ .text = p->in->needs[i].text, .kind = NEED_USABLE, .certainty = NEED_LIKELY }
						  : p->in->needs[i];
	p->bench = (struct bench){ .sites = p->in->sites,
							   .site_count = p->in->site_count,
							   .needs = p->needs,
							   .need_count = p->in->need_count,
							   .from = &plan->from,
							   .limits = p->limits };
	plan->before = trial_run(p->arena, &p->bench, &plan->from);
}

struct search_result planner_search(struct planner *p, int64_t usable)
{
	struct search search = { .bench = &p->bench,
							 .tree = p->in->tree,
							 .limits = p->limits,
							 .replays = p->in->replays ? p->in->replays : affordable(p->plan->from.count) };

	for (size_t i = 0; i < p->bench.need_count; i++)
		if (p->in->needs[i].kind == NEED_FAIL)
			p->needs[i].target = usable;
	return search_plan(p->arena, &search);
}

static int settle_plan(struct planner *p, struct error *error)
{
	struct plan *plan = p->plan;
	struct search_result result;
	int ret = 0;

	if (needs_load(p->in->needs, p->in->need_count))
		ret = planner_endure(p, &result, error);
	else
		result = planner_search(p, 0);
	if (ret)
		return ret;
	plan->met = result.found;
	plan->proven = result.proven;
	plan->spent = result.spent || plan->runs_spent;
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
	const char *assumed;
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
	if (ret == 0)
		ret = planner_find_breaks(p, error);
	if (ret)
		return ret;
	planner_put_failing(p, &p->plan->after);
	ret = objections_find(p->arena, p->in, p->plan, error);
	if (ret)
		return ret;
	assumed = p->plan->met ? NULL : planner_place_to_tell(p);
	if (assumed)
		arena_push(p->arena, p->plan->obstacles, p->plan->obstacle_count, assumed);
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
						   .load = input->load ? input->load->load : 0,
						   .need_count = input->need_count,
						   .by_default_rules = !input->policy || input->policy->region_count == 0 };
	ret = make(&p, error);
	if (ret)
		plan_free(plan);
	else
		*result = plan;
	return ret;
}

bool plan_meets(const struct plan *plan, size_t at)
{
	const struct need *need = &plan->needs[at % plan->need_count];

	return need_is_met(need, plan->after.values[at]) &&
		   (need->kind != NEED_FAIL || plan->after.failing[at].load >= plan->load);
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

int plan_overlay(struct arena *arena, const struct plan *plan, struct bytes *overlay, struct error *error)
{
	return tree_edit_overlay(arena, plan->tree, plan->edits, plan->edit_count, overlay, error);
}
