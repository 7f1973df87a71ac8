/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/fixture.h"
#include "sim/buddy_check.h"
#include "sim/sim.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static const char *const releases[] = { "3.18", "4.4", "4.19", "5.10", "5.15", "6.1", "6.12", "7.2" };

/* 64 MiB: a third CMA, single pages taken out here and there, and a second zone. */
static struct sim_boot make_boot(struct arena *arena, const char *release, unsigned int pageblock_order)
{
	struct sim_boot boot = { .kernel = fixture_kernel(release), .zone_count = 2 };
	static const struct sim_range low[] = {
		{ 0x40000, 3000, MIGRATE_MOVABLE },
		{ 0x40c00, 1024, MIGRATE_UNMOVABLE },
		{ 0x41001, 2047, MIGRATE_MOVABLE },
		{ 0x42000, 4096, MIGRATE_CMA },
	};
	static const struct sim_range high[] = { { 0x80010, 2000, MIGRATE_MOVABLE },
											 { 0x80900, 1500, MIGRATE_MOVABLE } };

	boot.kernel.pageblock_order = pageblock_order;
	boot.kernel.cpus = 2;
	boot.kernel.populated |= 1u << GFP_ZONE_NORMAL;
	boot.zones = arena_alloc(arena, 2 * sizeof(*boot.zones));
	boot.zones[0] = (struct sim_boot_zone){ .state = { .kind = GFP_ZONE_DMA32,
													   .start_pfn = 0x40000,
													   .spanned = 0x3000,
													   .managed = 0x2800,
													   .min = 128,
													   .low = 160,
													   .high = 192 },
											.ranges = arena_memdup(arena, low, sizeof(low)),
											.range_count = ARRAY_SIZE(low) };
	boot.zones[1] = (struct sim_boot_zone){ .state = { .kind = GFP_ZONE_NORMAL,
													   .start_pfn = 0x80010,
													   .spanned = 0x1000,
													   .managed = 0xe00,
													   .min = 40,
													   .low = 50,
													   .high = 60 },
											.ranges = arena_memdup(arena, high, sizeof(high)),
											.range_count = ARRAY_SIZE(high) };
	boot.zones[0].state.lowmem_reserve[GFP_ZONE_NORMAL] = 14;
	return boot;
}

static int64_t pages_in_all(struct sim *sim)
{
	int64_t pages = 0;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		const struct buddy_zone *zone = &sim->buddy->zones[i];

		pages += zone->state.free;
		for (unsigned int cpu = 0; cpu < sim->cpus; cpu++)
			pages += zone->pcps[cpu].count;
	}
	for (unsigned int i = 1; i < sim->owner_count; i++)
		pages += sim->owners[i].pages;
	return pages;
}

/* Frames that owners hold, counted from the frames; -1 where one in CMA belongs to somebody unmovable. */
static int64_t owned_frames(struct sim *sim)
{
	int64_t pages = 0;

	for (frame_t i = 0; i < sim->buddy->frame_count; i++) {
		const struct frame *f = &sim->buddy->frames[i];
		const struct owner *owner = &sim->owners[f->owner];

		if (f->state != FRAME_USED)
			continue;
		if (frame_type(sim->buddy, frame_zone(sim->buddy, i), i) == MIGRATE_CMA && !owner_is_movable(owner) &&
			owner->kind != OWNER_CMA)
			return -1;
		pages += INT64_C(1) << f->order;
	}
	return pages;
}

static void check_all(struct sim *sim, int64_t total, const char *release, unsigned int op)
{
	const char *what;
	int64_t owned = 0;

	cr_assert(buddy_check(sim->buddy, &what), "%s, operation %u: %s", release, op, what);
	cr_assert_eq(pages_in_all(sim), total, "%s, operation %u: pages lost or made", release, op);
	for (unsigned int i = 1; i < sim->owner_count; i++)
		owned += sim->owners[i].pages;
	cr_assert_eq(owned_frames(sim), owned, "%s, operation %u: owners and frames disagree", release, op);
}

