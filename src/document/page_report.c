/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as a page. */
#include <inttypes.h>

#include "boot/boot.h"
#include "alloc/account.h"
#include "document/amount.h"
#include "document/origin.h"
#include "document/page_sections.h"
#include "document/pages.h"
#include "document/report.h"
#include "document/report_words.h"
#include "findings/findings.h"
#include "util/arena.h"
#include "util/number.h"

typedef void (*section)(struct page *page, const struct report *report);

struct page_cell page_number(struct page *page, int64_t value)
{
	return (struct page_cell){ .text = arena_printf(page->arena, "%" PRId64, value) };
}

struct page_cell page_estimate(struct page *page, struct estimate e)
{
	struct page_cell cell = page_number(page, e.value);

	cell.doubt = amount_doubt(page->arena, e);
	return cell;
}

struct page *page_of_report(struct arena *arena, const struct report *report)
{
	static const section sections[] = {
#define SECTION(name) name,
		PAGE_SECTIONS(SECTION)
	};
	struct page *page = page_new(arena, board_name(report->board), report_facts(arena, report, " · "));

	for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
		sections[i](page, report);
	if (report->origin)
		page_origin(page, report->origin);
	return page;
}
