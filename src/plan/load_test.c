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

#define BATCH 4
#define MOST_RUNS 400
#define CONFIRM_SEED 1000000

/*
 * Attempts, as multiples of 1/limit. No failure in n of them leaves an upper end
 * of 3.84/n (Wilson): the search is content with that. To confirm, three times as
 * many let a plan pass that fails at a third of the limit, and as many again are
 * made where the interval still holds the limit.
 */
static const struct {
	double least, most;
	unsigned int runs;
} stages[] = { [STAGE_GLANCE] = { 0, 0, 4 }, [STAGE_SEARCH] = { 4, 4, 4 }, [STAGE_CONFIRM] = { 12, 24, 8 } };

struct tally {
	uint64_t *hits, *totals; /* run by run */
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
	unsigned int runs;
};

static int64_t succeeding(double failing)
{
	return (int64_t)floor((1 - failing) * NEED_FAIL_WHOLE);
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

static void take_runs(struct testing *t, const struct simulation_result *result)
{
	for (size_t r = 0; r < result->run_count; r++, t->runs++)
		for (size_t i = 0; i < t->need_count; i++)
			if (t->needs[i].kind == NEED_FAIL) {
				t->tallies[i].hits[t->runs] = result->runs[r].failures[t->places[i]];
				t->tallies[i].totals[t->runs] = result->runs[r].attempts[t->places[i]];
			}
}

static int run_batch(struct testing *t, uint64_t seed, struct error *error)
{
	struct simulation_options options = {
		.seed = seed + t->runs, .runs = BATCH, .jobs = t->test->jobs, .duration = t->test->duration
	};
	struct simulation *simulation;
	struct simulation_result *result;
	int ret = simulation_start(&t->boot, t->workload, &options, &simulation, error);

	if (ret)
		return ret;
	result = simulation_finish(simulation);
	take_runs(t, result);
	simulation_result_free(result);
	return 0;
}

static struct failing failing_of(const struct testing *t, size_t i)
{
	const struct tally *tally = &t->tallies[i];
	struct failing f = { .runs = t->runs, .share = share_of_runs(tally->hits, tally->totals, t->runs) };

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

static int check_asked(const struct testing *t, const struct failing *failing, struct error *error)
{
	for (size_t i = 0; i < t->need_count; i++)
		if (t->needs[i].kind == NEED_FAIL && failing[i].attempts == 0)
			return error_set(error, -EINVAL,
							 "need \"%s\": workload %s never gets to ask for it: expected a longer duration",
							 t->needs[i].text, t->workload->name);
	return 0;
}

static int run_all(struct testing *t, struct failing *failing, struct error *error)
{
	uint64_t seed = first_seed(t);
	int ret;

	do {
		ret = run_batch(t, seed, error);
		if (ret == 0 && t->test->progress)
			t->test->progress(t->test->context, BATCH);
	} while (ret == 0 && t->runs + BATCH <= MOST_RUNS && !is_clear(t));
	for (size_t i = 0; ret == 0 && i < t->need_count; i++)
		failing[i] = t->needs[i].kind == NEED_FAIL ? failing_of(t, i) : (struct failing){ 0 };
	return ret ? ret : check_asked(t, failing, error);
}

int load_test_run(struct arena *arena, const struct load_test *test, const struct memory_state *settled,
				  const struct need *needs, size_t need_count, enum load_stage stage, struct failing *failing,
				  unsigned int *runs, struct error *error)
{
	struct testing t = {
		.arena = arena, .test = test, .needs = needs, .need_count = need_count, .stage = stage
	};
	int ret = prepare(&t, *settled, error);

	if (ret == 0)
		ret = run_all(&t, failing, error);
	workload_free(t.workload);
	if (runs)
		*runs += t.runs;
	return ret;
}
