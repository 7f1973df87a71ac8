/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few numbers that answer most questions, and whether the board boots. */
#include <inttypes.h>
#include <string.h>

#include "alloc/usual.h"
#include "boot/boot.h"
#include "compare/measured.h"
#include "alloc/account.h"
#include "document/amount.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "document/report_words.h"
#include "findings/findings.h"
#include "util/arena.h"
#include "util/number.h"

static void add(struct page *page, const char *label, const char *value, const char *doubt, enum tone tone)
{
	arena_push(page->arena, page->figures, page->figure_count,
			   ((struct page_figure){ label, value, doubt, tone }));
}

static void add_bytes(struct page *page, const struct account_line *line, const char *label)
{
	add(page, label, arena_printf(page->arena, "%s MiB", line->amount),
		amount_doubt_mib(page->arena, line->row->bytes), TONE_PLAIN);
}

static void add_findings(struct page *page, const struct report *report)
{
	const struct findings *findings = report->findings;
	enum tone tone = TONE_GOOD;

	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].severity == SEVERITY_ERROR)
			tone = TONE_BAD;
		else if (findings->items[i].severity == SEVERITY_WARNING && tone != TONE_BAD)
			tone = TONE_WARN;
	add(page, "findings", findings->count ? findings_count_words(page->arena, findings) : "none", NULL, tone);
}

static void add_measured(struct page *page, const struct measured *m)
{
	size_t differ = measured_count(m, VERDICT_DIFFERS);
	const char *value = "as predicted";

	if (differ)
		value = arena_printf(page->arena, "%zu figure%s differ%s", differ, differ == 1 ? "" : "s",
							 differ == 1 ? "s" : "");
	add(page, "on the target", value, NULL, differ ? TONE_BAD : TONE_GOOD);
}

static void add_amount(struct page *page, const struct account_lines *lines, const char *id, const char *label)
{
	for (size_t i = 0; i < lines->count; i++)
		if (lines->lines[i].row && strcmp(lines->lines[i].row->id, id) == 0)
			add_bytes(page, &lines->lines[i], label);
}

/* Blocks of the order that network drivers ask for; rows are USUAL_MASKS an order, GFP_ATOMIC first. */
static void add_atomic(struct page *page, const struct report *report)
{
	size_t row = 3 * USUAL_MASKS;
	const struct headroom *h;

	if (!report->boot->boots || !report->headroom || row >= report->headroom->count)
		return;
	h = &report->headroom->rows[row];
	add(page, "order-3 atomic blocks",
		arena_printf(page->arena, "%s%" PRId64, h->lower_bound ? "≥" : "", h->blocks.value),
		h->lower_bound ? NULL : amount_doubt(page->arena, h->blocks), h->blocks.value ? TONE_PLAIN : TONE_BAD);
}

/* The verdict first: is the layout taken, what is left for drivers, and what is wrong. */
void page_figures(struct page *page, const struct report *report)
{
	struct account account = account_of(page->arena, report->boot);
	struct account_lines lines = account_lines_of(page->arena, &account);

	/* no more is known: the layout is taken, what comes after it is not replayed */
	add(page, "memory layout", report->boot->boots ? "accepted" : "does not boot",
		report->boot->fate_open ? "~" : NULL,
		report->boot->boots ? TONE_GOOD : TONE_BAD);
	add_amount(page, &lines, "unmovable", "for unmovable requests");
	if (report->findings)
		add_findings(page, report);
	add_atomic(page, report);
	add_amount(page, &lines, "managed", "managed by Linux");
	add_amount(page, &lines, "cma", "in CMA pools");
	if (report->measured && report->measured->source)
		add_measured(page, report->measured);
}

void page_outcome(struct page *page, const struct report *report)
{
	const struct boot *boot = report->boot;

	if (boot->boots)
		return;
	page_section(page, "outcome", "Does not boot", NULL);
	page_finding(
		page, &(struct page_finding){ .tone = TONE_BAD,
									  .severity = "error",
									  .id = "",
									  .path = boot->reason_path ? boot->reason_path : "",
									  .message = boot->reason ? boot->reason : "unknown",
									  .hint = "What follows is the layout that Linux was about to set up." });
}
