/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_SCENARIO_H
#define DTCARVE_SIM_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/workload.h"
#include "alloc/zone_state.h"

struct arena;
struct error;

/* What boards shall live through: a workload as it stands, or the one that leads to a footprint. */
struct scenario {
	const struct workload *fixed; /* or NULL: */
	struct footprint footprint;
	const char *request; /* of the footprint, as of alloc/request.h */
	bool vendor_cma;     /* CMA only serves requests with __GFP_CMA, as on Android trees */
};

/* The board's kernel as the scenario has it. */
void scenario_apply(const struct scenario *scenario, struct memory_state *memory);

/* The workload of a footprint as a text, on a board whose boot left `memory`. The arena owns it. */
const char *scenario_text(struct arena *arena, const struct scenario *scenario,
						  const struct memory_state *memory);

/*
 * The workload on a board whose boot left `memory`. It refers to the scenario
 * and is freed with workload_free(). Each of the `asked` requests is counted in
 * it: a footprint asks for them instead of its own; a fixed workload that does
 * not count one asks for it at the pace of its first request. `places`, unless
 * NULL, tells for each which request of the workload it is. -EINVAL where a
 * fixed workload counts none at all, or a request cannot be read.
 */
int scenario_workload(const struct scenario *scenario, const struct memory_state *memory,
					  const char *const *asked, size_t count, struct workload **workload, size_t *places,
					  struct error *error);

#endif
