/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "alloc/fixture.h"
#include "alloc/exhaust.h"
#include "random.h"
#include "util/number.h"

static struct replay replay(const char *release, const char *mask, unsigned int order, struct zone_state zone,
							enum boost_course boost)
{
	struct alloc_kernel kernel = fixture_kernel(release);
	struct gfp gfp = fixture_gfp(&kernel, mask);
	struct attempt fast = attempt_fast(&kernel, &gfp, order),
				   slow = attempt_slow(&kernel, &gfp, order, CONTEXT_PROCESS);
	struct replay_options options = { .boost = boost };

	return replay_zone(&kernel, &zone, &fast, &slow, &options);
}

Test(replay, stops_at_the_watermark)
{
	struct zone_state zone = fixture_fresh(64);
	struct replay r = replay("4.19", "GFP_NOWAIT", 4, zone, BOOST_REPLAYED);

	/* allocation i passes while free - 15 - 16 i > min */
	cr_expect_eq(r.blocks, (int64_t)div_round_up((uint64_t)(zone.free - 15 - zone.min), 16));
	cr_expect_eq(r.ending, REFUSAL_WATERMARK);
	cr_expect_not(r.may_boost);
}

Test(replay, stops_at_the_last_block)
{
	struct zone_state zone = fixture_fresh(64);
	struct replay r;

	zone.nr_free[MIGRATE_MOVABLE][10] = 20;
	zone.nr_free[MIGRATE_MOVABLE][5] = 44 * 32;
	r = replay("4.19", "GFP_NOWAIT", 6, zone, BOOST_REPLAYED);
	cr_expect_eq(r.blocks, 20 * 16);
	cr_expect_eq(r.ending, REFUSAL_FRAGMENTED);
}

Test(replay, case_study)
{
	struct zone_state zone = fixture_ld20();
	int64_t by_lists = 37 + 2 * 166 + 4 * 43;

	cr_expect_eq(replay("4.19", "GFP_ATOMIC", 3, zone, BOOST_REPLAYED).blocks, by_lists);
	cr_expect_eq(replay("4.19", "GFP_ATOMIC", 6, zone, BOOST_REPLAYED).blocks, 0);
	cr_expect_eq(replay("4.19", "GFP_HIGHUSER_MOVABLE", 10, zone, BOOST_REPLAYED).blocks, 75);
}

/* Six chunks of half a pageblock: the third takes the zone below the boosted mark. */
Test(replay, boost_arrives_in_the_middle)
{
	struct zone_state zone = fixture_fresh(8);
	struct replay likely, never, at_once;

	zone.nr_free[MIGRATE_MOVABLE][10] = 5;
	zone.nr_free[MIGRATE_MOVABLE][9] = 6;
	zone.min = 400;
	zone.low = 500;
	zone.high = 600;
	likely = replay("6.1", "GFP_NOWAIT", 9, zone, BOOST_REPLAYED);
	never = replay("6.1", "GFP_NOWAIT", 9, zone, BOOST_NEVER);
	at_once = replay("6.1", "GFP_NOWAIT", 9, zone, BOOST_AT_ONCE);
	cr_expect(likely.may_boost);
	cr_expect_eq(never.blocks, 15);
	cr_expect_eq(at_once.blocks, 13);
	cr_expect_geq(likely.blocks, at_once.blocks);
	cr_expect_leq(likely.blocks, never.blocks);
	cr_expect_eq(likely.ending, REFUSAL_BOOST);
	cr_expect_eq(replay("4.19", "GFP_NOWAIT", 9, zone, BOOST_REPLAYED).blocks, never.blocks);
}

Test(replay, small_zones_are_not_boosted)
{
	struct alloc_kernel kernel = fixture_kernel("6.1"), old = fixture_kernel("4.19");
	struct zone_state small = fixture_fresh(3), large = fixture_fresh(64);

	cr_expect_eq(boost_limit(&kernel, &small), 0);
	cr_expect_eq(boost_limit(&kernel, &large), 1152);
	cr_expect_eq(boost_limit(&old, &large), 0);
	large.high = 2000;
	cr_expect_eq(boost_limit(&kernel, &large), 3000);
}

Test(replay, highatomic_blocks_serve_their_own)
{
	struct zone_state zone = fixture_fresh(64);

	zone.nr_free[MIGRATE_MOVABLE][10] = 0;
	zone.nr_free[MIGRATE_MOVABLE][0] = 62 << 10;
	zone.nr_free[MIGRATE_HIGHATOMIC][10] = 2;
	zone.reserved_highatomic = zone.free_highatomic = 2048;
	cr_expect_eq(replay("4.19", "GFP_ATOMIC", 3, zone, BOOST_REPLAYED).blocks, 256);
	cr_expect_eq(replay("4.19", "GFP_NOWAIT", 3, zone, BOOST_REPLAYED).blocks, 0);
	cr_expect_eq(replay("6.1", "GFP_ATOMIC", 3, zone, BOOST_REPLAYED).blocks, 256);
	/* 5.14 .. 6.0 look for orders up to 3 on the per-CPU lists only */
	cr_expect_eq(replay("5.15", "GFP_ATOMIC", 3, zone, BOOST_REPLAYED).blocks, 0);
	cr_expect_eq(replay("5.15", "GFP_ATOMIC", 4, zone, BOOST_REPLAYED).blocks, 128);
}

