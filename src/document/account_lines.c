/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account in amounts that people read. */
#include <inttypes.h>

#include "alloc/account.h"
#include "util/arena.h"
#include "util/number.h"

struct reader {
	struct arena *arena;
	struct account_lines lines;
	int64_t fraction; /* parts of a MiB that are shown: 10 or 100 */
};

static int64_t rounded(const struct reader *r, int64_t bytes)
{
	int64_t unit = (int64_t)MIB(1), half = bytes < 0 ? -unit / 2 : unit / 2;

	return bytes / unit * r->fraction + (bytes % unit * r->fraction + half) / unit;
}

static const char *mebibytes(const struct reader *r, int64_t parts)
{
	uint64_t size = parts < 0 ? 0 - (uint64_t)parts : (uint64_t)parts, fraction = (uint64_t)r->fraction;

	return arena_printf(r->arena, "%s%" PRIu64 ".%0*" PRIu64, parts < 0 ? "-" : "", size / fraction,
						fraction == 100 ? 2 : 1, size % fraction);
}

static const char *label_of(const struct reader *r, const struct account_row *row)
{
	return row->count ? arena_printf(r->arena, "%s (%zu)", row->label, row->count) : row->label;
}

static void add(struct reader *r, struct account_line line)
{
	arena_push(r->arena, r->lines.lines, r->lines.count, line);
}

/* Rows are rounded by what they leave. */
static void add_row(struct reader *r, const struct account_row *row, int64_t before)
{
	struct account_line line = { row, label_of(r, row), NULL, row->exact, before, row->bytes.value };
	int64_t shown = rounded(r, row->bytes.value);

	if (row->step != ACCOUNT_TOTAL) {
		line.after = row->step == ACCOUNT_MORE ? before + row->bytes.value : before - row->bytes.value;
		shown = rounded(r, before) - rounded(r, line.after);
		if (row->step == ACCOUNT_MORE)
			shown = -shown;
	}
	line.amount = mebibytes(r, shown);
	add(r, line);
}

static bool is_small(const struct reader *r, const struct account_row *row)
{
	return row->bytes.value * r->fraction < (int64_t)MIB(1);
}

/*
 * The parts of the row before `first`, which count down from what was there
 * before that row. Largest first, so that the small ones are the last.
 */
static size_t add_parts(struct reader *r, const struct account *account, size_t first,
						const struct account_line *of)
{
	struct account_line line = { .exact = true, .before = of->before, .after = of->after };
	size_t i = first, end = first;
	int64_t rest = of->before, left = of->before;

	while (end < account->count && account->rows[end].step == ACCOUNT_PART)
		left -= account->rows[end++].bytes.value;
	for (; i < end && (!is_small(r, &account->rows[i]) || i + 1 == end); i++) {
		line.row = &account->rows[i];
		line.label = label_of(r, line.row);
		line.exact = line.row->exact;
		line.amount = mebibytes(r, rounded(r, rest) - rounded(r, rest - line.row->bytes.value));
		rest -= line.row->bytes.value;
		add(r, line);
	}
	if (i < end && rounded(r, rest) != rounded(r, left)) {
		line.row = NULL;
		line.label = arena_printf(r->arena, "%zu smaller", end - i);
		line.exact = true;
		line.amount = mebibytes(r, rounded(r, rest) - rounded(r, left));
		add(r, line);
	}
	return end;
}

struct account_lines account_lines_of(struct arena *arena, const struct account *account)
{
	struct reader r = { .arena = arena, .fraction = 10 };
	int64_t rest = 0;

	if (account->count && account->rows[0].bytes.value < (int64_t)GIB(1))
		r.fraction = 100;
	for (size_t i = 0; i < account->count;) {
		struct account_line of;

		add_row(&r, &account->rows[i++], rest);
		of = r.lines.lines[r.lines.count - 1];
		rest = of.after;
		i = add_parts(&r, account, i, &of);
	}
	return r.lines;
}

const char *account_reach(struct arena *arena, struct estimate bytes)
{
	int64_t less = bytes.value - bytes.low, more = bytes.high - bytes.value,
			reach = less > more ? less : more;
	int64_t tenths = (reach * 10 + (int64_t)MIB(1) - 1) / (int64_t)MIB(1);

	return reach ? arena_printf(arena, "%" PRId64 ".%" PRId64, tenths / 10, tenths % 10) : NULL;
}