static struct sim_request request(const struct sim *sim, const char *mask, unsigned int order)
{
	struct gfp gfp = fixture_gfp(&sim->buddy->kernel, mask);

	return sim_request_make(&sim->buddy->kernel, &gfp, order, CONTEXT_PROCESS);
}

/* One owner of each kind, and a request for each. */
struct actor {
	unsigned int owner;
	struct sim_request request;
};

static void add_actors(struct sim *sim, struct actor actors[8])
{
	static const struct {
		enum owner_kind kind;
		bool fifo;
		const char *mask;
		unsigned int order;
	} rows[8] = {
		{ OWNER_ANON, false, "GFP_HIGHUSER_MOVABLE", 0 },
		{ OWNER_FILE, true, "GFP_HIGHUSER_MOVABLE", 0 },
		{ OWNER_SHMEM, false, "GFP_HIGHUSER_MOVABLE", 0 },
		{ OWNER_SLAB, false, "GFP_KERNEL", 1 },
		{ OWNER_SLAB_RECLAIMABLE, true, "GFP_KERNEL|__GFP_RECLAIMABLE", 0 },
		{ OWNER_KERNEL, false, "GFP_KERNEL", 2 },
		{ OWNER_KERNEL, true, "GFP_ATOMIC", 3 },
		{ OWNER_KERNEL, false, "GFP_ATOMIC|__GFP_NORETRY", 0 },
	};

	for (unsigned int i = 0; i < 8; i++) {
		actors[i].owner = sim_add_owner(sim, rows[i].kind, rows[i].fifo);
		actors[i].request = request(sim, rows[i].mask, rows[i].order);
	}
}

static void act(struct sim *sim, struct random *random, const struct actor actors[8], unsigned int cma)
{
	const struct actor *a = &actors[random_below(random, 8)];
	uint32_t what = random_below(random, 1000);

	sim->cpu = random_below(random, sim->cpus);
	if (what < 550)
		sim_alloc(sim, &a->request, a->owner);
	else if (what < 960)
		sim_release(sim, a->owner, 1);
	else if (what < 985)
		sim_background(sim);
	else if (what < 990)
		sim_cma_alloc(sim, cma, 1 + random_below(random, 500));
	else if (what < 996)
		sim_release(sim, cma, random_below(random, 600));
	else if (what < 998)
		sim_thin(sim, a->owner, 2 + random_below(random, 8));
	else
		sim_drain(sim);
}

static void run_random(const char *release, unsigned int pageblock_order, bool android,
					   unsigned int operations, uint64_t seed)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, release, pageblock_order);
	struct actor actors[8];
	struct random random;
	struct sim *sim;
	unsigned int cma;
	int64_t total;

	random_seed(&random, seed);
	if (android)
		boot.kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	cr_assert_eq(sim_new(&boot, seed, 500, &sim), 0);
	add_actors(sim, actors);
	if (android)
		actors[0].request = request(sim, "GFP_HIGHUSER_MOVABLE|__GFP_CMA", 0);
	cma = sim_add_owner(sim, OWNER_CMA, true);
	total = pages_in_all(sim);
	cr_assert_eq(total, 3000 + 1024 + 2047 + 4096 + 2000 + 1500);
	check_all(sim, total, release, 0);
	/* enough movable pages for some to land in CMA by any rule */
	for (unsigned int i = 0; i < 11000; i++)
		sim_alloc(sim, &actors[0].request, actors[0].owner);
	for (unsigned int i = 1; i <= operations; i++) {
		act(sim, &random, actors, cma);
		if (i % 5000 == 0)
			check_all(sim, total, release, i);
	}
	cr_expect_gt(sim->events.fallbacks, 0, "%s: no fallback ever", release);
	cr_expect_gt(sim->events.migrated, 0, "%s: no page ever moved", release);
	for (unsigned int i = 1; i < sim->owner_count; i++)
		sim_release(sim, i, UINT64_MAX);
	sim_drain(sim);
	check_all(sim, total, release, operations);
	sim_free(sim);
	arena_free(arena);
}

