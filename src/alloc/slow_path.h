/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_SLOW_PATH_H
#define DTCARVE_ALLOC_SLOW_PATH_H

#include <stdbool.h>

#include "alloc/request.h"
#include "alloc/zone_state.h"
#include "util/named.h"

/*
 * What the kernel does next when no zone passes at the low mark: the decision
 * table of mm/page_alloc.c:__alloc_pages_slowpath by version, order and mask.
 */

#define SLOW_OUTCOMES(X)                                                                                     \
	X(OUTCOME_FAILS, "fails") /* gives up after the steps */                                                 \
	X(OUTCOME_RETRIES, "retries until it succeeds") /* goes round until it succeeds: practically never fails */ \
	X(OUTCOME_LOOPS, "loops until it succeeds") /* __GFP_NOFAIL: for ever if need be */
enum slow_outcome { SLOW_OUTCOMES(ENUM_VALUE) };

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
