/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "document/amount.h"
#include "util/arena.h"
#include "util/number.h"

Test(amount, a_range_that_reaches_farther_to_one_side_is_told_by_its_ends)
{
	struct arena *arena = arena_new();

	cr_expect_null(amount_doubt(arena, exact(5632)));
	cr_expect_str_eq(amount_doubt(arena, between(5630, 5632, 5634)), "±2");
	cr_expect_str_eq(amount_doubt(arena, between(1407, 5632, 5632)), "1407..5632");
	cr_expect_str_eq(amount_doubt(arena, between(0, 5632, 5632)), "0..5632");
	cr_expect_str_eq(amount_doubt(arena, between(-7, 1, 6)), "-7..6");
	cr_expect_str_eq(amount_doubt(arena, between(100, 200, 301)), "±101", "as far, to the last place");
	cr_expect_str_eq(amount_doubt(arena, between(100, 200, 302)), "100..302");
	cr_expect_str_eq(amount_doubt(arena, between(0, 1, 1)), "0..1");
	arena_free(arena);
}

/* The ends are rounded outwards, so that none lies within the range that was computed. */
Test(amount, mebibytes_are_rounded_outwards)
{
	struct arena *arena = arena_new();
	const int64_t mib = (int64_t)MIB(1);

	cr_expect_null(amount_doubt_mib(arena, exact(mib)));
	cr_expect_str_eq(amount_doubt_mib(arena, between(9 * mib, 10 * mib, 11 * mib)), "±1.0");
	cr_expect_str_eq(amount_doubt_mib(arena, between(9 * mib + 1, 10 * mib, 11 * mib - 1)), "±1.0");
	cr_expect_str_eq(amount_doubt_mib(arena, between(10 * mib - 1, 10 * mib, 10 * mib + 1)), "±0.1");
	cr_expect_str_eq(amount_doubt_mib(arena, between(9 * mib - 1, 10 * mib, 10 * mib)), "8.9..10.0");
	cr_expect_str_eq(amount_doubt_mib(arena, between(9 * mib, 10 * mib, 12 * mib + 1)), "9.0..12.1");
	cr_expect_str_eq(amount_doubt_mib(arena, between(-mib - 1, 0, mib / 2)), "-1.1..0.5");
	arena_free(arena);
}

Test(amount, a_range_within_a_line_has_brackets)
{
	struct arena *arena = arena_new();

	cr_expect_str_eq(amount_doubt_inline(arena, NULL), "");
	cr_expect_str_eq(amount_doubt_inline(arena, "±5"), " ±5");
	cr_expect_str_eq(amount_doubt_inline(arena, "1..5"), " (1..5)");
	arena_free(arena);
}
