/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan: needs, the RAM before and after, changes with reason and risk, what stands in the way, the overlay.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "alloc/account.h"
#include "board/board.h"
#include "document/amount.h"
#include "document/overlay_source.h"
#include "document/page_sections.h"
#include "document/pages.h"
#include "document/report.h"
#include "document/report_words.h"
#include "kernel/kernel.h"
#include "plan/pool_evidence.h"
#include "plan/plan.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/named.h"
#include "util/number.h"
#include "util/size.h"
#include "util/text_file.h"

/* --- needs ------------------------------------------------------------------------------------- */

enum { NEED, WANTED, BEFORE, AFTER, MET, NEEDS };

static const struct page_column need_columns[NEEDS] = {
	{ "need", COLUMN_TEXT },    { "wanted", COLUMN_NUMBER }, { "before", COLUMN_NUMBER },
	{ "after", COLUMN_NUMBER }, { "", COLUMN_WORD },
};

static const char *percent(struct page *page, double share)
{
	return arena_printf(page->arena, "%s %%", figure_text(page->arena, 100 * share));
}

static const char *amount_of(struct page *page, const struct need *need, int64_t value)
{
	if (need_in_blocks(need))
		return arena_printf(page->arena, "%" PRId64, value);
	return size_text_fixed(page->arena, value > 0 ? (uint64_t)value : 0);
}

/* The share of failures, and the interval that it lies in; its upper end decides. */
static struct page_cell share_cell(struct page *page, const struct failing *f)
{
	return (struct page_cell){ .text = percent(page, f->share.value),
							   .doubt = figure_range(page->arena, 100 * f->share.low, 100 * f->share.high) };
}

static struct page_cell amount_cell(struct page *page, const struct need *need, struct estimate e)
{
	struct page_cell cell = { .text = amount_of(page, need, e.value) };

	cell.doubt = need_in_blocks(need) ? amount_doubt(page->arena, e) : amount_doubt_mib(page->arena, e);
	return cell;
}

static struct page_cell met_cell(const struct plan *plan, const struct need *need, size_t at)
{
	struct estimate after = plan->after.values[at];

	if (!plan_meets(plan, at))
		return (struct page_cell){ .text = need->kind == NEED_FAIL || after.value < need->target
											   ? "not met"
											   : "not for certain",
								   .tone = TONE_BAD };
	return (struct page_cell){ .text = after.low < need->target ? "likely met" : "met", .tone = TONE_GOOD };
}

static void add_need(struct page *page, struct page_table *table, const struct plan *plan, size_t at)
{
	const struct need *need = &plan->needs[at % plan->need_count];
	bool load = need->kind == NEED_FAIL;
	const struct page_cell cells[NEEDS] = {
		[NEED] = { .text = need->text },
		[WANTED] = { .text = load ? percent(page, need_limit(need)) : amount_of(page, need, need->target) },
		[BEFORE] = load ? share_cell(page, &plan->before.failing[at])
						: amount_cell(page, need, plan->before.values[at]),
		[AFTER] = load ? share_cell(page, &plan->after.failing[at])
					   : amount_cell(page, need, plan->after.values[at]),
		[MET] = met_cell(plan, need, at),
	};

	page_row(page, table, cells);
}

/* By single short runs. */
static const char *breaking(struct page *page, const struct failing *f)
{
	if (f->breaks <= 0)
		return "where it breaks is not known";
	if (!isfinite(f->breaks))
		return arena_printf(page->arena, "it holds up to %s times the load", figure_text(page->arena, f->holds));
	if (f->holds <= 0)
		return arena_printf(page->arena, "it breaks at %s times the load already",
							figure_text(page->arena, f->breaks));
	return arena_printf(page->arena, "it breaks between %s and %s times the load",
						figure_text(page->arena, f->holds), figure_text(page->arena, f->breaks));
}

static const char *at_load(struct page *page, double load)
{
	if (fabs(load - 1) < 1e-9)
		return "at that load";
	return arena_printf(page->arena, "at %s times the load", figure_text(page->arena, load));
}

