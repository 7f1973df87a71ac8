/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many blocks of an order the usual requests get, and what limits them. */
#include <inttypes.h>

#include "alloc/usual.h"
#include "boot/boot.h"
#include "render/report_words.h"
#include "render/sections.h"
#include "render/table.h"
#include "util/arena.h"
#include "util/number.h"

/* Orders that drivers ask for, and the two largest: eight columns fit a page. */
static const unsigned int shown[] = { 0, 1, 2, 3, 4, 6, 9, 10 };

static const char *const names[USUAL_MASKS] = { "GFP_ATOMIC", "GFP_KERNEL", "movable" };

static const struct headroom *row_of(const struct report *report, unsigned int order, size_t mask)
{
	size_t i = order * USUAL_MASKS + mask;

	return i < report->headroom->count ? &report->headroom->rows[i] : NULL;
}

static void add_head(const struct pen *pen, struct table *table)
{
	struct cell cells[1 + ARRAY_SIZE(shown)] = { { "order", TINT_FAINT } };

	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		cells[1 + i] = (struct cell){ arena_printf(pen->arena, "%u", shown[i]), TINT_FAINT };
	table_add(table, cells);
}

static void add_row(const struct pen *pen, struct table *table, const struct report *report, size_t mask)
{
	struct cell cells[1 + ARRAY_SIZE(shown)] = { { names[mask], TINT_PLAIN } };

	for (size_t i = 0; i < ARRAY_SIZE(shown); i++) {
		const struct headroom *row = row_of(report, shown[i], mask);

		if (row)
			cells[1 + i] = (struct cell){ arena_printf(pen->arena, "%" PRId64, row->blocks.value),
										  row->blocks.value ? TINT_PLAIN : TINT_BAD };
	}
	table_add(table, cells);
}

void text_headroom(const struct pen *pen, const struct report *report)
{
	static const struct column columns[1 + ARRAY_SIZE(shown)] = {
		{ .align = ALIGN_LEFT },			{ .align = ALIGN_RIGHT, .gap = 2 }, { .align = ALIGN_RIGHT, .gap = 2 },
		{ .align = ALIGN_RIGHT, .gap = 2 }, { .align = ALIGN_RIGHT, .gap = 2 }, { .align = ALIGN_RIGHT, .gap = 2 },
		{ .align = ALIGN_RIGHT, .gap = 2 }, { .align = ALIGN_RIGHT, .gap = 2 }, { .align = ALIGN_RIGHT, .gap = 2 },
	};
	struct table *table;

	if (!report->boot->boots)
		return;
	pen_heading(pen, "HEADROOM", "~ blocks in a row once the system is up, without reclaim");
	table = table_new(pen, columns, ARRAY_SIZE(columns));
	add_head(pen, table);
	for (size_t mask = 0; mask < USUAL_MASKS; mask++)
		add_row(pen, table, report, mask);
	table_write(table);
	pen_paragraph(pen, "", headroom_limit_words(pen->arena, report), TINT_FAINT);
}
