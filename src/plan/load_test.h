/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_LOAD_TEST_H
#define DTCARVE_PLAN_LOAD_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/interval.h"

struct arena;
struct error;
struct memory_state;
struct need;
struct scenario;

/* How boards are put under load; the same for the tree as it is and for every layout that is tried. */
struct load_test {
	const struct scenario *scenario;
	uint64_t seed;     /* of the search; what it finds is confirmed with other random numbers */
	unsigned int jobs; /* threads, at least 1 */
	double duration;   /* simulated s; 0: the workload's */
	double load;       /* that the plan must stand: so many times the workload's; 0: once */
	unsigned int lead; /* the run that is made first, as another board failed in it */
	unsigned int most_runs; /* of all tests of a plan together; 0: as many as it takes */
	void (*progress)(void *context, unsigned int runs); /* runs so far, or NULL */
	void *context;
};

/* What became of one request under load. */
struct failing {
	struct share share; /* of the attempts that failed, with the 95 % interval over all runs */
	uint64_t attempts, failures;
	unsigned int runs, worst; /* how many, and the one with most failures */
	double load;          /* times the workload's, that they were made under */
	double holds, breaks; /* times the load at which it is still met, and no more; 0 and INFINITY: not found */
};

/* Two short runs for a rough share, one for the search, and others to confirm what it found. */
enum load_stage { STAGE_GLANCE, STAGE_SEARCH, STAGE_CONFIRM };

#define LOAD_MARGIN 1.25 /* unless told */

/*
 * Runs the workload until it is clear whether each need that asks for a share of
 * failures is met, or until as many runs are done as it takes to tell such a share:
 * a need is met where the upper end of the interval lies under its limit. Fills
 * `failing` need by need, zeroes for other needs. `runs`, unless NULL, counts on.
 * -EINVAL where the workload does not ask for what a need is about.
 */
int load_test_run(struct arena *arena, const struct load_test *test, const struct memory_state *settled,
				  const struct need *needs, size_t need_count, enum load_stage stage, struct failing *failing,
				  unsigned int *runs, struct error *error);

/*
 * Between which factors of the workload's own load the one need stops being met, by
 * single short runs with the same random numbers; `met` at test->load. Fills
 * failing->holds and ->breaks.
 */
int load_test_breaks(struct arena *arena, const struct load_test *test, const struct memory_state *settled,
					 const struct need *need, bool met, struct failing *failing, unsigned int *runs,
					 struct error *error);

/* Whether so many runs are all that may be made. A test that begins all the same makes one. */
bool load_test_is_spent(const struct load_test *test, unsigned int runs);

/* Whether a stage found the need met: the proof for certain or likely, all others by what was seen. */
bool failing_is_met(const struct failing *failing, const struct need *need, enum load_stage stage);

/* In a need's unit: attempts of a million that succeed. */
struct estimate failing_value(const struct failing *failing);

#endif
