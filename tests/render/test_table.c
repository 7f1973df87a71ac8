/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "render/table.h"
#include "util/arena.h"

static struct text_style style = { .unicode = true, .width = 40 };
static struct pen pen;
static char *written;
static size_t size;

static void setup(void)
{
	pen = (struct pen){ arena_new(), &style, open_memstream(&written, &size) };
	style = (struct text_style){ .unicode = true, .width = 40 };
}

static void teardown(void)
{
	free(written);
	arena_free(pen.arena);
}

static const char *shown(const struct table *table)
{
	table_write(table);
	fclose(pen.out);
	return written;
}

TestSuite(table, .init = setup, .fini = teardown);

static const struct column name_and_number[] = { { .align = ALIGN_LEFT },
												 { .align = ALIGN_RIGHT, .gap = 2 } };

Test(table, columns_are_as_wide_as_their_widest_cell)
{
	struct table *t = table_new(&pen, name_and_number, 2);

	table_add(t, (struct cell[]){ { "a", TINT_PLAIN }, { "1", TINT_PLAIN } });
	table_add(t, (struct cell[]){ { "long name", TINT_PLAIN }, { "1024", TINT_PLAIN } });
	cr_assert_str_eq(shown(t), "a             1\nlong name  1024\n");
}

Test(table, width_is_that_of_the_terminal_not_bytes)
{
	struct table *t = table_new(&pen, name_and_number, 2);

	table_add(t, (struct cell[]){ { "漢", TINT_PLAIN }, { "±1", TINT_PLAIN } });
	table_add(t, (struct cell[]){ { "ab", TINT_PLAIN }, { "22", TINT_PLAIN } });
	cr_assert_str_eq(shown(t), "漢  ±1\nab  22\n");
}

Test(table, no_line_ends_in_blanks)
{
	struct table *t = table_new(&pen, name_and_number, 2);

	table_add(t, (struct cell[]){ { "a", TINT_PLAIN }, { NULL, TINT_PLAIN } });
	table_add(t, (struct cell[]){ { "abc", TINT_PLAIN }, { "1", TINT_PLAIN } });
	cr_assert_str_eq(shown(t), "a\nabc  1\n");
}

Test(table, a_flexible_column_goes_on_in_further_lines)
{
	static const struct column columns[] = { { .align = ALIGN_LEFT },
											 { .align = ALIGN_LEFT, .gap = 2, .flexible = true } };
	struct table *t = table_new(&pen, columns, 2);

	table_add(t, (struct cell[]){ { "0x80000000", TINT_PLAIN },
								  { "a region with a name and a remark", TINT_PLAIN } });
	cr_assert_str_eq(shown(t), "0x80000000  a region with a name and a\n            remark\n");
}

Test(table, a_line_across_moves_no_column)
{
	struct table *t = table_new(&pen, name_and_number, 2);

	table_add_line(t, "a rather long line across", TINT_HEADING);
	table_add(t, (struct cell[]){ { "a", TINT_PLAIN }, { "1", TINT_PLAIN } });
	cr_assert_str_eq(shown(t), "a rather long line across\na  1\n");
}

Test(table, colour_does_not_count_as_width)
{
	struct table *t = table_new(&pen, name_and_number, 2);

	style.colour = true;
	table_add(t, (struct cell[]){ { "a", TINT_BAD }, { "1", TINT_PLAIN } });
	table_add(t, (struct cell[]){ { "ab", TINT_PLAIN }, { "2", TINT_PLAIN } });
	cr_assert_str_eq(shown(t), "\033[1;31ma\033[0m   1\nab  2\n");
}

Test(table, cells_are_escaped)
{
	struct table *t = table_new(&pen, name_and_number, 2);

	table_add(t, (struct cell[]){ { "\033[31m", TINT_PLAIN }, { "a\nb", TINT_PLAIN } });
	cr_assert_str_eq(shown(t), "\\x1b[31m  a\\x0ab\n");
}
