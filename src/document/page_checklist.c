/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to look at on the target, and what is to be seen there; with captures, what was seen. */
#include <inttypes.h>

#include "compare/measured.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "util/arena.h"
#include "util/number.h"

enum { NAME, EXPECTED, UNIT, MEASURED, VERDICT, COLUMNS };

static const struct page_column columns[COLUMNS] = {
	[NAME] = { "", COLUMN_WORD },    [EXPECTED] = { "predicted", COLUMN_NUMBER },
	[UNIT] = { "", COLUMN_WORD },    [MEASURED] = { "measured", COLUMN_NUMBER },
	[VERDICT] = { "", COLUMN_WORD },
};

static const enum tone tones[] = {
	[VERDICT_NONE] = TONE_FAINT,  [VERDICT_SAME] = TONE_GOOD,   [VERDICT_WITHIN] = TONE_GOOD,
	[VERDICT_MOVES] = TONE_FAINT, [VERDICT_DIFFERS] = TONE_BAD,
};

static void add_figure(struct page *page, struct page_table *table, const struct figure *f)
{
	struct page_cell cells[COLUMNS] = {
		[NAME] = { .text = f->name },
		[EXPECTED] = page_estimate(page, f->expected),
		[UNIT] = { .text = f->unit, .tone = TONE_FAINT },
		[MEASURED] = { .text = f->is_measured ? arena_printf(page->arena, "%" PRId64, f->measured) : NULL },
		[VERDICT] = { .text = verdict_name(f->verdict), .tone = tones[f->verdict] },
	};

	if (f->moves && !cells[EXPECTED].doubt)
		cells[EXPECTED].doubt = "~";
	page_row(page, table, cells);
}

/* Without captures there is room to write down what is seen. */
static const struct page_column blank_columns[] = {
	{ "", COLUMN_WORD }, { "predicted", COLUMN_NUMBER }, { "", COLUMN_WORD }, { "seen", COLUMN_FILL }
};

/* One table for all commands, so that their columns stand in line. */
static void add_figures(struct page *page, const struct measured *m)
{
	struct page_table *table = m->source ? page_table(page, columns, COLUMNS)
										 : page_table(page, blank_columns, ARRAY_SIZE(blank_columns));

	for (size_t look = 0; look < LOOKS; look++) {
		bool begun = false;

		for (size_t i = 0; i < m->figure_count; i++) {
			if (m->figures[i].look != look)
				continue;
			if (!begun)
				page_row_heading(page, table, look_command((enum look)look))->command = true;
			begun = true;
			add_figure(page, table, &m->figures[i]);
		}
	}
}

static void add_reasons(struct page *page, const struct measured *m)
{
	for (size_t i = 0; i < m->figure_count; i++)
		if (m->figures[i].why)
			page_item(page, false,
					  arena_printf(page->arena, "%s: %s", m->figures[i].name, m->figures[i].why));
}

/* --- lines of the log -------------------------------------------------------------------------- */

enum { LINE, LINE_VERDICT, FOUND, LINE_COLUMNS };

static const struct page_column line_columns[LINE_COLUMNS] = {
	[LINE] = { "predicted line", COLUMN_LINE },
	[LINE_VERDICT] = { "", COLUMN_WORD },
	[FOUND] = { "the log has instead", COLUMN_LINE },
};

static const char *line_verdict(const struct expected_line *line)
{
	switch (line->verdict) {
	case VERDICT_SAME:
		return "in the log";
	case VERDICT_DIFFERS:
		return "not in the log";
	default:
		return "";
	}
}

static void add_lines(struct page *page, const struct measured *m)
{
	struct page_table *table;

	if (!m->line_count)
		return;
	page_title(page, "dmesg");
	table = page_table(page, line_columns, LINE_COLUMNS);
	for (size_t i = 0; i < m->line_count; i++) {
		const struct expected_line *line = &m->lines[i];
		const struct page_cell cells[LINE_COLUMNS] = {
			[LINE] = { .text = line->text },
			[LINE_VERDICT] = { .text = line_verdict(line), .tone = tones[line->verdict] },
			[FOUND] = { .text = line->found },
		};

		page_row(page, table, cells);
	}
}

static const char *summary(struct page *page, const struct measured *m)
{
	size_t as = measured_count(m, VERDICT_SAME), within = measured_count(m, VERDICT_WITHIN);
	size_t differ = measured_count(m, VERDICT_DIFFERS);

	return arena_printf(page->arena, "%zu as predicted, %zu within their ranges, %zu differ%s", as, within,
						differ, differ == 1 ? "s" : "");
}

void page_checklist(struct page *page, const struct report *report)
{
	const struct measured *m = report->measured;

	if (!m || !m->figure_count)
		return;
	if (m->source)
		page_section(page, "measured", "Predicted and measured", summary(page, m));
	else
		page_section(page, "checklist", "Checklist on the target",
					 "soon after boot; ± where a range is expected")
			->off_terminal = true;
	for (size_t i = 0; i < m->note_count; i++)
		page_text(page, TONE_WARN, m->notes[i]);
	add_figures(page, m);
	add_reasons(page, m);
	if (m->source)
		add_lines(page, m);
}
