/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_CUTS_H
#define DTCARVE_PLAN_CUTS_H

#include <stddef.h>
#include <stdint.h>

#include "plan/cost.h"
#include "plan/layout.h"
#include "plan/shrink.h"

/* One way to cut one region, the best for its cost. */
struct cut {
	struct place place;
	struct cost cost;
	int64_t *gains; /* site by site, need by need, in the need's unit */
};

/* All ways to cut one region, cheapest first. */
struct cuttable {
	size_t node;
	struct cut *cuts;
	size_t cut_count;
};

/* The regions that may be cut. */
struct cuttable *cuts_find(struct arena *arena, const struct shrink_search *search, size_t *count);

#endif
