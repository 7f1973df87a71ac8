/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_SERIES_CHECK_H
#define DTCARVE_JOB_SERIES_CHECK_H

#include "document/series_report.h"
#include "sim/simulate.h"

struct arena;
struct error;
struct log_footprint;
struct memory_state;

/*
 * Holds the simulator against a series: starts it from the first sample that has the free lists,
 * under the load of the first half of the samples, and compares the others; of few samples the load
 * is fitted to all. NULL in `report` where there are no two samples. The arena owns it.
 */
int series_check(struct arena *arena, const struct log_footprint *found, const struct memory_state *memory,
				 const struct simulation_options *options, struct series_report **report, struct error *error);

#endif
