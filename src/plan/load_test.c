/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/load_test.h"

#include <errno.h>
#include <math.h>

#include "sim/scenario.h"
#include "sim/sim_boot.h"
#include "sim/simulate.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/random.h"

#define MOST_RUNS 400
#define HOPELESS 4 /* times the limit: a run ends */
#define CONFIRM_SEED 1000000

/*
 * Attempts, as multiples of 1/limit. No failure in n of them leaves an upper end
 * of 3.84/n (Wilson). To confirm, three times as many let a plan pass that fails at a
 * third of the limit, and as many again are made where the interval still holds the
 * limit. The search is content with a part of one run, on the same random numbers for
 * all that it compares.
 */
static const struct {
	double least, most;
	unsigned int runs, batch;
	double part; /* of the workload's duration */
} stages[] = {
	[STAGE_GLANCE] = { 0, 0, 2, 2, 1. / 3 },
	[STAGE_SEARCH] = { 1, 1, 1, 1, 1. / 3 },
	[STAGE_CONFIRM] = { 12, 24, 4, 4, 1 },
};

struct tally {
	uint64_t *hits, *totals, most; /* run by run */
	unsigned int worst;            /* the one with most hits */
};

struct testing {
	struct arena *arena;
	const struct load_test *test;
	const struct need *needs;
	size_t need_count;
	enum load_stage stage;
	struct sim_boot boot;
	struct workload *workload;
	size_t *places;        /* of each need among the workload's requests */
	struct tally *tallies; /* need by need */
	unsigned int runs, most; /* so far, and what is left of the plan's */
	double part; /* of the duration: all of it where a part does not get to ask */
};

bool load_test_is_spent(const struct load_test *test, unsigned int runs)
{
	return test->most_runs && runs >= test->most_runs;
}

static int64_t succeeding(double failing)
{
	return (int64_t)floor((1 - failing) * NEED_FAIL_WHOLE);
}

bool failing_is_met(const struct failing *failing, const struct need *need, enum load_stage stage)
{
	return stage == STAGE_SEARCH ? failing->share.value < need_limit(need)
								 : need_is_met(need, failing_value(failing));
}

struct estimate failing_value(const struct failing *failing)
{
	const struct share *s = &failing->share;

	return between(succeeding(s->high), succeeding(s->value), succeeding(s->low));
}

/* --- what is asked ------------------------------------------------------------------------ */

static int find_places(struct testing *t, const struct memory_state *settled, struct error *error)
{
	const char **asked = NULL;
	size_t count = 0, *places, next = 0;
	int ret;

	for (size_t i = 0; i < t->need_count; i++)
		if (t->needs[i].kind == NEED_FAIL)
			arena_push(t->arena, asked, count, t->needs[i].asked);
	places = arena_alloc(t->arena, (count + 1) * sizeof(*places));
	ret = scenario_workload(t->test->scenario, settled, asked, count, &t->workload, places, error);
	for (size_t i = 0; ret == 0 && i < t->need_count; i++)
		if (t->needs[i].kind == NEED_FAIL)
			t->places[i] = places[next++];
	return ret;
}

/* What the search found is confirmed with other random numbers, those that simulate takes from this seed. */
static uint64_t first_seed(const struct testing *t)
{
	return t->test->seed + (t->stage == STAGE_CONFIRM ? CONFIRM_SEED : 0);
}

static int prepare(struct testing *t, struct memory_state settled, struct error *error)
{
	struct random random;
	int ret;

	t->places = arena_alloc(t->arena, (t->need_count + 1) * sizeof(*t->places));
	t->tallies = arena_alloc(t->arena, (t->need_count + 1) * sizeof(*t->tallies));
	for (size_t i = 0; i < t->need_count; i++) {
		t->tallies[i].hits = arena_alloc(t->arena, MOST_RUNS * sizeof(uint64_t));
		t->tallies[i].totals = arena_alloc(t->arena, MOST_RUNS * sizeof(uint64_t));
	}
	scenario_apply(t->test->scenario, &settled);
	random_seed(&random, first_seed(t));
	ret = sim_boot_from_state(t->arena, &settled, &random, &t->boot, error);
	return ret ? ret : find_places(t, &settled, error);
}

