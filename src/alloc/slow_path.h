/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_SLOW_PATH_H
#define DTCARVE_ALLOC_SLOW_PATH_H

#include <stdbool.h>

#include "alloc/request.h"
#include "alloc/zone_state.h"

/*
 * What the kernel does next when no zone passes at the low mark: the decision
 * table of mm/page_alloc.c:__alloc_pages_slowpath by version, order and mask.
 */

enum slow_outcome {
	OUTCOME_FAILS,   /* gives up after the steps */
	OUTCOME_RETRIES, /* goes round until it succeeds: practically never fails */
	OUTCOME_LOOPS,   /* __GFP_NOFAIL: for ever if need be */
};

#define SLOW_STEPS 10

struct slow_path {
	const char *steps[SLOW_STEPS]; /* in order, each a clause */
	unsigned int step_count;
	const char *mark; /* what the attempt at the min mark is tested against: "3/8 of min" */
	enum slow_outcome outcome;
	bool sleeps;
	bool wakes_kswapd;
	bool compacts;                         /* direct compaction */
	bool may_kill;                         /* the OOM killer */
	bool warns;                            /* the failure, or the first round of a loop, leaves a message */
	const char *message;                   /* how that message begins, NULL where there is none */
	unsigned int warn_burst, warn_seconds; /* so many messages in so many seconds get through; 0: ever */
};

struct slow_path slow_path_for(const struct alloc_kernel *kernel, const struct alloc_request *request);

/* "fails", "retries until it succeeds", "loops until it succeeds". */
const char *slow_outcome_text(enum slow_outcome outcome);

#endif
