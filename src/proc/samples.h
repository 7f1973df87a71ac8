/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PROC_SAMPLES_H
#define DTCARVE_PROC_SAMPLES_H

#include <stddef.h>

struct arena;
struct captures;
struct error;

/* What a board's counters said at one time. */
struct sample {
	double time; /* s since boot; negative: not told */
	const char *source, *meminfo;
	/* NULL where it was not taken; `cma`: lines of debugfs, as "grep '' FILE..." prints them */
	const char *vmstat, *zoneinfo, *buddyinfo, *pagetypeinfo, *cma;
};

/*
 * Adds the samples of a capture: those of its series, and what stands beside it. The
 * series is cut in place. -EINVAL with "FILE:LINE" where it is none.
 */
int samples_read(struct arena *arena, const struct captures *captures, struct sample **samples, size_t *count,
				 struct error *error);

#endif
