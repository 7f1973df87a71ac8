/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many blocks of each order the usual requests get in a row, how much memory that is, and what limits
 * them. */
#include <inttypes.h>
#include <math.h>

#include "alloc/account.h"
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

static double bytes_for(const struct headroom *row, int64_t blocks)
{
	return (double)blocks * (double)(UINT64_C(1) << (row->page_shift + row->request->order));
}

static double bytes_of(const struct headroom *row)
{
	return bytes_for(row, row->blocks.value);
}

/* Where a number of blocks stands on a scale of powers of ten: in amounts of memory all orders are much the same. */
static double on_scale(int64_t blocks)
{
	return blocks > 0 ? log10((double)blocks) + 1 : 0;
}

static double most_on_scale(const struct usual_headroom *usual)
{
	double most = 1;

	for (size_t i = 0; i < usual->count; i++)
		most = fmax(most, on_scale(usual->rows[i].blocks.high));
	return most;
}

/* What is sure, then what is possible; of a lower bound only the former. */
static struct page_cell range_bar(struct page *page, double sure, double possible)
{
	const struct bar_piece pieces[] = { { 0, sure, COLOUR_TOTAL }, { sure, possible, COLOUR_UNUSED } };

	return (struct page_cell){ .bar = arena_memdup(page->arena, pieces, sizeof(pieces)),
							   .bar_count = possible > sure ? 2 : 1 };
}

static void add_legend(struct page *page, const char *sure)
{
	static const enum theme_colour colours[] = { COLOUR_TOTAL, COLOUR_UNUSED };
	const char *const words[] = { sure, "possible" };

	page_legend(page, colours, arena_memdup(page->arena, words, sizeof(words)), ARRAY_SIZE(words));
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
	cells[BLOCKS] = page_estimate(page, row->blocks);
	if (row->lower_bound) {
		cells[BLOCKS].text = arena_printf(page->arena, "≥%" PRId64, row->blocks.value);
		cells[BLOCKS].doubt = NULL;
	}
	cells[BLOCKS].tone = row->blocks.value ? TONE_PLAIN : TONE_BAD;
	cells[MIB_OF] = (struct page_cell){ .text = arena_printf(page->arena, "%.0f", bytes_of(row) / MIB(1)),
										.tone = TONE_FAINT };
	cells[LIMIT] = (struct page_cell){ .text = limit_letter(row->limit), .tone = TONE_FAINT };
	cells[BAR] = range_bar(page, on_scale(row->lower_bound ? row->blocks.value : row->blocks.low) / most,
						   on_scale(row->lower_bound ? row->blocks.value : row->blocks.high) / most);
}

void page_usual(struct page *page, const struct usual_headroom *usual, const char *remark)
{
	double most = most_on_scale(usual);
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
	add_legend(page, "blocks, on a scale of powers of ten: sure");
	page_text(
		page, TONE_FAINT,
		"Limited by: w watermark, b free blocks, r lowmem_reserve, z no zone; ≥ at least, as reclaim and compaction may free more.");
}

enum { REQUEST, REACH, SHARE, LARGEST, REACH_BAR, REACH_COLUMNS };

static const char *percent(struct page *page, double part, double whole)
{
	return whole > 0 ? arena_printf(page->arena, "%.0f %%", 100 * part / whole) : NULL;
}

static void add_reach(struct page *page, struct page_table *table, const char *name, const struct headroom *any,
					  const struct headroom *largest, double managed)
{
	struct page_cell cells[REACH_COLUMNS] = {
		[REQUEST] = { .text = name },
		[REACH] = { .text = arena_printf(page->arena, "%s%.0f", any->lower_bound ? "≥" : "", bytes_of(any) / MIB(1)) },
		[SHARE] = { .text = percent(page, bytes_of(any), managed) },
		[LARGEST] = { .text = percent(page, bytes_of(largest), bytes_of(any)) },
	};
	double sure = any->lower_bound ? bytes_of(any) : bytes_for(any, any->blocks.low);
	double possible = any->lower_bound ? bytes_of(any) : bytes_for(any, any->blocks.high);

	cells[REACH_BAR] = range_bar(page, fmin(sure / managed, 1), fmin(possible / managed, 1));
	page_row(page, table, cells);
}

/* In shares of what Linux manages, which the table of blocks does not show. */
static void page_reach(struct page *page, const struct report *report)
{
	const struct usual_headroom *usual = report->headroom;
	struct account account = account_of(page->arena, report->boot);
	double managed = (double)account_figure(&account, "managed").high;
	struct page_column reach[REACH_COLUMNS] = { { "", COLUMN_WORD },
												{ "MiB", COLUMN_NUMBER },
												{ "of managed", COLUMN_NUMBER },
												{ NULL, COLUMN_NUMBER },
												{ "", COLUMN_BAR } };
	const struct headroom *last = usual->count ? &usual->rows[usual->count - USUAL_MASKS] : NULL;
	struct page_table *table;

	if (usual->count < USUAL_MASKS || managed <= 0)
		return;
	reach[LARGEST].head = arena_printf(
		page->arena, "in blocks of %s", size_text(page->arena, UINT64_C(1) << (last->page_shift + last->request->order)));
	page_section(page, "reach", "Within reach", "~ of each kind of request, once the system is up")->off_terminal = true;
	table = page_table(page, arena_memdup(page->arena, reach, sizeof(reach)), REACH_COLUMNS);
	for (size_t m = 0; m < USUAL_MASKS; m++)
		add_reach(page, table, columns[FIRST_MASK + CELLS * m].head, &usual->rows[m], &last[m], managed);
	add_legend(page, "of what Linux manages: sure");
}

void page_headroom(struct page *page, const struct report *report)
{
	if (!report->boot->boots)
		return;
	page_reach(page, report);
	page_usual(page, report->headroom, "~ blocks in a row once the system is up, without reclaim");
}
