/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_BUDDY_H
#define DTCARVE_SIM_BUDDY_H

#include <stdint.h>

#include "sim/sim_boot.h"
#include "alloc/zone_state.h"

/*
 * The buddy allocator page by page: page frames, free lists by migratetype and
 * order, pageblock types. Stands for mm/page_alloc.c:__free_one_page, expand,
 * __rmqueue_smallest, move_freepages_block and mm/mmzone.h:struct free_area.
 */

/* Index into the frames of all zones; typed by name so that it is not mixed up with a pfn. */
typedef uint32_t frame_t;
#define NO_FRAME UINT32_MAX

enum frame_state {
	FRAME_HOLE, /* never to be had */
	FRAME_TAIL, /* within a larger chunk, free or used */
	FRAME_FREE, /* first of a free chunk */
	FRAME_PCP,  /* first of a chunk on a per-CPU list */
	FRAME_USED, /* first of a chunk in use */
};

struct frame {
	uint32_t next, prev; /* in the one list that the frame is in; of a used one: its owner's affair */
	uint16_t owner;      /* free: migratetype of its list; used: index of its consumer */
	uint8_t order;
	uint8_t state : 4; /* enum frame_state */
	uint8_t zone : 4;
};

struct frame_list {
	frame_t first, last;
	uint32_t count;
};

#define BUDDY_ZONES 16
#define PCP_ORDERS 4
#define PCP_TYPES 3 /* Unmovable, Movable, Reclaimable; CMA and HighAtomic pages are parked as Movable */

/* The lists of one CPU in one zone. */
struct pcp {
	struct frame_list lists[PCP_ORDERS][PCP_TYPES];
	int64_t count; /* pages */
	unsigned int doublings;
	int64_t high;
};

struct buddy_zone {
	struct zone_state state; /* counters, marks and list lengths: what alloc/watermark.h tests */
	unsigned int index;
	frame_t first; /* a multiple of 2^max_order */
	uint32_t frames;
	uint64_t base_pfn; /* of `first` */
	struct frame_list lists[MIGRATE_TYPES][ZONE_ORDERS];
	uint8_t *block_types; /* enum migratetype by pageblock */
	uint32_t blocks;
	struct pcp *pcps; /* one a CPU */
	int64_t batch;
};

struct buddy {
	struct alloc_kernel kernel;
	struct frame *frames;
	void *frame_memory; /* where they lie in */
	uint32_t frame_count;
	struct buddy_zone zones[BUDDY_ZONES];
	unsigned int zone_count;
};

/* A copy of the boot state to work on; freed with buddy_free(). -EINVAL where it is too large or malformed.
 */
int buddy_new(const struct sim_boot *boot, unsigned int cpus, struct buddy **buddy);
void buddy_free(struct buddy *buddy);

/* Pages that a CPU's list keeps at least: 6 batches, from 5.14 on its share of the low mark. */
int64_t pcp_least_high(const struct alloc_kernel *kernel, const struct buddy_zone *zone, unsigned int cpus);

static inline struct buddy_zone *frame_zone(struct buddy *buddy, frame_t frame)
{
	return &buddy->zones[buddy->frames[frame].zone];
}

static inline uint64_t frame_pfn(struct buddy *buddy, frame_t frame)
{
	const struct buddy_zone *zone = frame_zone(buddy, frame);

	return zone->base_pfn + (frame - zone->first);
}

static inline uint32_t frame_block(const struct buddy *buddy, const struct buddy_zone *zone, frame_t frame)
{
	return (frame - zone->first) >> buddy->kernel.pageblock_order;
}

static inline enum migratetype frame_type(const struct buddy *buddy, const struct buddy_zone *zone,
										  frame_t frame)
{
	return (enum migratetype)zone->block_types[frame_block(buddy, zone, frame)];
}

static inline frame_t block_frame(const struct buddy *buddy, const struct buddy_zone *zone, uint32_t block)
{
	return zone->first + (block << buddy->kernel.pageblock_order);
}

/* --- lists of frames ---------------------------------------------------------- */

void list_init(struct frame_list *list);
void list_add(struct buddy *buddy, struct frame_list *list, frame_t frame); /* first */
void list_add_last(struct buddy *buddy, struct frame_list *list, frame_t frame);
void list_remove(struct buddy *buddy, struct frame_list *list, frame_t frame);

/* --- chunks -------------------------------------------------------------------- */

/* Gives a chunk that is in no list back: merges it with its buddies, onto the list of its pageblock's type.
 */
void buddy_give(struct buddy *buddy, struct buddy_zone *zone, frame_t frame, unsigned int order);

/*
 * Takes the first chunk of the smallest order that fits off the lists of `type`
 * and splits it; the rest goes to the lists of `rest`. NO_FRAME where there is none.
 */
frame_t buddy_take(struct buddy *buddy, struct buddy_zone *zone, enum migratetype type, unsigned int order,
				   enum migratetype rest);

/* Takes the chunk that starts at `frame` off its list, whole. */
void buddy_unlink(struct buddy *buddy, struct buddy_zone *zone, frame_t frame);

/* Splits an unlinked chunk of order `from` down to `order`; the halves behind go to the lists of `rest`. */
void buddy_split(struct buddy *buddy, struct buddy_zone *zone, frame_t frame, unsigned int from,
				 unsigned int order, enum migratetype rest);

/* Moves all free chunks that lie in one pageblock to the lists of `type`; returns their pages. */
int64_t buddy_move_block(struct buddy *buddy, struct buddy_zone *zone, uint32_t block, enum migratetype type);

/* The start of the free chunk that `frame` lies in, NO_FRAME where it is not free. */
frame_t buddy_chunk_of(const struct buddy *buddy, const struct buddy_zone *zone, frame_t frame);

#endif
