/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Predicted and measured side by side, where there are captures of the target. */
#include <inttypes.h>
#include <string.h>

#include "compare/measured.h"
#include "render/sections.h"
#include "render/table.h"
#include "util/arena.h"

enum { NAME, EXPECTED, MEASURED, VERDICT, COLUMNS };

static const struct column columns[COLUMNS] = {
	[NAME] = { .align = ALIGN_LEFT },
	[EXPECTED] = { .align = ALIGN_RIGHT, .gap = 2 },
	[MEASURED] = { .align = ALIGN_RIGHT, .gap = 2 },
	[VERDICT] = { .align = ALIGN_LEFT, .gap = 2, .flexible = true },
};

static const enum tint tints[] = {
	[VERDICT_NONE] = TINT_FAINT,  [VERDICT_SAME] = TINT_GOOD,   [VERDICT_WITHIN] = TINT_GOOD,
	[VERDICT_MOVES] = TINT_FAINT, [VERDICT_DIFFERS] = TINT_BAD,
};

static const char *verdict_words(const struct pen *pen, const struct figure *f)
{
	const char *name = verdict_name(f->verdict);

	return f->verdict == VERDICT_DIFFERS && f->why ? arena_printf(pen->arena, "%s: %s", name, f->why) : name;
}

static void add_figure(const struct pen *pen, struct table *table, const struct figure *f)
{
	const struct cell cells[COLUMNS] = {
		[NAME] = { f->name, TINT_PLAIN },
		[EXPECTED] = { pen_estimate(pen, f->expected), TINT_PLAIN },
		[MEASURED] = { arena_printf(pen->arena, "%" PRId64, f->measured), TINT_PLAIN },
		[VERDICT] = { verdict_words(pen, f), tints[f->verdict] },
	};

	table_add(table, cells);
}

static void write_missing_lines(const struct pen *pen, const struct measured *m)
{
	for (size_t i = 0; i < m->line_count; i++) {
		if (m->lines[i].verdict != VERDICT_DIFFERS)
			continue;
		pen_hanging(pen, "not in the log: ", 6, m->lines[i].text, TINT_BAD);
		if (m->lines[i].found)
			pen_hanging(pen, "  but:          ", 6, m->lines[i].found, TINT_PLAIN);
	}
}

void text_measured(const struct pen *pen, const struct report *report)
{
	const struct measured *m = report->measured;
	struct table *table;

	if (!m || !m->source)
		return;
	pen_heading(pen, "PREDICTED AND MEASURED",
				arena_printf(pen->arena, "%zu as predicted, %zu within their ranges, %zu differ",
							 measured_count(m, VERDICT_SAME), measured_count(m, VERDICT_WITHIN),
							 measured_count(m, VERDICT_DIFFERS)));
	for (size_t i = 0; i < m->note_count; i++)
		pen_paragraph(pen, "", m->notes[i], TINT_WARN);
	table = table_new(pen, columns, COLUMNS);
	table_add(table, (const struct cell[COLUMNS]){ { "", TINT_FAINT },
												   { "predicted", TINT_FAINT },
												   { "measured", TINT_FAINT },
												   { NULL, TINT_FAINT } });
	for (size_t i = 0; i < m->figure_count; i++)
		if (m->figures[i].is_measured)
			add_figure(pen, table, &m->figures[i]);
	table_write(table);
	write_missing_lines(pen, m);
}
