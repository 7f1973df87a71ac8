/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linux-6.12:drivers/of/address.c:of_dma_get_range. */
#include <criterion/criterion.h>

#include "boot/dma_windows.h"
#include "boot/fixture.h"
#include "util/arena.h"

static struct board *board_with_pool(struct arena *arena, const char *buses)
{
	return board_from(arena_printf(arena,
								   "%s reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;"
								   " pool { size = <0 0x400000>; phandle = <1>; }; };",
								   buses));
}

static const char *text_of(struct arena *arena, const struct range_set *set)
{
	const char *text = "";

	for (size_t i = 0; i < set->count; i++)
		text = arena_printf(arena, "%s%s%llx..%llx", text, i ? " " : "",
							(unsigned long long)set->ranges[i].base,
							(unsigned long long)range_end(set->ranges[i]));
	return text;
}

/* What the users of the one region reach by every kernel, and by those since 6.1. */
static void expect_reach(const char *buses, const char *every, const char *later)
{
	struct arena *arena = arena_new();
	struct board *b = board_with_pool(arena, buses);

	for (int i = 0; i < 2; i++) {
		struct kernel *k = kernel_from(i ? "6.1" : "4.19", ARCH_ARM64, "");
		struct range_set set = dma_windows(arena, k, &b->rmem[0]);

		cr_expect_str_eq(text_of(arena, &set), i ? later : every, "%s: %s", buses, text_of(arena, &set));
		kernel_free(k);
	}
	board_free(b);
	arena_free(arena);
}

#define BUS "#address-cells = <1>; #size-cells = <1>; "
#define GIGABYTE BUS "dma-ranges = <0xc0000000 0 0x00000000 0x40000000>; "
#define USER "d { memory-region = <1>; }; "
#define ALL "0..ffffffffffffffff"

Test(dma_windows, the_nearest_bus_with_ranges_bounds_a_device)
{
	expect_reach("a { " GIGABYTE USER "}; ", "0..40000000", "0..40000000");
	expect_reach("a { " GIGABYTE "b { " BUS "dma-ranges; " USER "}; }; ", "0..40000000", "0..40000000");
	expect_reach("a { " GIGABYTE "b { " BUS "dma-ranges = <0 0xc0000000 0x10000000>; " USER "}; }; ",
				 "0..10000000", "0..10000000");
	expect_reach("a { " BUS "dma-ranges = <0 0 0 0xffffffff>; " USER "}; ", "0..100000000", "0..100000000");
}

Test(dma_windows, they_have_a_lower_end_too)
{
	expect_reach("a { " BUS "dma-ranges = <0 0 0x40000000 0x40000000>; " USER "}; ", "40000000..80000000",
				 "40000000..80000000");
	expect_reach("a { " BUS "dma-ranges = <0 0 0x40000000 0x40000000>; "
				 "b { " BUS "dma-ranges = <0 0x10000000 0x10000000>; " USER "}; }; ",
				 "50000000..60000000", "50000000..60000000");
}

Test(dma_windows, several_ranges_are_all_reached_in_any_order)
{
	expect_reach("a { " BUS "dma-ranges = <0 0 0 0x10000000>, <0x80000000 0 0x40000000 0x20000000>; " USER
				 "}; ",
				 "0..10000000 40000000..60000000", "0..10000000 40000000..60000000");
	expect_reach("a { " BUS
				 "dma-ranges = <0x80000000 0 0x40000000 0x20000000>, <0 0 0x20000000 0x20000000>, <1 0 0 0>; " USER
				 "}; ",
				 "20000000..60000000", "20000000..60000000");
}

Test(dma_windows, nothing_is_told_of_a_device_without_ranges_above_it)
{
	expect_reach(USER, ALL, ALL);
	expect_reach("a { " BUS USER "}; other { " GIGABYTE "}; ", ALL, ALL);
	expect_reach("a { " BUS "dma-ranges; " USER "}; ", ALL, ALL);
	expect_reach("a { " BUS "dma-ranges = <0 0 0 0>; " USER "}; ", ALL, ALL);
}

