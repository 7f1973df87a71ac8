/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linux-5.10:drivers/of/address.c:of_dma_get_max_cpu_address; kernel-boot facts 5.1. What devices reach: tests/boot/test_dma_windows.c. */
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
