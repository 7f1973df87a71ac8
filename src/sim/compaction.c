/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/sim.h"

/*
 * Compaction: movable pages of low pageblocks go to free pages of high ones.
 * Stands for mm/compaction.c:compact_zone, suitable_migration_source,
 * suitable_migration_target, __compact_finished and defer_compaction.
 */

#define MAX_DEFER_SHIFT 6
#define EXTFRAG_THRESHOLD 500
#define RUN_TIME 1e-3         /* s that a look through a zone takes */
#define MIGRATION_SPEED 200e3 /* pages a second */
#define CLUSTER 32            /* COMPACT_CLUSTER_MAX */
#define ASYNC_BLOCKS 8        /* a direct asynchronous run gives up soon */

/* One run over a zone. */
struct compaction {
	struct sim *sim;
	struct buddy_zone *zone;
	struct zone_work *work;
	const struct attempt *attempt;
	enum compact_mode mode;
	uint64_t until; /* migrated pages at which it ends */
};

/* --- migrating one page -------------------------------------------------------------- */

/* `to` is an order-0 frame in no list. */
bool migrate_frame(struct sim *sim, frame_t frame, frame_t to)
{
	if (sim->buddy->frames[frame].state != FRAME_USED || sim->buddy->frames[frame].order != 0 ||
		!owner_is_movable(frame_owner(sim, frame)))
		return false;
	owner_replace(sim, frame, to);
	sim->events.migrated++;
	return true;
}

static bool is_target(const struct compaction *c, uint32_t block)
{
	enum migratetype type = (enum migratetype)c->zone->block_types[block];

	return type == MIGRATE_MOVABLE || type == MIGRATE_CMA;
}

/* The first free frame of a block, out of a chunk that is not a large one already. */
static frame_t take_free_frame(struct compaction *c, uint32_t block)
{
	struct buddy *buddy = c->sim->buddy;
	frame_t frame = block_frame(buddy, c->zone, block),
			end = frame + (UINT32_C(1) << buddy->kernel.pageblock_order);

	while (frame < end) {
		const struct frame *f = &buddy->frames[frame];
		unsigned int order = f->order;
		enum migratetype list = (enum migratetype)f->owner;

		if (f->state != FRAME_FREE) {
			frame++;
			continue;
		}
		if (order >= buddy->kernel.pageblock_order)
			return NO_FRAME;
		buddy_unlink(buddy, c->zone, frame);
		buddy_split(buddy, c->zone, frame, order, 0, list);
		return frame;
	}
	return NO_FRAME;
}

static frame_t find_target(struct compaction *c)
{
	while (c->work->free_block > c->work->migrate_block + 1) {
		uint32_t block = c->work->free_block - 1;
		frame_t frame = is_target(c, block) ? take_free_frame(c, block) : NO_FRAME;

		if (frame != NO_FRAME)
			return frame;
		c->work->free_block--;
	}
	return NO_FRAME;
}

/* --- one pageblock ---------------------------------------------------------------------- */

static bool is_source(const struct compaction *c, uint32_t block)
{
	enum migratetype type = (enum migratetype)c->zone->block_types[block];

	if (type == MIGRATE_ISOLATE)
		return false;
	if (c->mode != COMPACT_ASYNC)
		return true;
	if (c->sim->buddy->kernel.rules.migrate_reserve)
		return type == MIGRATE_MOVABLE || type == MIGRATE_CMA;
	return type == c->attempt->type || (c->attempt->type == MIGRATE_MOVABLE && type == MIGRATE_CMA);
}

static bool finished(const struct compaction *c)
{
	unsigned int order = c->attempt->order;

	for (unsigned int k = order; k <= c->sim->buddy->kernel.max_order; k++) {
		if (c->zone->lists[c->attempt->type][k].count > 0)
			return true;
		if (c->attempt->rights & RIGHT_CMA && c->zone->lists[MIGRATE_CMA][k].count > 0)
			return true;
	}
	return fallback_possible(c->sim, c->zone, c->attempt->type, order);
}

/* Whether a window of the wanted size can be cleared at all: nothing in it is pinned. */
static bool window_movable(const struct compaction *c, frame_t from, frame_t to)
{
	const struct buddy *buddy = c->sim->buddy;

	while (from < to) {
		const struct frame *f = &buddy->frames[from];

		if (f->state == FRAME_HOLE || f->state == FRAME_PCP || f->state == FRAME_TAIL)
			return false;
		if (f->state == FRAME_USED && (f->order > 0 || !owner_is_movable(&c->sim->owners[f->owner])))
			return false;
		from += UINT32_C(1) << f->order;
	}
	return true;
}

