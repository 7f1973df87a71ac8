/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_SIM_H
#define DTCARVE_SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/buddy.h"
#include "alloc/watermark.h"
#include "util/random.h"

/*
 * The page allocator at work: one board's memory, who holds which pages, and
 * the kernel threads that make room. Single-threaded and deterministic: the same
 * boot state, seed and calls give the same result.
 */

struct owner {
	enum owner_kind kind;
	int64_t pages;
	bool fifo;              /* kept in the order of allocation; else as a bag, for random ends */
	struct frame_list list; /* fifo */
	frame_t *bag;           /* otherwise */
	size_t bag_count, bag_room;
	int64_t swapped; /* pages in swap that are still its own */
	bool killed;     /* the OOM killer took all */
	bool spared;     /* never chosen by the OOM killer */
	bool unused;     /* its index is free */
};

#define SIM_OWNERS UINT16_MAX /* what a frame can name */

/* What happened, in counts since the start. */
struct sim_events {
	uint64_t allocations, failures; /* of blocks */
	uint64_t fallbacks; /* blocks served from the list of another type: fragmentation events */
	uint64_t claims;    /* pageblocks that changed their type for it */
	uint64_t kswapd_wakes, kswapd_pages;
	uint64_t direct_reclaims;
	uint64_t compactions, migrated; /* runs, pages */
	uint64_t kcompactd_wakes;
	uint64_t oom_kills;
	uint64_t highatomic_reserved, highatomic_released; /* blocks */
	uint64_t cma_allocations, cma_failures;
};

/* Background work on one zone. */
struct zone_work {
	uint32_t migrate_block, free_block; /* where compaction goes on */
	unsigned int defer_shift, deferred; /* compaction skipped: 1 << shift times at most */
	unsigned int defer_order;
};

struct kswapd {
	bool woken;
	double due;                /* s: when it goes on */
	unsigned int order, asked; /* that it still works for, and the largest one asked */
	int64_t reclaimed;         /* pages, since it was woken */
	bool begun;                /* at the work that it was woken for */
	int64_t boost_left;        /* pages to reclaim for the boosts that it began with */
	int64_t boosts[BUDDY_ZONES];
	enum gfp_zone highest;
	unsigned int fruitless; /* runs without progress; 16 and it is not woken any more */
};

struct sim {
	struct buddy *buddy;
	struct random random;
	unsigned int cpus, cpu;             /* the one that runs now */
	unsigned int zonelist[BUDDY_ZONES]; /* zones by preference: node by node, highest first */
	struct zone_work work[BUDDY_ZONES];
	struct kswapd kswapd;
	double now;                   /* s of simulated time; every block taken or freed costs some */
	double due;                   /* when kswapd or kcompactd goes on; far off while both sleep */
	double page_cost;             /* s that one block takes to be handed out and filled */
	unsigned int kcompactd_order; /* 0: asleep */
	double kcompactd_due;
	unsigned int proactive_pause; /* half seconds left out after a fruitless run */
	struct owner *owners;         /* moves when one is added */
	unsigned int owner_count, owner_room;
	int64_t swap_free; /* pages */
	double zram_share; /* of a page that its compressed copy takes up in RAM; 0: swapped to a device */
	double zram_debt;  /* pages of copies that have no page yet */
	unsigned int zram; /* owner of the copies, 0 without any */
	struct sim_events events;
};

/* Everything about a kind of request that the allocator looks at. */
struct sim_request {
	struct attempt fast, slow;
	bool sleeps, wakes_kswapd, may_kill;
	bool no_retry, costly, early_compaction, forever;
};

/* -EINVAL where the boot state is malformed, -ENOMEM. `swap` in pages. */
int sim_new(const struct sim_boot *boot, uint64_t seed, int64_t swap, struct sim **sim);
void sim_free(struct sim *sim);

/* A new owner's index, 0 where there are too many. An index that was given up is used again. */
unsigned int sim_add_owner(struct sim *sim, enum owner_kind kind, bool fifo);

/* Everything of an owner goes back, its swap too, and its index is free. */
void sim_drop_owner(struct sim *sim, unsigned int owner);

struct sim_request sim_request_make(const struct alloc_kernel *kernel, const struct gfp *gfp,
									unsigned int order, enum request_context context);

/* Allocates a block for an owner, by all means that the request allows; false where it fails. */
bool sim_alloc(struct sim *sim, const struct sim_request *request, unsigned int owner);

