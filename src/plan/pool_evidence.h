/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_POOL_EVIDENCE_H
#define DTCARVE_PLAN_POOL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct boot;
struct error;

/* The peak use of one pool, from debugfs. */
struct pool_use {
	const char *name; /* as debugfs has it, without "cma-" */
	uint64_t used;    /* pages, the most that was seen */
	uint64_t count;   /* pages of the pool; 0: not told */
};

/* Who had pages in a pool at the time of a page_owner. */
struct pool_holder {
	const char *pool, *holder;
	bool is_module;
	bool buffers; /* cma_alloc() handed them out; else they were pinned where they had been lent */
	uint64_t pages;
};

/* What CMA pools really use, the most of all that was read. */
struct evidence {
	const char **files;
	size_t file_count, snapshot_count;
	bool has_total;
	uint64_t used_bytes, total_bytes; /* of all pools together, at the moment of the highest use */
	struct pool_use *pools;
	size_t pool_count;
	struct pool_holder *holders;
	size_t holder_count;
	unsigned int margin_percent; /* added to a peak */
};

#define EVIDENCE_MARGIN_PERCENT 25

/*
 * Reads a kernel log (free_cma against "pages cma reserved"), /proc/meminfo
 * (CmaTotal, CmaFree), or lines ".../cma-NAME/used:PAGES" as `grep . .../cma-NAME/used` prints
 * the counters of debugfs; several of them, also in one file; or a page_owner, of which `boot`, unless NULL,
 * tells the pools. -ENODATA where a file holds none of these. `page_shift`: of the kernel that wrote them.
 */
int evidence_read(struct arena *arena, const char *path, const struct boot *boot, unsigned int page_shift,
				  struct evidence *evidence, struct error *error);

/* For who reads: a pool had so many pages in use, all pools together so many bytes. */
void evidence_note_use(struct arena *arena, struct evidence *evidence, const char *pool, uint64_t pages);
void evidence_note_total(struct evidence *evidence, uint64_t used, uint64_t total);

/* Counters of debugfs alone, a line each. */
void evidence_read_counters(struct arena *arena, const char *text, struct evidence *evidence);

/* `bytes` and the margin. */
uint64_t evidence_with_margin(const struct evidence *evidence, uint64_t bytes);

#endif
