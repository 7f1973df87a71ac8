/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_PLANNER_H
#define DTCARVE_PLAN_PLANNER_H

/* What the parts of planning share while a plan is made. */
#include "plan/plan.h"
#include "plan/search.h"

struct planner {
	struct arena *arena;
	const struct plan_input *in;
	struct plan *plan;
	struct limits *limits;
	struct bench bench;
	struct need *needs; /* of the bench: a share of failures is sought as memory outside CMA */
};

/*
 * The cheapest layout that meets all needs at boot and leaves at least `usable`
 * bytes outside CMA on every site, where a need asks for a share of failures.
 */
struct search_result planner_search(struct planner *p, int64_t usable);

/*
 * planner_search() for needs under load: the share of failures falls with the memory
 * outside CMA, so the least of it that is enough is bisected with the simulation
 * as the judge, and confirmed with other random numbers.
 */
int planner_endure(struct planner *p, struct search_result *result, struct error *error);

/* At which factor of the load each need under load breaks, on the tree as it is and with the plan. */
int planner_find_breaks(struct planner *p, struct error *error);

/* No plan: whether one would be found with the device tree elsewhere than assumed; one clause, or NULL. */
const char *planner_place_to_tell(struct planner *p);

/* What the simulations found, among a trial's values. */
void planner_put_failing(const struct planner *p, struct trial *trial);

#endif