Test(sim, invariants_hold_under_random_operations)
{
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++) {
		run_random(releases[i], 10, false, 100000, i + 1);
		run_random(releases[i], 9, false, 100000, i + 100);
	}
}

/* CMA for __GFP_CMA only: what has no such bit never gets there. */
Test(sim, invariants_hold_on_android_trees)
{
	run_random("4.19", 9, true, 200000, 1000);
	run_random("5.10", 10, true, 200000, 1001);
}

/* All given back: every free chunk is as large as its place allows, as right after boot. */
Test(sim, everything_merges_again)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "4.19", 10);
	struct zone_state before;
	struct sim *sim;
	struct sim_request r;
	unsigned int owner;

	cr_assert_eq(sim_new(&boot, 1, 0, &sim), 0);
	before = sim->buddy->zones[0].state;
	owner = sim_add_owner(sim, OWNER_KERNEL, false);
	r = request(sim, "GFP_ATOMIC", 0);
	while (sim_alloc(sim, &r, owner))
		;
	cr_expect_lt(sim->buddy->zones[0].state.free - sim->buddy->zones[0].state.free_cma, 100);
	cr_expect_eq(sim->buddy->zones[0].state.free_cma, 4096);
	sim_release(sim, owner, UINT64_MAX);
	sim_drain(sim);
	for (unsigned int k = 0; k <= 10; k++)
		cr_expect_eq(zone_blocks(&sim->buddy->zones[0].state, TYPES_ALL, k),
					 zone_blocks(&before, TYPES_ALL, k));
	sim_free(sim);
	arena_free(arena);
}

static uint64_t fingerprint(uint64_t seed)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "6.1", 10);
	struct actor actors[8];
	struct random random;
	struct sim *sim;
	uint64_t hash = 0;

	random_seed(&random, seed);
	cr_assert_eq(sim_new(&boot, seed, 0, &sim), 0);
	add_actors(sim, actors);
	for (unsigned int i = 0; i < 20000; i++)
		act(sim, &random, actors, 0);
	for (frame_t i = 0; i < sim->buddy->frame_count; i++)
		hash =
			hash * 1099511628211u + (uint64_t)sim->buddy->frames[i].state * 7 + sim->buddy->frames[i].order;
	sim_free(sim);
	arena_free(arena);
	return hash;
}

Test(sim, same_seed_same_result)
{
	cr_expect_eq(fingerprint(7), fingerprint(7));
	cr_expect_neq(fingerprint(7), fingerprint(8));
}

Test(sim, cma_rule_by_version)
{
	static const struct {
		const char *release;
		bool balanced;
	} rows[] = { { "4.19", false }, { "6.1", true } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct arena *arena = arena_new();
		struct sim_boot boot = make_boot(arena, rows[i].release, 10);
		struct sim_request r;
		struct sim *sim;
		unsigned int owner;

		boot.zone_count = 1;
		boot.zones[0].ranges[0].pages = 1000;
		cr_assert_eq(sim_new(&boot, 1, 0, &sim), 0);
		owner = sim_add_owner(sim, OWNER_ANON, false);
		r = request(sim, "GFP_HIGHUSER_MOVABLE", 0);
		for (unsigned int n = 0; n < 1000; n++)
			sim_alloc(sim, &r, owner);
		/* 4071 pages outside CMA and 4096 in it: half of the free pages and a little more */
		cr_expect_eq(sim->buddy->zones[0].state.free_cma < 4096, rows[i].balanced, "%s", rows[i].release);
		sim_free(sim);
		arena_free(arena);
	}
}

#define BOOST 500