static void clear_window(struct compaction *c, frame_t from, frame_t to)
{
	struct buddy *buddy = c->sim->buddy;

	for (frame_t frame = from; frame < to && c->sim->events.migrated < c->until; frame++) {
		frame_t target;

		if (buddy->frames[frame].state != FRAME_USED || buddy->frames[frame].order != 0 ||
			!owner_is_movable(frame_owner(c->sim, frame)))
			continue;
		target = find_target(c);
		if (target == NO_FRAME)
			return;
		migrate_frame(c->sim, frame, target);
		buddy_give(buddy, c->zone, frame, 0);
	}
}

static bool is_brief(const struct compaction *c)
{
	return c->sim->buddy->kernel.rules.brief_compaction && c->mode != COMPACT_FULL;
}

/* Window by window; those with a pinned page are passed over, since nothing would come of them. */
static void compact_block(struct compaction *c, uint32_t block)
{
	const struct buddy *buddy = c->sim->buddy;
	unsigned int order =
		c->attempt->order < buddy->kernel.pageblock_order ? c->attempt->order : buddy->kernel.pageblock_order;
	uint32_t size = UINT32_C(1) << order;
	frame_t frame = block_frame(buddy, c->zone, block),
			end = frame + (UINT32_C(1) << buddy->kernel.pageblock_order);

	for (; frame < end && !finished(c) && c->sim->events.migrated < c->until; frame += size)
		if (is_brief(c) || window_movable(c, frame, frame + size))
			clear_window(c, frame, frame + size);
}

/* The whole block, whatever comes of it. */
static void compact_whole_block(struct compaction *c, uint32_t block)
{
	frame_t frame = block_frame(c->sim->buddy, c->zone, block);

	clear_window(c, frame, frame + (UINT32_C(1) << c->sim->buddy->kernel.pageblock_order));
}

/* --- a zone --------------------------------------------------------------------------------- */

static void restart(struct compaction *c)
{
	c->work->migrate_block = 0;
	c->work->free_block = c->zone->blocks;
}

static bool compact(struct compaction *c)
{
	uint32_t looked = 0;

	if (is_brief(c))
		c->until = c->sim->events.migrated + CLUSTER;

	if (c->work->migrate_block + 1 >= c->work->free_block)
		restart(c);
	while (!finished(c)) {
		if (c->work->migrate_block + 1 >= c->work->free_block)
			return false;
		if (is_source(c, c->work->migrate_block))
			compact_block(c, c->work->migrate_block);
		c->work->migrate_block += !finished(c);
		if (c->sim->events.migrated >= c->until)
			return finished(c);
		if (c->mode == COMPACT_ASYNC && ++looked >= ASYNC_BLOCKS)
			return finished(c);
	}
	return true;
}

/* An order-0 test in which CMA counts. Source: __compaction_suitable. */
bool compaction_suitable(const struct attempt *attempt, const struct zone_state *zone, int64_t free)
{
	int64_t mark = (attempt->order <= 3 ? zone->min : zone->low) + (INT64_C(2) << attempt->order);

	return free > mark + zone->boost + zone->lowmem_reserve[attempt->highest];
}

static bool deferred(struct compaction *c)
{
	if (c->mode == COMPACT_FULL || c->attempt->order < c->work->defer_order || c->work->defer_shift == 0)
		return false;
	if (++c->work->deferred < 1u << c->work->defer_shift)
		return true;
	c->work->deferred = 0;
	return false;
}

static void note_outcome(struct compaction *c, bool success)
{
	if (success) {
		c->work->defer_shift = c->work->deferred = 0;
		c->work->defer_order = c->attempt->order + 1;
	} else if (c->mode != COMPACT_ASYNC) {
		c->work->deferred = 0;
		if (c->work->defer_shift < MAX_DEFER_SHIFT)
			c->work->defer_shift++;
		if (c->attempt->order < c->work->defer_order || c->work->defer_order == 0)
			c->work->defer_order = c->attempt->order;
	}
}

static enum compact_result compact_zone(struct compaction *c)
{
	bool success;

