/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "plan/fixture.h"

static struct planning *p;

static void setup(void)
{
	p = planning_new(
		"6.1",
		"big@50000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x50000000 0 0x4000000>; };\n"
		"small@58000000 { compatible = \"shared-dma-pool\"; reusable; linux,cma-default;\n"
		"reg = <0 0x58000000 0 0x2000000>; };\n");
}

static void teardown(void)
{
	planning_free(p);
}

TestSuite(need, .init = setup, .fini = teardown);

static struct need parsed(const char *text)
{
	struct need need;
	struct error error;

	cr_assert_eq(need_parse(p->arena, &p->settled->kernel, text, &need, &error), 0, "%s", error.text);
	return need;
}

Test(need, requests)
{
	struct need need = parsed("order=3 gfp=GFP_ATOMIC count=256");

	cr_assert_eq(need.kind, NEED_REQUEST);
	cr_assert_eq(need.request.order, 3);
	cr_assert_eq(need.target, 256);
	cr_assert_str_eq(need_unit(&need), "blocks");
}

Test(need, shares_of_failures)
{
	static const char *const ways[] = { "order=3 gfp=GFP_ATOMIC fail<0.1%",
										"fail < 0.1 %, order=3 gfp=GFP_ATOMIC" };

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct need need = parsed(ways[i]);

		cr_assert_eq(need.kind, NEED_FAIL, "%s", ways[i]);
		cr_assert_eq(need.target, 999000);
		cr_assert_float_eq(need_limit(&need), 0.001, 1e-9);
		cr_assert_str_eq(need.asked, "order=3 gfp=GFP_ATOMIC");
	}
}

Test(need, certainty)
{
	static const struct {
		const char *text;
		enum need_certainty certainty;
	} rows[] = { { "order=9 count=66 certain", NEED_CERTAIN },   { "order=9 count=66", NEED_UNSAID },
				 { "cma 48M likely", NEED_LIKELY },              { "certain order=9 free 64 blocks", NEED_CERTAIN },
				 { "order=3 fail<0.1%, likely", NEED_LIKELY } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct need need = parsed(rows[i].text);

		cr_expect_eq(need.certainty, rows[i].certainty, "%s", rows[i].text);
		need.target = 5;
		cr_expect_eq(need_is_met(&need, between(4, 6, 7)), rows[i].certainty == NEED_LIKELY, "%s", rows[i].text);
		cr_expect(need_is_met(&need, between(5, 6, 7)), "%s", rows[i].text);
	}
}

Test(need, free_blocks)
{
	static const char *const ways[] = { "order=9 free 64 blocks", "order=9 free=64", "free 64 order=9",
										"order=9 free 64" };

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct need need = parsed(ways[i]);

		cr_assert_eq(need.kind, NEED_FREE, "%s", ways[i]);
		cr_assert_eq(need.request.order, 9);
		cr_assert_eq(need.target, 64);
	}
}

Test(need, amounts)
{
	cr_assert_eq(parsed("cma 48M").target, 48 << 20);
	cr_assert_eq(parsed("cma=48M").kind, NEED_CMA);
	cr_assert_eq(parsed("managed 900M").kind, NEED_MANAGED);
	cr_assert_eq(parsed("unmovable 512M").kind, NEED_USABLE);
	cr_assert_eq(parsed("unmovable-usable 512M").target, 512 << 20);
	cr_assert_str_eq(parsed("cma 8M pool=/reserved-memory/big@50000000").pool,
					 "/reserved-memory/big@50000000");
}

