/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/load_factor.h"

#include <math.h>

#include "sim/simulate.h"

/*
 * By how much a load may grow, or must shrink, until a request fails within an
 * hour as likely as not: bisected on a scale of twelfths of a doubling.
 */

#define STEPS_A_DOUBLING 12
#define FURTHEST 24 /* steps either way: from a quarter of the load to four times it */
#define BREAKS 0.5  /* P(at least one failure in an hour) */

enum verdict { UNKNOWN, HOLDS, BROKEN };

struct bisection {
	const struct sim_boot *boot;
	const struct workload *workload;
	struct simulation_options options;
	double load; /* that is multiplied */
	enum verdict seen[2 * FURTHEST + 1][SIM_REQUESTS];
	struct error *error;
};

static double factor_at(int step)
{
	return pow(2, (double)step / STEPS_A_DOUBLING);
}

/* What cannot be told, since nothing settles under such a load, does not hold. */
static enum verdict judge(const struct outlook *o)
{
	return o->why || o->p_1h.value >= BREAKS ? BROKEN : HOLDS;
}

static int try_load(struct bisection *b, int step)
{
	struct simulation *simulation;
	struct simulation_result *result;
	int ret;

	b->options.load = b->load * factor_at(step);
	ret = simulation_start(b->boot, b->workload, &b->options, &simulation, b->error);
	if (ret)
		return ret;
	result = simulation_finish(simulation);
	for (size_t q = 0; q < result->request_count; q++)
		b->seen[step + FURTHEST][q] = judge(&result->outlook[q]);
	simulation_result_free(result);
	return 0;
}

static int look_up(struct bisection *b, int step, size_t q, bool *holds)
{
	int ret = b->seen[step + FURTHEST][q] == UNKNOWN ? try_load(b, step) : 0;

	*holds = b->seen[step + FURTHEST][q] == HOLDS;
	return ret;
}

/* The last step that holds and the first that does not lie side by side in the end. */
static int bisect(struct bisection *b, size_t q, struct spread *factor)
{
	int low = -FURTHEST, high = FURTHEST, ret = 0;
	bool holds;

	while (ret == 0 && high - low > 1) {
		int middle = low + (high - low) / 2;

		ret = look_up(b, middle, q, &holds);
		if (holds)
			low = middle;
		else
			high = middle;
	}
	*factor = (struct spread){ sqrt(factor_at(low) * factor_at(high)), factor_at(low), factor_at(high) };
	if (low == FURTHEST - 1)
		factor->high = INFINITY;
	if (high == 1 - FURTHEST)
		factor->low = 0;
	return ret;
}

int load_factors(const struct sim_boot *boot, const struct workload *workload,
				 const struct simulation_options *options, struct simulation_result *result,
				 struct error *error)
{
	struct bisection b = { .boot = boot,
						   .workload = workload,
						   .options = *options,
						   .load = options->load > 0 ? options->load : 1,
						   .error = error };
	int ret = 0;

	for (size_t q = 0; q < result->request_count; q++)
		b.seen[FURTHEST][q] = judge(&result->outlook[q]);
	for (size_t q = 0; ret == 0 && q < result->request_count; q++) {
		ret = bisect(&b, q, &result->outlook[q].load);
		result->outlook[q].has_load = ret == 0;
	}
	return ret;
}
