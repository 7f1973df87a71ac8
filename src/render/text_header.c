/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which board and kernel a report is about, and whether it gets anywhere. */
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "render/ddr.h"
#include "render/escape.h"
#include "render/sections.h"
#include "render/utf8.h"
#include "util/arena.h"

static const char *board_name(const struct board *board)
{
	if (board->model && *board->model)
		return board->model;
	return board->compatible_count ? board->compatible[0] : board->file;
}

static const char *facts(const struct pen *pen, const struct report *report)
{
	const struct kernel *k = report->kernel;
	struct ddr ddr = ddr_of(pen->arena, report->boot);

	return arena_printf(pen->arena, "Linux %s  %s  %s pages  DDR %s", k->release, arch_name(k->arch),
						pen_size(pen, page_size(k)), pen_size(pen, range_set_bytes(&ddr.banks)));
}

/* Name and facts on one line where the page is wide enough, else on two. */
void text_header(const struct pen *pen, const struct report *report)
{
	bool ascii = !pen->style->unicode;
	const char *name = escape_text(pen->arena, board_name(report->board), ascii);
	const char *told = escape_text(pen->arena, facts(pen, report), ascii);
	size_t width = text_width(name) + text_width(told);

	if (width + 2 > pen->style->width) {
		pen_paragraph(pen, "", board_name(report->board), TINT_HEADING);
		pen_paragraph(pen, "", facts(pen, report), TINT_PLAIN);
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
