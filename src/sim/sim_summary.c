/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "sim/simulate.h"
#include "util/memory.h"

static size_t collect(const struct simulation_result *r, series_t series, double *values)
{
	size_t count = 0;

	for (size_t i = 0; i < r->run_count; i++)
		for (size_t k = r->first_counted; k < r->runs[i].sample_count; k++)
			values[count++] = series_value(&r->runs[i].samples[k], series);
	return count;
}

/* HighAtomic memory in blocks of an order: larger ones split, smaller ones left out. */
static size_t collect_highatomic(const struct simulation_result *r, unsigned int order, double *values)
{
	size_t count = 0;

	for (size_t i = 0; i < r->run_count; i++)
		for (size_t k = r->first_counted; k < r->runs[i].sample_count; k++) {
			int64_t blocks = 0;

			for (unsigned int o = order; o <= r->max_order; o++)
				blocks += r->runs[i].samples[k].nr_free[MIGRATE_HIGHATOMIC][o] << (o - order);
			values[count++] = (double)blocks;
		}
	return count;
}

static void summarize_orders(struct simulation_result *r, double *values)
{
	for (unsigned int order = 0; order <= r->max_order; order++) {
		size_t count = collect(r, SERIES(blocks[order]), values);

		r->orders[order].median = quantile_of(values, count, 0.5);
		r->orders[order].p5 = quantile_of(values, count, 0.05);
		count = collect_highatomic(r, order, values);
		r->orders[order].highatomic_median = quantile_of(values, count, 0.5);
		r->orders[order].highatomic_p5 = quantile_of(values, count, 0.05);
		for (unsigned int type = 0; type < MIGRATE_TYPES; type++) {
			count = collect(r, SERIES(nr_free[type][order]), values);
			r->orders[order].median_by_type[type] = quantile_of(values, count, 0.5);
			r->orders[order].p5_by_type[type] = quantile_of(values, count, 0.05);
		}
	}
}

static void summarize_requests(struct simulation_result *r)
{
	uint64_t *hits = memory_new(r->run_count * 2 * sizeof(*hits)), *totals = hits + r->run_count;

	for (size_t q = 0; q < r->request_count; q++) {
		for (size_t i = 0; i < r->run_count; i++) {
			hits[i] = r->runs[i].failures[q];
			totals[i] = r->runs[i].attempts[q];
		}
		r->failing[q] = share_of_runs(hits, totals, r->run_count);
	}
	memory_free(hits);
}

static void add_sample(struct sim_sample *sum, const struct sim_sample *s, unsigned int max_order)
{
	sum->time = s->time;
	sum->free_outside_cma += s->free_outside_cma;
	sum->free_cma += s->free_cma;
	sum->file += s->file;
	sum->anon += s->anon;
	sum->unmovable += s->unmovable;
	for (unsigned int k = 0; k <= max_order; k++)
		sum->blocks[k] += s->blocks[k];
}

static void divide_sample(struct sim_sample *sum, int64_t by, unsigned int max_order)
{
	sum->free_outside_cma /= by;
	sum->free_cma /= by;
	sum->file /= by;
	sum->anon /= by;
	sum->unmovable /= by;
	for (unsigned int k = 0; k <= max_order; k++)
		sum->blocks[k] /= by;
}

/* Point by point over the runs that got so far. */
static void average_series(struct simulation_result *r)
{
	for (size_t k = 0; k < SIM_SAMPLES; k++) {
		int64_t count = 0;

		for (size_t i = 0; i < r->run_count; i++) {
			if (k >= r->runs[i].sample_count)
				continue;
			add_sample(&r->mean[k], &r->runs[i].samples[k], r->max_order);
			count++;
		}
		if (count == 0)
			return;
		divide_sample(&r->mean[k], count, r->max_order);
		r->sample_count = k + 1;
	}
}

static double share_above_0(const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i] > 0;
	return count ? sum / (double)count : 0;
}

void summarize(struct simulation_result *r)
{
	double *values = memory_new((r->run_count * SIM_SAMPLES + 1) * sizeof(*values));
	size_t count;

	average_series(r);
	find_warm_up(r);
	count = collect(r, SERIES(free_outside_cma), values);
	r->free_outside_median = quantile_of(values, count, 0.5);
	r->free_outside_p5 = quantile_of(values, count, 0.05);
	count = collect(r, SERIES(free_cma), values);
	r->free_cma_median = quantile_of(values, count, 0.5);
	r->free_cma_p5 = quantile_of(values, count, 0.05);
	count = collect(r, SERIES(file), values);
	r->file_median = quantile_of(values, count, 0.5);
	r->file_p5 = quantile_of(values, count, 0.05);
	count = collect(r, SERIES(highatomic), values);
	r->highatomic_share = share_above_0(values, count);
	count = collect(r, SERIES(cma_buffers), values);
	r->cma_buffers_most = (int64_t)quantile_of(values, count, 1);
	summarize_orders(r, values);
	memory_free(values);
	summarize_requests(r);
	look_out(r);
}
