/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "input/compile_message.h"
#include "util/arena.h"

struct row {
	const char *messages, *file;
	unsigned long line, column;
	const char *text;
};

static void expect(const struct row *row, struct compile_message m)
{
	cr_assert_eq(m.text == NULL, row->text == NULL, "%s", row->messages);
	if (row->text)
		cr_assert_str_eq(m.text, row->text);
	cr_assert_str_eq(m.file ? m.file : "", row->file ? row->file : "", "%s", row->messages);
	cr_assert_eq(m.line, row->line, "%s", row->messages);
	cr_assert_eq(m.column, row->column, "%s", row->messages);
}

Test(compile_message, of_cpp)
{
	static const struct row rows[] = {
		{ "a.dts:2:10: fatal error: no.h: No such file or directory\n", "a.dts", 2, 10,
		  "no.h: No such file or directory" },
		{ "a.dts:2: error: unterminated #if\n", "a.dts", 2, 0, "unterminated #if" },
		{ "In file included from b.dts:1:\nc: d.dtsi:7:3: error: #error x\n  7 | #error x\n", "c: d.dtsi", 7,
		  3, "#error x" },
		{ "a.dts:1:1: warning: x\na.dts:3:1: error: y", "a.dts", 3, 1, "y" },
		{ "cpp: error: unrecognized\n", NULL, 0, 0, "unrecognized" },
		{ "error: ", NULL, 0, 0, "" },
		{ "a.dts:99999999999999999999999:1: error: y", "a.dts", ~0ul, 1, "y" },
		{ "nothing of the kind\n", NULL, 0, 0, NULL },
		{ "", NULL, 0, 0, NULL },
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect(&rows[i], compile_message_of_cpp(arena, rows[i].messages));
	arena_free(arena);
}

Test(compile_message, of_dtc)
{
	static const struct row rows[] = {
		{ "Error: a b.dts:2.13-14 syntax error\nFATAL ERROR: Unable to parse input tree\n", "a b.dts", 2, 13,
		  "syntax error" },
		{ "Error: a.dts:1.10-2.1 syntax error\n", "a.dts", 1, 10, "syntax error" },
		{ "Error: a.dts:1.10 syntax error\n", "a.dts", 1, 10, "syntax error" },
		{ "Lexical error: a.dts:1.1-5 Unexpected 'x'\n", "a.dts", 1, 1, "Unexpected 'x'" },
		{ "a.dts:2.3-9: Warning (x): /: y\na.dts:3.4-9: ERROR (z): /: bad\n", "a.dts", 3, 4,
		  "ERROR (z): /: bad" },
		{ "FATAL ERROR: Couldn't open \"x\": No such file\n", NULL, 0, 0,
		  "Couldn't open \"x\": No such file" },
		{ "a.dts:2.3-9: Warning (x): /: y\n", NULL, 0, 0, NULL },
		{ "Error: a.dts:2 odd\n", NULL, 0, 0, "a.dts:2 odd" },
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect(&rows[i], compile_message_of_dtc(arena, rows[i].messages));
	arena_free(arena);
}

Test(compile_message, a_place_is_found_by_line_markers)
{
	static const char source[] =
		"# 1 \"a.dts\"\n/dts-v1/;\n# 5 \"b.dtsi\" 1\n\n/include/ \"gone\"\n# 3 \"a.dts\" 2\n";
	struct arena *arena = arena_new();
	struct compile_message m = { 0 };

	compile_message_locate(arena, &m, source, "elsewhere");
	cr_assert_null(m.file);
	compile_message_locate(arena, &m, source, "gone");
	cr_assert_str_eq(m.file, "b.dtsi");
	cr_assert_eq(m.line, 6);
	arena_free(arena);
}
