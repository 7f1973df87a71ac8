/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/sim.h"

/*
 * kswapd, direct reclaim and the OOM killer at the depth that decides how much
 * is free and where. Stands for mm/vmscan.c:balance_pgdat, pgdat_balanced,
 * shrink_node and mm/oom_kill.c:select_bad_process.
 */

#define RECLAIM_BATCH 32
#define HOPELESS 16 /* MAX_RECLAIM_RETRIES: fruitless runs of kswapd */
#define SCAN_LIMIT 64
#define WAKE_DELAY 100e-6   /* s until a woken thread has a CPU */
#define RECLAIM_SPEED 300e3 /* pages of clean cache that one thread takes in a second */
#define SWAP_COST 8
#define DEF_PRIORITY 12
#define BOOST_PRIORITY 10

/* --- taking pages from their owners ------------------------------------------------ */

static bool reclaimable(const struct sim *sim, const struct owner *owner)
{
	switch (owner->kind) {
	case OWNER_FILE:
	case OWNER_SLAB_RECLAIMABLE:
		return owner->pages > 0;
	case OWNER_ANON:
	case OWNER_SHMEM:
		return owner->pages > 0 && sim->swap_free > 0;
	default:
		return false;
	}
}

/*
 * How often reclaim comes to an owner's pages. Anonymous ones count a third:
 * swappiness 60 of 200. A slab page is free only when its last object is, and
 * that objects of one age lie together is rare.
 */
static int64_t weight(const struct sim *sim, const struct owner *owner)
{
	if (!reclaimable(sim, owner))
		return 0;
	switch (owner->kind) {
	case OWNER_ANON:
	case OWNER_SHMEM:
		return owner->pages / 3 + 1;
	case OWNER_SLAB_RECLAIMABLE:
		return owner->pages / 10 + 1;
	default:
		return owner->pages;
	}
}

/* An owner, in proportion to what it has. */
static struct owner *pick_victim(struct sim *sim)
{
	int64_t total = 0, at;

	for (unsigned int i = 1; i < sim->owner_count; i++)
		total += weight(sim, &sim->owners[i]);
	if (total == 0)
		return NULL;
	at = (int64_t)(random_u64(&sim->random) % (uint64_t)total);
	for (unsigned int i = 1; i < sim->owner_count; i++) {
		at -= weight(sim, &sim->owners[i]);
		if (at < 0)
			return &sim->owners[i];
	}
	return NULL;
}

/* The oldest page in a zone that helps the request; the list is not searched far. */
static frame_t pick_page(struct sim *sim, struct owner *owner, enum gfp_zone highest)
{
	frame_t frame = owner_first(sim, owner);

	for (unsigned int i = 0; i < SCAN_LIMIT && frame != NO_FRAME; i++) {
		if (frame_zone(sim->buddy, frame)->state.kind <= highest)
			return frame;
		frame = owner->fifo ? sim->buddy->frames[frame].next : owner_first(sim, owner);
	}
	return NO_FRAME;
}

static int64_t reclaim_one(struct sim *sim, struct owner *owner, enum gfp_zone highest)
{
	frame_t frame = pick_page(sim, owner, highest);
	int64_t pages;

	if (frame == NO_FRAME)
		return 0;
	pages = INT64_C(1) << sim->buddy->frames[frame].order;
	if (owner->kind == OWNER_ANON || owner->kind == OWNER_SHMEM) {
		sim->swap_free -= pages;
		owner->swapped += pages;
		zram_keep(sim, pages);
	}
	owner_remove(sim, frame);
	page_give(sim, frame);
	return pages;
}

int64_t reclaimable_pages(const struct sim *sim)
{
	int64_t pages = 0, swap = sim->swap_free;

	for (unsigned int i = 1; i < sim->owner_count; i++) {
		const struct owner *owner = &sim->owners[i];

		if (owner->kind == OWNER_FILE) {
			pages += owner->pages;
		} else if (owner->kind == OWNER_ANON || owner->kind == OWNER_SHMEM) {
			int64_t some = owner->pages < swap ? owner->pages : swap;

			pages += some;
			swap -= some;
		}
	}
	return pages;
}

int64_t reclaim_pages(struct sim *sim, enum gfp_zone highest, int64_t wanted)
{
	int64_t got = 0;
	unsigned int misses = 0;

	while (got < wanted && misses < 8) {
		struct owner *owner = pick_victim(sim);
		int64_t batch = 0;

		if (!owner)
			break;
		for (int64_t one = 1; batch < RECLAIM_BATCH && got + batch < wanted && one > 0; batch += one)
			one = reclaim_one(sim, owner, highest);
		misses += batch == 0;
		got += batch;
	}
	return got;
}

/* --- kswapd ---------------------------------------------------------------------------- */

void kswapd_wake(struct sim *sim, unsigned int order, enum gfp_zone highest)
{
	struct kswapd *k = &sim->kswapd;

	if (k->fruitless >= HOPELESS) {
		/* nothing left to reclaim: 4.19 and later leave it to compaction */
		kcompactd_wake(sim, order);
		return;
	}
	if (!k->woken) {
		sim->events.kswapd_wakes++;
		k->due = sim->now + WAKE_DELAY;
		sim->due = k->due < sim->due ? k->due : sim->due;
	}
	k->order = k->woken && k->order > order ? k->order : order;
	k->asked = k->asked > order ? k->asked : order;
	k->highest = k->woken && k->highest > highest ? k->highest : highest;
	k->woken = true;
}

