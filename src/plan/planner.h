/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_PLANNER_H
#define DTCARVE_PLAN_PLANNER_H

/* What the parts of the search share while a plan is made. */
#include "plan/plan.h"
#include "plan/shrink.h"
#include "plan/terrain.h"

struct mend;

struct planner {
	struct arena *arena;
	const struct plan_input *in;
	struct plan *plan;
	struct limits *limits;
	struct bench bench;
	struct need *needs; /* of the bench: a share of failures is sought as memory outside CMA */
	struct terrain *terrains;
	struct layout now;  /* best layout so far that takes nothing away */
	struct trial trial; /* of it */
	size_t replays;     /* that a search may take */
};

/*
 * The cheapest layout that meets all needs at boot and leaves at least `usable`
 * bytes outside CMA on every site, where a need asks for a share of failures.
 */
struct shrink_result planner_search(struct planner *p, int64_t usable);

/* `from` with the mend. */
struct layout planner_mended(struct arena *arena, const struct layout *from, const struct mend *mend);

/* Whether a need asks for blocks so large that places matter. */
bool planner_place_matters(const struct planner *p);

/*
 * Layouts to begin with instead of p->now, with fewer blocks cut: of one move, of
 * two, and of one after the other as long as they gain; each by the estimate.
 */
#define PLANNER_PACKS 17
#define PLANNER_PAIRS 60000 /* moves of two regions that are estimated */
size_t planner_pack(struct planner *p, size_t most_pairs, struct layout layouts[PLANNER_PACKS]);

/* p->now with one region cut at one end, the smallest cuts first: room that others may move into. */
#define PLANNER_STARTS 24
size_t planner_cut_one(struct planner *p, struct layout layouts[PLANNER_STARTS]);

/* A plan that is found is better than one that is not, then the cheaper one, or what falls short by less. */
bool planner_is_better(const struct shrink_result *a, const struct shrink_result *b);

/*
 * For where the estimate promises nothing: every region cut to its least, and of
 * that as much given back, region by region, as the needs allow.
 */
struct shrink_result planner_give_back(struct planner *p, struct shrink_result best);

/*
 * planner_search() for needs under load: the share of failures falls with the memory
 * outside CMA, so the least of it that is enough is bisected with the simulation
 * as the judge, and confirmed with other random numbers.
 */
int planner_endure(struct planner *p, struct shrink_result *result, struct error *error);

/* What the simulations found, among a trial's values. */
void planner_put_failing(const struct planner *p, struct trial *trial);

#endif
