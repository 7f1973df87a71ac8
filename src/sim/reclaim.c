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
	}
	owner_remove(sim, frame);
	page_give(sim, frame);
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
		if (order > sim->kcompactd_order && sim->buddy->kernel.rules.kcompactd)
			sim->kcompactd_order = order;
		return;
	}
	if (!k->woken)
		sim->events.kswapd_wakes++;
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

static int64_t boosted_pages(const struct sim *sim, enum gfp_zone highest)
{
	int64_t boost = 0;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++)
		if (sim->buddy->zones[i].state.kind <= highest)
			boost += sim->buddy->zones[i].state.boost;
	return boost;
}

/* One pass reclaims the boost and takes it off, whether the zones are balanced or not. */
static void work_off_boost(struct sim *sim)
{
	struct kswapd *k = &sim->kswapd;
	int64_t boost = boosted_pages(sim, k->highest);

	if (boost == 0)
		return;
	sim->events.kswapd_pages += (uint64_t)reclaim_pages(sim, k->highest, boost);
	for (unsigned int i = 0; i < sim->buddy->zone_count; i++)
		sim->buddy->zones[i].state.boost = 0;
	if (sim->kcompactd_order < sim->buddy->kernel.pageblock_order)
		sim->kcompactd_order = sim->buddy->kernel.pageblock_order;
}

/*
 * What kswapd, one thread, gets done in its turn while every CPU allocates, in
 * pages of clean cache; writing an anonymous page to compressed swap takes as
 * long as dropping SWAP_COST of them.
 */
#define TURN 1024
#define SWAP_COST 8

static int64_t cost_of(const struct sim *sim, int64_t pages, int64_t swap_before)
{
	return pages + (SWAP_COST - 1) * (swap_before - sim->swap_free);
}

/*
 * Reclaims until the node is balanced or the turn is over; a high order is
 * dropped once twice its pages are reclaimed. False where nothing can be had.
 */
static bool balance(struct sim *sim, bool *done)
{
	struct kswapd *k = &sim->kswapd;
	int64_t left = TURN / (int64_t)sim->cpus;

	for (*done = false; left > 0;) {
		int64_t swap = sim->swap_free, got;

		*done = balanced(sim, k->order, k->highest);
		if (*done)
			return true;
		got = reclaim_pages(sim, k->highest, RECLAIM_BATCH);
		*done = got == 0;
		if (got == 0)
			return k->reclaimed > 0;
		left -= cost_of(sim, got, swap);
		k->reclaimed += got;
		sim->events.kswapd_pages += (uint64_t)got;
		if (k->reclaimed >= INT64_C(2) << k->order)
			k->order = 0;
	}
	return true;
}

void kswapd_run(struct sim *sim)
{
	struct kswapd *k = &sim->kswapd;
	bool done;

	if (!k->woken)
		return;
	if (balance(sim, &done))
		k->fruitless = 0;
	else
		k->fruitless++;
	if (!done)
		return;
	work_off_boost(sim);
	if (k->asked > sim->kcompactd_order && sim->buddy->kernel.rules.kcompactd)
		sim->kcompactd_order = k->asked;
	*k = (struct kswapd){ .fruitless = k->fruitless };
}

/* --- the OOM killer ------------------------------------------------------------------------ */

bool oom_kill(struct sim *sim)
{
	struct owner *victim = NULL;

	for (unsigned int i = 1; i < sim->owner_count; i++) {
		struct owner *owner = &sim->owners[i];

		if (owner->kind == OWNER_ANON && owner->pages > (victim ? victim->pages : 0))
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
