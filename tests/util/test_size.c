/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

Test(size, units_are_those_a_reader_wants)
{
	struct arena *arena = arena_new();

	cr_expect_str_eq(size_text(arena, 0), "0 bytes");
	cr_expect_str_eq(size_text(arena, 1), "1 byte");
	cr_expect_str_eq(size_text(arena, 1023), "1023 bytes");
	cr_expect_str_eq(size_text(arena, 1024), "1 KiB");
	cr_expect_str_eq(size_text(arena, 4660), "4.5 KiB");
	cr_expect_str_eq(size_text(arena, KIB(512)), "512 KiB");
	cr_expect_str_eq(size_text(arena, MIB(1)), "1 MiB");
	cr_expect_str_eq(size_text(arena, MIB(1408)), "1408 MiB");
	cr_expect_str_eq(size_text(arena, KIB(5260)), "5260 KiB");
	cr_expect_str_eq(size_text(arena, KIB(44288)), "43.2 MiB");
	cr_expect_str_eq(size_text(arena, GIB(2)), "2 GiB");
	cr_expect_str_eq(size_text(arena, UINT64_MAX), "15.9 EiB");
	arena_free(arena);
}