static void add_failing(struct page *page, const struct plan *plan, const char *when,
						const struct trial *trial)
{
	for (size_t at = 0; at < plan->site_count * plan->need_count; at++) {
		const struct need *need = &plan->needs[at % plan->need_count];
		/* NULL where nothing was simulated */
		const struct failing *f = need->kind == NEED_FAIL ? &trial->failing[at] : NULL;

		if (f)
			page_text(page, TONE_FAINT,
					  arena_printf(page->arena,
								   "%s, %s: of %" PRIu64 " attempts in %u runs %s, 95 %% interval; %s.",
								   need->text, when, f->attempts, f->runs, at_load(page, f->load),
								   breaking(page, f)));
	}
}

static void add_needs(struct page *page, const struct plan *plan)
{
	struct page_table *table;

	page_section(page, "needs", "Needs", NULL);
	table = page_table(page, need_columns, NEEDS);
	for (size_t s = 0; s < plan->site_count; s++) {
		if (plan->sites[s].name)
			page_row_heading(page, table, plan->sites[s].name);
		for (size_t i = 0; i < plan->need_count; i++)
			add_need(page, table, plan, s * plan->need_count + i);
	}
	add_failing(page, plan, "before", &plan->before);
	if (plan->change_count)
		add_failing(page, plan, "after", &plan->after);
}

/* --- the account of the DDR -------------------------------------------------------------------- */

enum { LABEL, RAM_BEFORE, RAM_AFTER, RAM_GAIN, RAM };

static const struct page_column ram_columns[RAM] = {
	{ "", COLUMN_TEXT }, { "before", COLUMN_NUMBER }, { "after", COLUMN_NUMBER }, { "gain", COLUMN_NUMBER }
};

static struct page_cell mib_cell(struct page *page, struct estimate bytes, const char *sign)
{
	const char *plus = *sign && bytes.value >= 0 ? "+" : "";

	return (struct page_cell){ .text = arena_printf(page->arena, "%s%s", plus,
													size_mebibytes(page->arena, bytes.value, 1)),
							   .doubt = amount_doubt_mib(page->arena, bytes) };
}

static void add_site_ram(struct page *page, struct page_table *table, const struct plan *plan, size_t s)
{
	static const struct word_pair rows[] = { { "present", "present" },
				 { "managed", "managed" },
				 { "cma", "CMA pools, movable pages only" },
				 { "unmovable", "what unmovable requests can use" } };
	const struct boot *planned = plan->planned ? plan->planned[s].boot : NULL;
	struct account before = account_of(page->arena, plan->sites[s].boot);
	struct account after = account_of(page->arena, planned ? planned : plan->sites[s].boot);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct estimate b = account_figure(&before, rows[i].word), a = account_figure(&after, rows[i].word);
		const struct page_cell cells[RAM] = {
			[LABEL] = { .text = rows[i].other },
			[RAM_BEFORE] = mib_cell(page, b, ""),
			[RAM_AFTER] = mib_cell(page, a, ""),
			[RAM_GAIN] = mib_cell(page, exact(a.value - b.value), "+"),
		};

		page_row(page, table, cells);
	}
}

static void add_ram(struct page *page, const struct plan *plan)
{
	struct page_table *table;

	page_section(page, "ram", "RAM", "MiB");
	table = page_table(page, ram_columns, RAM);
	for (size_t s = 0; s < plan->site_count; s++) {
		if (plan->sites[s].name)
			page_row_heading(page, table, plan->sites[s].name);
		add_site_ram(page, table, plan, s);
	}
}

/* --- changes ----------------------------------------------------------------------------------- */

static const char *place_of(struct page *page, const struct change *c, struct range r)
{
	if (!r.size)
		return "nothing (status = \"disabled\")";
	if (c->dynamic && !r.base)
		return arena_printf(page->arena, "%s, for which the kernel finds no place", size_text(page->arena, r.size));
	if (c->dynamic)
		return arena_printf(page->arena, "%s, placed by the kernel at %s", size_text(page->arena, r.size),
							amount_address(page->arena, r.base));
	return arena_printf(page->arena, "%s..%s, %s", amount_address(page->arena, r.base),
						amount_address(page->arena, range_end(r) - 1), size_text(page->arena, r.size));
}

