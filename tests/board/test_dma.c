/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linux-5.10:drivers/of/address.c:of_dma_get_max_cpu_address; kernel-boot facts 5.1. */
#include <criterion/criterion.h>

#include "board/board.h"
#include "boot/fixture.h"
#include "util/arena.h"

Test(dma, no_limit_without_dma_ranges)
{
	struct board *b = board_from("soc { #address-cells = <1>; #size-cells = <1>; dma-ranges; };");

	cr_expect_eq(b->dma_max, UINT64_MAX, "empty dma-ranges are one to one");
	cr_expect_null(b->dma_node);
	board_free(b);
}

/* The bus of a Raspberry Pi 4: RAM at 0 stands at 0xc0000000, 1 GiB of it. */
Test(dma, bus_of_one_gigabyte)
{
	struct board *b = board_from("soc { #address-cells = <1>; #size-cells = <1>;"
								 " dma-ranges = <0xc0000000 0 0x00000000 0x40000000>; };");

	cr_expect_eq(b->dma_max, 0x3fffffff);
	cr_expect_str_eq(b->dma_node, "/soc");
	board_free(b);
}

Test(dma, the_lowest_bus_wins_and_its_highest_range)
{
	struct board *b =
		board_from("a { #address-cells = <2>; #size-cells = <2>;"
				   " dma-ranges = <0 0 0 0 0 0x10000000>, <1 0 0 0x40000000 0 0x80000000>; };"
				   "b { #address-cells = <2>; #size-cells = <2>; dma-ranges = <0 0 0 0 1 0>; };");

	cr_expect_eq(b->dma_max, 0xbfffffff);
	cr_expect_str_eq(b->dma_node, "/a");
	board_free(b);
}

Test(dma, disabled_buses_do_not_count)
{
	struct board *b =
		board_from("a { status = \"disabled\"; #address-cells = <1>; #size-cells = <1>;"
				   " dma-ranges = <0 0 0 0x1000>;"
				   " b { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0 0 0x1000>; }; };");

	cr_expect_eq(b->dma_max, UINT64_MAX);
	board_free(b);
}

Test(dma, nested_buses_translate_up)
{
	struct board *b = board_from("outer { #address-cells = <1>; #size-cells = <1>;"
								 " dma-ranges = <0x0 0x0 0x80000000 0x40000000>;"
								 " inner { #address-cells = <1>; #size-cells = <1>;"
								 "  dma-ranges = <0x10000000 0x0 0x20000000>; }; };");

	cr_expect_eq(b->dma_max, 0x9fffffff);
	cr_expect_str_eq(b->dma_node, "/outer/inner");
	board_free(b);
}

/* Up to where the users of the one region reach by every kernel, and by those since 6.1. */
static void expect_reach(const char *buses, uint64_t every, uint64_t later)
{
	struct arena *arena = arena_new();
	struct board *b =
		board_from(arena_printf(arena,
								"%s reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;"
								" pool { size = <0 0x400000>; phandle = <1>; }; };",
								buses));

	cr_expect_eq(b->rmem[0].reach[0].end, every, "%s: 0x%llx", buses,
				 (unsigned long long)b->rmem[0].reach[0].end);
	cr_expect_eq(b->rmem[0].reach[1].end, later, "%s: 0x%llx", buses,
				 (unsigned long long)b->rmem[0].reach[1].end);
	board_free(b);
	arena_free(arena);
}

#define BUS "#address-cells = <1>; #size-cells = <1>; "
#define GIGABYTE BUS "dma-ranges = <0xc0000000 0 0x00000000 0x40000000>; "
#define USER "d { memory-region = <1>; }; "

/* linux-6.12:drivers/of/address.c:of_dma_get_range. */
Test(dma, the_nearest_bus_with_ranges_bounds_a_device)
{
	expect_reach("a { " GIGABYTE USER "}; ", GIB(1), GIB(1));
	expect_reach("a { " GIGABYTE "b { " BUS "dma-ranges; " USER "}; }; ", GIB(1), GIB(1));
	expect_reach("a { " GIGABYTE "b { " BUS "dma-ranges = <0 0xc0000000 0x10000000>; " USER "}; }; ",
				 MIB(256), MIB(256));
	expect_reach("a { " BUS "dma-ranges = <0 0 0 0xffffffff>; " USER "}; ", GIB(4), GIB(4));
	expect_reach("a { " BUS "dma-ranges = <0 0 0 0x10000000>, <0x80000000 0 0x40000000 0x20000000>; " USER
				 "}; ",
				 MIB(1536), MIB(1536));
}

Test(dma, nothing_is_told_of_a_device_without_ranges_above_it)
{
	expect_reach(USER, UINT64_MAX, UINT64_MAX);
	expect_reach("a { " BUS USER "}; other { " GIGABYTE "}; ", UINT64_MAX, UINT64_MAX);
	expect_reach("a { " BUS "dma-ranges; " USER "}; ", UINT64_MAX, UINT64_MAX);
	expect_reach("a { " BUS "dma-ranges = <0 0 0 0>; " USER "}; ", UINT64_MAX, UINT64_MAX);
}

Test(dma, a_bus_without_ranges_ends_the_walk_but_for_the_first_of_later_kernels)
{
	expect_reach("a { " GIGABYTE "b { " BUS USER "}; }; ", UINT64_MAX, GIB(1));
	expect_reach("a { " GIGABYTE "b { " BUS "c { " BUS USER "}; }; }; ", UINT64_MAX, UINT64_MAX);
	expect_reach("a { " GIGABYTE "b { " BUS "c { " BUS "dma-ranges; " USER "}; }; }; ", UINT64_MAX,
				 UINT64_MAX);
}

Test(dma, of_several_users_the_one_that_reaches_least_and_is_switched_on)
{
	expect_reach("a { " GIGABYTE USER "}; " USER, GIB(1), GIB(1));
	expect_reach("a { " GIGABYTE "d { status = \"disabled\"; memory-region = <1>; }; }; " USER, UINT64_MAX,
				 UINT64_MAX);
}

Test(dma, another_way_to_memory_is_not_bounded_by_the_bus)
{
	expect_reach("a { " GIGABYTE "d { memory-region = <1>; iommus = <9 0>; }; }; ", UINT64_MAX, UINT64_MAX);
	expect_reach("a { " GIGABYTE
				 "d { memory-region = <1>; interconnects = <9 0>; interconnect-names = \"dma-mem\"; }; }; ",
				 UINT64_MAX, UINT64_MAX);
	expect_reach("a { " GIGABYTE
				 "d { memory-region = <1>; interconnects = <9 0>; interconnect-names = \"cpu\"; }; }; ",
				 GIB(1), GIB(1));
}
