/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "render/bar.h"
#include "util/utf8.h"
#include "util/arena.h"

static struct arena *arena;
static const struct scale drawn = { .whole = 1000, .columns = 10, .unicode = true };
static const struct scale typed = { .whole = 1000, .columns = 10, .unicode = false };

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(bar, .init = setup, .fini = teardown);

Test(bar, length_is_in_proportion)
{
	cr_assert_str_eq(bar_total(arena, &drawn, 1000), "██████████");
	cr_assert_str_eq(bar_total(arena, &drawn, 250), "██▌");
	cr_assert_str_eq(bar_total(arena, &typed, 300), "###");
}

Test(bar, little_is_seen_and_nothing_is_not)
{
	cr_assert_str_eq(bar_total(arena, &drawn, 1), "▏");
	cr_assert_str_eq(bar_total(arena, &typed, 1), "#");
	cr_assert_str_eq(bar_total(arena, &drawn, 0), "");
	cr_assert_str_eq(bar_taken(arena, &drawn, 999, 1), "         ░");
	cr_assert_str_eq(bar_taken(arena, &drawn, 1000, 0), "");
}

Test(bar, what_was_taken_stands_behind_what_stays)
{
	cr_assert_str_eq(bar_taken(arena, &drawn, 500, 300), "     ░░░");
	cr_assert_str_eq(bar_taken(arena, &typed, 0, 200), "--");
}

Test(bar, no_bar_is_longer_than_the_scale)
{
	cr_assert_eq(text_width(bar_total(arena, &drawn, 5000)), 10);
	cr_assert_eq(text_width(bar_taken(arena, &drawn, 5000, 5000)), 10);
	cr_assert_eq(text_width(bar_total(arena, &(struct scale){ 0, 10, true }, 1)), 1);
}
