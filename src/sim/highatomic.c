/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/exhaust.h"
#include "sim/sim.h"

static void retag(struct sim *sim, struct buddy_zone *zone, uint32_t block, enum migratetype type)
{
	int64_t pages = INT64_C(1) << sim->buddy->kernel.pageblock_order;

	zone->state.pageblocks[zone->block_types[block]]--;
	zone->state.pageblocks[type]++;
	zone->state.reserved_highatomic += type == MIGRATE_HIGHATOMIC ? pages : -pages;
	zone->block_types[block] = (uint8_t)type;
}

/* Source: mm/page_alloc.c:reserve_highatomic_pageblock. */
void highatomic_reserve(struct sim *sim, frame_t frame)
{
	struct buddy_zone *zone = frame_zone(sim->buddy, frame);

	if (zone->state.reserved_highatomic >= highatomic_limit(&sim->buddy->kernel, &zone->state))
		return;
	if (frame_type(sim->buddy, zone, frame) > MIGRATE_RECLAIMABLE)
		return;
	/* a chunk above pageblock order cannot be kept in step with one block's type */
	if (sim->buddy->frames[frame].order > sim->buddy->kernel.pageblock_order)
		return;
	retag(sim, zone, frame_block(sim->buddy, zone, frame), MIGRATE_HIGHATOMIC);
	buddy_move_block(sim->buddy, zone, frame_block(sim->buddy, zone, frame), MIGRATE_HIGHATOMIC);
	sim->events.highatomic_reserved++;
}

/* The blocks under one free chunk: more than one where the chunk is larger than a pageblock. */
static void release_chunk(struct sim *sim, struct buddy_zone *zone, frame_t frame, unsigned int order,
						  enum migratetype type)
{
	unsigned int block_order = sim->buddy->kernel.pageblock_order;
	uint32_t block = frame_block(sim->buddy, zone, frame);
	uint32_t blocks = order > block_order ? UINT32_C(1) << (order - block_order) : 1;

	for (uint32_t i = 0; i < blocks; i++)
		retag(sim, zone, block + i, type);
	buddy_move_block(sim->buddy, zone, block, type);
	sim->events.highatomic_released += blocks;
}

static bool release_from(struct sim *sim, struct buddy_zone *zone, enum migratetype type)
{
	for (unsigned int order = 0; order <= sim->buddy->kernel.max_order; order++) {
		frame_t frame = zone->lists[MIGRATE_HIGHATOMIC][order].first;

		if (frame == NO_FRAME || frame_type(sim->buddy, zone, frame) != MIGRATE_HIGHATOMIC)
			continue;
		release_chunk(sim, zone, frame, order, type);
		return true;
	}
	return false;
}

/* One block; the last one of a zone is kept unless all may go. Source: unreserve_highatomic_pageblock. */
bool highatomic_release(struct sim *sim, enum migratetype type, bool all)
{
	int64_t block = INT64_C(1) << sim->buddy->kernel.pageblock_order;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		struct buddy_zone *zone = &sim->buddy->zones[sim->zonelist[i]];

		if (zone->state.reserved_highatomic <= (all ? 0 : block))
			continue;
		if (release_from(sim, zone, type))
			return true;
	}
	return false;
}
