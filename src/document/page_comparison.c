/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a change of the tree does to the memory: in words, by region, by finding and in figures. */
#include <inttypes.h>
#include <string.h>

#include "compare/compare.h"
#include "document/amount.h"
#include "document/page_sections.h"
#include "document/pages.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

enum { FIGURE, OLD, NEW, CHANGE, FIGURES };
enum { WHAT, REGION_OLD, REGION_NEW, REGIONS };

static const struct page_column figure_columns[FIGURES] = {
	{ "", COLUMN_TEXT }, { "old", COLUMN_NUMBER }, { "new", COLUMN_NUMBER }, { "change", COLUMN_NUMBER }
};

static const struct page_column region_columns[REGIONS] = { { "", COLUMN_WORD },
															{ "old", COLUMN_TEXT },
															{ "new", COLUMN_TEXT } };

typedef struct page_cell (*figure_cell)(struct page *page, struct estimate e);

static const char *signed_size(struct page *page, int64_t value)
{
	const char *size = size_text_fixed(page->arena, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);

	return value < 0 ? arena_printf(page->arena, "-%s", size) : size;
}

static struct page_cell size_cell(struct page *page, struct estimate e)
{
	/* the range is in MiB, so its number is */
	return (struct page_cell){ .text = is_exact(e) ? signed_size(page, e.value)
												   : arena_printf(page->arena, "%s MiB",
																  size_mebibytes(page->arena, e.value, 1)),
							   .doubt = amount_doubt_mib(page->arena, e) };
}

static const char *figure_name(struct page *page, const struct figure_diff *figure)
{
	if (figure->zone)
		return arena_printf(page->arena, "%s %s", figure->zone, figure->label);
	if (strcmp(figure->id, "blocks") == 0)
		return arena_printf(page->arena, "order %u %s", figure->order, figure->label);
	return figure->label;
}

static struct page_cell change_cell(struct page *page, const struct figure_diff *f, figure_cell cell)
{
	int64_t change = f->new.value - f->old.value;
	struct page_cell told = cell(page, exact(change));

	if (change > 0)
		told.text = arena_printf(page->arena, "+%s", told.text);
	return told;
}

static void add_figures(struct page *page, const char *id, const char *title, const char *remark,
						const struct figure_diffs *list, figure_cell cell)
{
	struct page_table *table;

	if (!list->count)
		return;
	page_section(page, id, title, remark)->folded = true;
	table = page_table(page, figure_columns, FIGURES);
	for (size_t i = 0; i < list->count; i++) {
		const struct figure_diff *f = &list->items[i];
		const struct page_cell cells[FIGURES] = { [FIGURE] = { .text = figure_name(page, f) },
												  [OLD] = cell(page, f->old),
												  [NEW] = cell(page, f->new),
												  [CHANGE] = change_cell(page, f, cell) };

		page_row(page, table, cells);
	}
}

static const char *region_words(struct page *page, const struct region *r)
{
	const char *outcome;

	if (!r)
		return NULL;
	outcome = r->outcome == REGION_APPLIED
				  ? ""
				  : arena_printf(page->arena, ", %s", region_outcome_name(r->outcome));
	if (!r->range.size)
		return arena_printf(page->arena, "%s, nowhere%s", region_kind_name(r->kind), outcome);
	return arena_printf(page->arena, "%s %s at %s%s", region_kind_name(r->kind),
						size_text(page->arena, r->range.size), amount_address(page->arena, r->range.base),
						outcome);
}

static void add_regions(struct page *page, const struct comparison *c)
{
	struct page_table *table;

	if (!c->region_count)
		return;
	page_section(page, "regions", "Regions", NULL);
	table = page_table(page, region_columns, REGIONS);
	for (size_t i = 0; i < c->region_count; i++) {
		const struct region_diff *d = &c->regions[i];
		const struct page_cell cells[REGIONS] = {
			[WHAT] = { .text = change_name(d->change), .tone = TONE_STRONG },
			[REGION_OLD] = { .text = region_words(page, d->old) },
			[REGION_NEW] = { .text = region_words(page, d->new) },
		};

		page_row_heading(page, table, (d->new ? d->new : d->old)->path);
		page_row(page, table, cells);
	}
}

static void add_findings(struct page *page, const struct comparison *c)
{
	static const enum tone tones[] = { TONE_BAD, TONE_BAD, TONE_GOOD, TONE_GOOD };

	if (c->finding_count)
		page_section(page, "findings", "Findings", NULL);
	for (size_t i = 0; i < c->finding_count; i++) {
		const struct finding_diff *d = &c->findings[i];
		const char *severity = severity_name(d->finding->severity);

		page_finding(
			page, &(struct page_finding){ .tone = tones[d->change],
										  .severity = arena_printf(page->arena, "%s %s",
																   finding_change_name(d->change), severity),
										  .id = d->finding->rule->id,
										  .path = d->finding->path,
										  .message = d->finding->message });
	}
}

static void add_costs(struct page *page, const struct comparison *c)
{
	page_section(page, "cost", "Cost", NULL);
	for (size_t i = 0; i < c->cost_count; i++)
		page_item(page, false, c->costs[i]);
	if (!c->differs)
		page_text(page, TONE_PLAIN, "No difference in what Linux does with the memory.");
	else if (!c->cost_count)
		page_text(page, TONE_PLAIN, "None: what differs is told below.");
}

static const char *kernels_of(struct arena *arena, const struct comparison *c)
{
	const char *old = kernel_words(arena, c->old.kernel), *new = kernel_words(arena, c->new.kernel);

	if (strcmp(old, new) == 0)
		return arena_printf(arena, "Linux %s", new);
	return arena_printf(arena, "Linux %s to %s", old, new);
}

struct page *page_of_comparison(struct arena *arena, const struct comparison *c)
{
	struct page *page = page_new(arena, arena_printf(arena, "Memory of %s", c->new.name),
								 arena_printf(arena, "against %s, %s", c->old.name, kernels_of(arena, c)));

	add_costs(page, c);
	add_regions(page, c);
	add_findings(page, c);
	add_figures(page, "account", "Account of the DDR", NULL, &c->account, size_cell);
	add_figures(page, "zones", "Zones", "pages", &c->zones, page_estimate);
	add_figures(page, "headroom", "Headroom", "blocks in a row once the system is up", &c->headroom,
				page_estimate);
	return page;
}