/* Gives `blocks` back: the oldest of a fifo, random ones of a bag. Fewer where the owner has fewer. */
uint64_t sim_release(struct sim *sim, unsigned int owner, uint64_t blocks);

/* Gives all but every n-th block back, in the order of their addresses' allocation. */
void sim_thin(struct sim *sim, unsigned int owner, uint32_t n);

/* Gives up swap that an owner has: its pages come back, or are gone with their task. */
void sim_unswap(struct sim *sim, unsigned int owner, int64_t pages);

/* A contiguous range of `pages` out of a CMA area, as cma_alloc(); false where none can be cleared. */
bool sim_cma_alloc(struct sim *sim, unsigned int owner, uint32_t pages);

/* Lets kswapd and kcompactd do what is due by now. */
void sim_background(struct sim *sim);

/* The same up to a later moment, which it then is. */
void sim_advance(struct sim *sim, double now);

/* Swapped pages stay in RAM as compressed copies of this share of their size. */
void sim_use_zram(struct sim *sim, double share);

/* Every half second of simulated time: proactive compaction (5.9+). */
void sim_compact_proactively(struct sim *sim);

/* Once a simulated second: per-CPU lists that grew by themselves shrink again (6.7+). */
void sim_decay_pcp(struct sim *sim);

/* Pages on per-CPU lists go back to the buddy lists. */
void sim_drain(struct sim *sim);

/* --- the parts, for each other ---------------------------------------------------- */

static inline struct owner *frame_owner(struct sim *sim, frame_t frame)
{
	return &sim->owners[sim->buddy->frames[frame].owner];
}

/* page_alloc.c */
frame_t zones_take(struct sim *sim, const struct attempt *attempt);
frame_t zone_take_block(struct sim *sim, struct buddy_zone *zone, const struct attempt *attempt);
bool zone_passes(const struct sim *sim, const struct buddy_zone *zone, const struct attempt *attempt);
void page_give(struct sim *sim, frame_t frame);

/* pcp.c */
frame_t pcp_take(struct sim *sim, struct buddy_zone *zone, const struct attempt *attempt);
bool pcp_give(struct sim *sim, struct buddy_zone *zone, frame_t frame, unsigned int order);

/* fallback.c: a chunk of another type's lists, split to order. */
frame_t fallback_take(struct sim *sim, struct buddy_zone *zone, const struct attempt *attempt);
/* Whether compaction may stop because such a chunk could be claimed. */
bool fallback_possible(const struct sim *sim, const struct buddy_zone *zone, enum migratetype type,
					   unsigned int order);

/* zram.c: the compressed copies of so many pages come, or go. */
void zram_keep(struct sim *sim, int64_t pages);
void zram_drop(struct sim *sim, int64_t pages);

/* highatomic.c */
void highatomic_reserve(struct sim *sim, frame_t frame);
bool highatomic_release(struct sim *sim, enum migratetype type, bool all);

/* owner.c */
void owner_add(struct sim *sim, unsigned int owner, frame_t frame, unsigned int order);
frame_t owner_first(struct sim *sim, struct owner *owner); /* the next to go, NO_FRAME where empty */
void owner_remove(struct sim *sim, frame_t frame);
void owner_replace(struct sim *sim, frame_t frame, frame_t by);
bool owner_is_movable(const struct owner *owner);

/* reclaim.c */
int64_t reclaim_pages(struct sim *sim, enum gfp_zone highest, int64_t wanted);
void kswapd_wake(struct sim *sim, unsigned int order, enum gfp_zone highest);
void kswapd_step(struct sim *sim);
int64_t reclaimable_pages(const struct sim *sim);
bool oom_kill(struct sim *sim);

/* compaction.c */
enum compact_mode { COMPACT_ASYNC, COMPACT_SYNC, COMPACT_FULL, COMPACT_BACKGROUND };

/* The best that came of any zone. Source: enum compact_result. */
enum compact_result { COMPACT_SKIPPED, COMPACT_DEFERRED, COMPACT_FAILED, COMPACT_SUCCESS };
enum compact_result compact_zones(struct sim *sim, const struct attempt *attempt, enum compact_mode mode);
bool compaction_suitable(const struct attempt *attempt, const struct zone_state *zone, int64_t free);
void kcompactd_wake(struct sim *sim, unsigned int order);
void kcompactd_run(struct sim *sim);
bool migrate_frame(struct sim *sim, frame_t frame, frame_t to);

#endif
