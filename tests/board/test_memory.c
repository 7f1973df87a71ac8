/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "board/board.h"
#include "boot/fixture.h"
#include "util/number.h"

/* Kernel-boot facts 1.2: device_type counts, the name does not. */
Test(memory, nodes_are_known_by_their_type)
{
	struct board *b = board_from("ram { device_type = \"memory\"; reg = <0 0x80000000 0 0x1000000>; };"
								 "soc { memory@0 { device_type = \"memory\"; reg = <0 0 0 0x1000>; }; };"
								 "memory@1000 { reg = <0 0x1000 0 0x1000>; };");

	cr_assert_eq(b->memory_count, 2);
	cr_expect_str_eq(b->memory[0].path, "/ram");
	cr_expect_eq(b->memory[0].depth, 1);
	cr_expect_eq(b->memory[1].depth, 2);
	cr_expect(b->memory_without_type);
	cr_expect_str_eq(b->memory_without_type_path, "/memory@1000");
	board_free(b);
}

Test(memory, tuples_status_and_flags_are_kept_as_they_stand)
{
	struct board *b = board_from("memory@0 { device_type = \"memory\"; status = \"disabled\"; hotpluggable;"
								 " reg = <0 0 0 0x1000>, <1 0 0 0x2000>, <5>;"
								 " linux,usable-memory = <0 0x100 0 0x800>; };");
	const struct memory_node *m = &b->memory[0];

	cr_assert_eq(b->memory_count, 1);
	cr_expect_not(m->enabled);
	cr_expect(m->hotpluggable);
	cr_expect_not(m->reg.whole, "36 bytes are no multiple of 16");
	cr_assert_eq(m->reg.count, 2, "a trailing part of a tuple is no tuple");
	cr_expect_eq(m->reg.items[1].base, GIB(4));
	cr_expect(m->usable.whole);
	cr_expect_eq(board_memory_told(b), 0x800, "linux,usable-memory stands for reg");
	board_free(b);
}

/* Facts 1.5 item 5: /chosen numbers have the width of their property. */
Test(memory, initrd_of_any_width)
{
	struct board *b =
		board_from("chosen { linux,initrd-start = <0x48000000>; linux,initrd-end = <0 0x48100000>; };");

	cr_expect(b->chosen.has_initrd);
	cr_expect_eq(b->chosen.initrd_start, 0x48000000);
	cr_expect_eq(b->chosen.initrd_end, 0x48100000);
	board_free(b);
	b = board_from("chosen { linux,initrd-start = <0x48100000>; linux,initrd-end = <0x48000000>; };");
	cr_expect_not(b->chosen.has_initrd, "an end before the start");
	board_free(b);
}

Test(memory, chosen_ranges_and_arguments)
{
	struct board *b =
		board_from("chosen { bootargs = \"cma=8M quiet\"; linux,elfcorehdr = <0 0x1000 0 0x2000>;"
				   " linux,usable-memory-range = <0 0x80000000 0 0x1000000>, <1 0 0 0x1000>; };");

	cr_expect_str_eq(b->chosen.bootargs, "cma=8M quiet");
	cr_assert_eq(b->chosen.usable_count, 2);
	cr_expect_eq(b->chosen.usable_ranges[1].base, GIB(4));
	cr_expect_eq(b->chosen.elfcorehdr.size, 0x2000);
	board_free(b);
	b = board_from("");
	cr_expect_str_eq(b->chosen.bootargs, "");
	cr_expect_not(b->chosen.has_initrd);
	board_free(b);
}
