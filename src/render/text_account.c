/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of the DDR as a waterfall: what is there, what is taken, what stays. */
#include <string.h>

#include "boot/boot.h"
#include "alloc/account.h"
#include "document/bar.h"
#include "render/sections.h"
#include "render/table.h"
#include "util/utf8.h"
#include "util/arena.h"
#include "util/number.h"

/* Columns of a bar. */
#define LEAST_BAR 8
#define MOST_BAR 48

enum { LABEL, AMOUNT, DOUBT, BAR, COLUMNS };

static const struct column columns[COLUMNS] = {
	[LABEL] = { .align = ALIGN_LEFT },
	[AMOUNT] = { .align = ALIGN_RIGHT, .gap = 1 },
	[DOUBT] = { .align = ALIGN_LEFT, .gap = 1 },
	[BAR] = { .align = ALIGN_LEFT, .gap = 1 },
};

struct waterfall {
	const struct pen *pen;
	struct table *table;
	struct scale scale;
};

/* The farther end of the range counts: it must not look narrower than it is. */
static const char *doubt_of(const struct pen *pen, const struct account_line *line)
{
	const char *reach =
		line->row && line->row->step != ACCOUNT_PART ? account_reach(pen->arena, line->row->bytes) : NULL;

	if (reach)
		return arena_printf(pen->arena, "%s%s", pen_plus_minus(pen), reach);
	return line->exact || line->row->step != ACCOUNT_PART ? "" : "~";
}

static enum account_step step_of(const struct account_line *line)
{
	return line->row ? line->row->step : ACCOUNT_PART;
}

static const char *label_of(const struct pen *pen, const struct account_line *line)
{
	static const char *const lead[] = {
		[ACCOUNT_TOTAL] = "= ", [ACCOUNT_LESS] = "  - ", [ACCOUNT_MORE] = "  + ", [ACCOUNT_PART] = "      "
	};
	bool first = line->row && strcmp(line->row->id, "ddr") == 0;

	return arena_printf(pen->arena, "%s%s", first ? "" : lead[step_of(line)], line->label);
}

static uint64_t positive(int64_t bytes)
{
	return bytes > 0 ? (uint64_t)bytes : 0;
}

/* A total, or what is taken from what is left (in the kernel's odd arithmetic: added to it). */
static struct cell bar_of(const struct waterfall *w, const struct account_line *line)
{
	struct arena *arena = w->pen->arena;
	int64_t lower = line->before < line->after ? line->before : line->after;

	if (step_of(line) == ACCOUNT_TOTAL)
		return (struct cell){ bar_total(arena, &w->scale, positive(line->after)), TINT_BAR };
	if (step_of(line) == ACCOUNT_PART || line->row->bytes.value <= 0)
		return (struct cell){ 0 };
	return (struct cell){ bar_taken(arena, &w->scale, positive(lower), (uint64_t)line->row->bytes.value),
						  TINT_TAKEN };
}

static void add_line(const struct waterfall *w, const struct account_line *line)
{
	static const enum tint tints[] = { [ACCOUNT_TOTAL] = TINT_HEADING,
									   [ACCOUNT_LESS] = TINT_PLAIN,
									   [ACCOUNT_MORE] = TINT_PLAIN,
									   [ACCOUNT_PART] = TINT_FAINT };
	enum tint tint = tints[step_of(line)];
	const struct cell cells[COLUMNS] = {
		[LABEL] = { label_of(w->pen, line), tint },
		[AMOUNT] = { line->amount, tint },
		[DOUBT] = { doubt_of(w->pen, line), TINT_FAINT },
		[BAR] = bar_of(w, line),
	};

	table_add(w->table, cells);
}

/* Columns left of the bars: the widest label, amount and range, and the blanks between them. */
static size_t columns_before_bar(const struct pen *pen, const struct account_lines *account)
{
	size_t label = 0, doubt = 1, amount = text_width(account->lines[0].amount);

	for (size_t i = 0; i < account->count; i++) {
		label = max_u64(label, text_width(label_of(pen, &account->lines[i])));
		doubt = max_u64(doubt, text_width(doubt_of(pen, &account->lines[i])));
	}
	return label + amount + doubt + columns[AMOUNT].gap + columns[DOUBT].gap + columns[BAR].gap;
}

static const char *remark(const struct report *report, const struct account *account)
{
	bool exact = true;

	for (size_t i = 0; i < account->count; i++)
		exact = exact && account->rows[i].exact;
	if (!report->boot->boots)
		return "MiB, if it booted";
	return exact ? "MiB" : "MiB, ~ estimated";
}

void text_account(const struct pen *pen, const struct report *report)
{
	struct account account = account_of(pen->arena, report->boot);
	struct account_lines lines = account_lines_of(pen->arena, &account);
	struct waterfall w = { .pen = pen, .table = table_new(pen, columns, COLUMNS) };
	size_t used = columns_before_bar(pen, &lines);

	w.scale = (struct scale){ (uint64_t)account.rows[0].bytes.value, LEAST_BAR, pen->style->unicode };
	if (pen->style->width > used + w.scale.columns)
		w.scale.columns = min_u64(pen->style->width - used, MOST_BAR);
	pen_heading(pen, "WHERE THE RAM GOES", remark(report, &account));
	for (size_t i = 0; i < lines.count; i++)
		add_line(&w, &lines.lines[i]);
	table_write(w.table);
}
