/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "alloc/request.h"
#include "sim/simulate.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

/*
 * From runs of minutes or hours to what is to be expected of hours: where the
 * warm-up ends, whether anything still drifts then, and how often failures come.
 * Failures cluster, so what counts as independent is not an attempt but a stretch
 * of time: on recorded boards ten minutes have forgotten the ten before.
 */

#define STRETCH 600.0 /* s */
#define STRETCHES 4   /* at least so many a run */
#define SETTLED 480.0 /* s: on recorded boards the lists of free blocks took 6 to 8 minutes */
#define FEWEST 20     /* samples after the warm-up, or there is no answer */
#define NEAR 0.02     /* of managed memory: as good as the same */
#define DRIFT 0.05    /* of managed memory, between the second third and the last one */

static const struct {
	const char *name;
	series_t series;
} watched[] = { { "free memory outside CMA", SERIES(free_outside_cma) },
				{ "free CMA", SERIES(free_cma) },
				{ "the page cache", SERIES(file) },
				{ "unmovable memory", SERIES(unmovable) } };

/* --- the warm-up ---------------------------------------------------------------------------- */

static double mean_between(const struct simulation_result *r, series_t series, size_t from, size_t to)
{
	double sum = 0;

	for (size_t k = from; k < to; k++)
		sum += series_value(&r->mean[k], series);
	return to > from ? sum / (double)(to - from) : 0;
}

/* The first of ten samples whose mean is one that the second half of the run often has. */
static size_t settles(const struct simulation_result *r, series_t series, double managed)
{
	size_t half = r->sample_count / 2;
	double mean = mean_between(r, series, half, r->sample_count), squares = 0, limit;

	for (size_t k = half; k < r->sample_count; k++)
		squares += (series_value(&r->mean[k], series) - mean) * (series_value(&r->mean[k], series) - mean);
	limit = fmax(2 * sqrt(squares / (double)(r->sample_count - half)), NEAR * managed);
	for (size_t k = 0; k < half; k++)
		if (fabs(mean_between(r, series, k, k + 10) - mean) <= limit)
			return k;
	return half;
}

/* The spread of the mean of a third, from what ten parts differ from the next ones: a trend is no spread. */
static double uncertainty(const struct simulation_result *r, series_t series)
{
	size_t from = r->first_counted, length = (r->sample_count - from) / 10;
	double squares = 0;

	for (size_t i = 1; i < 10; i++) {
		double d = mean_between(r, series, from + i * length, from + (i + 1) * length) -
				   mean_between(r, series, from + (i - 1) * length, from + i * length);

		squares += d * d;
	}
	return sqrt(squares / 18 / 3.3);
}

static double managed_pages(const struct simulation_result *r)
{
	const struct memory_state *memory = &r->runs[0].final;
	double pages = 0;

	for (size_t i = 0; i < memory->zone_count; i++)
		pages += (double)memory->zones[i].managed;
	return pages;
}

static const char *find_drift(const struct simulation_result *r)
{
	size_t third = (r->sample_count - r->first_counted) / 3, last = r->sample_count - third;
	double limit = DRIFT * managed_pages(r);

	for (size_t i = 0; i < ARRAY_SIZE(watched); i++) {
		double change = mean_between(r, watched[i].series, last, r->sample_count) -
						mean_between(r, watched[i].series, last - third, last);

		if (fabs(change) > limit && fabs(change) > 3 * uncertainty(r, watched[i].series))
			return watched[i].name;
	}
	return NULL;
}

void find_warm_up(struct simulation_result *r)
{
	r->first_counted = 0;
	for (size_t i = 0; i < ARRAY_SIZE(watched) && r->sample_count > FEWEST; i++) {
		size_t at = settles(r, watched[i].series, managed_pages(r));

		r->first_counted = at > r->first_counted ? at : r->first_counted;
	}
	/* one that settles in the last part only may as well not have settled */
	r->drifts = r->sample_count > 2 * FEWEST && r->first_counted <= r->sample_count * 2 / 3 ? find_drift(r)
																							: "what is free";
	r->steady = !r->drifts;
	if (!r->steady)
		r->first_counted = r->sample_count / 5;
	r->warm_up = r->sample_count > 0 ? r->mean[r->first_counted].time : 0;
}