/* --- one batch after the other ---------------------------------------------------------------- */

static void take_runs(struct testing *t, const struct simulation_result *result, unsigned int first)
{
	for (size_t r = 0; r < result->run_count; r++, t->runs++)
		for (size_t i = 0; i < t->need_count; i++)
			if (t->needs[i].kind == NEED_FAIL) {
				struct tally *tally = &t->tallies[i];

				tally->hits[t->runs] = result->runs[r].failures[t->places[i]];
				tally->totals[t->runs] = result->runs[r].attempts[t->places[i]];
				if (tally->hits[t->runs] > tally->most) {
					tally->most = tally->hits[t->runs];
					tally->worst = first + (unsigned int)r;
				}
			}
}

static double least_limit(const struct testing *t)
{
	double limit = 1;

	for (size_t i = 0; i < t->need_count; i++)
		if (t->needs[i].kind == NEED_FAIL)
			limit = fmin(limit, need_limit(&t->needs[i]));
	return limit;
}

/* Runs from `first` on. */
static int run_batch(struct testing *t, unsigned int first, unsigned int runs, struct error *error)
{
	double whole = t->test->duration > 0 ? t->test->duration : t->workload->duration;
	struct simulation_options options = { .seed = first_seed(t) + first,
										  .runs = (unsigned int)min_u64(runs, t->most > t->runs ? t->most - t->runs : 1),
										  .jobs = t->test->jobs,
										  .duration = whole * t->part,
										  .load = t->test->load,
										  .give_up = t->stage == STAGE_SEARCH ? HOPELESS * least_limit(t) : 0 };
	struct simulation *simulation;
	struct simulation_result *result;
	int ret = options.runs ? simulation_start(&t->boot, t->workload, &options, &simulation, error) : 0;

	if (ret || !options.runs)
		return ret;
	result = simulation_finish(simulation);
	take_runs(t, result, first);
	simulation_result_free(result);
	if (t->test->progress)
		t->test->progress(t->test->context, options.runs);
	return 0;
}

static struct failing failing_of(const struct testing *t, size_t i)
{
	const struct tally *tally = &t->tallies[i];
	struct failing f = { .runs = t->runs,
						 .worst = tally->worst,
						 .load = t->test->load > 0 ? t->test->load : 1,
						 .share = share_of_runs(tally->hits, tally->totals, t->runs) };

	for (unsigned int r = 0; r < t->runs; r++) {
		f.failures += tally->hits[r];
		f.attempts += tally->totals[r];
	}
	return f;
}

/* Not even without any further failure would it come under its limit. */
static bool is_lost(const struct testing *t, const struct need *need, const struct failing *f)
{
	uint64_t most = (uint64_t)(stages[t->stage].most / need_limit(need));

	return stages[t->stage].most == 0 || f->share.low > need_limit(need) ||
		   share_of(f->failures, max_u64(f->attempts, most)).high >= need_limit(need);
}

static bool is_enough(const struct testing *t, const struct need *need, const struct failing *f)
{
	double attempts = (double)f->attempts * need_limit(need);

	if (t->runs < stages[t->stage].runs || attempts < stages[t->stage].least)
		return false;
	return f->share.high < need_limit(need) || attempts >= stages[t->stage].most;
}

static bool is_clear(const struct testing *t)
{
	bool enough = true;

	for (size_t i = 0; i < t->need_count; i++) {
		struct failing f;

		if (t->needs[i].kind != NEED_FAIL)
			continue;
		f = failing_of(t, i);
		if (is_lost(t, &t->needs[i], &f))
			return true;
		enough &= is_enough(t, &t->needs[i], &f);
	}
	return enough;
}

static bool has_asked(const struct testing *t)
{
	for (size_t i = 0; i < t->need_count; i++)
		if (t->needs[i].kind == NEED_FAIL && failing_of(t, i).attempts == 0)
			return false;
	return true;
}

