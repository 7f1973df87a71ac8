/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/objections.h"

#include <string.h>

#include "findings/findings.h"
#include "plan/plan.h"
#include "policy/gate.h"
#include "policy/gate_judge.h"
#include "policy/policy_findings.h"
#include "util/arena.h"

struct judging {
	struct arena *arena;
	const struct gate *gate; /* or NULL */
	struct plan *plan;
	int64_t today;
};

static bool is_error(const struct judging *j, const struct finding *f)
{
	enum severity severity = f->severity;
	const struct gate_acceptance *accepted = j->gate ? gate_accepts(j->gate, f, j->today) : NULL;

	if (accepted && !gate_expired(accepted, j->today))
		return false;
	return (!j->gate || gate_weigh(j->gate, f->rule, &severity)) && severity == SEVERITY_ERROR;
}

/* As an error too: a pool that its users reached in part may be out of reach now. */
static bool is_among(const struct judging *j, const struct findings *list, const struct finding *f)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].rule == f->rule && strcmp(list->items[i].path, f->path) == 0 &&
			is_error(j, &list->items[i]))
			return true;
	return false;
}

static void object(struct judging *j, const struct finding *f)
{
	const char *text =
		arena_printf(j->arena, "check would refuse the plan: %s: %s: %s", f->path, f->rule->id, f->message);

	arena_push(j->arena, j->plan->obstacles, j->plan->obstacle_count, text);
	j->plan->met = j->plan->proven = false;
}

static void hold_against_rules(struct judging *j, const struct site *site, const struct planned_site *planned)
{
	struct findings *before = findings_new(site->board, site->kernel, site->boot);
	struct findings *after = findings_new(planned->board, site->kernel, planned->boot);

	for (size_t i = 0; i < after->count; i++)
		if (is_error(j, &after->items[i]) && !is_among(j, before, &after->items[i]))
			object(j, &after->items[i]);
	findings_free(before);
	findings_free(after);
}

/* "cma-run-min is open: ...": a limit that may hold or may fail, as it may have before. */
static bool opens_a_limit(const struct finding *f, const struct finding *before, size_t count)
{
	size_t limit = strcspn(f->message, ":");

	if (f->rule != &policy_findings[GATE_OPEN])
		return false;
	for (size_t i = 0; i < count; i++)
		if (before[i].rule == f->rule && strncmp(before[i].message, f->message, limit) == 0)
			return false;
	return true;
}

static int hold_against_policy(struct judging *j, const struct site *site, const struct planned_site *planned,
							   struct error *error)
{
	struct finding *before, *after;
	size_t before_count = 0, count = 0;
	int ret = gate_judge(j->arena, j->gate, site->boot, site->cpus, &before, &before_count, error);

	if (ret == 0)
		ret = gate_judge(j->arena, j->gate, planned->boot, site->cpus, &after, &count, error);
	for (size_t i = 0; ret == 0 && i < count; i++)
		if (is_error(j, &after[i]) || opens_a_limit(&after[i], before, before_count))
			object(j, &after[i]);
	return ret;
}

int objections_find(struct arena *arena, const struct plan_input *input, struct plan *plan,
					struct error *error)
{
	struct judging j = { arena, input->gate, plan, input->today };
	int ret = 0;

	for (size_t s = 0; ret == 0 && plan->met && plan->planned && s < plan->site_count; s++) {
		hold_against_rules(&j, &plan->sites[s], &plan->planned[s]);
		if (j.gate)
			ret = hold_against_policy(&j, &plan->sites[s], &plan->planned[s], error);
	}
	return ret;
}
