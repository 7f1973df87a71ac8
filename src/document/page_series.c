/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far the simulator is off on the board that a series was taken from. */
#include <math.h>

#include "document/page_sections.h"
#include "document/series_report.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

enum { NAME, SEEN, SIMULATED, OFF, PERCENT, COLUMNS };

static const struct page_column columns[SERIES_GROUPS][COLUMNS] = {
	[SERIES_MEMORY] = { { "MiB", COLUMN_TEXT }, { "seen", COLUMN_NUMBER }, { "simulated", COLUMN_NUMBER },
						{ "off by", COLUMN_NUMBER }, { "%", COLUMN_NUMBER } },
	[SERIES_TYPES] = { { "MiB free, by type", COLUMN_TEXT }, { "seen", COLUMN_NUMBER }, { "simulated", COLUMN_NUMBER },
					   { "off by", COLUMN_NUMBER }, { "%", COLUMN_NUMBER } },
	[SERIES_ORDERS] = { { "free blocks", COLUMN_TEXT }, { "seen", COLUMN_NUMBER }, { "simulated", COLUMN_NUMBER },
						{ "off by", COLUMN_NUMBER }, { "%", COLUMN_NUMBER } },
	[SERIES_PAGEBLOCKS] = { { "pageblocks", COLUMN_TEXT }, { "seen", COLUMN_NUMBER }, { "simulated", COLUMN_NUMBER },
							{ "off by", COLUMN_NUMBER }, { "%", COLUMN_NUMBER } },
};

static const char *amount(struct page *page, enum series_group group, double value, unsigned int page_shift)
{
	if (group == SERIES_MEMORY || group == SERIES_TYPES)
		return arena_printf(page->arena, "%.1f", value * (double)(UINT64_C(1) << page_shift) / MIB(1));
	return arena_printf(page->arena, "%.0f", value);
}

static const char *percent_text(struct page *page, double percent)
{
	return fabs(percent) < 0.5 ? "0" : arena_printf(page->arena, "%+.0f", percent);
}

static void add_row(struct page *page, struct page_table *table, const struct series_figure *f, unsigned int page_shift)
{
	double off = f->simulated - f->seen;
	const char *low = amount(page, f->group, f->low, page_shift), *high = amount(page, f->group, f->high, page_shift);
	const struct page_cell cells[COLUMNS] = {
		[NAME] = { .text = f->name },
		[SEEN] = { .text = amount(page, f->group, f->seen, page_shift) },
		[SIMULATED] = { .text = amount(page, f->group, f->simulated, page_shift),
						.doubt = f->high > f->low ? arena_printf(page->arena, "%s..%s", low, high) : NULL },
		[OFF] = { .text = arena_printf(page->arena, "%s%s", off > 0 ? "+" : "", amount(page, f->group, off, page_shift)) },
		[PERCENT] = { .text = f->seen > 0 ? percent_text(page, 100 * off / f->seen) : "" },
	};

	page_row(page, table, cells);
}

static void add_group(struct page *page, const struct series_report *series, enum series_group group,
					  unsigned int page_shift)
{
	struct page_table *table = NULL;

	for (size_t i = 0; i < series->figure_count; i++) {
		if (series->figures[i].group != group)
			continue;
		if (!table)
			table = page_table(page, columns[group], COLUMNS);
		add_row(page, table, &series->figures[i], page_shift);
	}
}

static void add_pools(struct page *page, const struct series_report *series, unsigned int page_shift)
{
	for (size_t i = 0; i < series->pool_count; i++)
		page_text(page, TONE_PLAIN,
				  arena_printf(page->arena, "Pool %s: drivers held %s of it at most. `--evidence` takes the same captures.",
							   series->pools[i].name, size_text(page->arena, series->pools[i].most << page_shift)));
	if (series->most_seen >= 0)
		page_text(page, TONE_PLAIN,
				  arena_printf(page->arena, "Most of all pools at once: seen %s MiB, simulated %s MiB.",
							   amount(page, SERIES_MEMORY, series->most_seen, page_shift),
							   amount(page, SERIES_MEMORY, series->most_simulated, page_shift)));
}

/* Of what is asked for most: memory for requests that cannot use CMA. */
static void add_verdict(struct page *page, const struct series_report *series, unsigned int page_shift)
{
	const struct series_figure *f = series->figure_count ? &series->figures[0] : NULL;
	double off = f ? f->simulated - f->seen : 0;

	if (!f || f->group != SERIES_MEMORY)
		return;
	page_text(page, TONE_STRONG,
			  arena_printf(page->arena, "The simulator has %s MiB too %s free outside CMA on this board, of %s MiB; at one moment it is out by %s MiB.",
						   amount(page, f->group, fabs(off), page_shift), off > 0 ? "much" : "little",
						   amount(page, f->group, f->seen, page_shift), amount(page, f->group, f->apart, page_shift)));
}

void page_series(struct page *page, const struct series_report *series, unsigned int page_shift)
{
	page_section(page, "series", "How far it is off", "the series simulated from its first free lists, means");
	if (series->why_not) {
		page_text(page, TONE_WARN, arena_printf(page->arena, "Not held against the series: %s.", series->why_not));
		return;
	}
	page_text(page, TONE_PLAIN,
			  series->same
				  ? arena_printf(page->arena, "Load and comparison are of the same %zu samples, %.0f s: too few to foretell some from others.",
								 series->learned, series->to - series->from)
				  : arena_printf(page->arena, "Load of the first %zu samples (%.0f s), held against the %zu that follow (%.0f s).",
								 series->learned, series->learned_to - series->from, series->held,
								 series->to - series->learned_to));
	add_verdict(page, series, page_shift);
	for (unsigned int group = 0; group < SERIES_GROUPS; group++)
		add_group(page, series, (enum series_group)group, page_shift);
	add_pools(page, series, page_shift);
}