static int check_asked(const struct testing *t, const struct failing *failing, struct error *error)
{
	for (size_t i = 0; i < t->need_count; i++)
		if (t->needs[i].kind == NEED_FAIL && failing[i].attempts == 0)
			return error_set(error, -EINVAL,
							 "need \"%s\": workload %s never gets to ask for it: expected a longer duration",
							 t->needs[i].text, t->workload->name);
	return 0;
}

static bool goes_on(const struct testing *t)
{
	if (t->runs + stages[t->stage].batch > MOST_RUNS)
		return false;
	return (t->part < 1 && !has_asked(t)) || (t->runs < t->most && !is_clear(t));
}

/* The run in which the last board failed goes before the others: what fails in it is done with. */
static int run_led(struct testing *t, struct error *error)
{
	unsigned int lead = t->test->lead, least = stages[t->stage].runs;
	int ret = 0;

	if (lead == 0 || lead >= least)
		return 0;
	ret = run_batch(t, lead, 1, error);
	if (ret == 0 && goes_on(t))
		ret = run_batch(t, 0, lead, error);
	if (ret == 0 && goes_on(t))
		ret = run_batch(t, lead + 1, least - lead - 1, error);
	return ret;
}

static int run_all(struct testing *t, struct failing *failing, struct error *error)
{
	int ret;

	t->part = stages[t->stage].part;
	ret = run_led(t, error);
	while (ret == 0 && (t->runs == 0 || goes_on(t))) {
		if (t->runs && !has_asked(t))
			t->part = 1;
		ret = run_batch(t, t->runs, stages[t->stage].batch, error);
	}
	for (size_t i = 0; ret == 0 && i < t->need_count; i++)
		failing[i] = t->needs[i].kind == NEED_FAIL ? failing_of(t, i) : (struct failing){ 0 };
	return ret ? ret : check_asked(t, failing, error);
}

int load_test_run(struct arena *arena, const struct load_test *test, const struct memory_state *settled,
				  const struct need *needs, size_t need_count, enum load_stage stage, struct failing *failing,
				  unsigned int *runs, struct error *error)
{
	struct testing t = {
		.arena = arena, .test = test, .needs = needs, .need_count = need_count, .stage = stage, .most = MOST_RUNS
	};
	int ret = prepare(&t, *settled, error);

	if (test->most_runs && runs)
		t.most = test->most_runs > *runs ? test->most_runs - *runs : 1;
	if (ret == 0)
		ret = run_all(&t, failing, error);
	workload_free(t.workload);
	if (runs)
		*runs += t.runs;
	return ret;
}

/* --- how much load it stands ------------------------------------------------------------------ */

#define STEPS_A_DOUBLING 8
#define FURTHEST 8 /* steps: to twice the load that the plan is made for, or half of it */

static double factor_at(const struct load_test *test, int step)
{
	return (test->load > 0 ? test->load : 1) * pow(2, (double)step / STEPS_A_DOUBLING);
}

/* Outwards in ever longer steps first, as a run far beyond what the board stands takes long. */
int load_test_breaks(struct arena *arena, const struct load_test *test, const struct memory_state *settled,
					 const struct need *need, bool met, struct failing *failing, unsigned int *runs,
					 struct error *error)
{
	int low = met ? 0 : -FURTHEST - 1, high = met ? FURTHEST + 1 : 0, reach = 1, ret = 0;
	bool turned = false;

	while (ret == 0 && high - low > 1 && !load_test_is_spent(test, *runs)) {
		int middle = turned ? low + (high - low) / 2 : met ? low + reach : high - reach;
		struct load_test at = *test;
		struct failing seen;
		bool holds;

		middle = middle > FURTHEST ? FURTHEST : middle < -FURTHEST ? -FURTHEST : middle;
		at.load = factor_at(test, middle);
		ret = load_test_run(arena, &at, settled, need, 1, STAGE_SEARCH, &seen, runs, error);
		holds = ret == 0 && failing_is_met(&seen, need, STAGE_SEARCH);
		turned |= holds != met;
		reach *= 2;
		*(holds ? &low : &high) = middle;
	}
	failing->holds = low < -FURTHEST ? 0 : factor_at(test, low);
	failing->breaks = high > FURTHEST ? INFINITY : factor_at(test, high);
	return ret;
}
