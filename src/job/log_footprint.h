/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_LOG_FOOTPRINT_H
#define DTCARVE_JOB_LOG_FOOTPRINT_H

#include <stdbool.h>

#include "sim/workload.h"

struct arena;
struct error;
struct sample;

/* What a log or a capture tells of the system that it was taken from. */
struct log_footprint {
	struct footprint footprint;
	const char *request; /* the one that failed, as of alloc/request.h; "order=3 gfp=GFP_ATOMIC" where there
							is none */
	bool vendor_cma;     /* the free-list letters are those of an Android tree with CMA on per-CPU lists */
	const struct sample *samples; /* of captures: what the footprint's history was read from, one each */
};

/*
 * Reads the first report with a memory dump in a kernel log, or the meminfo of a
 * folder of /proc captures. -ENODATA where there is none, with a line in `error`.
 */
int log_footprint_read(struct arena *arena, const char *path, unsigned int page_shift,
					   struct log_footprint *found, struct error *error);

/* The same of one or several captures, with all samples of them as its history. */
int captures_footprint(struct arena *arena, const char *const *paths, size_t path_count, unsigned int page_shift,
					   struct log_footprint *found, struct error *error);

#endif
