/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "util/nearest.h"
#include "util/number.h"

static const char *const words[] = { "no-map-max", "cma-max", "unmovable-min", "cma-run-min" };

static const char *nearest(const char *word)
{
	return nearest_word(word, words, ARRAY_SIZE(words));
}

Test(nearest, finds_what_was_meant)
{
	cr_expect_str_eq(nearest("cma-mx"), "cma-max");
	cr_expect_str_eq(nearest("nomap-max"), "no-map-max");
	cr_expect_str_eq(nearest("unmoveable-min"), "unmovable-min");
	cr_expect_str_eq(nearest("cma-max"), "cma-max");
}

Test(nearest, nothing_near)
{
	cr_expect_null(nearest("zone"));
	cr_expect_null(nearest(""));
	cr_expect_null(nearest_word("cma-max", NULL, 0));
	cr_expect_null(
		nearest("a-word-that-is-far-longer-than-what-the-matrix-of-distances-has-room-for-in-a-row"));
}
