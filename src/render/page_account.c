/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of the DDR as a waterfall. */
#include <inttypes.h>
#include <string.h>

#include "boot/boot.h"
#include "render/account.h"
#include "render/page_sections.h"
#include "render/report.h"
#include "util/arena.h"
#include "util/number.h"

enum { LABEL, AMOUNT, BAR, COLUMNS };

static const struct page_column columns[COLUMNS] = {
	[LABEL] = { "", COLUMN_TEXT },
	[AMOUNT] = { "MiB", COLUMN_NUMBER },
	[BAR] = { "", COLUMN_BAR },
};

struct waterfall {
	struct page *page;
	struct page_table *table;
	double whole;
	int64_t rest; /* bytes that the rows so far leave */
	int decimals;
};

static enum theme_colour colour_of(const struct account_row *row)
{
	static const struct {
		const char *id;
		enum theme_colour colour;
	} rows[] = {
		{ "nomap-removed", COLOUR_NOMAP }, { "nomap", COLOUR_NOMAP }, { "reserved", COLOUR_RESERVED },
		{ "kernel", COLOUR_KERNEL },       { "cma", COLOUR_CMA },     { "part", COLOUR_KERNEL },
	};

	if (row->step == ACCOUNT_TOTAL)
		return COLOUR_TOTAL;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].id, row->id) == 0)
			return rows[i].colour;
	return COLOUR_UNUSED;
}

static const char *mebibytes(const struct waterfall *w, int64_t bytes)
{
	return arena_printf(w->page->arena, "%.*f", w->decimals, (double)bytes / (double)MIB(1));
}

/* Rounded up: a range must not look narrower than it is. */
static const char *range_of(const struct waterfall *w, const struct account_row *row)
{
	struct estimate e = row->bytes;
	int64_t less = e.value - e.low, more = e.high - e.value, reach = less > more ? less : more;
	int64_t tenths = (reach * 10 + (int64_t)MIB(1) - 1) / (int64_t)MIB(1);

	if (reach)
		return arena_printf(w->page->arena, "±%" PRId64 ".%" PRId64, tenths / 10, tenths % 10);
	return row->exact ? NULL : "~";
}

static const char *label_of(const struct waterfall *w, const struct account_row *row)
{
	static const char *const lead[] = {
		[ACCOUNT_TOTAL] = "= ", [ACCOUNT_LESS] = "− ", [ACCOUNT_MORE] = "+ ", [ACCOUNT_PART] = ""
	};
	const char *begin = strcmp(row->id, "ddr") == 0 ? "" : lead[row->step];

	if (row->count)
		return arena_printf(w->page->arena, "%s%s (%zu)", begin, row->label, row->count);
	return arena_printf(w->page->arena, "%s%s", begin, row->label);
}

static const struct bar_piece *piece(const struct waterfall *w, int64_t from, int64_t to,
									 const struct account_row *row)
{
	struct bar_piece p = { (double)from / w->whole, (double)to / w->whole, colour_of(row) };

	return arena_memdup(w->page->arena, &p, sizeof(p));
}

/* What a row takes stands at the end of what was there before it. */
static void add_row(struct waterfall *w, const struct account_row *row)
{
	struct page_cell cells[COLUMNS] = { [LABEL] = { .text = label_of(w, row) },
										[AMOUNT] = { .text = mebibytes(w, row->bytes.value),
													 .doubt = range_of(w, row) } };
	int64_t after = row->bytes.value;
	struct page_row *added;

	if (row->step == ACCOUNT_LESS)
		after = w->rest - row->bytes.value;
	else if (row->step == ACCOUNT_MORE)
		after = w->rest + row->bytes.value;
	if (row->step == ACCOUNT_TOTAL)
		cells[BAR] = (struct page_cell){ .bar = piece(w, 0, after, row), .bar_count = 1 };
	else if (row->step != ACCOUNT_PART)
		cells[BAR] = (struct page_cell){ .bar = after < w->rest ? piece(w, after, w->rest, row)
																: piece(w, w->rest, after, row),
										 .bar_count = 1 };
	added = page_row(w->page, w->table, cells);
	added->total = row->step == ACCOUNT_TOTAL;
	added->indented = row->step == ACCOUNT_PART;
	if (row->step != ACCOUNT_PART)
		w->rest = after;
}

void page_account(struct page *page, const struct report *report)
{
	struct account account = account_of(page->arena, report->boot);
	struct waterfall w = { .page = page };

	w.whole = (double)max_u64((uint64_t)account.rows[0].bytes.value, 1);
	w.decimals = account.rows[0].bytes.value < (int64_t)GIB(1) ? 2 : 1;
	page_section(page, "account", "Where the RAM goes", report->boot->boots ? NULL : "if it booted");
	w.table = page_table(page, columns, COLUMNS);
	for (size_t i = 0; i < account.count; i++)
		if (account.rows[i].step != ACCOUNT_PART ||
			account.rows[i].bytes.value * (w.decimals == 2 ? 100 : 10) >= (int64_t)MIB(1))
			add_row(&w, &account.rows[i]);
}
