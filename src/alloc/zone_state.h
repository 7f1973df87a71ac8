/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_ZONE_STATE_H
#define DTCARVE_ALLOC_ZONE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/gfp.h"
#include "kernel/migratetype.h"
#include "kernel/page_alloc_rules.h"

struct arena;

/*
 * What an allocation request meets: every zone's counters and free lists at one
 * moment, and the kernel whose rules apply. Filled from /proc captures
 * (alloc/proc_state.h) or from the boot model. All counts are in pages unless a
 * comment says blocks.
 */

/* Free lists of orders 0 .. max_order; 13 is the largest order of any arm64 kernel. */
#define ZONE_ORDERS 16

/* Per-CPU lists of one zone; their pages are in no free list and in no free count. */
struct pcp_state {
	unsigned int cpus; /* CPUs whose lists were counted */
	int64_t count;     /* pages on all of them together */
	int64_t high;      /* of one CPU: pages kept before some are given back; 0 where unknown */
	int64_t high_max;  /* of one CPU: the limit of the automatic tuning (6.7+); 0 where unknown */
	int64_t batch;     /* pages of one refill; 0 where unknown */
	int64_t drift;     /* pages by which one CPU's NR_FREE_PAGES may lag ("vm stats threshold") */
};

struct zone_state {
	enum gfp_zone kind;
	unsigned int node;
	uint64_t start_pfn, spanned, present, managed;
	int64_t free;                                /* NR_FREE_PAGES */
	int64_t free_cma;                            /* NR_FREE_CMA_PAGES */
	int64_t min, low, high;                      /* marks without the boost */
	int64_t boost;                               /* 5.0+ */
	int64_t lowmem_reserve[GFP_ZONES];           /* by the zone of the request */
	int64_t reserved_highatomic;                 /* whole blocks, used pages included */
	int64_t free_highatomic;                     /* pages on the HighAtomic lists */
	int64_t nr_free[MIGRATE_TYPES][ZONE_ORDERS]; /* blocks */
	int64_t pageblocks[MIGRATE_TYPES];           /* blocks of pageblock_order */
	struct pcp_state pcp;
	/* predicted state: pages by which `free`, CMA and `present` may be off; 0 for a captured one */
	int64_t fewer, more, cma_fewer, cma_more, present_more;
};

/* Pages that it may have at most. */
static inline int64_t zone_room(const struct zone_state *zone)
{
	return (int64_t)zone->present + zone->present_more;
}

/* Whether it is a predicted one. */
static inline bool zone_is_predicted(const struct zone_state *zone)
{
	return zone->fewer > 0 || zone->more > 0;
}

struct alloc_kernel {
	uint32_t version; /* kernel/version.h */
	struct page_alloc_rules rules;
	unsigned int page_shift;
	unsigned int pageblock_order;
	unsigned int max_order;  /* the largest order there is */
	unsigned int cpus;       /* possible CPUs */
	unsigned int gfp_config; /* enum gfp_config, for gfp_layout_for() */
	unsigned int cma_threshold; /* sixteenths of the free pages, 0: half of them */
	bool cma_open;           /* a tree with __GFP_CMA does not ask for it */
	unsigned int zones;      /* configured ones: bit 1 << enum gfp_zone */
	unsigned int populated;  /* those with pages, on any node */
	bool vmap_stack;         /* kernel stacks are single pages, not one block */
};

/* Whether so much of what is free is CMA's that movable requests go there first (linux:__rmqueue). */
static inline bool cma_is_preferred(const struct alloc_kernel *kernel, int64_t free_cma, int64_t free)
{
	return kernel->rules.cma == CMA_BALANCED &&
		   free_cma > free * (kernel->cma_threshold ? kernel->cma_threshold : 8) / 16;
}

struct memory_state {
	struct arena *arena; /* owns all of it */
	const char *source;  /* the folder or board it came from */
	struct alloc_kernel kernel;
	const char *release; /* in words, with what its rules are; NULL: only the version is known */
	struct zone_state *zones; /* populated ones, node by node, lowest first */
	size_t zone_count;
	int64_t reclaimable; /* page cache and reclaimable slab; -1 where unknown */
};

/* The populated zone of that kind on a node; NULL where there is none. */
const struct zone_state *memory_zone(const struct memory_state *state, enum gfp_zone kind, unsigned int node);

void memory_state_free(struct memory_state *state);

/* Free pages on the lists of `type`. */
int64_t zone_list_pages(const struct zone_state *zone, enum migratetype type);

/* Blocks of `order` on the lists of the types in `types` (bit 1 << type). */
int64_t zone_blocks(const struct zone_state *zone, unsigned int types, unsigned int order);

/* The same free memory counted in blocks of `order`: larger ones split, smaller ones left out. */
int64_t zone_blocks_from(const struct zone_state *zone, unsigned int types, unsigned int order);

#define TYPE_BIT(type) (1u << MIGRATE_##type)
#define TYPES_ALL ((1u << MIGRATE_TYPES) - 1)

#endif