Test(need, what_is_none_is_refused)
{
	static const char *const bad[] = { "",
									   "order=3",
									   "order=3 count=0",
									   "order=99 count=1",
									   "cma",
									   "cma much",
									   "cma 8M pool=/reserved-memory/a, and more",
									   "order=9 count=66 certain likely",
									   "cma 0",
									   "cma 48",
									   "managed 5M and more",
									   "cma 5M pool=big",
									   "order=3 gfp=GFP_MAGIC count=1",
									   "order=9 free 0 blocks",
									   "order=9 free many",
									   "order=3 count=4 fail<0.1%",
									   "order=3 fail<",
									   "order=3 fail<0.1",
									   "order=3 fail<0%",
									   "order=3 fail<0.001%",
									   "order=3 fail<101%",
									   "order=3 fail>1%",
									   "order=3 fail<1% more" };
	struct need need;
	struct error error;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_assert_lt(need_parse(p->arena, &p->settled->kernel, bad[i], &need, &error), 0, "%s", bad[i]);
}

static int64_t measured(const char *text)
{
	struct need need = parsed(text);
	struct estimate value;

	needs_measure(p->arena, &need, 1, p->boot, p->settled, &value);
	return value.value;
}

/* Without a pool of its own a request gets the default pool, not somebody's private one. */
Test(need, one_pool_must_hold_it)
{
	cr_assert_eq(measured("cma 80M"), (32 << 20) - (256 << 10));
	cr_assert_eq(measured("cma 80M pool=/reserved-memory/big@50000000"), 64 << 20);
	/* the default pool holds the pool for atomic DMA */
	cr_assert_eq(measured("cma 1M pool=/reserved-memory/small@58000000"), (32 << 20) - (256 << 10));
	cr_assert_eq(measured("cma 1M pool=/reserved-memory/nobody"), 0);
}

Test(need, a_pool_serves_several_needs_at_once)
{
	struct need needs[] = { parsed("cma 20M"), parsed("cma 60M pool=/reserved-memory/big@50000000"),
							parsed("cma 20M") };
	struct estimate values[3];

	needs_measure(p->arena, needs, 3, p->boot, p->settled, values);
	cr_assert_eq(values[1].value, 64 << 20);
	cr_assert_geq(values[0].value, 20 << 20);
	cr_assert_lt(values[2].value, 20 << 20);
}

Test(need, managed_and_usable_differ_by_cma)
{
	cr_assert_eq(measured("managed 1M") - measured("unmovable 1M"), 96 << 20);
}

Test(need, free_blocks_leave_cma_out)
{
	int64_t all = 0;

	for (size_t i = 0; i < p->settled->zone_count; i++)
		all += zone_blocks_from(&p->settled->zones[i], TYPES_ALL, 9);
	/* the pool for atomic DMA broke one block of CMA */
	cr_assert_eq(all - measured("order=9 free 1"), 47);
}

/* A boot without a .config is an estimate, and what is measured in it says so. */
Test(need, ranges_are_as_wide_as_the_boot_is_unsure)
{
	static const struct {
		const char *text;
		bool unsure;
	} rows[] = {
		{ "order=3 gfp=GFP_ATOMIC count=16", true },
		{ "order=9 free 4", true },
		{ "managed 100M", true },
		{ "unmovable 100M", true },
		{ "cma 16M", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct need need = parsed(rows[i].text);
		struct estimate e = need_measure(p->arena, &need, p->boot, p->settled);

		cr_expect_leq(e.low, e.value, "%s", rows[i].text);
		cr_expect_geq(e.high, e.value, "%s", rows[i].text);
		cr_expect_eq(!is_exact(e), rows[i].unsure, "%s: %ld .. %ld", rows[i].text, (long)e.low, (long)e.high);
	}
}

Test(need, range_of_managed_is_that_of_the_zones)
{
	struct need need = parsed("managed 100M");
	struct estimate zones = exact(0), e;

	for (size_t i = 0; i < p->boot->zone_count; i++)
		zones = estimate_add(zones, p->boot->zones[i].managed);
	e = need_measure(p->arena, &need, p->boot, p->settled);
	cr_expect_eq(e.low, zones.low << 12);
	cr_expect_eq(e.high, zones.high << 12);
}
