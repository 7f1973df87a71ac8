/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many blocks of each order the usual requests get, as memory, and what limits them. */
#include <inttypes.h>

#include "alloc/usual.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "document/amount.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "document/report_words.h"
#include "util/arena.h"
#include "util/number.h"

enum { ORDER, BLOCK, FIRST_CLASS, COLUMNS = FIRST_CLASS + 2 * USUAL_MASKS };

static const struct page_column columns[COLUMNS] = {
	{ "order", COLUMN_NUMBER },      { "block", COLUMN_NUMBER },
	{ "GFP_ATOMIC", COLUMN_NUMBER }, { "", COLUMN_BAR },
	{ "GFP_KERNEL", COLUMN_NUMBER }, { "", COLUMN_BAR },
	{ "movable", COLUMN_NUMBER },    { "", COLUMN_BAR },
};

struct view {
	struct page *page;
	const struct report *report;
	double most; /* bytes: the length of a whole bar */
};

static double bytes_of(const struct view *v, const struct headroom *row)
{
	return (double)row->blocks.value * (double)(page_size(v->report->kernel) << row->request->order);
}

static double largest(const struct view *v)
{
	double most = 1;

	for (size_t i = 0; i < v->report->headroom->count; i++)
		if (bytes_of(v, &v->report->headroom->rows[i]) > most)
			most = bytes_of(v, &v->report->headroom->rows[i]);
	return most;
}

static const struct bar_piece *piece(const struct view *v, const struct headroom *row)
{
	struct bar_piece p = { 0, bytes_of(v, row) / v->most, COLOUR_TOTAL };

	return arena_memdup(v->page->arena, &p, sizeof(p));
}

static void add_order(const struct view *v, struct page_table *table, size_t order)
{
	struct page_cell cells[COLUMNS] = { [ORDER] = page_number(v->page, (int64_t)order) };

	cells[BLOCK].text = amount_size(v->page->arena, page_size(v->report->kernel) << order);
	cells[BLOCK].tone = TONE_FAINT;
	for (size_t m = 0; m < USUAL_MASKS; m++) {
		const struct headroom *row = &v->report->headroom->rows[order * USUAL_MASKS + m];
		size_t c = FIRST_CLASS + 2 * m;

		cells[c] = page_estimate(v->page, row->blocks);
		cells[c].tone = row->blocks.value ? TONE_PLAIN : TONE_BAD;
		cells[c + 1] = (struct page_cell){ .bar = piece(v, row), .bar_count = 1 };
	}
	page_row(v->page, table, cells);
}

void page_headroom(struct page *page, const struct report *report)
{
	struct view v = { page, report, 1 };
	struct page_table *table;
	const char *limit;

	if (!report->boot->boots)
		return;
	v.most = largest(&v);
	page_section(page, "headroom", "Headroom", "~ blocks in a row once the system is up, without reclaim");
	table = page_table(page, columns, COLUMNS);
	for (size_t order = 0; order < report->headroom->count / USUAL_MASKS; order++)
		add_order(&v, table, order);
	limit = headroom_limit_words(page->arena, report);
	page_text(page, TONE_FAINT,
			  arena_printf(
				  page->arena,
				  "Bars show the memory that the blocks add up to, a whole one %s. Unmovable requests: %s.",
				  amount_size(page->arena, (uint64_t)v.most), limit));
}
