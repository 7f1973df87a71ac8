/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which board and kernel a report is about, and whether it gets anywhere. */
#include "boot/boot.h"
#include "render/escape.h"
#include "document/report_words.h"
#include "render/sections.h"
#include "util/utf8.h"

/* Name and facts on one line where the page is wide enough, else on two. */
void text_header(const struct pen *pen, const struct report *report)
{
	bool ascii = !pen->style->unicode;
	const char *name = escape_text(pen->arena, report_board_name(report), ascii);
	const char *told = escape_text(pen->arena, report_facts(pen->arena, report, "  "), ascii);
	size_t width = text_width(name) + text_width(told);

	if (width + 2 > pen->style->width) {
		pen_paragraph(pen, "", report_board_name(report), TINT_HEADING);
		pen_paragraph(pen, "", report_facts(pen->arena, report, "  "), TINT_PLAIN);
		return;
	}
	pen_tinted(pen, TINT_HEADING, name);
	pen_blanks(pen, pen->style->width - width);
	pen_tinted(pen, TINT_PLAIN, told);
	pen_end_line(pen);
}

void text_outcome(const struct pen *pen, const struct report *report)
{
	const struct boot *boot = report->boot;

	if (boot->boots)
		return;
	pen_end_line(pen);
	pen_tinted(pen, TINT_BAD, "DOES NOT BOOT");
	pen_end_line(pen);
	if (boot->reason_path)
		pen_paragraph(pen, "  node  ", boot->reason_path, TINT_PLAIN);
	pen_paragraph(pen, "  why   ", boot->reason ? boot->reason : "unknown", TINT_PLAIN);
	pen_paragraph(pen, "        ", "What follows is the layout that Linux was about to set up.", TINT_FAINT);
}
