/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/exhaust.h"
#include "sim/sim.h"

/*
 * Taking memory off the lists of another migratetype, by version: see enum
 * steal_rule. Stands for mm/page_alloc.c:try_to_steal_freepages (3.18),
 * __rmqueue_fallback and steal_suitable_fallback (4.4 .. 6.1), __rmqueue_claim
 * and __rmqueue_steal (6.12, 7.2).
 */

/* A chunk found, and what to do with it. */
struct found {
	enum migratetype type;
	unsigned int order;
	frame_t frame;
};

/* What lies in the pageblock of a chunk. */
struct block_content {
	int64_t free, movable;
};

static const enum migratetype fallback_rows[][3] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE, MIGRATE_TYPES },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE, MIGRATE_TYPES },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_TYPES },
};

static bool find_of_order(const struct buddy_zone *zone, enum migratetype type, unsigned int order,
						  struct found *found)
{
	for (const enum migratetype *row = fallback_rows[type]; *row != MIGRATE_TYPES; row++) {
		if (zone->lists[*row][order].count == 0)
			continue;
		*found = (struct found){ *row, order, zone->lists[*row][order].first };
		return true;
	}
	return false;
}

static bool find_smallest(const struct sim *sim, const struct buddy_zone *zone, enum migratetype type,
						  unsigned int order, struct found *found)
{
	for (unsigned int k = order; k <= sim->buddy->kernel.max_order; k++)
		if (find_of_order(zone, type, k, found))
			return true;
	return false;
}

static bool may_claim(const struct sim *sim, enum migratetype type, unsigned int order)
{
	unsigned int block = sim->buddy->kernel.pageblock_order;

	if (order >= block / 2)
		return true;
	if (sim->buddy->kernel.rules.steal == STEAL_KEEP_TYPE)
		return type == MIGRATE_RECLAIMABLE;
	return type != MIGRATE_MOVABLE;
}

static struct block_content look_into(struct sim *sim, const struct buddy_zone *zone, uint32_t block)
{
	frame_t frame = block_frame(sim->buddy, zone, block);
	frame_t end = frame + (UINT32_C(1) << sim->buddy->kernel.pageblock_order);
	struct block_content content = { 0 };

	while (frame < end) {
		const struct frame *f = &sim->buddy->frames[frame];
		uint32_t pages = f->state >= FRAME_FREE ? UINT32_C(1) << f->order : 1;

		if (f->state == FRAME_FREE)
			content.free += pages;
		else if (f->state == FRAME_USED && owner_is_movable(&sim->owners[f->owner]))
			content.movable += pages;
		frame += pages;
	}
	return content;
}

/* Pages in the block that go well with the new type. Source: linux-4.14:steal_suitable_fallback. */
static int64_t alike_pages(const struct sim *sim, const struct block_content *content, enum migratetype type,
						   enum migratetype block_type)
{
	if (sim->buddy->kernel.rules.steal < STEAL_SMALLEST_M)
		return 0;
	if (type == MIGRATE_MOVABLE)
		return content->movable;
	if (block_type == MIGRATE_MOVABLE)
		return (INT64_C(1) << sim->buddy->kernel.pageblock_order) - content->free - content->movable;
	return 0;
}

static void set_block_type(struct sim *sim, struct buddy_zone *zone, uint32_t block, enum migratetype type)
{
	zone->state.pageblocks[zone->block_types[block]]--;
	zone->block_types[block] = (uint8_t)type;
	zone->state.pageblocks[type]++;
	sim->events.claims++;
}

static void raise_boost(struct sim *sim, struct buddy_zone *zone)
{
	int64_t limit = boost_limit(&sim->buddy->kernel, &zone->state);
	int64_t raised = zone->state.boost + (INT64_C(1) << sim->buddy->kernel.pageblock_order);

	if (limit == 0)
		return;
	zone->state.boost = raised < limit ? raised : limit;
	kswapd_wake(sim, 0, zone->state.kind);
}

/* --- what to do with the chunk ------------------------------------------------- */

static frame_t use_chunk(struct sim *sim, struct buddy_zone *zone, const struct found *found,
						 unsigned int order, enum migratetype rest)
{
	buddy_unlink(sim->buddy, zone, found->frame);
	buddy_split(sim->buddy, zone, found->frame, found->order, order, rest);
	return found->frame;
}

/* Whole pageblocks change their type. */
static frame_t take_blocks(struct sim *sim, struct buddy_zone *zone, const struct found *found,
						   const struct attempt *a)
{
	uint32_t block = frame_block(sim->buddy, zone, found->frame);
	uint32_t blocks = UINT32_C(1) << (found->order - sim->buddy->kernel.pageblock_order);

	for (uint32_t i = 0; i < blocks; i++)
		set_block_type(sim, zone, block + i, a->type);
	return use_chunk(sim, zone, found, a->order, a->type);
}

static bool half_is_alike(struct sim *sim, const struct buddy_zone *zone, uint32_t block,
						  enum migratetype type)
{
	struct block_content content = look_into(sim, zone, block);
	enum migratetype block_type = (enum migratetype)zone->block_types[block];

