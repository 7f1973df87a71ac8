/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was taken for granted, which input would make the estimates exact, and what to do next. */
#include "boot/boot.h"
#include "document/report_words.h"
#include "render/sections.h"

static void write_assumptions(const struct pen *pen, const struct report *report)
{
	const struct boot *boot = report->boot;
	const char *exact = what_makes_exact(pen->arena, report);

	if (!boot->assumption_count && !exact)
		return;
	pen_heading(pen, "ASSUMED", NULL);
	for (size_t i = 0; i < boot->assumption_count; i++)
		pen_paragraph(pen, "  ", boot->assumptions[i], TINT_PLAIN);
	if (exact)
		pen_paragraph(pen, "  estimates narrow with  ", exact, TINT_PLAIN);
}

void text_notes(const struct pen *pen, const struct report *report)
{
	write_assumptions(pen, report);
	pen_end_line(pen);
	pen_paragraph(pen, "next: ", next_step(pen->arena, report), TINT_HEADING);
}
