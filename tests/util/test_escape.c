/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "util/escape.h"
#include "util/arena.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(escape, .init = setup, .fini = teardown);

Test(escape, harmless_text_is_not_copied)
{
	const char *text = "memory@80000000 ← gpu ±1";

	cr_assert_eq(escape_text(arena, text, false), text);
}

Test(escape, control_bytes_cannot_reach_a_terminal)
{
	cr_assert_str_eq(escape_text(arena, "a\033[2Jb\r\n\tc\x7f", false), "a\\x1b[2Jb\\x0d\\x0a\\x09c\\x7f");
	cr_assert_str_eq(escape_text(arena,
								 "\xc2\x9b"
								 "2J",
								 false),
					 "\\xc2\\x9b2J", "C1 as UTF-8");
}

Test(escape, broken_utf8_is_told_byte_by_byte)
{
	cr_assert_str_eq(escape_text(arena, "x\xff\xe2\x96", false), "x\\xff\\xe2\\x96");
	cr_assert_str_eq(escape_text(arena,
								 "\x9b"
								 "31m",
								 false),
					 "\\x9b31m", "C1 as a single byte");
}

Test(escape, text_that_turns_or_hides_text)
{
	cr_assert_str_eq(escape_text(arena,
								 "a\xe2\x80\xae"
								 "b",
								 false),
					 "a\\xe2\\x80\\xaeb", "right-to-left override");
	cr_assert_str_eq(escape_text(arena, "\xef\xbb\xbf", false), "\\xef\\xbb\\xbf", "byte order mark");
	cr_assert_str_eq(escape_text(arena, "a\xe2\x80\x8b", false), "a\\xe2\\x80\\x8b", "zero-width space");
}

Test(escape, a_backslash_is_doubled_so_that_nothing_is_ambiguous)
{
	cr_assert_str_eq(escape_text(arena, "\\x1b", false), "\\\\x1b");
}

Test(escape, ascii_pages_get_ascii_only)
{
	cr_assert_str_eq(escape_text(arena, "caf\xc3\xa9", true), "caf\\xc3\\xa9");
	cr_assert_str_eq(escape_text(arena, "caf\xc3\xa9", false), "caf\xc3\xa9");
}

Test(escape, a_line_ends_in_no_half_character)
{
	char line[8];

	escape_line(line, sizeof(line), "C:\\dir", false);
	cr_assert_str_eq(line, "C:\\dir", "a backslash stays");
	escape_line(line, sizeof(line), "ab\033[m", false);
	cr_assert_str_eq(line, "ab\\x1b[");
	escape_line(line, sizeof(line), "abcd\033", false);
	cr_assert_str_eq(line, "abcd", "what does not fit is cut off whole");
	escape_line(line, sizeof(line), "abcdefä", false);
	cr_assert_str_eq(line, "abcdef");
	escape_line(line, sizeof(line), "ä", true);
	cr_assert_str_eq(line, "", "\\xc3\\xa4 takes eight bytes");
}
