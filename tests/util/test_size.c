/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

Test(size, units_are_those_a_reader_wants)
{
	struct arena *arena = arena_new();

	cr_expect_str_eq(size_text(arena, 0), "0 B");
	cr_expect_str_eq(size_text(arena, 1), "1 B");
	cr_expect_str_eq(size_text(arena, 1023), "1023 B");
	cr_expect_str_eq(size_text(arena, 1024), "1 KiB");
	cr_expect_str_eq(size_text(arena, 4660), "4.6 KiB");
	cr_expect_str_eq(size_text(arena, KIB(512)), "512 KiB");
	cr_expect_str_eq(size_text(arena, MIB(1)), "1 MiB");
	cr_expect_str_eq(size_text(arena, MIB(1408)), "1408 MiB");
	cr_expect_str_eq(size_text(arena, KIB(5260)), "5.1 MiB");
	cr_expect_str_eq(size_text(arena, KIB(44288)), "43.3 MiB");
	cr_expect_str_eq(size_text(arena, GIB(2)), "2 GiB");
	cr_expect_str_eq(size_text(arena, UINT64_MAX), "16.0 EiB");
	arena_free(arena);
}

/* A half is rounded up, as by people, and not to the even digit, as printf() does. */
Test(size, halves_are_rounded_up)
{
	struct arena *arena = arena_new();

	cr_expect_str_eq(size_text(arena, MIB(4) + KIB(256)), "4.3 MiB");
	cr_expect_str_eq(size_text_fixed(arena, MIB(4) + KIB(256)), "4.3 MiB");
	cr_expect_str_eq(size_mebibytes(arena, -(int64_t)(MIB(4) + KIB(256)), 1), "-4.3");
	cr_expect_str_eq(size_text_fixed(arena, MIB(32) - KIB(4)), "32.0 MiB");
	cr_expect_str_eq(size_mebibytes(arena, (int64_t)(MIB(512) + KIB(5)), 2), "512.00");
	arena_free(arena);
}

Test(size, figures_have_digits_that_count)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = { { 1430, "1430" }, { 99.96, "100" }, { 57.94, "57.9" },   { 9.996, "10" },      { 1.03, "1.03" },
				  { 1, "1" },       { 0, "0" },       { 0.0421, "0.042" }, { 0.0004, "<0.001" }, { 123456, "123456" },
				  { -2.5, "-2.5" } };
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cr_expect_str_eq(figure_text(arena, cases[i].value), cases[i].text);
	cr_expect_str_eq(figure_range(arena, 0, 19.3), "0..19.3");
	cr_expect_str_eq(figure_range(arena, 100, 100), "100");
	arena_free(arena);
}
