/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The boot log to expect, and what was taken for granted. */
#include "boot/boot.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "document/report_words.h"
#include "util/arena.h"

void page_messages(struct page *page, const struct report *report)
{
	const struct boot *boot = report->boot;
	struct page_section *section;
	const char **lines = NULL;
	size_t count = 0;

	for (size_t i = 0; i < boot->message_count; i++)
		arena_push(page->arena, lines, count,
				   arena_printf(page->arena, "%s%s", boot->messages[i].certain ? "" : "~ ",
								boot->messages[i].text));
	for (size_t i = 0; i < boot->possible_count; i++)
		arena_push(page->arena, lines, count, arena_printf(page->arena, "? %s", boot->possible[i]));
	for (size_t i = 0; i < boot->region_count; i++)
		for (size_t j = 0; j < boot->regions[i].dmesg_count; j++)
			arena_push(page->arena, lines, count,
					   arena_printf(page->arena, "%s%s", message_is_estimate(&boot->regions[i]) ? "~ " : "",
									boot->regions[i].dmesg[j]));
	if (boot->boots)
		arena_push(page->arena, lines, count,
				   arena_printf(page->arena, "%s%s", is_exact(boot->reserved_kb) ? "" : "~ ",
								memory_line(page->arena, boot)));
	if (!count)
		return;
	section = page_section(page, "boot-log", "Boot log to expect",
						   is_exact(boot->reserved_kb) ? NULL
						   : !boot->possible_count     ? "~ estimates: figures within their ranges"
													   : "~ estimates; ? where what is ASSUMED is otherwise");
	page_log(page, lines, count);
	section->brief = arena_printf(page->arena, "%zu line%s to find in dmesg: -v shows them", count,
								  count == 1 ? "" : "s");
}

static void add_assumptions(struct page *page, const struct report *report)
{
	const struct boot *boot = report->boot;
	const char *exact = what_makes_exact(page->arena, report);
	struct page_section *section;

	if (!boot->assumption_count && !exact)
		return;
	section = page_section(page, "assumed", "Assumed", NULL);
	for (size_t i = 0; i < boot->assumption_count; i++)
		page_item(page, false, assumption_words(page->arena, &boot->assumptions[i]));
	if (boot->assumption_count > 1)
		section->brief = arena_printf(page->arena, "%s; -v lists %zu more",
									  assumption_words(page->arena, &boot->assumptions[0]),
									  boot->assumption_count - 1);
	if (exact)
		page_text(page, TONE_PLAIN, arena_printf(page->arena, "Estimates narrow with %s.", exact));
}

void page_notes(struct page *page, const struct report *report)
{
	add_assumptions(page, report);
	page_section(page, "next", "Next", NULL);
	page_text(page, TONE_PLAIN, next_step(page->arena, report));
}
