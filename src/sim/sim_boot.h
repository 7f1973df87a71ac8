/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_SIM_BOOT_H
#define DTCARVE_SIM_SIM_BOOT_H

#include <stddef.h>
#include <stdint.h>

#include "alloc/zone_state.h"

struct arena;
struct error;
struct random;

/*
 * Where a simulation starts: the memory that is free when user space begins,
 * place by place. What lies in no range is taken for good (kernel, memmap,
 * holes, no-map carve-outs).
 */

/* What the pages of an owner are to reclaim and compaction. */
enum owner_kind {
	OWNER_ANON,             /* movable; swapped out where there is swap; given up when its task is killed */
	OWNER_FILE,             /* movable; clean page cache, oldest first */
	OWNER_SHMEM,            /* movable; tmpfs, as anon for reclaim but nobody is killed for it */
	OWNER_SLAB,             /* unmovable */
	OWNER_SLAB_RECLAIMABLE, /* not movable; shrinks with the page cache */
	OWNER_KERNEL,           /* unmovable: stacks, page tables, driver pools, network buffers */
	OWNER_CMA,              /* contiguous ranges of CMA areas */
	OWNER_ZRAM,             /* compressed copies of swapped pages: movable, never reclaimed */
	OWNER_KINDS
};

struct sim_range {
	uint64_t pfn, pages;
	enum migratetype type; /* of the free list, and of the pageblocks that the range lies in */
};

/* A block that is in use when it starts; nobody of the workload gives it back. */
struct sim_held {
	uint64_t pfn;
	uint8_t order;
	uint8_t kind; /* enum owner_kind */
};

/* The type of a pageblock, whether any of it is free or not. */
struct sim_block_type {
	uint64_t pfn;
	enum migratetype type;
};

struct sim_boot_zone {
	/*
	 * kind, node, start_pfn, spanned, present, managed, marks, lowmem_reserve and
	 * pcp are used; free counts and lists come from the ranges.
	 */
	struct zone_state state;
	struct sim_range *ranges; /* ascending, not overlapping, within the zone's span */
	size_t range_count;
	/* what was seen beside, of a running system; within the zone's span, and in no range */
	const struct sim_held *held;
	size_t held_count;
	const struct sim_block_type *types;
	size_t type_count;
};

struct sim_boot {
	struct alloc_kernel kernel;
	struct sim_boot_zone *zones;
	size_t zone_count;
};

/*
 * Lays the free blocks of a captured state out in pageblocks: those of one type
 * side by side, each free block at a place of its own. Counts by type and order
 * are kept; where a block lay is not known from /proc and is drawn from `random`.
 * The arena owns the result. -EFBIG for more memory than can be simulated, with a
 * line in `error`.
 */
int sim_boot_from_state(struct arena *arena, const struct memory_state *state, struct random *random,
						struct sim_boot *boot, struct error *error);

/* Free pages of CMA that it starts with. */
int64_t sim_boot_cma_pages(const struct sim_boot *boot);

/*
 * The same board with less CMA: free blocks of it that fill pageblocks become
 * movable ones, as long as `keep` pages of CMA or more are left. The arena owns the result; it
 * shares the rest with `from`.
 */
struct sim_boot sim_boot_with_less_cma(struct arena *arena, const struct sim_boot *from, int64_t keep);

#endif
