/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "policy/demand.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static struct arena *arena;
static struct demand demand;
static struct error error;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(demand, .init = setup, .fini = teardown);

static void parse(const char *text)
{
	cr_assert_eq(demand_parse(arena, text, &demand, &error), 0, "%s", error.text);
}

Test(demand, frame_buffers_and_sizes)
{
	parse("1920x1080 XR24 x3 + 720x576 NV12 x4+8M");
	cr_assert_eq(demand.count, 3);
	cr_expect_eq(demand.parts[0].bytes, 1920 * 4 * 1080);
	cr_expect_eq(demand.parts[0].count, 3);
	cr_expect_eq(demand.parts[1].bytes, 768 * 576 * 3 / 2);
	cr_expect_eq(demand.parts[2].bytes, MIB(8));
	cr_expect_eq(demand.parts[2].count, 1);
	cr_expect_eq(demand_sum(&demand), 3u * 1920 * 4 * 1080 + 4u * 768 * 576 * 3 / 2 + MIB(8));
}

Test(demand, a_line_is_rounded_to_64_bytes)
{
	parse("1366x1 XR24");
	cr_expect_eq(demand.parts[0].bytes, 5504);
	parse("50x10 C8");
	cr_expect_eq(demand.parts[0].bytes, 640);
}

Test(demand, pools_round_as_they_allocate)
{
	parse("1920x1080 XR24 x3");
	cr_expect_eq(demand_bytes(&demand, KIB(4), POOL_PLAIN), 3u * 8294400);
	cr_expect_eq(demand_bytes(&demand, KIB(4), POOL_CMA), 2 * MIB(8) + 8294400);
	cr_expect_eq(demand_bytes(&demand, KIB(4), POOL_COHERENT), 3 * MIB(8));
	parse("4K + 5K x2");
	cr_expect_eq(demand_bytes(&demand, KIB(4), POOL_CMA), KIB(8) * 2 + KIB(4));
	cr_expect_eq(demand_bytes(&demand, KIB(64), POOL_PLAIN), KIB(192));
}

Test(demand, order_of_the_parts_is_no_matter)
{
	uint64_t bytes;

	parse("4K x3 + 1M x2 + 300K");
	bytes = demand_bytes(&demand, KIB(4), POOL_CMA);
	parse("300K + 4K x3 + 1M x2");
	cr_expect_eq(demand_bytes(&demand, KIB(4), POOL_CMA), bytes);
}

Test(demand, sums_do_not_wrap)
{
	parse("8E x3");
	cr_expect_eq(demand_sum(&demand), UINT64_MAX);
	cr_expect_eq(demand_bytes(&demand, KIB(4), POOL_COHERENT), UINT64_MAX);
}

Test(demand, wrong_words)
{
	const char *const wrong[] = { "",
								  "1920x1080",
								  "1920x1080 ZZZZ",
								  "1920x XR24",
								  "0x10 XR24",
								  "70000x1 XR24",
								  "8M x0",
								  "8M x",
								  "8M +",
								  "XR24",
								  "1920x1080 XR24 x3 more",
								  "x3" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		cr_expect_eq(demand_parse(arena, wrong[i], &demand, &error), -EINVAL, "%s", wrong[i]);
}
