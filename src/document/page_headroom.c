/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many blocks of each order the usual requests get in a row, how much memory that is, and what limits
 * them. */
#include <inttypes.h>

#include "alloc/usual.h"
#include "boot/boot.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

/* Of each mask. */
enum { BLOCKS, MIB_OF, LIMIT, BAR, CELLS };
enum { ORDER, BLOCK, FIRST_MASK, COLUMNS = FIRST_MASK + CELLS * USUAL_MASKS };

static const struct page_column columns[COLUMNS] = {
	{ "order", COLUMN_NUMBER },
	{ "block", COLUMN_NUMBER },
	{ "GFP_ATOMIC", COLUMN_NUMBER },
	{ "MiB", COLUMN_NUMBER },
	{ "", COLUMN_WORD },
	{ "", COLUMN_BAR },
	{ "GFP_KERNEL", COLUMN_NUMBER },
	{ "MiB", COLUMN_NUMBER },
	{ "", COLUMN_WORD },
	{ "", COLUMN_BAR },
	{ "movable", COLUMN_NUMBER },
	{ "MiB", COLUMN_NUMBER },
	{ "", COLUMN_WORD },
	{ "", COLUMN_BAR },
};

static double bytes_of(const struct headroom *row)
{
	return (double)row->blocks.value * (double)(UINT64_C(1) << (row->page_shift + row->request->order));
}

static double largest(const struct usual_headroom *usual)
{
	double most = 1;

	for (size_t i = 0; i < usual->count; i++)
		if (bytes_of(&usual->rows[i]) > most)
			most = bytes_of(&usual->rows[i]);
	return most;
}

static const char *limit_letter(enum headroom_limit limit)
{
	static const char *const letters[] = {
		[LIMIT_WATERMARK] = "w", [LIMIT_LOWMEM_RESERVE] = "r", [LIMIT_BLOCKS] = "b", [LIMIT_ZONE] = "z"
	};

	return letters[limit];
}

static void fill_cells(struct page *page, const struct headroom *row, double most, struct page_cell *cells)
{
	struct bar_piece piece = { 0, bytes_of(row) / most, COLOUR_TOTAL };

	cells[BLOCKS] = page_estimate(page, row->blocks);
	if (row->lower_bound) {
		cells[BLOCKS].text = arena_printf(page->arena, "≥%" PRId64, row->blocks.value);
		cells[BLOCKS].doubt = NULL;
	}
	cells[BLOCKS].tone = row->blocks.value ? TONE_PLAIN : TONE_BAD;
	cells[MIB_OF] = (struct page_cell){ .text = arena_printf(page->arena, "%.0f", bytes_of(row) / MIB(1)),
										.tone = TONE_FAINT };
	cells[LIMIT] = (struct page_cell){ .text = limit_letter(row->limit), .tone = TONE_FAINT };
	cells[BAR] =
		(struct page_cell){ .bar = arena_memdup(page->arena, &piece, sizeof(piece)), .bar_count = 1 };
}

void page_usual(struct page *page, const struct usual_headroom *usual, const char *remark)
{
	double most = largest(usual);
	struct page_table *table;

	page_section(page, "headroom", "Headroom", remark);
	table = page_table(page, columns, COLUMNS);
	table->aside = 1u << BLOCK;
	for (size_t i = 0; i + USUAL_MASKS <= usual->count; i += USUAL_MASKS) {
		const struct headroom *rows = &usual->rows[i];
		unsigned int order = rows->request->order;
		struct page_cell cells[COLUMNS] = { [ORDER] = page_number(page, order) };

		cells[BLOCK].text = size_text(page->arena, UINT64_C(1) << (rows->page_shift + order));
		cells[BLOCK].tone = TONE_FAINT;
		for (size_t m = 0; m < USUAL_MASKS; m++)
			fill_cells(page, &rows[m], most, &cells[FIRST_MASK + CELLS * m]);
		page_row(page, table, cells);
	}
	page_text(
		page, TONE_FAINT,
		"Limited by: w watermark, b free blocks, r lowmem_reserve, z no zone; ≥ at least, as reclaim and compaction may free more.");
}

void page_headroom(struct page *page, const struct report *report)
{
	if (report->boot->boots)
		page_usual(page, report->headroom, "~ blocks in a row once the system is up, without reclaim");
}
