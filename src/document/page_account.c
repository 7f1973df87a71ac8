/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of the DDR as a waterfall. */
#include <string.h>

#include "boot/boot.h"
#include "alloc/account.h"
#include "document/amount.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "util/arena.h"
#include "util/named.h"
#include "util/number.h"

enum { LABEL, AMOUNT, BAR, COLUMNS };

static const struct page_column columns[COLUMNS] = {
	[LABEL] = { "", COLUMN_TEXT },
	[AMOUNT] = { "MiB", COLUMN_NUMBER },
	[BAR] = { "", COLUMN_BAR },
};

static enum theme_colour colour_of(const struct account_row *row)
{
	static const struct word_value rows[] = {
		{ "nomap-removed", COLOUR_NOMAP }, { "nomap", COLOUR_NOMAP }, { "reserved", COLOUR_RESERVED },
		{ "kernel", COLOUR_KERNEL },       { "cma", COLOUR_CMA },     { "part", COLOUR_KERNEL },
	};

	if (row->step == ACCOUNT_TOTAL)
		return COLOUR_TOTAL;
	return (enum theme_colour)value_of_word(row->id, rows, ARRAY_SIZE(rows), COLOUR_UNUSED);
}

static enum account_step step_of(const struct account_line *line)
{
	return line->row ? line->row->step : ACCOUNT_PART;
}

static const char *label_of(struct page *page, const struct account_line *line)
{
	static const char *const lead[] = {
		[ACCOUNT_TOTAL] = "= ", [ACCOUNT_LESS] = "− ", [ACCOUNT_MORE] = "+ ", [ACCOUNT_PART] = ""
	};
	bool first = line->row && strcmp(line->row->id, "ddr") == 0;

	return arena_printf(page->arena, "%s%s", first ? "" : lead[step_of(line)], line->label);
}

static const char *doubt_of(struct page *page, const struct account_line *line)
{
	const char *range =
		step_of(line) == ACCOUNT_PART ? NULL : amount_doubt_mib(page->arena, line->row->bytes);

	return range ? range : line->exact ? NULL : "~";
}

/* What a row takes stands at the end of what was there before it. */
static struct page_cell bar_of(struct page *page, const struct account_line *line, double whole)
{
	struct bar_piece *p = arena_new_object(page->arena, struct bar_piece);
	int64_t from = line->before < line->after ? line->before : line->after;
	int64_t to = line->before < line->after ? line->after : line->before;

	if (step_of(line) == ACCOUNT_PART)
		return (struct page_cell){ 0 };
	if (step_of(line) == ACCOUNT_TOTAL) {
		from = 0;
		to = line->after;
	}
	*p = (struct bar_piece){ (double)from / whole, (double)to / whole, colour_of(line->row) };
	return (struct page_cell){ .bar = p, .bar_count = 1 };
}

static void add_line(struct page *page, struct page_table *table, const struct account_line *line,
					 double whole)
{
	const struct page_cell cells[COLUMNS] = {
		[LABEL] = { .text = label_of(page, line) },
		[AMOUNT] = { .text = line->amount, .doubt = doubt_of(page, line) },
		[BAR] = bar_of(page, line, whole),
	};
	struct page_row *added = page_row(page, table, cells);

	added->total = step_of(line) == ACCOUNT_TOTAL;
	added->indented = step_of(line) == ACCOUNT_PART;
}

static const char *remark(const struct report *report, const struct account *account)
{
	bool exact = true;

	for (size_t i = 0; i < account->count; i++)
		exact = exact && account->rows[i].exact;
	if (!report->boot->boots)
		return "if it booted";
	return exact ? NULL : "~ estimated";
}

void page_account(struct page *page, const struct report *report)
{
	struct account account = account_of(page->arena, report->boot);
	struct account_lines lines = account_lines_of(page->arena, &account);
	double whole = (double)max_u64((uint64_t)account.rows[0].bytes.value, 1);
	struct page_table *table;

	page_section(page, "account", "Where the RAM goes", remark(report, &account));
	table = page_table(page, columns, COLUMNS);
	for (size_t i = 0; i < lines.count; i++)
		add_line(page, table, &lines.lines[i], whole);
}
