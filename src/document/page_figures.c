/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few numbers that answer most questions, and whether the board boots. */
#include <inttypes.h>
#include <string.h>

#include "alloc/usual.h"
#include "boot/boot.h"
#include "compare/measured.h"
#include "alloc/account.h"
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
	const char *reach = account_reach(page->arena, line->row->bytes);

	add(page, label, arena_printf(page->arena, "%s MiB", line->amount),
		reach ? arena_printf(page->arena, "±%s", reach) : NULL, TONE_PLAIN);
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

void page_figures(struct page *page, const struct report *report)
{
	static const struct {
		const char *id, *label;
	} rows[] = { { "managed", "managed by Linux" },
				 { "unmovable", "for unmovable requests" },
				 { "cma", "in CMA pools" } };
	struct account account = account_of(page->arena, report->boot);
	struct account_lines lines = account_lines_of(page->arena, &account);

	add(page, "boots", report->boot->boots ? "yes" : "no", report->boot->fate_open ? "~" : NULL,
		report->boot->boots ? TONE_GOOD : TONE_BAD);
	for (size_t r = 0; r < ARRAY_SIZE(rows); r++)
		for (size_t i = 0; i < lines.count; i++)
			if (lines.lines[i].row && strcmp(lines.lines[i].row->id, rows[r].id) == 0)
				add_bytes(page, &lines.lines[i], rows[r].label);
	if (report->findings)
		add_findings(page, report);
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
