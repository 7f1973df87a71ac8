/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of the DDR as a waterfall: what is there, what is taken, what stays. */
#include <inttypes.h>
#include <string.h>

#include "boot/boot.h"
#include "render/account.h"
#include "render/bar.h"
#include "render/sections.h"
#include "render/table.h"
#include "render/utf8.h"
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
	int64_t rest;     /* bytes that the rows so far leave */
	int64_t fraction; /* parts of a MiB that are shown: 10 or 100 */
};

/*
 * Rows are rounded by what they leave: the printed column adds up to the last
 * digit, at the price of one in the last place of a single row.
 */
static int64_t rounded(const struct waterfall *w, int64_t bytes)
{
	int64_t unit = (int64_t)MIB(1), half = bytes < 0 ? -unit / 2 : unit / 2;

	return bytes / unit * w->fraction + (bytes % unit * w->fraction + half) / unit;
}

static const char *mebibytes(const struct waterfall *w, int64_t parts)
{
	uint64_t size = parts < 0 ? 0 - (uint64_t)parts : (uint64_t)parts, fraction = (uint64_t)w->fraction;

	return arena_printf(w->pen->arena, "%s%" PRIu64 ".%0*" PRIu64, parts < 0 ? "-" : "", size / fraction,
						fraction == 100 ? 2 : 1, size % fraction);
}

/* Rounded up, and the farther end counts: a range must not look narrower than it is. */
static const char *range_of(const struct pen *pen, struct estimate e)
{
	int64_t less = e.value - e.low, more = e.high - e.value, reach = less > more ? less : more;
	int64_t tenths = (reach * 10 + (int64_t)MIB(1) - 1) / (int64_t)MIB(1);

	if (is_exact(e))
		return "";
	return arena_printf(pen->arena, "%s%" PRId64 ".%" PRId64, pen_plus_minus(pen), tenths / 10, tenths % 10);
}

static const char *label_of(const struct pen *pen, const struct account_row *row)
{
	static const char *const lead[] = {
		[ACCOUNT_TOTAL] = "= ", [ACCOUNT_LESS] = "  - ", [ACCOUNT_MORE] = "  + ", [ACCOUNT_PART] = "      "
	};
	const char *begin = strcmp(row->id, "ddr") == 0 ? "" : lead[row->step];

	if (row->count)
		return arena_printf(pen->arena, "%s%s (%zu)", begin, row->label, row->count);
	return arena_printf(pen->arena, "%s%s", begin, row->label);
}

static void add_total(struct waterfall *w, const struct account_row *row)
{
	struct cell cells[COLUMNS] = { { label_of(w->pen, row), TINT_HEADING } };

	w->rest = row->bytes.value;
	cells[AMOUNT] = (struct cell){ mebibytes(w, rounded(w, w->rest)), TINT_HEADING };
	cells[DOUBT] = (struct cell){ range_of(w->pen, row->bytes), TINT_FAINT };
	cells[BAR] =
		(struct cell){ bar_total(w->pen->arena, &w->scale, w->rest > 0 ? (uint64_t)w->rest : 0), TINT_BAR };
	table_add(w->table, cells);
}

/* A row that takes from what is left, or in the kernel's odd arithmetic adds to it. */
static void add_change(struct waterfall *w, const struct account_row *row)
{
	struct cell cells[COLUMNS] = { { label_of(w->pen, row), TINT_PLAIN } };
	bool more = row->step == ACCOUNT_MORE;
	int64_t rest = more ? w->rest + row->bytes.value : w->rest - row->bytes.value;
	int64_t shown = rounded(w, w->rest) - rounded(w, rest), lower = more ? w->rest : rest;

	cells[AMOUNT].text = mebibytes(w, more ? -shown : shown);
	cells[DOUBT] = (struct cell){ range_of(w->pen, row->bytes), TINT_FAINT };
	if (row->bytes.value > 0)
		cells[BAR] = (struct cell){ bar_taken(w->pen->arena, &w->scale, lower > 0 ? (uint64_t)lower : 0,
											  (uint64_t)row->bytes.value),
									TINT_TAKEN };
	table_add(w->table, cells);
	w->rest = rest;
}

static void add_part(struct waterfall *w, const char *label, int64_t shown, bool exact)
{
	struct cell cells[COLUMNS] = { { arena_printf(w->pen->arena, "      %s", label), TINT_FAINT } };

	cells[AMOUNT] = (struct cell){ mebibytes(w, shown), TINT_FAINT };
	cells[DOUBT] = (struct cell){ exact ? "" : "~", TINT_FAINT };
	table_add(w->table, cells);
}

static bool is_small(const struct waterfall *w, const struct account_row *row)
{
	return row->bytes.value * w->fraction < (int64_t)MIB(1);
}

/*
 * The parts of the row at `first - 1`: `rest` counts them down from what was
 * there before it. Largest first, so that the small ones are the last.
 */
static size_t add_parts(struct waterfall *w, const struct account *account, size_t first, int64_t rest)
{
	size_t i = first, end = first, small;
	int64_t left = rest;

	while (end < account->count && account->rows[end].step == ACCOUNT_PART)
		left -= account->rows[end++].bytes.value;
	for (; i < end && (!is_small(w, &account->rows[i]) || i + 1 == end); i++) {
		const struct account_row *row = &account->rows[i];

		add_part(w, row->label, rounded(w, rest) - rounded(w, rest - row->bytes.value), row->exact);
		rest -= row->bytes.value;
	}
	small = end - i;
	if (small && rounded(w, rest) != rounded(w, left))
		add_part(w, arena_printf(w->pen->arena, "%zu smaller", small), rounded(w, rest) - rounded(w, left),
				 true);
	return end;
}

/* Columns left of the bars: the widest label, amount and range, and the blanks between them. */
static size_t columns_before_bar(const struct waterfall *w, const struct account *account)
{
	size_t label = 0, doubt = 0, amount = text_width(mebibytes(w, rounded(w, account->rows[0].bytes.value)));

	for (size_t i = 0; i < account->count; i++) {
		label = max_u64(label, text_width(label_of(w->pen, &account->rows[i])));
		doubt = max_u64(doubt, text_width(range_of(w->pen, account->rows[i].bytes)));
	}
	return label + amount + max_u64(doubt, 1) + columns[AMOUNT].gap + columns[DOUBT].gap + columns[BAR].gap;
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
	struct waterfall w = { .pen = pen, .table = table_new(pen, columns, COLUMNS) };
	size_t used;

	w.fraction = account.rows[0].bytes.value < (int64_t)GIB(1) ? 100 : 10;
	used = columns_before_bar(&w, &account);
	w.scale = (struct scale){ (uint64_t)account.rows[0].bytes.value, LEAST_BAR, pen->style->unicode };
	if (pen->style->width > used + w.scale.columns)
		w.scale.columns = min_u64(pen->style->width - used, MOST_BAR);
	pen_heading(pen, "WHERE THE RAM GOES", remark(report, &account));
	for (size_t i = 0; i < account.count; i++) {
		int64_t before = w.rest;

		if (account.rows[i].step == ACCOUNT_TOTAL)
			add_total(&w, &account.rows[i]);
		else
			add_change(&w, &account.rows[i]);
		if (i + 1 < account.count && account.rows[i + 1].step == ACCOUNT_PART)
			i = add_parts(&w, &account, i + 1, before) - 1;
	}
	table_write(w.table);
}
