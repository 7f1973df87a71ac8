/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_INTERVAL_H
#define DTCARVE_UTIL_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

/* A share with its 95 % interval, each 0..1. */
struct share {
	double value, low, high;
};

/* `hits` of `total` independent trials, by Wilson's score; the whole of 0..1 for no trials. */
struct share share_of(uint64_t hits, uint64_t total);

/*
 * The same from several runs, each with its own trials: as wide as the runs
 * differ (Student's t of their shares), and never narrower than all trials
 * together would make it.
 */
struct share share_of_runs(const uint64_t *hits, const uint64_t *totals, size_t runs);

/* The value below which `quantile` (0..1) of the values lie; sorts them. 0 for none. */
double quantile_of(double *values, size_t count, double quantile);

#endif
