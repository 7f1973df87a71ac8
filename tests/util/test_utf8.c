/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "util/utf8.h"

Test(utf8, reads_one_to_four_bytes)
{
	uint32_t code;

	cr_assert_eq(utf8_read("a", &code), 1);
	cr_assert_eq(code, 'a');
	cr_assert_eq(utf8_read("±1", &code), 2);
	cr_assert_eq(code, 0xb1);
	cr_assert_eq(utf8_read("█", &code), 3);
	cr_assert_eq(code, 0x2588);
	cr_assert_eq(utf8_read("\xf0\x9f\x98\x80", &code), 4);
	cr_assert_eq(code, 0x1f600);
}

Test(utf8, refuses_what_is_none)
{
	static const char *const bad[] = { "",
									   "\x80",
									   "\xc0\xaf",
									   "\xc1\x81",
									   "\xe0\x80\xaf",
									   "\xed\xa0\x80",
									   "\xf4\x90\x80\x80",
									   "\xf5\x80\x80\x80",
									   "\xe2\x96",
									   "\xe2\x61\x62",
									   "\xff" };
	uint32_t code;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect_eq(utf8_read(bad[i], &code), 0, "case %zu", i);
}

Test(utf8, width_counts_columns)
{
	cr_assert_eq(text_width(""), 0);
	cr_assert_eq(text_width("DDR ±0.2"), 8);
	cr_assert_eq(text_width("漢字"), 4);
	cr_assert_eq(text_width("e\xcc\x81"), 1, "a combining accent takes no column");
	cr_assert_eq(text_width("a\xff"
							"b"),
				 3);
}

Test(utf8, prefix_never_cuts_a_character)
{
	cr_assert_eq(text_prefix("abc", 2), 2);
	cr_assert_eq(text_prefix("漢字", 3), 3, "the second does not fit in the third column");
	cr_assert_eq(text_prefix("漢字", 1), 0);
	cr_assert_eq(text_prefix("abc", 9), 3);
}

Test(utf8, line_breaks_between_words)
{
	cr_assert_eq(text_line("one two three", 8), 7);
	cr_assert_eq(text_line("one two three", 7), 7);
	cr_assert_eq(text_line("one two three", 6), 3);
	cr_assert_eq(text_line("one two", 7), 7);
	cr_assert_eq(text_line("has 216.0 MiB free", 9), 3, "a number goes with its unit");
	cr_assert_eq(text_line("has 216.0 MiB free", 13), 13);
	cr_assert_eq(text_line("has 216.0 ±0.3", 9), 3);
	cr_assert_eq(text_line("order 3 blocks", 9), 7);
	cr_assert_eq(text_line("216.0 MiB", 7), 7, "however narrow, there is an end");
}

Test(utf8, line_breaks_rather_at_two_blanks)
{
	cr_assert_eq(text_line("name  a remark of words", 15), 4);
	cr_assert_eq(text_line("name  a remark", 14), 14);
}

Test(utf8, line_breaks_a_word_that_is_too_long)
{
	cr_assert_eq(text_line("abcdefgh", 3), 3);
	cr_assert_eq(text_line("漢字", 1), 3, "one character at least");
	cr_assert_eq(text_line("", 5), 0);
}
