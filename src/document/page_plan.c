/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan, where one was asked for: needs, changes with reason and risk, the overlay. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "plan/plan.h"
#include "document/amount.h"
#include "document/page_sections.h"
#include "document/overlay_source.h"
#include "document/report.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

enum { NEED, WANTED, BEFORE, AFTER, MET, NEEDS };
enum { ACTION, PATH, FROM, TO, GAIN, RISK, CHANGES };

static const struct page_column need_columns[NEEDS] = {
	{ "need", COLUMN_TEXT },    { "wanted", COLUMN_NUMBER }, { "before", COLUMN_NUMBER },
	{ "after", COLUMN_NUMBER }, { "", COLUMN_WORD },
};

static const struct page_column change_columns[CHANGES] = {
	{ "change", COLUMN_WORD },
	{ "node", COLUMN_CODE },
	{ "from", COLUMN_CODE },
	{ "to", COLUMN_CODE },
	{ "gain, unmovable", COLUMN_NUMBER },
	{ "risk", COLUMN_WORD },
};

static const char *amount_of(struct page *page, const struct need *need, int64_t value)
{
	if (need->kind == NEED_FAIL) /* the worse end of the interval, which decides */
		return arena_printf(page->arena, "at most %.3g %% fail", 100 * (1 - (double)value / NEED_FAIL_WHOLE));
	if (need_in_blocks(need))
		return arena_printf(page->arena, "%" PRId64 " blocks", value);
	return amount_size_fixed(page->arena, value > 0 ? (uint64_t)value : 0);
}

static struct page_cell amount_cell(struct page *page, const struct need *need, struct estimate e)
{
	struct page_cell cell = { .text = amount_of(page, need, e.value) };

	if (!is_exact(e))
		cell.doubt = arena_printf(page->arena, "%s .. %s", amount_of(page, need, e.low),
								  amount_of(page, need, e.high));
	return cell;
}

static void add_needs(struct page *page, const struct plan *plan)
{
	struct page_table *table = page_table(page, need_columns, NEEDS);

	for (size_t i = 0; i < plan->need_count; i++) {
		const struct need *need = &plan->needs[i];
		bool met = plan->after.values[i] >= need->target;
		const struct page_cell cells[NEEDS] = {
			[NEED] = { .text = need->text },
			[WANTED] = { .text = amount_of(page, need, need->target) },
			[BEFORE] = amount_cell(page, need, plan->before_ranges[i]),
			[AFTER] = amount_cell(page, need, plan->after_ranges[i]),
			[MET] = { .text = met ? "met" : "not met", .tone = met ? TONE_GOOD : TONE_BAD },
		};

		page_row(page, table, cells);
	}
}

static const char *place_of(struct page *page, const struct change *c, struct range r)
{
	if (!r.size)
		return "status = \"disabled\"";
	return arena_printf(page->arena, "%s%s, %s", c->dynamic ? "by Linux at " : "",
						amount_address(page->arena, r.base), amount_size(page->arena, r.size));
}

static const char *gain_of(struct page *page, const struct plan *plan, const struct change *c)
{
	int64_t bytes = c->gain_pages * (int64_t)page_size(plan->sites[0].kernel);

	return c->gain_pages ? arena_printf(page->arena, "%+.1f MiB", (double)bytes / (double)MIB(1)) : "";
}

static void add_change(struct page *page, struct page_table *table, const struct plan *plan,
					   const struct change *c)
{
	const struct page_cell cells[CHANGES] = {
		[ACTION] = { .text = change_action_name(c->action), .tone = TONE_STRONG },
		[PATH] = { .text = c->path },
		[FROM] = { .text = place_of(page, c, c->from) },
		[TO] = { .text = place_of(page, c, c->to) },
		[GAIN] = { .text = gain_of(page, plan, c) },
		[RISK] = { .text = change_risk_name(c->risk), .tone = c->risk == RISK_NONE ? TONE_GOOD : TONE_WARN },
	};

	page_row(page, table, cells);
}

static void add_reasons(struct page *page, const struct plan *plan)
{
	for (size_t i = 0; i < plan->change_count; i++) {
		const struct change *c = &plan->changes[i];
		const char *risk = c->risk == RISK_NONE ? "" : arena_printf(page->arena, " Risk: %s.", c->risk_text);

		page_text(page, TONE_PLAIN, arena_printf(page->arena, "%s: %s.%s", c->path, c->reason, risk));
	}
}

static void add_changes(struct page *page, const struct plan *plan)
{
	struct page_table *table;

	if (!plan->change_count)
		return;
	page_title(page, "Changes");
	table = page_table(page, change_columns, CHANGES);
	for (size_t i = 0; i < plan->change_count; i++)
		add_change(page, table, plan, &plan->changes[i]);
	add_reasons(page, plan);
}

/* A line of source with its tabs, which stand at the start, as blanks. */
static const char *without_tabs(struct page *page, const char *line)
{
	int tabs = (int)strspn(line, "\t");

	return arena_printf(page->arena, "%*s%s", 4 * tabs, "", line + tabs);
}

static void add_lines(struct page *page, char *text)
{
	const char **lines = NULL, *line;
	size_t count = 0;

	while ((line = strsep(&text, "\n")))
		if (*line || text)
			arena_push(page->arena, lines, count, without_tabs(page, line));
	page_log(page, lines, count);
}

/* The overlay as source; a name that cannot be written so leaves it out. */
static void add_overlay(struct page *page, const struct plan *plan)
{
	char *data = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&data, &size);
	struct error error;
	int ret;

	if (!memory)
		return;
	ret = plan_print_overlay(memory, plan, &error);
	fclose(memory);
	if (ret == 0) {
		page_title(page, "Overlay");
		add_lines(page, arena_strdup(page->arena, data));
	}
	free(data);
}

static const char *verdict(struct page *page, const struct plan *plan)
{
	if (plan->before.met)
		return "nothing to do: the tree meets all needs as it is";
	if (!plan->met)
		return "no plan meets the needs; what follows is the best that can be had";
	return arena_printf(page->arena, "%zu change%s%s", plan->change_count, plan->change_count == 1 ? "" : "s",
						plan->proven ? ", no cheaper cut does" : "");
}

void page_plan(struct page *page, const struct report *report)
{
	const struct plan *plan = report->plan;

	if (!plan)
		return;
	page_section(page, "plan", "Plan", verdict(page, plan));
	add_needs(page, plan);
	add_changes(page, plan);
	for (size_t i = 0; i < plan->obstacle_count; i++)
		page_text(page, TONE_WARN, arena_printf(page->arena, "In the way: %s", plan->obstacles[i]));
	if (plan->met && plan->change_count)
		add_overlay(page, plan);
	if (plan->by_default_rules)
		page_text(page, TONE_FAINT, "No policy: only CMA pools and carve-outs that nobody owns may change.");
	if (plan->advice_count)
		page_title(page, "Beside the tree");
	for (size_t i = 0; i < plan->advice_count; i++)
		page_text(page, TONE_PLAIN, plan->advice[i].text);
}
