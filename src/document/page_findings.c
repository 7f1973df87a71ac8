/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What did not become what the tree asks for, and what is wrong, each with its mend. */
#include <string.h>

#include "boot/boot.h"
#include "input/source_map.h"
#include "document/map_drawing.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "document/report_words.h"
#include "findings/findings.h"
#include "util/arena.h"

enum tone severity_tone(enum severity severity)
{
	static const enum tone tones[] = {
		[SEVERITY_NOTE] = TONE_FAINT, [SEVERITY_WARNING] = TONE_WARN, [SEVERITY_ERROR] = TONE_BAD
	};

	return tones[severity];
}

static const char *place_of(struct page *page, const struct report *report, const struct finding *f)
{
	struct source_place place = { 0 };

	if (report->sources && f->property)
		place = source_map_property(report->sources, f->path, f->property);
	if (report->sources && !place.file)
		place = source_map_node(report->sources, f->path);
	return place.file ? arena_printf(page->arena, "%s:%lu", place.file, place.line) : NULL;
}

/* The first finding of a region is what its row leads to, all lead to the row. */
static void add_finding(struct page *page, const struct report *report, size_t index)
{
	const struct finding *f = &report->findings->items[index];
	const struct map_item *item = page_region_item(page, report, f->path);
	size_t first = 0;
	struct page_finding finding = { .tone = severity_tone(f->severity),
										  .severity = severity_name(f->severity),
										  .id = f->rule->id,
										  .path = f->path,
										  .place = place_of(page, report, f),
										  .message = f->message,
										  .hint = f->hint };

	if (item)
		finding.link = page_row_id(page, map_number(page_drawing(page, report), item));
	if (item && page_findings_about(page, report, f->path, &first) && first == index)
		finding.anchor = page_finding_id(page, index);
	page_finding(page, &finding);
}

static void add_region(struct page *page, const struct region *r)
{
	const struct page_finding finding = { .tone = TONE_WARN,
										  .severity = region_outcome_name(r->outcome),
										  .id = "",
										  .path = r->path,
										  .message = region_meaning(page->arena, r),
										  .lines = r->dmesg,
										  .line_count = r->dmesg_count };

	page_finding(page, &finding);
}

static void add_refused(struct page *page, const struct report *report)
{
	const struct boot *boot = report->boot;
	size_t refused = count_refused(report);

	if (!refused)
		return;
	page_section(page, "refused", "Not as the tree asks", arena_printf(page->arena, "%zu", refused));
	for (size_t i = 0; i < boot->region_count; i++)
		if (is_refused(report, &boot->regions[i]))
			add_region(page, &boot->regions[i]);
}

void page_findings(struct page *page, const struct report *report)
{
	const struct findings *findings = report->findings;

	add_refused(page, report);
	if (!findings || !findings->count)
		return;
	page_section(page, "findings", "Findings", findings_count_words(page->arena, findings));
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < findings->count; i++)
			if ((int)findings->items[i].severity == severity)
				add_finding(page, report, i);
}
