/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_SCENARIO_SOURCE_H
#define DTCARVE_JOB_SCENARIO_SOURCE_H

#include "sim/scenario.h"

struct arena;
struct error;
struct log_footprint;

/* --workload W, --from-log LOG or --from-capture TAR..., one of them; in the arena. */
struct scenario_source {
	const char *workload; /* a file, or the name of a shipped one */
	const char *log;      /* a kernel log, or a capture */
	const char **captures;
	size_t capture_count;
};

/* `found`, unless NULL: what the footprint was read from; empty of a workload. */
int scenario_open(struct arena *arena, const struct scenario_source *source, unsigned int page_shift,
				  struct scenario *scenario, struct log_footprint *found, struct error *error);
void scenario_close(struct scenario *scenario);

#endif
