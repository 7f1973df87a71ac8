/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "findings/space.h"

static const struct range ram[] = { { 0x1000, 0x9000 }, { 0x10000, 0x10000 } };
static struct obstacle obstacles[] = {
	{ { 0x3000, 0x1000 }, "a", 0 },
	{ { 0x3800, 0x1800 }, "b", 1 },
	{ { 0x12000, 0x2000 }, "c", 2 },
};
static const struct space space = { ram, 2, obstacles, 3 };

static struct wish wish(uint64_t size, uint64_t align, size_t node)
{
	return (struct wish){ size, align, { 0, UINT64_MAX }, node };
}

Test(space, ram_is_asked_bank_by_bank)
{
	cr_expect(is_ram(&space, (struct range){ 0x1000, 0x9000 }));
	cr_expect_not(is_ram(&space, (struct range){ 0x9000, 0x1001 }));
	cr_expect_not(is_ram(&space, (struct range){ 0x9000, 0x8000 }));
	cr_expect(touches_ram(&space, (struct range){ 0x0, 0x1001 }));
	cr_expect_not(touches_ram(&space, (struct range){ 0xa000, 0x6000 }));
	cr_expect_eq(ram_start(&space), 0x1000);
	cr_expect_eq(ram_end(&space), 0x20000);
	cr_expect_eq(ram_size(&space), 0x19000);
}

Test(space, nearest_places_keep_clear_of_obstacles)
{
	struct wish w = wish(0x1000, 0x1000, SIZE_MAX);
	uint64_t at;

	cr_expect(nearest_below(&space, &w, 0x4000, &at));
	cr_expect_eq(at, 0x2000);
	cr_expect(nearest_above(&space, &w, 0x3000, &at));
	cr_expect_eq(at, 0x5000);
	w = wish(0x6000, 0x2000, SIZE_MAX);
	cr_expect(nearest_above(&space, &w, 0x0, &at));
	cr_expect_eq(at, 0x14000);
	cr_expect_not(nearest_below(&space, &w, 0x13fff, &at));
}

Test(space, a_region_is_no_obstacle_to_itself)
{
	struct wish w = wish(0x2000, 0x1000, 2);
	uint64_t at;

	cr_expect(nearest_above(&space, &w, 0x12000, &at));
	cr_expect_eq(at, 0x12000);
}

Test(space, too_large_a_wish_has_no_place)
{
	struct wish w = wish(0x10001, 1, SIZE_MAX);
	uint64_t at;

	cr_expect_not(nearest_below(&space, &w, UINT64_MAX, &at));
	cr_expect_not(nearest_above(&space, &w, 0, &at));
	w = wish(0, 1, SIZE_MAX);
	cr_expect(nearest_above(&space, &w, 0, &at));
}

Test(space, largest_gap_counts_from_multiples)
{
	struct wish w = wish(0, 0x1000, SIZE_MAX);
	struct range gap = largest_gap(&space, &w);

	cr_expect_eq(gap.base, 0x14000);
	cr_expect_eq(gap.size, 0xc000);
	w.window = (struct range){ 0x1000, 0x4800 };
	w.align = 0x800;
	cr_expect_eq(largest_gap(&space, &w).size, 0x2000);
	w.window = (struct range){ 0xa000, 0x6000 };
	cr_expect_eq(largest_gap(&space, &w).size, 0);
}

Test(space, the_largest_obstacle_of_a_window)
{
	struct wish w = wish(0, 1, SIZE_MAX);

	w.window = (struct range){ 0x3000, 0x1000 };
	cr_expect_str_eq(largest_obstacle(&space, &w)->owner, "a");
	w.window = (struct range){ 0x3000, 0x4000 };
	cr_expect_str_eq(largest_obstacle(&space, &w)->owner, "b");
	w.window = (struct range){ 0x8000, 0x1000 };
	cr_expect_null(largest_obstacle(&space, &w));
}
