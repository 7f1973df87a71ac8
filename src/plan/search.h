/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_SEARCH_H
#define DTCARVE_PLAN_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/cost.h"
#include "plan/layout.h"
#include "plan/trial.h"

struct arena;
struct limits;
struct tree;

/* What is searched: the least cost at which typed moves from the tree's layout meet the bench's needs. */
struct search {
	struct bench *bench;
	const struct tree *tree;
	const struct limits *limits;
	size_t replays; /* the budget, with a number of layouts looked at in proportion to it */
};

struct search_result {
	bool found;
	bool proven; /* all that would be cheaper was replayed, or gains too little by a forecast that no replay
					surpassed */
	bool spent;  /* the budget ended before that was clear */
	struct layout layout; /* that meets the needs; not found: the best that was seen */
	struct cost cost;
	struct trial trial;
};

struct search_result search_plan(struct arena *arena, const struct search *search);

/* What `to` costs against the tree's own layout `from`. */
struct cost layout_cost(const struct limits *limits, const struct layout *from, const struct layout *to);

#endif
