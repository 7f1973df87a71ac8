/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/sim.h"

/*
 * Contiguous ranges out of CMA areas: everything movable in a range is migrated
 * away, free pages are taken. Stands for mm/cma.c:cma_alloc and
 * mm/page_alloc.c:alloc_contig_range.
 */

/* One attempt at a range. */
struct clearing {
	struct sim *sim;
	struct buddy_zone *zone;
	frame_t from, to;
	unsigned int owner;
};

/* Free, or in use by somebody whose page can be moved. */
static bool is_candidate(const struct clearing *c, frame_t frame)
{
	const struct frame *f = &c->sim->buddy->frames[frame];

	if (frame_type(c->sim->buddy, c->zone, frame) != MIGRATE_CMA)
		return false;
	return f->state == FRAME_FREE ||
		   (f->state == FRAME_USED && f->order == 0 && owner_is_movable(&c->sim->owners[f->owner]));
}

/* Takes the free chunk that begins before or in the range; what lies outside goes back. */
static frame_t capture_chunk(struct clearing *c, frame_t start)
{
	struct buddy *buddy = c->sim->buddy;
	frame_t end = start + (UINT32_C(1) << buddy->frames[start].order);

	buddy_unlink(buddy, c->zone, start);
	for (frame_t frame = start; frame < end; frame++) {
		if (frame >= c->from && frame < c->to)
			owner_add(c->sim, c->owner, frame, 0);
		else
			buddy_give(buddy, c->zone, frame, 0);
	}
	return end;
}

static void capture_free(struct clearing *c)
{
	for (frame_t frame = c->from; frame < c->to;) {
		frame_t chunk = buddy_chunk_of(c->sim->buddy, c->zone, frame);

		frame = chunk == NO_FRAME ? frame + 1 : capture_chunk(c, chunk);
	}
}

static frame_t migration_target(struct clearing *c)
{
	struct attempt attempt = {
		.wmark = WMARK_MIN,
		.rights = RIGHT_CMA,
		.types = TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE) | TYPE_BIT(CMA),
		.type = MIGRATE_MOVABLE,
		.highest = GFP_ZONE_MOVABLE,
	};
	frame_t frame = zones_take(c->sim, &attempt);

	if (frame == NO_FRAME && reclaim_pages(c->sim, GFP_ZONE_MOVABLE, 32) > 0)
		frame = zones_take(c->sim, &attempt);
	return frame;
}

/* Pages that were freed while others were cleared are on some list again by now: capture goes last. */
static bool clear_range(struct clearing *c)
{
	struct buddy *buddy = c->sim->buddy;

	capture_free(c);
	for (frame_t frame = c->from; frame < c->to; frame++) {
		frame_t target;

		if (buddy->frames[frame].state != FRAME_USED || buddy->frames[frame].owner == c->owner)
			continue;
		target = migration_target(c);
		if (target == NO_FRAME || !migrate_frame(c->sim, frame, target)) {
			if (target != NO_FRAME)
				buddy_give(buddy, frame_zone(buddy, target), target, 0);
			return false;
		}
		owner_add(c->sim, c->owner, frame, 0);
	}
	sim_drain(c->sim);
	capture_free(c);
	for (frame_t frame = c->from; frame < c->to; frame++)
		if (buddy->frames[frame].state != FRAME_USED || buddy->frames[frame].owner != c->owner)
			return false;
	return true;
}

static void undo(struct clearing *c)
{
	for (frame_t frame = c->from; frame < c->to; frame++) {
		const struct frame *f = &c->sim->buddy->frames[frame];

		if (f->state != FRAME_USED || f->owner != c->owner)
			continue;
		owner_remove(c->sim, frame);
		buddy_give(c->sim->buddy, c->zone, frame, 0);
	}
}

/* The first frame from `at` on that lies in a CMA pageblock, or the zone's end. */
static frame_t next_in_cma(const struct clearing *c, frame_t at, frame_t end)
{
	while (at < end && frame_type(c->sim->buddy, c->zone, at) != MIGRATE_CMA)
		at = block_frame(c->sim->buddy, c->zone, frame_block(c->sim->buddy, c->zone, at) + 1);
	return at < end ? at : end;
}

/* The next place, from the start of a chunk on, where `pages` candidates lie side by side. */
static bool find_range(struct clearing *c, frame_t at, uint32_t pages)
{
	frame_t end = c->zone->first + c->zone->frames, start;

	at = start = next_in_cma(c, at, end);
	while (at < end) {
		const struct frame *f = &c->sim->buddy->frames[at];
		frame_t next = at + (f->state >= FRAME_FREE ? UINT32_C(1) << f->order : 1);

		if (!is_candidate(c, at))
			next = start = next_in_cma(c, next, end);
		at = next;
		if (at - start >= pages) {
			c->from = start;
			c->to = start + pages;
			return true;
		}
	}
	return false;
}

static bool alloc_in_zone(struct clearing *c, uint32_t pages)
{
	frame_t at = c->zone->first;

	if (c->zone->state.pageblocks[MIGRATE_CMA] == 0)
		return false;
	while (find_range(c, at, pages)) {
		if (clear_range(c))
			return true;
		undo(c);
		at = c->to;
	}
	return false;
}

bool sim_cma_alloc(struct sim *sim, unsigned int owner, uint32_t pages)
{
	struct clearing c = { .sim = sim, .owner = owner };

	sim_drain(sim);
	for (unsigned int i = 0; i < sim->buddy->zone_count && pages > 0; i++) {
		c.zone = &sim->buddy->zones[sim->zonelist[i]];
		if (alloc_in_zone(&c, pages)) {
			sim->events.cma_allocations++;
			return true;
		}
	}
	sim->events.cma_failures++;
	return false;
}
