/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <string.h>

#include "util/arena.h"
#include "util/text.h"

static void expect_trimmed(const char *text, const char *wanted)
{
	struct arena *arena = arena_new();

	cr_expect_str_eq(text_trimmed(arena, text, strlen(text), BLANKS), wanted);
	arena_free(arena);
}

Test(text, trims)
{
	const char *text = ", a,b , ";

	expect_trimmed(" \ta b\r\n", "a b");
	expect_trimmed(" ", "");
	expect_trimmed("", "");
	expect_trimmed("a", "a");
	cr_expect_eq(text_trim(&text, strlen(text), BLANKS ","), 3);
	cr_expect_eq(strncmp(text, "a,b", 3), 0);
	text = "a\0b";
	cr_expect_eq(text_trim(&text, 3, BLANKS), 3, "a NUL is no blank");
}

Test(text, ends)
{
	cr_expect(text_ends_with("a.dtb", ".dtb"));
	cr_expect_not(text_ends_with(".dtb", ".dtb"));
	cr_expect_not(text_ends_with("dtb", ".dtb"));
	cr_expect_not(text_ends_with(NULL, ".dtb"));
}