	return content.free + alike_pages(sim, &content, type, block_type) >=
		   INT64_C(1) << (sim->buddy->kernel.pageblock_order - 1);
}

/* Up to 6.1: all free pages of the block change lists; the block its type when half of it is alike. */
static frame_t claim_block(struct sim *sim, struct buddy_zone *zone, const struct found *found,
						   const struct attempt *a)
{
	uint32_t block = frame_block(sim->buddy, zone, found->frame);
	bool retag = half_is_alike(sim, zone, block, a->type);

	raise_boost(sim, zone);
	buddy_move_block(sim->buddy, zone, block, a->type);
	/* 3.18 splits the chunk itself back to where it came from unless the block is retagged */
	if (!retag && sim->buddy->kernel.rules.steal == STEAL_KEEP_TYPE)
		return use_chunk(sim, zone, found, a->order, found->type);
	if (retag)
		set_block_type(sim, zone, block, a->type);
	return buddy_take(sim->buddy, zone, a->type, a->order, a->type);
}

/* 6.12 and later: only where half is alike, and then the request is served from the block. */
static frame_t claim_half(struct sim *sim, struct buddy_zone *zone, const struct found *found,
						  const struct attempt *a)
{
	uint32_t block = frame_block(sim->buddy, zone, found->frame);

	raise_boost(sim, zone);
	if (!half_is_alike(sim, zone, block, a->type))
		return NO_FRAME;
	buddy_move_block(sim->buddy, zone, block, a->type);
	set_block_type(sim, zone, block, a->type);
	return buddy_take(sim->buddy, zone, a->type, a->order, a->type);
}

/* --- finding it ------------------------------------------------------------------- */

static frame_t take_found(struct sim *sim, struct buddy_zone *zone, const struct found *found,
						  const struct attempt *a)
{
	enum steal_rule rule = (enum steal_rule)sim->buddy->kernel.rules.steal;
	struct found smallest = *found;

	if (found->order >= sim->buddy->kernel.pageblock_order)
		return take_blocks(sim, zone, found, a);
	if (may_claim(sim, a->type, found->order))
		return claim_block(sim, zone, found, a);
	raise_boost(sim, zone);
	if (rule == STEAL_SMALLEST_M)
		find_smallest(sim, zone, a->type, a->order, &smallest);
	return use_chunk(sim, zone, &smallest, a->order, rule == STEAL_KEEP_TYPE ? found->type : a->type);
}

static frame_t largest_first(struct sim *sim, struct buddy_zone *zone, const struct attempt *a)
{
	struct found found;

	for (unsigned int k = sim->buddy->kernel.max_order + 1; k-- > a->order;)
		if (find_of_order(zone, a->type, k, &found))
			return take_found(sim, zone, &found, a);
	return NO_FRAME;
}

static frame_t claim_then_steal(struct sim *sim, struct buddy_zone *zone, const struct attempt *a)
{
	struct found found;

	for (unsigned int k = sim->buddy->kernel.max_order + 1; k-- > a->order;) {
		frame_t frame;

		if (!find_of_order(zone, a->type, k, &found))
			continue;
		if (k >= sim->buddy->kernel.pageblock_order)
			return take_blocks(sim, zone, &found, a);
		if (!may_claim(sim, a->type, k))
			break;
		frame = claim_half(sim, zone, &found, a);
		if (frame != NO_FRAME)
			return frame;
	}
	if (!find_smallest(sim, zone, a->type, a->order, &found))
		return NO_FRAME;
	return use_chunk(sim, zone, &found, a->order, found.type);
}

/* 3.18: CMA comes first in the row of movable requests; its chunks are split in place. */
static frame_t cma_by_row(struct sim *sim, struct buddy_zone *zone, const struct attempt *a)
{
	if (!(a->rights & RIGHT_CMA) || sim->buddy->kernel.rules.cma != CMA_FIRST_FALLBACK)
		return NO_FRAME;
	return buddy_take(sim->buddy, zone, MIGRATE_CMA, a->order, MIGRATE_CMA);
}

frame_t fallback_take(struct sim *sim, struct buddy_zone *zone, const struct attempt *a)
{
	frame_t frame = cma_by_row(sim, zone, a);

	if (frame != NO_FRAME)
		return frame;
	frame = sim->buddy->kernel.rules.steal == STEAL_CLAIM_FIRST ? claim_then_steal(sim, zone, a)
																: largest_first(sim, zone, a);
	if (frame != NO_FRAME)
		sim->events.fallbacks++;
	return frame;
}

bool fallback_possible(const struct sim *sim, const struct buddy_zone *zone, enum migratetype type,
					   unsigned int order)
{
	struct found found;

	for (unsigned int k = order; k <= sim->buddy->kernel.max_order; k++)
		if (may_claim(sim, type, k) && find_of_order(zone, type, k, &found))
			return true;
	return false;
}