	if (zone_passes(c->sim, c->zone, c->attempt))
		return COMPACT_SUCCESS;
	if (!compaction_suitable(c->attempt, &c->zone->state, c->zone->state.free))
		return COMPACT_SKIPPED;
	if (deferred(c))
		return COMPACT_DEFERRED;
	c->sim->events.compactions++;
	success = compact(c);
	note_outcome(c, success);
	return success ? COMPACT_SUCCESS : COMPACT_FAILED;
}

enum compact_result compact_zones(struct sim *sim, const struct attempt *attempt, enum compact_mode mode)
{
	enum compact_result best = COMPACT_SKIPPED;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		unsigned int index = sim->zonelist[i];
		struct compaction c = {
			sim, &sim->buddy->zones[index], &sim->work[index], attempt, mode, UINT64_MAX
		};

		if (c.zone->state.kind <= attempt->highest) {
			enum compact_result result = compact_zone(&c);

			best = result > best ? result : best;
		}
	}
	return best;
}

void kcompactd_wake(struct sim *sim, unsigned int order)
{
	if (order <= sim->kcompactd_order || !sim->buddy->kernel.rules.kcompactd)
		return;
	if (sim->kcompactd_order == 0) {
		sim->kcompactd_due = sim->now > sim->kcompactd_due ? sim->now : sim->kcompactd_due;
		sim->due = sim->kcompactd_due < sim->due ? sim->kcompactd_due : sim->due;
	}
	sim->kcompactd_order = order;
}

void kcompactd_run(struct sim *sim)
{
	uint64_t before = sim->events.migrated;
	struct attempt attempt = {
		.wmark = WMARK_MIN,
		.types = TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE),
		.type = MIGRATE_UNMOVABLE,
		.order = sim->kcompactd_order,
		.highest = GFP_ZONE_MOVABLE,
	};

	sim->kcompactd_order = 0;
	sim->events.kcompactd_wakes++;
	compact_zones(sim, &attempt, COMPACT_BACKGROUND);
	/* it is not woken again before the work of this run is done */
	sim->kcompactd_due = sim->now + RUN_TIME + (double)(sim->events.migrated - before) / MIGRATION_SPEED;
}

/* --- proactive compaction ---------------------------------------------------------------------- */

#define SCORE_HIGH 90 /* of 100, with the default vm.compaction_proactiveness of 20 */
#define SCORE_LOW 80
#define PAUSE 64 /* 1 << COMPACT_MAX_DEFER_SHIFT */

static unsigned int huge_order(const struct sim *sim)
{
	return 21 - sim->buddy->kernel.page_shift;
}

/* Free pages that no huge page could use, percent. Source: mm/vmstat.c:extfrag_for_order. */
static int64_t zone_score(const struct sim *sim, const struct zone_state *zone)
{
	unsigned int order = huge_order(sim);
	int64_t free = zone_blocks_from(zone, TYPES_ALL, 0);

	return free == 0 ? 0 : (free - (zone_blocks_from(zone, TYPES_ALL, order) << order)) * 100 / free;
}

static int64_t node_score(const struct sim *sim)
{
	int64_t score = 0, present = 0;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++)
		present += (int64_t)sim->buddy->zones[i].state.present;
	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		const struct zone_state *zone = &sim->buddy->zones[i].state;

		score += zone_score(sim, zone) * (int64_t)zone->present / (present + 1);
	}
	return score;
}

static void compact_to_score(struct sim *sim, unsigned int index)
{
	struct attempt attempt = { .type = MIGRATE_MOVABLE,
							   .order = huge_order(sim),
							   .highest = GFP_ZONE_MOVABLE };
	struct compaction c = { sim,      &sim->buddy->zones[index], &sim->work[index],
							&attempt, COMPACT_BACKGROUND,        UINT64_MAX };

	restart(&c);
	while (c.work->migrate_block + 1 < c.work->free_block && zone_score(sim, &c.zone->state) > SCORE_LOW)
		compact_whole_block(&c, c.work->migrate_block++);
}

void sim_compact_proactively(struct sim *sim)
{
	int64_t before = node_score(sim);

	if (!sim->buddy->kernel.rules.proactive || before <= SCORE_HIGH)
		return;
	if (sim->proactive_pause > 0) {
		sim->proactive_pause--;
		return;
	}
	sim->events.compactions++;
	for (unsigned int i = 0; i < sim->buddy->zone_count; i++)
		compact_to_score(sim, i);
	if (node_score(sim) >= before)
		sim->proactive_pause = PAUSE;
}