Test(replay, movable_requests_use_cma)
{
	struct zone_state zone = fixture_fresh(64);

	zone.nr_free[MIGRATE_MOVABLE][10] = 24;
	zone.nr_free[MIGRATE_CMA][10] = 40;
	zone.free_cma = 40 << 10;
	cr_expect_eq(replay("6.1", "GFP_HIGHUSER_MOVABLE", 10, zone, BOOST_REPLAYED).blocks, 63);
	cr_expect_eq(replay("4.19", "GFP_HIGHUSER_MOVABLE", 10, zone, BOOST_REPLAYED).blocks, 63);
	cr_expect_eq(replay("3.18", "GFP_HIGHUSER_MOVABLE", 10, zone, BOOST_REPLAYED).blocks, 63);
	cr_expect_eq(replay("6.1", "GFP_KERNEL", 10, zone, BOOST_REPLAYED).blocks, 23);
}

/* Far from the mark whole chunks are taken at once: that must not change the count. */
Test(replay, leaps_count_like_steps)
{
	struct zone_state zone = fixture_fresh(1024);

	for (unsigned int order = 4; order <= 10; order++) {
		struct replay r = replay("4.19", "GFP_HIGHUSER_MOVABLE", order, zone, BOOST_REPLAYED);
		uint64_t above = (uint64_t)(zone.free - (1 << order) + 1 - zone.min);

		cr_expect_eq(r.blocks, (int64_t)div_round_up(above, UINT64_C(1) << order), "order %u", order);
	}
}

/* Pages of every list, few of them large: what is taken comes by turns, is taken over and is borrowed. */
static struct zone_state scattered(struct random *random)
{
	static const enum migratetype lists[] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
											  MIGRATE_CMA };
	struct zone_state zone = fixture_fresh(0);

	for (size_t l = 0; l < ARRAY_SIZE(lists); l++)
		for (unsigned int k = 0; k < 11; k++) {
			int64_t chunks = random_chance(random, 40) ? (int64_t)random_below(random, 1 + (40u >> k / 2)) : 0;

			zone.nr_free[lists[l]][k] = chunks;
			zone.free += chunks << k;
			zone.free_cma += lists[l] == MIGRATE_CMA ? chunks << k : 0;
		}
	zone.managed = (uint64_t)zone.free;
	return zone;
}

Test(replay, taking_many_is_taking_one_many_times)
{
	static const char *const releases[] = { "3.18", "4.4", "4.19", "5.15", "6.1", "6.12", "7.2" };
	static const enum migratetype types[] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE };

	for (unsigned int seed = 1; seed <= 600; seed++) {
		struct random random = random_from(seed);
		struct alloc_kernel kernel = fixture_kernel(releases[random_below(&random, ARRAY_SIZE(releases))]);
		struct attempt attempt = { .type = types[random_below(&random, ARRAY_SIZE(types))],
								   .types = TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE) };
		struct zone_state many = scattered(&random), one = many;
		int64_t pages = (int64_t)random_below(&random, (uint64_t)many.free + 100), ones = 0;

		if (attempt.type == MIGRATE_MOVABLE) {
			attempt.rights = RIGHT_CMA;
			attempt.types |= TYPE_BIT(CMA);
		}
		for (int64_t i = 0; i < pages; i++)
			ones += replay_consume(&kernel, &one, &attempt, 1);
		cr_assert_eq(replay_consume(&kernel, &many, &attempt, pages), ones, "seed %u", seed);
		cr_assert_eq(memcmp(&many, &one, sizeof(one)), 0, "seed %u", seed);
	}
}

Test(replay, refills)
{
	struct alloc_kernel old = fixture_kernel("4.19"), new = fixture_kernel("7.2");
	struct zone_state zone = fixture_fresh(124);
	struct replay r = replay("4.19", "GFP_NOWAIT", 0, zone, BOOST_REPLAYED);

	cr_expect_eq(pcp_batch(&old, 126976), 31);
	cr_expect_eq(pcp_batch(&new, 126976), 31);
	cr_expect_eq(pcp_batch(&old, 48208), 15);
	cr_expect_eq(pcp_batch(&old, 326626), 63);
	cr_expect_eq(pcp_batch(&old, 10), 1);
	cr_expect_eq(r.last_refill, 31);
	/* what the last refill brought beyond its first page stays on the list */
	cr_expect_leq(r.blocks, zone.free - zone.min);
	cr_expect_gt(r.blocks, zone.free - zone.min - 31);
}

/* 1 % of the zone and a block more up to 6.1; since then nothing below a block, else rounded up to blocks. */
Test(replay, limit_of_the_highatomic_reserve)
{
	static const struct {
		const char *release;
		uint64_t managed;
		int64_t limit, blocks;
	} rows[] = {
		{ "3.18", 326626, 0, 0 },   { "4.4", 326626, 3778, 8 },  { "4.19", 326626, 3778, 8 },
		{ "6.1", 326626, 3778, 8 }, { "6.12", 326626, 3584, 7 }, { "7.2", 326626, 3584, 7 },
		{ "4.19", 50000, 1012, 2 }, { "6.1", 50000, 1012, 2 },   { "6.12", 50000, 0, 0 },
		{ "6.12", 51200, 512, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct alloc_kernel kernel = fixture_kernel(rows[i].release);
		struct zone_state zone = { .managed = rows[i].managed };
		int64_t limit;

		kernel.pageblock_order = 9;
		limit = highatomic_limit(&kernel, &zone);
		cr_expect_eq(limit, rows[i].limit, "%s, %lu pages: %ld", rows[i].release, rows[i].managed, limit);
		cr_expect_eq((limit + 511) / 512, rows[i].blocks);
	}
}