static struct attempt balance_attempt(const struct sim *sim, unsigned int order, enum gfp_zone highest)
{
	unsigned int types = TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE);

	if (sim->buddy->kernel.rules.migrate_reserve)
		types |= TYPE_BIT(RESERVE);
	return (struct attempt){
		.wmark = WMARK_HIGH, .rights = NO_SHORT_TEST, .types = types, .order = order, .highest = highest
	};
}

/* Any one zone is enough from 4.9 on, all of them before. CMA and HighAtomic pages do not count. */
static bool balanced(const struct sim *sim, unsigned int order, enum gfp_zone highest)
{
	struct attempt a = balance_attempt(sim, order, highest);
	bool all = !sim->buddy->kernel.rules.kcompactd, any = false;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		const struct buddy_zone *zone = &sim->buddy->zones[i];

		if (zone->state.kind > highest)
			continue;
		if (zone_passes(sim, zone, &a))
			any = true;
		else if (all)
			return false;
	}
	return any;
}

/* The boosts that a run works off are those that it began with. */
static void begin_run(struct sim *sim)
{
	struct kswapd *k = &sim->kswapd;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		const struct zone_state *zone = &sim->buddy->zones[i].state;

		k->boosts[i] = zone->kind <= k->highest ? zone->boost : 0;
		k->boost_left += k->boosts[i];
	}
	k->begun = true;
}

static void end_boosts(struct sim *sim)
{
	struct kswapd *k = &sim->kswapd;
	bool any = false;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		struct zone_state *zone = &sim->buddy->zones[i].state;

		any |= k->boosts[i] > 0;
		zone->boost -= k->boosts[i] < zone->boost ? k->boosts[i] : zone->boost;
	}
	if (any)
		kcompactd_wake(sim, sim->buddy->kernel.pageblock_order);
}

/*
 * Pages that a pass for boosts alone comes to. It scans at priorities 12 to 10 only, a
 * list of pages >> priority, and ends where that comes to nothing: a cache of less
 * than 4096 pages gives nothing for a boost.
 */
static int64_t boost_batch(const struct sim *sim)
{
	int64_t pages = reclaimable_pages(sim);
	int64_t batch = pages >> (sim->kswapd.reclaimed > 0 ? BOOST_PRIORITY : DEF_PRIORITY);

	return batch < sim->kswapd.boost_left ? batch : sim->kswapd.boost_left;
}

/* Pages of clean cache taken so far; writing an anonymous page to swap takes as long as dropping SWAP_COST.
 */
static double work_done(const struct sim *sim, int64_t pages, int64_t swap_before)
{
	return (double)(pages + (SWAP_COST - 1) * (swap_before - sim->swap_free));
}

/* The node is balanced, or there is nothing to be had. */
static void kswapd_sleep(struct sim *sim)
{
	struct kswapd *k = &sim->kswapd;

	end_boosts(sim);
	kcompactd_wake(sim, k->asked);
	*k = (struct kswapd){ .fruitless = k->fruitless };
}

/*
 * One batch, of one thread: it goes on when that is done. A high order is dropped
 * once twice its pages are reclaimed; boosts are worked off where the zones are
 * balanced with them from the start.
 */
void kswapd_step(struct sim *sim)
{
	struct kswapd *k = &sim->kswapd;
	int64_t swap = sim->swap_free, got;

	if (!k->begun)
		begin_run(sim);
	if (!balanced(sim, k->order, k->highest)) {
		k->boost_left = 0;
		got = reclaim_pages(sim, k->highest, RECLAIM_BATCH);
	} else if (k->boost_left > 0) {
		got = reclaim_pages(sim, k->highest, boost_batch(sim));
		k->boost_left -= got;
	} else {
		k->fruitless = 0;
		kswapd_sleep(sim);
		return;
	}
	if (got == 0) {
		k->fruitless = k->reclaimed > 0 ? 0 : k->fruitless + 1;
		kswapd_sleep(sim);
		return;
	}
	k->due += work_done(sim, got, swap) / RECLAIM_SPEED;
	k->reclaimed += got;
	sim->events.kswapd_pages += (uint64_t)got;
	if (k->reclaimed >= INT64_C(2) << k->order)
		k->order = 0;
}

/* --- the OOM killer ------------------------------------------------------------------------ */

bool oom_kill(struct sim *sim)
{
	struct owner *victim = NULL;

	for (unsigned int i = 1; i < sim->owner_count; i++) {
		struct owner *owner = &sim->owners[i];

		if (owner->kind == OWNER_ANON && !owner->spared && owner->pages > (victim ? victim->pages : 0))
			victim = owner;
	}
	if (!victim)
		return false;
	sim->events.oom_kills++;
	victim->killed = true;
	sim_release(sim, (unsigned int)(victim - sim->owners), UINT64_MAX);
	sim_unswap(sim, (unsigned int)(victim - sim->owners), victim->swapped);
	sim->kswapd.fruitless = 0;
	return true;
}
