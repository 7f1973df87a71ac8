/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_SHRINK_H
#define DTCARVE_PLAN_SHRINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/cost.h"
#include "plan/layout.h"
#include "plan/trial.h"

struct arena;
struct limits;
struct terrain;

/* The search for what to take from which region. */
struct shrink_search {
	struct bench *bench;
	const struct limits *limits;
	const struct terrain *terrains; /* one for each site */
	const struct layout *start;     /* legal; what is cut is cut from here */
	struct cost start_cost;
	size_t replays; /* at most; what is found then may not be proven cheapest */
};

struct shrink_result {
	bool found;
	bool proven; /* every cheaper cut was replayed, or gains too little by an estimate that no replay
					surpassed */
	struct layout layout;
	struct cost cost;
	struct trial trial;
};

/* The cheapest cuts that meet the needs; otherwise not found, with the best layout that was seen. */
struct shrink_result shrink_search(struct arena *arena, const struct shrink_search *search);

/* What `to` costs against the tree's own layout `from`. */
struct cost layout_cost(const struct limits *limits, const struct layout *from, const struct layout *to);

#endif
