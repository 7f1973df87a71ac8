/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "alloc/fixture.h"
#include "alloc/watermark.h"
#include "util/number.h"

static struct attempt slow(const struct alloc_kernel *kernel, const char *mask, unsigned int order)
{
	struct gfp gfp = fixture_gfp(kernel, mask);

	return attempt_slow(kernel, &gfp, order, CONTEXT_PROCESS);
}

static int64_t mark_of(const char *release, const char *mask, unsigned int order, struct zone_state zone)
{
	struct alloc_kernel kernel = fixture_kernel(release);
	struct attempt a = slow(&kernel, mask, order);

	return watermark_mark(&kernel, &zone, &a);
}

Test(watermark, marks_by_version)
{
	static const struct {
		const char *release, *mask;
		int64_t mark;
	} rows[] = {
		{ "4.19", "GFP_ATOMIC", 428 },
		{ "3.18", "GFP_ATOMIC", 428 },
		{ "7.2", "GFP_ATOMIC", 428 },
		{ "4.19", "GFP_ATOMIC|__GFP_NOMEMALLOC", 570 },
		{ "6.12", "GFP_ATOMIC|__GFP_NOMEMALLOC", 570 },
		{ "3.18", "GFP_NOWAIT", 855 },
		{ "4.19", "GFP_NOWAIT", 1139 },
		{ "6.1", "GFP_NOWAIT", 1139 },
		{ "4.19", "GFP_KERNEL", 1139 },
		{ "4.19", "GFP_KERNEL|__GFP_HIGH", 570 },
		{ "4.19", "GFP_KERNEL|__GFP_MEMALLOC", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(mark_of(rows[i].release, rows[i].mask, 3, fixture_ld20()), rows[i].mark, "%s %s",
					 rows[i].release, rows[i].mask);
}

Test(watermark, contexts)
{
	struct alloc_kernel old = fixture_kernel("4.19"), new = fixture_kernel("6.12"),
						oldest = fixture_kernel("3.18");
	struct zone_state zone = fixture_ld20();
	struct gfp gfp = fixture_gfp(&old, "GFP_KERNEL"), gfp_new = fixture_gfp(&new, "GFP_KERNEL");
	struct gfp gfp_oldest = fixture_gfp(&oldest, "GFP_KERNEL");
	struct attempt a = attempt_slow(&old, &gfp, 3, CONTEXT_REALTIME);

	cr_expect_eq(watermark_mark(&old, &zone, &a), 855);
	cr_expect(a.rights & RIGHT_HIGHATOMIC);
	a = attempt_slow(&new, &gfp_new, 3, CONTEXT_REALTIME);
	cr_expect_eq(watermark_mark(&new, &zone, &a), 570);
	a = attempt_slow(&old, &gfp, 3, CONTEXT_VICTIM);
	cr_expect_eq(watermark_mark(&old, &zone, &a), 570);
	a = attempt_slow(&oldest, &gfp_oldest, 3, CONTEXT_VICTIM);
	cr_expect_eq(watermark_mark(&oldest, &zone, &a), 0);
	a = attempt_slow(&old, &gfp, 3, CONTEXT_MEMALLOC);
	cr_expect_eq(watermark_mark(&old, &zone, &a), 0);
}

Test(watermark, case_study_passes)
{
	struct alloc_kernel kernel = fixture_kernel("4.19");
	struct zone_state zone = fixture_ld20();
	struct attempt a = slow(&kernel, "GFP_ATOMIC|__GFP_COMP", 3);
	struct watermark w = watermark_test(&kernel, &zone, &a);
	struct gfp gfp = fixture_gfp(&kernel, "GFP_ATOMIC|__GFP_COMP");

	cr_expect_eq(w.usable, 10072);
	cr_expect_eq(w.mark, 428);
	cr_expect_eq(w.refusal, REFUSAL_NONE);
	a = attempt_fast(&kernel, &gfp, 3);
	cr_expect_eq(watermark_mark(&kernel, &zone, &a), 7295);
	cr_expect(watermark_ok(&kernel, &zone, &a));
}

Test(watermark, blocks_in_cma_only)
{
	struct alloc_kernel kernel = fixture_kernel("4.19");
	struct zone_state zone = fixture_ld20();
	struct attempt a = slow(&kernel, "GFP_ATOMIC", 6);
	struct watermark w = watermark_test(&kernel, &zone, &a);

	cr_expect_eq(w.usable, 10016);
	cr_expect_eq(w.refusal, REFUSAL_ONLY_CMA);
	a = slow(&kernel, "GFP_HIGHUSER_MOVABLE", 6);
	cr_expect_eq(watermark_test(&kernel, &zone, &a).refusal, REFUSAL_NONE);
}

Test(watermark, vendor_cma_needs_the_flag)
{
	struct alloc_kernel kernel = fixture_kernel("4.19");
	struct zone_state zone = fixture_ld20();
	struct attempt a;

	kernel.gfp_config = GFP_CONFIG_ANDROID_CMA;
	a = slow(&kernel, "GFP_HIGHUSER_MOVABLE", 6);
	cr_expect_eq(watermark_test(&kernel, &zone, &a).refusal, REFUSAL_ONLY_CMA);
	a = slow(&kernel, "GFP_HIGHUSER_MOVABLE|__GFP_CMA", 6);
	cr_expect_eq(watermark_test(&kernel, &zone, &a).refusal, REFUSAL_NONE);
	kernel.cma_open = true; /* restrict_cma_redirect=false */
	a = slow(&kernel, "GFP_HIGHUSER_MOVABLE", 6);
	cr_expect_eq(watermark_test(&kernel, &zone, &a).refusal, REFUSAL_NONE);
}

/* min 1333 is 1000 for GFP_NOWAIT: the loop of 3.18 refuses at order 2 and not at order 1. */
Test(watermark, order_loop)
{
	struct alloc_kernel kernel = fixture_kernel("3.18");
	struct zone_state zone = { .kind = GFP_ZONE_DMA32, .free = 1500, .min = 1333, .low = 1333, .high = 1333 };
	struct attempt a = slow(&kernel, "GFP_NOWAIT", 2);

	zone.nr_free[MIGRATE_UNMOVABLE][0] = 900;
	zone.nr_free[MIGRATE_UNMOVABLE][1] = 200;
	zone.nr_free[MIGRATE_UNMOVABLE][2] = 50;
	cr_expect_eq(watermark_mark(&kernel, &zone, &a), 1000);
	cr_expect_eq(watermark_test(&kernel, &zone, &a).refusal, REFUSAL_ORDER_LOOP);
	a = slow(&kernel, "GFP_NOWAIT", 1);
	cr_expect_eq(watermark_test(&kernel, &zone, &a).refusal, REFUSAL_NONE);
}

Test(watermark, boost_spares_only_order_0_atomic)
{
	struct zone_state zone = fixture_fresh(64);
	int64_t min = zone.min, all = min + 1024;

	zone.boost = 1024;
	cr_expect_eq(mark_of("6.1", "GFP_ATOMIC", 3, zone), all - all / 2 - (all - all / 2) / 4);
	cr_expect_eq(mark_of("6.1", "GFP_ATOMIC", 0, zone), min - min / 2 - (min - min / 2) / 4);
	cr_expect_eq(mark_of("6.1", "GFP_KERNEL", 0, zone), all);
}

static int64_t usable_of(const char *release, const char *mask, unsigned int order, struct zone_state zone)
{
	struct alloc_kernel kernel = fixture_kernel(release);
	struct attempt a = slow(&kernel, mask, order);

	return watermark_test(&kernel, &zone, &a).usable + (1 << order) - 1;
}

Test(watermark, who_is_charged_for_the_highatomic_reserve)
{
	struct zone_state zone = fixture_fresh(64);

	zone.reserved_highatomic = 2048;
	zone.free_highatomic = 700;
	cr_expect_eq(usable_of("4.19", "GFP_ATOMIC", 3, zone), zone.free);
	cr_expect_eq(usable_of("4.19", "GFP_NOWAIT", 3, zone), zone.free - 2048);
	cr_expect_eq(usable_of("4.19", "GFP_NOWAIT", 0, zone), zone.free);
	cr_expect_eq(usable_of("5.10", "GFP_NOWAIT", 0, zone), zone.free - 2048);
	cr_expect_eq(usable_of("6.1", "GFP_NOWAIT", 3, zone), zone.free);
	cr_expect_eq(usable_of("6.1", "GFP_KERNEL", 3, zone), zone.free - 2048);
	cr_expect_eq(usable_of("6.12", "GFP_KERNEL", 3, zone), zone.free - 700);
	cr_expect_eq(usable_of("6.12", "GFP_ATOMIC|__GFP_NOMEMALLOC", 3, zone), zone.free);
}

/* As the kernels of a recorded board had it; later stable releases take it back. */
Test(watermark, reserve_for_requests_that_only_cannot_sleep)
{
	static const struct {
		const char *release;
		bool right;
	} rows[] = { { "5.10", false }, { "6.1", false },    { "6.6.87", true },   { "6.6.113", false },
				 { "6.12", false }, { "6.12.30", true }, { "6.12.60", false }, { "7.2", false } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct alloc_kernel kernel = fixture_kernel(rows[i].release);
		struct attempt high = slow(&kernel, "GFP_NOWAIT", 3), single = slow(&kernel, "GFP_NOWAIT", 0);

		cr_expect_eq((high.rights & RIGHT_HIGHATOMIC) != 0, rows[i].right, "%s", rows[i].release);
		cr_expect_not(single.rights & RIGHT_HIGHATOMIC);
		high = slow(&kernel, "GFP_NOWAIT|__GFP_NOMEMALLOC", 3);
		cr_expect_not(high.rights & RIGHT_HIGHATOMIC);
	}
}

static enum refusal refusal_of(const char *mask, unsigned int order, struct zone_state zone)
{
	struct alloc_kernel kernel = fixture_kernel("6.1");
	struct attempt a = slow(&kernel, mask, order);

	return watermark_test(&kernel, &zone, &a).refusal;
}

Test(watermark, reasons)
{
	struct zone_state zone = fixture_fresh(64);

	zone.free = zone.min + 10;
	cr_expect_eq(refusal_of("GFP_KERNEL", 4, zone), REFUSAL_WATERMARK);
	cr_expect_eq(refusal_of("GFP_KERNEL", 0, zone), REFUSAL_NONE);
	zone.lowmem_reserve[GFP_ZONE_NORMAL] = 100;
	cr_expect_eq(refusal_of("GFP_KERNEL", 0, zone), REFUSAL_LOWMEM_RESERVE);
	cr_expect_eq(refusal_of("GFP_KERNEL|__GFP_DMA32", 0, zone), REFUSAL_NONE);
	zone.lowmem_reserve[GFP_ZONE_NORMAL] = 0;
	zone.boost = 50;
	cr_expect_eq(refusal_of("GFP_KERNEL", 0, zone), REFUSAL_BOOST);
	zone.boost = 0;
	zone.free_cma = 20;
	cr_expect_eq(refusal_of("GFP_KERNEL", 0, zone), REFUSAL_CMA);
	zone.free_cma = 0;
	zone.reserved_highatomic = 1024;
	cr_expect_eq(refusal_of("GFP_KERNEL", 0, zone), REFUSAL_HIGHATOMIC);
}

Test(watermark, reasons_of_the_free_lists)
{
	struct zone_state zone = fixture_fresh(64);

	zone.nr_free[MIGRATE_MOVABLE][10] = 0;
	zone.nr_free[MIGRATE_MOVABLE][2] = 64 * 256;
	cr_expect_eq(refusal_of("GFP_KERNEL", 3, zone), REFUSAL_FRAGMENTED);
	zone.nr_free[MIGRATE_HIGHATOMIC][4] = 1;
	cr_expect_eq(refusal_of("GFP_KERNEL", 3, zone), REFUSAL_ONLY_HIGHATOMIC);
	cr_expect_eq(refusal_of("GFP_ATOMIC", 3, zone), REFUSAL_NONE);
	zone.nr_free[MIGRATE_CMA][4] = 1;
	cr_expect_eq(refusal_of("GFP_KERNEL", 3, zone), REFUSAL_ONLY_CMA);
}

Test(watermark, column_of_the_lowmem_reserve)
{
	struct alloc_kernel old = fixture_kernel("4.19"), new = fixture_kernel("6.1");
	struct gfp gfp_old = fixture_gfp(&old, "GFP_KERNEL"), gfp_new = fixture_gfp(&new, "GFP_KERNEL");

	cr_expect_eq(attempt_slow(&old, &gfp_old, 0, CONTEXT_PROCESS).highest, GFP_ZONE_DMA32);
	cr_expect_eq(attempt_slow(&new, &gfp_new, 0, CONTEXT_PROCESS).highest, GFP_ZONE_NORMAL);
}

/* Half of what is free in Linux; as many sixteenths as a vendor's kernel says. */
Test(watermark, cma_is_preferred_where_enough_of_the_free_pages_is_cma)
{
	struct alloc_kernel k = fixture_kernel("6.6");

	cr_expect_not(cma_is_preferred(&k, 500, 1000));
	cr_expect(cma_is_preferred(&k, 501, 1000));
	k.cma_threshold = 12;
	cr_expect_not(cma_is_preferred(&k, 750, 1000));
	cr_expect(cma_is_preferred(&k, 751, 1000));
	k = fixture_kernel("4.19");
	cr_expect_not(cma_is_preferred(&k, 900, 1000));
}