Test(dma_windows, cells_that_hold_no_address_tell_nothing)
{
	expect_reach("a { #address-cells = <0>; #size-cells = <0>; b { #address-cells = <0>; #size-cells = <0>;"
				 " dma-ranges = <0 0 0>; " USER "}; }; ",
				 ALL, ALL);
	expect_reach("a { #address-cells = <5>; #size-cells = <1>; dma-ranges = <0 0 0 0 0 0 0 1>; " USER "}; ", ALL, ALL);
	expect_reach("a { " BUS "dma-ranges = <0 0>; " USER "}; ", ALL, ALL);
}

Test(dma_windows, a_bus_without_ranges_ends_the_walk_but_for_the_first_of_later_kernels)
{
	expect_reach("a { " GIGABYTE "b { " BUS USER "}; }; ", ALL, "0..40000000");
	expect_reach("a { " GIGABYTE "b { " BUS "c { " BUS USER "}; }; }; ", ALL, ALL);
	expect_reach("a { " GIGABYTE "b { " BUS "c { " BUS "dma-ranges; " USER "}; }; }; ", ALL, ALL);
	expect_reach("a { " GIGABYTE "b { " BUS USER "}; " USER "}; ", "0..40000000", "0..40000000");
}

Test(dma_windows, of_several_users_that_are_switched_on_what_all_reach)
{
	expect_reach("a { " GIGABYTE USER "}; " USER, "0..40000000", "0..40000000");
	expect_reach("a { " GIGABYTE "d { status = \"disabled\"; memory-region = <1>; }; }; " USER, ALL, ALL);
	expect_reach("a { " GIGABYTE USER "}; b { " BUS "dma-ranges = <0 0 0x20000000 0x40000000>; " USER "}; ",
				 "20000000..40000000", "20000000..40000000");
	expect_reach("a { " GIGABYTE USER "b { " BUS "dma-ranges = <0 0xd0000000 0x8000000>; " USER "}; e { memory-region = <1>; }; }; ",
				 "10000000..18000000", "10000000..18000000");
	expect_reach("a { " GIGABYTE USER "}; b { " BUS "dma-ranges = <0 0 0x40000000 0x40000000>; " USER "}; ", "", "");
}

Test(dma_windows, another_way_to_memory_is_not_bounded_by_the_bus)
{
	expect_reach("a { " GIGABYTE "d { memory-region = <1>; iommus = <9 0>; }; }; ", ALL, ALL);
	expect_reach("a { " GIGABYTE
				 "d { memory-region = <1>; interconnects = <9 0>; interconnect-names = \"dma-mem\"; }; }; ",
				 ALL, ALL);
	expect_reach("a { " GIGABYTE
				 "d { memory-region = <1>; interconnects = <9 0>; interconnect-names = \"cpu\"; }; }; ",
				 "0..40000000", "0..40000000");
}

Test(dma_windows, the_user_that_does_not_reach_is_named_with_its_bus)
{
	struct arena *arena = arena_new();
	struct board *b = board_with_pool(
		arena, "a { " GIGABYTE USER "}; b { " BUS "dma-ranges = <0 0 0x20000000 0x40000000>; e { memory-region = <1>; }; };");
	struct kernel *k = kernel_from("6.1", ARCH_ARM64, "");
	const struct rmem_node *pool = &b->rmem[0];
	bool in_part;

	cr_expect_null(dma_out_of_reach(k, pool, (struct range){ MIB(512), MIB(512) }, &in_part));
	cr_assert_not_null(dma_out_of_reach(k, pool, (struct range){ MIB(256), MIB(64) }, &in_part));
	cr_expect_not(in_part);
	cr_expect_str_eq(dma_reach_text(arena, dma_out_of_reach(k, pool, (struct range){ 0, MIB(600) }, &in_part)),
					 "/b/e addresses 0x20000000..0x5fffffff only, by the dma-ranges of /b");
	cr_expect(in_part);
	cr_expect_str_eq(dma_out_of_reach(k, pool, (struct range){ GIB(1), MIB(64) }, &in_part)->user, "/a/d");
	kernel_free(k);
	board_free(b);
	arena_free(arena);
}