static const char *value_then(struct page *page, const struct plan *plan, const struct change *c, size_t at)
{
	const struct need *need = &plan->needs[at % plan->need_count];

	if (need->kind == NEED_FAIL && c->values[at].value < 0)
		return "not simulated on the way";
	if (need->kind == NEED_FAIL)
		return percent(page, plan->after.failing[at].share.value);
	return arena_printf(page->arena, "%s%s", amount_of(page, need, c->values[at].value),
						need_in_blocks(need) ? " blocks" : "");
}

static void add_steps(struct page *page, struct page_table *table, const struct plan *plan,
					  const struct change *c)
{
	for (size_t at = 0; at < plan->site_count * plan->need_count; at++) {
		const char *site = plan->sites[at / plan->need_count].name;

		page_tell(page, table, "then", "%s: %s%s%s", plan->needs[at % plan->need_count].text,
				  value_then(page, plan, c, at), site ? " with " : "", site ? site : "");
	}
}

static void add_change(struct page *page, const struct plan *plan, size_t i, bool steps)
{
	const struct change *c = &plan->changes[i];
	double gain = (double)c->gain_pages * (double)page_size(plan->sites[0].kernel) / (double)MIB(1);
	bool none = strcmp(c->risk_text, "none") == 0;
	struct page_table *table;

	page_title(page, arena_printf(page->arena, "%zu. %s %s", i + 1, change_action_name(c->action), c->path));
	table = page_pairs(page);
	page_tell(page, table, "from", "%s", place_of(page, c, c->from));
	page_tell(page, table, "to", "%s", place_of(page, c, c->to));
	if (c->successor)
		page_tell(page, table, "now", "%s", c->successor);
	if (c->gain_pages)
		page_tell(page, table, "gain", "%+.1f MiB for unmovable requests", gain);
	page_tell(page, table, "why", "%s", c->reason);
	page_tell(page, table, "risk", "%s%s%s", change_risk_name(c->risk), none ? "" : ": ",
			  none ? "" : c->risk_text);
	if (steps)
		add_steps(page, table, plan, c);
}

static const char *how_good(struct page *page, const struct plan *plan)
{
	const char *best = plan->met ? "cheaper ones may be left" : "better ones may be left";

	if (plan->runs_spent)
		return arena_printf(page->arena, "the search ended after %u simulated runs: %s", plan->runs, best);
	if (plan->spent)
		return arena_printf(page->arena, "the search ended after %zu replays: %s", plan->replays, best);
	if (!plan->met)
		return "the best that was seen";
	return plan->proven ? "nothing cheaper does"
						: "the least memory for unmovable requests that the load needs, by bisection";
}

static void add_changes(struct page *page, const struct plan *plan, bool steps)
{
	if (!plan->change_count)
		return;
	page_section(page, "changes", "Changes", how_good(page, plan));
	for (size_t i = 0; i < plan->change_count; i++)
		add_change(page, plan, i, steps);
}

/* --- what was taken for granted, and what is beside it ------------------------------------------- */

static void add_evidence(struct page *page, const struct evidence *evidence, unsigned int page_shift)
{
	if (!evidence || !evidence->file_count)
		return;
	page_section(
		page, "evidence", "Evidence",
		arena_printf(page->arena, "%zu snapshot%s of %zu file%s; pools keep the observed peak and %u %%",
					 evidence->snapshot_count, evidence->snapshot_count == 1 ? "" : "s", evidence->file_count,
					 evidence->file_count == 1 ? "" : "s", evidence->margin_percent));
	if (evidence->has_total)
		page_text(page, TONE_PLAIN,
				  arena_printf(
					  page->arena,
					  "At most %s of %s of CMA in use, of all pools together: each may have held all of it.",
					  size_text(page->arena, evidence->used_bytes),
					  size_text(page->arena, evidence->total_bytes)));
	page_pool_holders(page, evidence, page_shift);
}

#define MOST_QUESTIONS 8

