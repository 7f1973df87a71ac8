/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "render/table.h"
#include "render/writer.h"
#include "util/arena.h"
#include "util/number.h"

static struct page_writer w;
static struct page *page;
static char *written;
static size_t size;

static void setup(void)
{
	page = page_new(arena_new(), "", NULL);
	page_section(page, "test", NULL, NULL);
	w = (struct page_writer){ .style = { .unicode = true, .width = 40 },
							  .arena = page->arena,
							  .out = open_memstream(&written, &size) };
}

static void teardown(void)
{
	free(written);
	arena_free(page->arena);
}

static const char *shown(const struct page_table *table)
{
	text_table(&w, table);
	fclose(w.out);
	return written;
}

TestSuite(table, .init = setup, .fini = teardown);

static const struct page_column name_and_number[] = { { "", COLUMN_WORD }, { "", COLUMN_NUMBER } };

static void add(struct page_table *table, const char *name, const char *number, const char *doubt)
{
	page_row(page, table, (struct page_cell[]){ { .text = name }, { .text = number, .doubt = doubt } });
}

Test(table, columns_are_as_wide_as_their_widest_cell)
{
	struct page_table *t = page_table(page, name_and_number, 2);

	add(t, "a", "1", NULL);
	add(t, "long name", "1024", NULL);
	cr_assert_str_eq(shown(t), "a             1\nlong name  1024\n");
}

Test(table, width_is_that_of_the_terminal_not_bytes)
{
	struct page_table *t = page_table(page, name_and_number, 2);

	add(t, "漢", "≥1", NULL);
	add(t, "ab", "22", NULL);
	cr_assert_str_eq(shown(t), "漢  ≥1\nab  22\n");
}

Test(table, doubt_stands_beside_the_numbers_which_stay_in_line)
{
	struct page_table *t = page_table(page, name_and_number, 2);

	add(t, "a", "100", "±5");
	add(t, "b", "7", NULL);
	cr_assert_str_eq(shown(t), "a  100 ±5\nb    7\n");
}

Test(table, ascii_has_signs_of_its_own)
{
	struct page_table *t = page_table(page, name_and_number, 2);

	w.style.unicode = false;
	add(t, "ü", "≥1", "±5");
	cr_assert_str_eq(shown(t), "\\xc3\\xbc  >=1 +-5\n");
}

Test(table, no_line_ends_in_blanks)
{
	struct page_table *t = page_table(page, name_and_number, 2);

	add(t, "a", NULL, NULL);
	add(t, "abc", "1", NULL);
	cr_assert_str_eq(shown(t), "a\nabc  1\n");
}

Test(table, text_goes_on_in_further_lines)
{
	static const struct page_column columns[] = { { "", COLUMN_ADDRESS }, { "", COLUMN_TEXT } };
	struct page_table *t = page_table(page, columns, 2);

	add(t, "0x80000000", "a region with a name and a remark", NULL);
	cr_assert_str_eq(shown(t), "0x80000000  a region with a name and a\n            remark\n");
}

Test(table, two_texts_share_what_is_left_and_numbers_stay_whole)
{
	static const struct page_column columns[] = { { "", COLUMN_TEXT },
												  { "", COLUMN_NUMBER },
												  { "", COLUMN_TEXT } };
	struct page_table *t = page_table(page, columns, 3);

	w.style.width = 50;
	page_row(page, t,
			 (struct page_cell[]){ { .text = "short" },
								   { .text = "1234567890" },
								   { .text = "one two three four five six seven" } });
	cr_assert_str_eq(shown(t), "short  1234567890  one two three four five six\n                   seven\n");
}

Test(table, what_is_aside_is_left_out_and_what_is_joined_follows_its_neighbour)
{
	static const struct page_column columns[] = { { "no", COLUMN_NUMBER },
												  { "what", COLUMN_TEXT },
												  { "used by", COLUMN_LINE } };
	struct page_table *t = page_table(page, columns, 3);

	t->aside = 1;
	t->joined = 2;
	page_row(page, t, (struct page_cell[]){ { .text = "1" }, { .text = "pool" }, { .text = "vpu" } });
	cr_assert_str_eq(shown(t), "what\npool  ← vpu\n");
}

Test(table, a_line_across_moves_no_column)
{
	struct page_table *t = page_table(page, name_and_number, 2);

	page_row_heading(page, t, "a rather long line across");
	add(t, "a", "1", NULL);
	cr_assert_str_eq(shown(t), "a rather long line across\na  1\n");
}

Test(table, colour_does_not_count_as_width)
{
	struct page_table *t = page_table(page, name_and_number, 2);

	w.style.colour = true;
	page_row(page, t, (struct page_cell[]){ { .text = "a", .tone = TONE_BAD }, { .text = "1" } });
	add(t, "ab", "2", NULL);
	cr_assert_str_eq(shown(t), "\033[1;31ma\033[0m   1\nab  2\n");
}

Test(table, cells_are_escaped)
{
	struct page_table *t = page_table(page, name_and_number, 2);

	add(t, "\033[31m", "a\nb", NULL);
	cr_assert_str_eq(shown(t), "\\x1b[31m  a\\x0ab\n");
}

Test(table, bars_take_what_is_left_of_the_page)
{
	static const struct page_column columns[] = { { "", COLUMN_WORD }, { "", COLUMN_BAR } };
	static const struct bar_piece whole = { 0, 1, COLOUR_TOTAL }, end = { 0.5, 1, COLOUR_CMA };
	struct page_table *t = page_table(page, columns, 2);

	w.style.width = 12;
	w.style.unicode = false;
	page_row(page, t, (struct page_cell[]){ { .text = "a" }, { .bar = &whole, .bar_count = 1 } });
	page_row(page, t, (struct page_cell[]){ { .text = "b" }, { .bar = &end, .bar_count = 1 } });
	cr_assert_str_eq(shown(t), "a ##########\nb      -----\n");
}

Test(table, where_it_is_narrow_doubts_stand_below_their_numbers)
{
	static const struct page_column columns[] = { { "", COLUMN_TEXT },
												  { "", COLUMN_NUMBER },
												  { "", COLUMN_NUMBER } };
	struct page_table *t = page_table(page, columns, 3);

	page_row(page, t,
			 (struct page_cell[]){ { .text = "some words" },
								   { .text = "12345", .doubt = "10000..20000" },
								   { .text = "7", .doubt = "1..9000000000" } });
	cr_assert_str_eq(shown(t),
					 "some words         12345              7\n            10000..20000  1..9000000000\n");
}

Test(table, further_lines_of_a_part_are_as_far_in_as_the_first)
{
	static const struct page_column columns[] = { { "", COLUMN_TEXT }, { "", COLUMN_NUMBER } };
	struct page_table *t = page_table(page, columns, 2);

	page_row(page, t,
			 (struct page_cell[]){ { .text = "a part that is told in more than one line" }, { .text = "1" } })
		->indented = true;
	cr_assert_str_eq(shown(t), "    a part that is told in more than   1\n    one line\n");
}