/* --- how often ------------------------------------------------------------------------------------ */

/* The time after the warm-up in stretches, run by run. */
struct stretches {
	const struct simulation_result *r;
	size_t first, length, per_run; /* samples, and stretches of a run */
	double seconds;                /* of one */
};

/* The first sample that rates are told from. */
static size_t first_settled(const struct simulation_result *r, double start)
{
	size_t first = r->first_counted;

	while (first < r->sample_count && r->mean[first].time < fmax(start, SETTLED))
		first++;
	return first;
}

static struct stretches divide(const struct simulation_result *r, double start)
{
	struct stretches s = { .r = r, .first = first_settled(r, start) };
	double step = r->sample_count > 1 ? r->mean[1].time - r->mean[0].time : 0;
	size_t samples;

	samples = r->sample_count - s.first;
	if (step <= 0 || samples < FEWEST)
		return s;
	s.length = (size_t)(STRETCH / step);
	if (s.length > samples / STRETCHES)
		s.length = samples / STRETCHES;
	if (s.length == 0)
		s.length = 1;
	s.per_run = samples / s.length;
	s.seconds = (double)s.length * step;
	return s;
}

static uint64_t failures_in(const struct stretches *s, const struct sim_run *run, size_t q, size_t stretch)
{
	uint64_t failures = 0;

	for (size_t k = 0; k < s->length; k++)
		failures += run->failures_at[q][s->first + stretch * s->length + k];
	return failures;
}

/* Without any failure in so many hours three were to be expected at most. */
static struct spread at_least_once(struct share in_one, double stretches, double all)
{
	if (in_one.value <= 0)
		return (struct spread){ 0, 0, 1 - exp(-3 * stretches / all) };
	return (struct spread){ 1 - pow(1 - in_one.value, stretches), 1 - pow(1 - in_one.low, stretches),
							1 - pow(1 - in_one.high, stretches) };
}

/* The share of the stretches with a failure, from which everything else follows. */
static struct share failing_stretches(const struct stretches *s, size_t q)
{
	const struct simulation_result *r = s->r;
	uint64_t *hits = arena_alloc(r->arena, 2 * r->run_count * sizeof(*hits)), *totals = hits + r->run_count;

	for (size_t i = 0; i < r->run_count; i++) {
		hits[i] = 0;
		totals[i] = s->per_run;
		for (size_t k = 0; k < s->per_run; k++)
			hits[i] += failures_in(s, &r->runs[i], q, k) > 0;
	}
	return share_of_runs(hits, totals, r->run_count);
}

/* A rate from counts of equal parts: as wide as the parts differ, and as Poisson's law has it for few. */
static struct spread rate_of(const double *counts, size_t parts, double hours)
{
	double sum = 0, squares = 0, half;

	for (size_t i = 0; i < parts; i++)
		sum += counts[i];
	for (size_t i = 0; i < parts; i++)
		squares += (counts[i] - sum / (double)parts) * (counts[i] - sum / (double)parts);
	half = parts > 1 ? 2 * sqrt(squares * (double)parts / (double)(parts - 1)) : sum;
	half = fmax(half, 1.96 * sqrt(sum));
	/* none seen: three is as many as may have been expected */
	return (struct spread){ sum / hours, fmax(0, sum - half) / hours, (sum > 0 ? sum + half : 3) / hours };
}

static struct spread failure_rate(const struct stretches *s, size_t q)
{
	const struct simulation_result *r = s->r;
	size_t count = r->run_count * s->per_run;
	double *counts = arena_alloc(r->arena, count * sizeof(*counts));

	for (size_t i = 0; i < count; i++)
		counts[i] = (double)failures_in(s, &r->runs[i / s->per_run], q, i % s->per_run);
	return rate_of(counts, count, (double)count * s->seconds / 3600);
}

