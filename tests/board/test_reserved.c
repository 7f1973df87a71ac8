/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "board/board.h"
#include "boot/fixture.h"
#include "util/number.h"

#define HEAD "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; "

Test(reserved, parent_is_kept_as_it_stands)
{
	struct board *b = board_from("reserved-memory { #address-cells = <1>; status = \"disabled\"; };");

	cr_expect(b->rmem_root.present);
	cr_expect_not(b->rmem_root.enabled);
	cr_expect(b->rmem_root.has_address_cells);
	cr_expect_eq(b->rmem_root.address_cells, 1);
	cr_expect_not(b->rmem_root.has_size_cells);
	cr_expect_not(b->rmem_root.has_ranges);
	board_free(b);
	b = board_from("");
	cr_expect_not(b->rmem_root.present);
	board_free(b);
}

Test(reserved, children_in_tree_order_with_all_they_say)
{
	struct board *b = board_from(HEAD "fw@80000000 { reg = <0 0x80000000 0 0x100000>; no-map; };"
									  "pool { compatible = \"acme,pool\", \"shared-dma-pool\"; reusable;"
									  " size = <0 0x400000>; alignment = <0 0x200000>; linux,cma-default;"
									  " alloc-ranges = <0 0x80000000 0 0x40000000>;"
									  " inner@0 { reg = <0 0 0 0x1000>; }; };"
									  "off@0 { reg = <0 0 0 0x1000>; status = \"disabled\"; }; };");

	cr_assert_eq(b->rmem_count, 4);
	cr_expect_str_eq(b->rmem[0].path, "/reserved-memory/fw@80000000");
	cr_expect(b->rmem[0].no_map);
	cr_expect_eq(b->rmem[0].reg.items[0].size, MIB(1));
	cr_expect_str_eq(b->rmem[1].name, "pool");
	cr_expect(b->rmem[1].reusable && b->rmem[1].cma_default);
	cr_assert_eq(b->rmem[1].compatible_count, 2);
	cr_expect_str_eq(b->rmem[1].compatible[1], "shared-dma-pool");
	cr_expect_eq(b->rmem[1].size.value, MIB(4));
	cr_expect_eq(b->rmem[1].alignment.value, MIB(2));
	cr_expect_eq(b->rmem[1].alignment.length, 8);
	cr_expect_eq(b->rmem[1].alloc_ranges.count, 1);
	cr_expect_eq(b->rmem[2].depth, 2, "a grandchild");
	cr_expect_not(b->rmem[3].enabled);
	board_free(b);
}

Test(reserved, users_and_dangling_references)
{
	struct board *b =
		board_from(HEAD "fw: fw@80000000 { reg = <0 0x80000000 0 0x100000>; }; };"
						"other: other { };"
						"dsp { memory-region = <&fw>; }; gpu { memory-region = <&fw>, <&other>; };"
						"vpu { memory-region = <0x1234>; };");

	cr_assert_eq(b->rmem[0].consumer_count, 2);
	cr_expect_str_eq(b->rmem[0].consumers[0], "/dsp");
	cr_expect_str_eq(b->rmem[0].consumers[1], "/gpu");
	cr_assert_eq(b->bad_reference_count, 2);
	cr_expect_str_eq(b->bad_references[0].consumer, "/gpu");
	cr_expect_str_eq(b->bad_references[0].target, "/other");
	cr_expect_eq(b->bad_references[1].phandle, 0x1234);
	cr_expect_null(b->bad_references[1].target);
	board_free(b);
}

/* Kernel-boot facts 2.2: only the child of the root of that very name is looked at. */
Test(reserved, regions_in_the_wrong_place_are_strays)
{
	struct board *b = board_from("soc { reserved-memory { a@0 { }; }; };"
								 "pool { compatible = \"shared-dma-pool\"; };");

	cr_expect_eq(b->rmem_count, 0);
	cr_expect_not(b->rmem_root.present);
	cr_assert_eq(b->stray_count, 2);
	cr_expect_str_eq(b->strays[0].path, "/soc/reserved-memory");
	cr_expect_str_eq(b->strays[1].path, "/pool");
	board_free(b);
}
