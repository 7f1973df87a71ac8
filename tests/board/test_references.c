/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "board/board.h"
#include "input/tree.h"
#include "util/error.h"

#define HEAD "/dts-v1/;\n/ { #address-cells = <2>; #size-cells = <2>;\n"

static struct board *read_board(const char *source)
{
	struct error error;
	struct tree *tree;
	struct board *board;

	cr_assert_eq(tree_from_bytes(source, strlen(source), "test.dts", NULL, &tree, &error), 0, "%s",
				 error.text);
	cr_assert_eq(board_read(tree, &board, &error), 0, "%s", error.text);
	tree_free(tree);
	return board;
}

Test(references, consumers_are_told_with_their_state)
{
	struct board *board =
		read_board(HEAD "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n"
						"a: a { size = <0x0 0x1000>; }; b: b { size = <0x0 0x1000>; }; };\n"
						"bus { status = \"disabled\"; one { memory-region = <&a>; }; };\n"
						"two { memory-region = <&a>, <&b>; }; };\n");

	cr_assert_eq(board->rmem_count, 2);
	cr_expect_eq(board->rmem[0].consumer_count, 2);
	cr_expect_str_eq(board->rmem[0].consumers[0], "/bus/one");
	cr_expect_str_eq(board->rmem[0].enabled_consumer, "/two");
	cr_expect_eq(board->rmem[1].consumer_count, 1);
	cr_expect_eq(board->bad_reference_count, 0);
	board_free(board);
}

Test(references, bad_ones_are_told_and_phandle_0_is_none)
{
	struct board *board =
		read_board(HEAD "other: other { }; off { status = \"disabled\"; memory-region = <0x99>; };\n"
						"user { memory-region = <0>, <&other>; }; };\n");

	cr_assert_eq(board->bad_reference_count, 2);
	cr_expect_null(board->bad_references[0].target);
	cr_expect_not(board->bad_references[0].enabled);
	cr_expect_str_eq(board->bad_references[1].target, "/other");
	cr_expect(board->bad_references[1].enabled);
	board_free(board);
}

Test(references, other_bindings_name_regions_too)
{
	struct board *board =
		read_board(HEAD "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n"
						"a: a { size = <0x0 0x1000>; }; b: b { size = <0x0 0x1000>; };\n"
						"c { size = <0x0 0x1000>; iommu-addresses = <1 0 0 0 0>; }; };\n"
						"scmi { shmem = <&a>; }; user { clocks = <&b>; }; };\n");

	cr_assert_eq(board->rmem_count, 3);
	cr_expect(board->rmem[0].named_elsewhere);
	cr_expect_not(board->rmem[1].named_elsewhere);
	cr_expect(board->rmem[2].named_elsewhere);
	board_free(board);
}

Test(references, labels_come_from_symbols)
{
	struct board *board = read_board(
		HEAD "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n"
			 "memory@1000 { reg = <0x0 0x1000 0x0 0x1000>; }; };\n"
			 "__symbols__ { hyp_mem = \"/reserved-memory/memory@1000\"; elsewhere = \"/x\"; }; };\n");

	cr_assert_eq(board->rmem_count, 1);
	cr_expect_str_eq(board->rmem[0].label, "hyp_mem");
	board_free(board);
}

Test(references, strays_are_told_once)
{
	struct board *board =
		read_board(HEAD "reserved_memory { pool { compatible = \"shared-dma-pool\"; reusable; }; };\n"
						"soc { reserved-memory { a { no-map; }; }; lone { no-map; }; plain { }; }; };\n");

	cr_assert_eq(board->stray_count, 3);
	cr_expect_str_eq(board->strays[0].path, "/reserved_memory");
	cr_expect(board->strays[0].is_container);
	cr_expect_str_eq(board->strays[1].path, "/soc/reserved-memory");
	cr_expect_str_eq(board->strays[2].path, "/soc/lone");
	cr_expect_not(board->strays[2].is_container);
	board_free(board);
}