/* kswapd woken for a boost, with `cache` pages of page cache beside `pinned` pages that stay; what it took. */
static int64_t taken_for_boost(unsigned int cache, unsigned int pinned)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "6.1", 10);
	struct sim_request movable, kernel;
	struct sim *sim;
	unsigned int file, driver;
	int64_t taken;

	boot.zone_count = 1;
	cr_assert_eq(sim_new(&boot, 1, 0, &sim), 0);
	file = sim_add_owner(sim, OWNER_FILE, true);
	driver = sim_add_owner(sim, OWNER_KERNEL, false);
	movable = request(sim, "GFP_HIGHUSER_MOVABLE", 0);
	kernel = request(sim, "GFP_ATOMIC", 0);
	for (unsigned int i = 0; i < cache; i++)
		sim_alloc(sim, &movable, file);
	for (unsigned int i = 0; i < pinned; i++)
		sim_alloc(sim, &kernel, driver);
	sim_advance(sim, sim->now + 10);
	sim->buddy->zones[0].state.boost = BOOST;
	taken = -(int64_t)sim->events.kswapd_pages;
	kswapd_wake(sim, 0, GFP_ZONE_DMA32);
	sim_advance(sim, sim->now + 10);
	taken += (int64_t)sim->events.kswapd_pages;
	cr_expect_eq(sim->buddy->zones[0].state.boost, 0);
	sim_free(sim);
	arena_free(arena);
	return taken;
}

/* Source: linux-6.1:mm/vmscan.c:balance_pgdat, get_scan_count. */
Test(sim, boost_takes_cache_where_there_is_enough)
{
	cr_expect_eq(taken_for_boost(3000, 0), 0, "3000 >> DEF_PRIORITY is no page to scan");
	cr_expect_eq(taken_for_boost(5000, 0), BOOST);
}

/* Zones that the boost itself puts out of balance are balanced with it, and that is all. */
Test(sim, boost_out_of_balance_is_no_second_goal)
{
	int64_t taken = taken_for_boost(5000, 2000);

	cr_expect_gt(taken, 0);
	cr_expect_lt(taken, 2 * BOOST);
}

/* The last block goes before every kill from 6.1 on, and before only after 16 rounds without progress. */
static void check_reserve(const char *release, bool given_up)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, release, 9);
	struct sim_request atomic, kernel;
	struct sim *sim;
	unsigned int owner, other;

	boot.zone_count = 1;
	cr_assert_eq(sim_new(&boot, 1, 0, &sim), 0);
	owner = sim_add_owner(sim, OWNER_KERNEL, false);
	other = sim_add_owner(sim, OWNER_FILE, true);
	atomic = request(sim, "GFP_ATOMIC", 3);
	while (sim_alloc(sim, &atomic, owner))
		;
	cr_expect_gt(sim->events.highatomic_reserved, 0);
	cr_expect_leq(sim->buddy->zones[0].state.reserved_highatomic, 1024);
	cr_expect_eq(sim->buddy->zones[0].state.reserved_highatomic,
				 sim->buddy->zones[0].state.pageblocks[MIGRATE_HIGHATOMIC] << 9);
	sim_release(sim, owner, UINT64_MAX);
	/* cache and kernel pages side by side: what reclaim frees is no block */
	atomic = request(sim, "GFP_HIGHUSER_MOVABLE", 0);
	for (unsigned int i = 0; i < 5000; i++)
		sim_alloc(sim, &atomic, i % 2 ? other : owner);
	kernel = request(sim, "GFP_KERNEL", 3);
	for (unsigned int i = 0; i < 800; i++)
		sim_alloc(sim, &kernel, owner);
	cr_expect_gt(sim->events.failures, 0);
	cr_expect_eq(sim->events.highatomic_released > 0, given_up, "%s", release);
	sim_free(sim);
	arena_free(arena);
}