/* From any moment on until the next failure, seen in the runs; beyond all numbers where they end before. */
static double wait_quantile(const struct stretches *s, size_t q, double quantile)
{
	const struct simulation_result *r = s->r;
	double step = s->seconds / (double)s->length, *waits;
	size_t count = 0, end = s->first + s->per_run * s->length;

	waits = arena_alloc(r->arena, r->run_count * (end - s->first) * sizeof(*waits));
	for (size_t i = 0; i < r->run_count; i++) {
		double wait = DBL_MAX;

		for (size_t k = end; k-- > s->first; count++) {
			wait = r->runs[i].failures_at[q][k] > 0 ? step / 2 : wait < DBL_MAX ? wait + step : DBL_MAX;
			waits[count] = wait;
		}
	}
	return quantile_of(waits, count, quantile);
}

/* What was not seen follows from the share of stretches with a failure. */
static double first_failure(const struct stretches *s, size_t q, double in_one, double quantile)
{
	double seen = wait_quantile(s, q, quantile);

	if (seen <= 8 * 86400.0)
		return seen;
	return in_one > 0 && in_one < 1 ? s->seconds * log(1 - quantile) / log(1 - in_one) : INFINITY;
}

/* --- blocks, and the answer ----------------------------------------------------------------------- */

static void blocks_over_time(struct simulation_result *r, const struct stretches *s, struct outlook *o)
{
	size_t count = 0;
	double *blocks = arena_alloc(r->arena, r->run_count * SIM_SAMPLES * sizeof(*blocks));

	for (size_t i = 0; i < r->run_count; i++)
		for (size_t k = s->first; k < r->runs[i].sample_count; k++)
			blocks[count++] = (double)r->runs[i].samples[k].blocks[o->order];
	o->blocks_worst = quantile_of(blocks, count, 0);
	o->blocks_p5 = quantile_of(blocks, count, 0.05);
}

static const char *no_answer(const struct simulation_result *r, const struct stretches *s, size_t q)
{
	uint64_t attempts = 0;

	for (size_t i = 0; i < r->run_count; i++)
		attempts += r->runs[i].attempts[q];
	if (!r->whole)
		return "the runs were stopped early";
	if (attempts == 0)
		return "it was not asked for in this time";
	if (!r->steady)
		return arena_printf(r->arena, "not steady: %s still drifts at the end", r->drifts);
	return s->per_run == 0 ? "too little time is left after the warm-up, which takes 8 minutes at least" : NULL;
}

static void look_at(struct simulation_result *r, size_t q)
{
	struct stretches s = divide(r, r->requests[q]->start);
	struct outlook *o = &r->outlook[q];
	struct alloc_request request;
	struct share in_one;
	struct error error;
	double all;

	*o = (struct outlook){ .why = no_answer(r, &s, q) };
	if (request_parse(r->arena, &r->runs[0].final.kernel, r->requests[q]->request, &request, &error) == 0 &&
		request.order < ZONE_ORDERS)
		o->order = request.order;
	if (o->why)
		return;
	in_one = failing_stretches(&s, q);
	all = (double)(s.per_run * r->run_count);
	o->p_1h = at_least_once(in_one, 3600 / s.seconds, all);
	o->p_8h = at_least_once(in_one, 8 * 3600 / s.seconds, all);
	o->per_hour = failure_rate(&s, q);
	o->p5 = first_failure(&s, q, in_one.value, 0.05);
	o->median = first_failure(&s, q, in_one.value, 0.5);
	o->p95 = first_failure(&s, q, in_one.value, 0.95);
	blocks_over_time(r, &s, o);
}

static void count_kills(struct simulation_result *r)
{
	double *kills = arena_alloc(r->arena, r->run_count * sizeof(*kills)), hours = 0;
	size_t settled = first_settled(r, 0);

	for (size_t i = 0; i < r->run_count; i++) {
		const struct sim_run *run = &r->runs[i];
		size_t first = settled < run->sample_count ? settled : 0; /* of a short run all there is */

		if (run->sample_count == 0)
			continue;
		kills[i] = (double)(run->samples[run->sample_count - 1].oom_kills - run->samples[first].oom_kills);
		hours += (run->time - run->samples[first].time) / 3600;
	}
	if (hours > 0)
		r->kills_per_hour = rate_of(kills, r->run_count, hours);
}

void look_out(struct simulation_result *r)
{
	for (size_t q = 0; q < r->request_count; q++)
		look_at(r, q);
	count_kills(r);
}
