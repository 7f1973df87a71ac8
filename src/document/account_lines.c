/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account in amounts that people read. */
#include <inttypes.h>

#include "alloc/account.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

struct reader {
	struct arena *arena;
	struct account_lines lines;
	unsigned int decimals; /* of a MiB */
};

static const char *label_of(const struct reader *r, const struct account_row *row)
{
	return row->count ? arena_printf(r->arena, "%s (%zu)", row->label, row->count) : row->label;
}

static void add(struct reader *r, struct account_line line)
{
	arena_push(r->arena, r->lines.lines, r->lines.count, line);
}

static void add_row(struct reader *r, const struct account_row *row, int64_t before)
{
	struct account_line line = { row, label_of(r, row), NULL, row->exact, before, row->bytes.value };

	if (row->step != ACCOUNT_TOTAL)
		line.after = row->step == ACCOUNT_MORE ? before + row->bytes.value : before - row->bytes.value;
	line.amount = size_mebibytes(r->arena, row->bytes.value, r->decimals);
	add(r, line);
}

static bool is_small(const struct reader *r, const struct account_row *row)
{
	return row->bytes.value * (r->decimals == 2 ? 100 : 10) < (int64_t)MIB(1);
}

/* The parts of the row before `first`, largest first, so that the small ones are the last: told in one. */
static size_t add_parts(struct reader *r, const struct account *account, size_t first,
						const struct account_line *of)
{
	struct account_line line = { .exact = true, .before = of->before, .after = of->after };
	size_t i = first, end = first;
	int64_t small = 0;

	while (end < account->count && account->rows[end].step == ACCOUNT_PART)
		end++;
	for (; i < end && (!is_small(r, &account->rows[i]) || i + 1 == end); i++) {
		line.row = &account->rows[i];
		line.label = label_of(r, line.row);
		line.exact = line.row->exact;
		line.amount = size_mebibytes(r->arena, line.row->bytes.value, r->decimals);
		add(r, line);
	}
	for (size_t part = i; part < end; part++)
		small += account->rows[part].bytes.value;
	if (i < end && !is_small(r, &(struct account_row){ .bytes = exact(small) })) {
		line.row = NULL;
		line.label = arena_printf(r->arena, "%zu smaller", end - i);
		line.exact = true;
		line.amount = size_mebibytes(r->arena, small, r->decimals);
		add(r, line);
	}
	return end;
}

struct account_lines account_lines_of(struct arena *arena, const struct account *account)
{
	struct reader r = { .arena = arena, .decimals = 1 };
	int64_t rest = 0;

	if (account->count && account->rows[0].bytes.value < (int64_t)GIB(1))
		r.decimals = 2;
	for (size_t i = 0; i < account->count;) {
		struct account_line of;

		add_row(&r, &account->rows[i++], rest);
		of = r.lines.lines[r.lines.count - 1];
		rest = of.after;
		i = add_parts(&r, account, i, &of);
	}
	return r.lines;
}