Test(sim, highatomic_reserve_is_made_and_given_up)
{
	check_reserve("4.19", false);
	check_reserve("6.1", true);
}

Test(sim, cma_ranges_are_cleared)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "6.1", 10);
	struct sim_request r;
	struct sim *sim;
	unsigned int anon, cma;
	const char *what;

	boot.zone_count = 1;
	cr_assert_eq(sim_new(&boot, 1, 0, &sim), 0);
	anon = sim_add_owner(sim, OWNER_ANON, false);
	cma = sim_add_owner(sim, OWNER_CMA, true);
	r = request(sim, "GFP_HIGHUSER_MOVABLE", 0);
	for (unsigned int n = 0; n < 5000; n++)
		sim_alloc(sim, &r, anon);
	cr_expect_lt(sim->buddy->zones[0].state.free_cma, 4000);
	cr_expect(sim_cma_alloc(sim, cma, 4096));
	cr_expect_eq(sim->owners[cma].pages, 4096);
	cr_expect_eq(sim->owners[anon].pages, 5000);
	cr_expect_not(sim_cma_alloc(sim, cma, 1));
	cr_expect(buddy_check(sim->buddy, &what), "%s", what);
	sim_release(sim, cma, UINT64_MAX);
	sim_drain(sim);
	cr_expect_eq(sim->buddy->zones[0].state.free_cma, 4096);
	sim_free(sim);
	arena_free(arena);
}

Test(sim, malformed_boot_states)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "6.1", 10);
	struct sim *sim;

	boot.zones[0].ranges[1].pfn = 0x40000;
	cr_expect_lt(sim_new(&boot, 1, 0, &sim), 0);
	boot = make_boot(arena, "6.1", 10);
	boot.zones[0].ranges[3].pages = UINT64_MAX;
	cr_expect_lt(sim_new(&boot, 1, 0, &sim), 0);
	boot = make_boot(arena, "6.1", 10);
	boot.zones[0].state.spanned = UINT64_MAX;
	cr_expect_lt(sim_new(&boot, 1, 0, &sim), 0);
	boot = make_boot(arena, "6.1", 10);
	boot.zone_count = 0;
	cr_expect_lt(sim_new(&boot, 1, 0, &sim), 0);
	arena_free(arena);
}

/* A captured state keeps its free blocks by type and order. */
Test(sim, boot_from_a_captured_state)
{
	struct arena *arena = arena_new();
	struct zone_state zone = fixture_ld20();
	struct memory_state memory = {
		.arena = arena, .kernel = fixture_kernel("4.19"), .zones = &zone, .zone_count = 1
	};
	struct random random;
	struct sim_boot boot;
	struct sim *sim;
	struct error error;
	const char *what;

	random_seed(&random, 1);
	cr_assert_eq(sim_boot_from_state(arena, &memory, &random, &boot, &error), 0);
	cr_assert_eq(sim_new(&boot, 1, 0, &sim), 0);
	cr_expect(buddy_check(sim->buddy, &what), "%s", what);
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		for (unsigned int k = 0; k <= 10; k++)
			cr_expect_eq(sim->buddy->zones[0].state.nr_free[type][k], zone.nr_free[type][k],
						 "type %u order %u", type, k);
	sim_free(sim);
	arena_free(arena);
}

static int64_t pages_of_type(const struct sim_boot *boot, enum migratetype type)
{
	int64_t pages = 0;

	for (size_t i = 0; i < boot->zone_count; i++)
		for (size_t k = 0; k < boot->zones[i].range_count; k++)
			if (boot->zones[i].ranges[k].type == type)
				pages += (int64_t)boot->zones[i].ranges[k].pages;
	return pages;
}

