/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_POOL_EVIDENCE_H
#define DTCARVE_PLAN_POOL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

/* The peak use of one pool, from debugfs. */
struct pool_use {
	const char *name; /* as debugfs has it, without "cma-" */
	uint64_t used;    /* pages, the most that was seen */
	uint64_t count;   /* pages of the pool; 0: not told */
};

/* What CMA pools really use, the most of all that was read. */
struct evidence {
	const char **files;
	size_t file_count, snapshot_count;
	bool has_total;
	uint64_t used_bytes, total_bytes; /* of all pools together, at the moment of the highest use */
	struct pool_use *pools;
	size_t pool_count;
	unsigned int margin_percent; /* added to a peak */
};

#define EVIDENCE_MARGIN_PERCENT 25

/*
 * Reads a kernel log (free_cma against "pages cma reserved"), /proc/meminfo
 * (CmaTotal, CmaFree), or lines ".../cma-NAME/used:PAGES" as `grep . .../cma-NAME/used` prints
 * the counters of debugfs; several of them, also in one file. -ENODATA where a file
 * holds none of these. `page_shift`: of the kernel that wrote them.
 */
int evidence_read(struct arena *arena, const char *path, unsigned int page_shift, struct evidence *evidence,
				  struct error *error);

/* Counters of debugfs alone, a line each. */
void evidence_read_counters(struct arena *arena, const char *text, struct evidence *evidence);

/* `bytes` and the margin. */
uint64_t evidence_with_margin(const struct evidence *evidence, uint64_t bytes);

#endif
