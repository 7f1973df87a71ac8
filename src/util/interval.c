/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/interval.h"
#include "util/sort.h"

#include <math.h>
#include <stdlib.h>

#define Z95 1.959964

struct share share_of(uint64_t hits, uint64_t total)
{
	double n = (double)total, p, centre, half, scale;

	if (total == 0)
		return (struct share){ 0, 0, 1 };
	p = (double)hits / n;
	scale = 1 + Z95 * Z95 / n;
	centre = (p + Z95 * Z95 / (2 * n)) / scale;
	half = Z95 * sqrt(p * (1 - p) / n + Z95 * Z95 / (4 * n * n)) / scale;
	return (struct share){ p, hits == 0 ? 0 : fmax(0, centre - half),
						   hits == total ? 1 : fmin(1, centre + half) };
}

/* 97.5 % quantile of Student's t. */
static double student_t(size_t degrees)
{
	static const double values[] = { 0,     12.706, 4.303, 3.182, 2.776, 2.571, 2.447,
									 2.365, 2.306,  2.262, 2.228, 2.201, 2.179, 2.160,
									 2.145, 2.131,  2.120, 2.110, 2.101, 2.093, 2.086 };

	return degrees < sizeof(values) / sizeof(values[0]) ? values[degrees] : Z95 + 2.4 / (double)degrees;
}

static double spread_of_runs(const uint64_t *hits, const uint64_t *totals, size_t runs)
{
	double mean = 0, square = 0;
	size_t n = 0;

	for (size_t i = 0; i < runs; i++) {
		double p;

		if (totals[i] == 0)
			continue;
		p = (double)hits[i] / (double)totals[i];
		n++;
		square += (double)(n - 1) * (p - mean) * (p - mean) / (double)n;
		mean += (p - mean) / (double)n;
	}
	return n < 2 ? 0 : student_t(n - 1) * sqrt(square / (double)(n - 1) / (double)n);
}

struct share share_of_runs(const uint64_t *hits, const uint64_t *totals, size_t runs)
{
	uint64_t all_hits = 0, all = 0;
	double half = spread_of_runs(hits, totals, runs);
	struct share share;

	for (size_t i = 0; i < runs; i++) {
		all_hits += hits[i];
		all += totals[i];
	}
	share = share_of(all_hits, all);
	share.low = fmax(0, fmin(share.low, share.value - half));
	share.high = fmin(1, fmax(share.high, share.value + half));
	return share;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double quantile_of(double *values, size_t count, double quantile)
{
	double at;
	size_t below;

	if (count == 0)
		return 0;
	sort_items(values, count, sizeof(*values), compare);
	at = quantile * (double)(count - 1);
	below = (size_t)at;
	if (below + 1 >= count)
		return values[count - 1];
	return values[below] + (at - (double)below) * (values[below + 1] - values[below]);
}