/* What is taken off CMA is movable; what is kept, and the state it came from, stays. */
Test(sim, less_cma)
{
	static const struct {
		int64_t keep, cma;
	} rows[] = { { 0, 0 }, { 1, 1024 }, { 1024, 1024 }, { 1025, 2048 }, { 4096, 4096 }, { 9999, 4096 } };
	static const struct sim_range pools[] = { { 0x42000, 1024, MIGRATE_CMA },
											  { 0x42400, 1024, MIGRATE_CMA },
											  { 0x42800, 1024, MIGRATE_CMA },
											  { 0x42c00, 1024, MIGRATE_CMA } };
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "4.19", 10);
	int64_t all;

	boot.zone_count = 1;
	boot.zones[0].ranges = arena_memdup(arena, pools, sizeof(pools));
	boot.zones[0].range_count = ARRAY_SIZE(pools);
	all = pages_of_type(&boot, MIGRATE_CMA);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sim_boot less = sim_boot_with_less_cma(arena, &boot, rows[i].keep);
		struct sim *sim;

		cr_expect_eq(pages_of_type(&less, MIGRATE_CMA), rows[i].cma, "keep %lld: %lld",
					 (long long)rows[i].keep, (long long)pages_of_type(&less, MIGRATE_CMA));
		cr_expect_eq(pages_of_type(&less, MIGRATE_MOVABLE), all - rows[i].cma);
		cr_expect_eq(pages_of_type(&boot, MIGRATE_CMA), all);
		cr_assert_eq(sim_new(&less, 1, 0, &sim), 0);
		cr_expect_eq(sim->buddy->zones[0].state.free_cma, rows[i].cma);
		sim_free(sim);
	}
	arena_free(arena);
}

/* Source: linux-5.4:kcompactd_do_work: a zone in which the order is to be had is left alone. */
Test(sim, kcompactd_leaves_zones_alone_that_have_the_order)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "5.4", 10);
	struct sim *sim;

	cr_assert_eq(sim_new(&boot, 1, 0, &sim), 0);
	kcompactd_wake(sim, 3);
	sim_advance(sim, sim->now + 1);
	cr_expect_eq(sim->events.kcompactd_wakes, 1);
	cr_expect_eq(sim->events.compactions, 0);
	sim_free(sim);
	arena_free(arena);
}

/* Takes what the zone has outside CMA down to `left` pages. */
static void pin_down_to(struct sim *sim, int64_t left)
{
	struct sim_request pinned = request(sim, "GFP_ATOMIC", 0);
	unsigned int driver = sim_add_owner(sim, OWNER_KERNEL, false);
	const struct zone_state *z = &sim->buddy->zones[0].state;

	while (z->free - z->free_cma > left)
		cr_assert(sim_alloc(sim, &pinned, driver));
}

/*
 * A block of the order is on the lists, so compaction calls itself a success, and the mark is out of reach: as
 * long as reclaim gets something it goes on. Source: linux-5.4:should_compact_retry.
 */
Test(sim, a_high_order_goes_on_while_compaction_looks_like_a_success)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "5.4", 10);
	struct sim_request movable, stack;
	struct sim *sim;
	unsigned int file, owner;

	boot.zone_count = 1;
	cr_assert_eq(sim_new(&boot, 1, 0, &sim), 0);
	file = sim_add_owner(sim, OWNER_FILE, true);
	owner = sim_add_owner(sim, OWNER_KERNEL, false);
	movable = request(sim, "GFP_HIGHUSER_MOVABLE", 0);
	stack = request(sim, "GFP_KERNEL", 2);
	pin_down_to(sim, 1000);
	for (unsigned int i = 0; i < 400; i++)
		sim_alloc(sim, &movable, file);
	sim->buddy->zones[0].state.min = sim->buddy->zones[0].state.low = sim->buddy->zones[0].state.high = 2000;
	cr_expect_not(sim_alloc(sim, &stack, owner));
	cr_expect_eq(sim->owners[file].pages, 0, "%lld", (long long)sim->owners[file].pages);
	cr_expect_gt(sim->events.direct_reclaims, 4);
	sim_free(sim);
	arena_free(arena);
}