/* With the lines of a policy that answer them. */
static void add_questions(struct page *page, const struct plan *plan)
{
	if (plan->question_count)
		page_section(page, "questions", "Questions", "an answer in the policy lets these give memory back");
	for (size_t i = 0; i < plan->question_count && i < MOST_QUESTIONS; i++) {
		page_text(page, TONE_PLAIN, plan->questions[i].text);
		page_source(page, plan->questions[i].policy);
	}
	if (plan->question_count > MOST_QUESTIONS)
		page_text(page, TONE_FAINT,
				  arena_printf(page->arena, "... and %zu more, in the JSON",
							   plan->question_count - MOST_QUESTIONS));
}

static void add_rules(struct page *page, const struct plan *plan)
{
	static const struct page_column columns[] = { { "fixed", COLUMN_CODE }, { "", COLUMN_TEXT } };
	const struct board *board = plan->sites[0].board;
	struct page_table *table = NULL;

	if (plan->by_default_rules) {
		page_section(page, "rules", "Rules", NULL);
		page_text(page, TONE_FAINT, "No policy: only CMA pools whose users are known may change.");
	}
	for (size_t n = 0; n < plan->from.count; n++) {
		const struct page_cell cells[] = { { .text = board->rmem[n].path },
										   { .text = plan->limits[n].why, .tone = TONE_FAINT } };

		if (!plan->limits[n].fixed || !plan->limits[n].why)
			continue;
		if (!table && !plan->by_default_rules)
			page_section(page, "rules", "Rules", "of the policy");
		if (!table)
			table = page_table(page, columns, ARRAY_SIZE(columns));
		page_row(page, table, cells);
	}
}

/* The overlay as source, which a terminal would break; a name that cannot be written so leaves it out. */
static void add_overlay(struct page *page, const struct plan *plan)
{
	struct text_file *memory = text_file_open();
	struct error error;
	int ret = plan_print_overlay(memory->out, plan, &error);
	char *text = text_file_close(memory);

	if (ret == 0) {
		page_section(page, "overlay", "Overlay", NULL)->off_terminal = true;
		page_source(page, text);
	}
	memory_free(text);
}

/* --- the whole ----------------------------------------------------------------------------------- */

static const char *verdict(struct page *page, const struct plan *plan)
{
	if (plan->before.met)
		return "Nothing to do: the tree meets all needs as it is.";
	if (!plan->met)
		return "No plan meets the needs.";
	return arena_printf(page->arena, "A plan: %zu change%s.", plan->change_count,
						plan->change_count == 1 ? "" : "s");
}

static void add_plan(struct page *page, const struct plan *plan, const struct evidence *evidence, bool steps)
{
	page_section(page, "plan", "Plan", NULL);
	page_text(page, plan->met ? TONE_GOOD : TONE_BAD, verdict(page, plan));
	add_needs(page, plan);
	add_ram(page, plan);
	add_changes(page, plan, steps);
	if (plan->obstacle_count)
		page_section(page, "obstacles", "In the way", NULL);
	for (size_t i = 0; i < plan->obstacle_count; i++)
		page_item(page, false, plan->obstacles[i]);
	add_questions(page, plan);
	add_evidence(page, evidence, plan->sites[0].kernel->page_shift);
	add_rules(page, plan);
	if (plan->advice_count)
		page_section(page, "advice", "Beside the tree", "not part of the plan");
	for (size_t i = 0; i < plan->advice_count; i++)
		page_item(page, false, plan->advice[i].text);
	if (plan->met && plan->change_count)
		add_overlay(page, plan);
}

void page_plan(struct page *page, const struct report *report)
{
	if (report->plan)
		add_plan(page, report->plan, report->evidence, false);
}

struct page *page_of_plan(struct arena *arena, const struct plan *plan, const struct evidence *evidence,
						  bool steps)
{
	const struct site *site = &plan->sites[0];
	struct page *page = page_new(arena, board_name(site->board),
								 arena_printf(arena, "Linux %s", kernel_words(arena, site->kernel)));

	add_plan(page, plan, evidence, steps);
	return page;
}
