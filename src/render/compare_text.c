/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "compare/compare.h"
#include "render/compare.h"
#include "render/table.h"
#include "util/arena.h"
#include "util/number.h"

/* Name, old, new, change. */
static const struct column figure_columns[] = {
	{ .align = ALIGN_LEFT },
	{ .align = ALIGN_RIGHT, .gap = 2 },
	{ .align = ALIGN_RIGHT, .gap = 2 },
	{ .align = ALIGN_RIGHT, .gap = 2 },
};

static const struct cell figure_head[] = {
	{ NULL, TINT_PLAIN },
	{ "old", TINT_FAINT },
	{ "new", TINT_FAINT },
	{ "change", TINT_FAINT },
};

typedef const char *(*figure_words)(const struct pen *pen, int64_t value);

static const char *as_size(const struct pen *pen, int64_t value)
{
	const char *size = pen_size_fixed(pen, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);

	return value < 0 ? arena_printf(pen->arena, "-%s", size) : size;
}

static const char *as_count(const struct pen *pen, int64_t value)
{
	return arena_printf(pen->arena, "%" PRId64, value);
}

static const char *change_words(const struct pen *pen, const struct figure_diff *figure, figure_words words)
{
	int64_t change = figure->new.value - figure->old.value;

	return arena_printf(pen->arena, "%s%s", change > 0 ? "+" : "", words(pen, change));
}

static const char *figure_name(const struct pen *pen, const struct figure_diff *figure)
{
	if (figure->zone)
		return arena_printf(pen->arena, "%s %s", figure->zone, figure->label);
	if (strcmp(figure->id, "blocks") == 0)
		return arena_printf(pen->arena, "order %u %s", figure->order, figure->label);
	return figure->label;
}

static void add_figure(const struct pen *pen, struct table *table, const struct figure_diff *f,
					   figure_words words)
{
	const struct cell cells[] = { { figure_name(pen, f), TINT_PLAIN },
								  { words(pen, f->old.value), TINT_PLAIN },
								  { words(pen, f->new.value), TINT_PLAIN },
								  { change_words(pen, f, words), TINT_PLAIN } };

	table_add(table, cells);
}

static void write_figures(const struct pen *pen, const char *title, const char *remark,
						  const struct figure_diffs *list, figure_words words)
{
	struct table *table;

	if (!list->count)
		return;
	pen_heading(pen, title, remark);
	table = table_new(pen, figure_columns, ARRAY_SIZE(figure_columns));
	table_add(table, figure_head);
	for (size_t i = 0; i < list->count; i++) {
		const struct figure_diff *f = &list->items[i];

		/* where its range alone differs there is nothing to see */
		if (f->old.value != f->new.value)
			add_figure(pen, table, f, words);
	}
	table_write(table);
}

static const char *region_words(const struct pen *pen, const struct region *r)
{
	const char *outcome =
		r->outcome == REGION_APPLIED ? "" : arena_printf(pen->arena, ", %s", region_outcome_name(r->outcome));

	if (!r->range.size)
		return arena_printf(pen->arena, "%s, nowhere%s", region_kind_name(r->kind), outcome);
	return arena_printf(pen->arena, "%s %s at %s%s", region_kind_name(r->kind), pen_size(pen, r->range.size),
						pen_address(pen, r->range.base), outcome);
}

static void write_regions(const struct pen *pen, const struct comparison *c)
{
	if (c->region_count)
		pen_heading(pen, "REGIONS", NULL);
	for (size_t i = 0; i < c->region_count; i++) {
		const struct region_diff *d = &c->regions[i];
		const struct region *shown = d->new ? d->new : d->old;

		pen_hanging(pen, "", 4, arena_printf(pen->arena, "%s  %s", change_name(d->change), shown->path),
					TINT_PLAIN);
		if (d->old)
			pen_paragraph(pen, "    - ", region_words(pen, d->old), TINT_PLAIN);
		if (d->new)
			pen_paragraph(pen, "    + ", region_words(pen, d->new), TINT_PLAIN);
	}
}

static void write_findings(const struct pen *pen, const struct comparison *c)
{
	static const enum tint tints[] = { TINT_BAD, TINT_BAD, TINT_GOOD, TINT_GOOD };

	if (c->finding_count)
		pen_heading(pen, "FINDINGS", NULL);
	for (size_t i = 0; i < c->finding_count; i++) {
		const struct finding_diff *d = &c->findings[i];

		pen_hanging(pen, "", 4,
					arena_printf(pen->arena, "%s  %s (%s)  %s", finding_change_name(d->change),
								 severity_name(d->finding->severity), d->finding->rule->id, d->finding->path),
					tints[d->change]);
		pen_paragraph(pen, "    ", d->finding->message, TINT_PLAIN);
	}
}

static void write_costs(const struct pen *pen, const struct comparison *c)
{
	pen_paragraph(pen, "old  ", c->old.name, TINT_PLAIN);
	pen_paragraph(pen, "new  ", c->new.name, TINT_PLAIN);
	if (!c->differs) {
		pen_paragraph(pen, "", "no difference in what Linux does with the memory", TINT_PLAIN);
		return;
	}
	if (c->cost_count)
		pen_heading(pen, "COST", NULL);
	for (size_t i = 0; i < c->cost_count; i++)
		pen_paragraph(pen, "", c->costs[i], TINT_PLAIN);
}

void compare_write_text(const struct comparison *comparison, const struct text_style *style, FILE *out)
{
	const struct pen pen = { arena_new(), style, out };

	write_costs(&pen, comparison);
	write_regions(&pen, comparison);
	write_figures(&pen, "ACCOUNT", NULL, &comparison->account, as_size);
	write_figures(&pen, "ZONES", "pages", &comparison->zones, as_count);
	write_figures(&pen, "HEADROOM", "blocks in a row once the system is up", &comparison->headroom, as_count);
	write_findings(&pen, comparison);
	arena_free(pen.arena);
}
