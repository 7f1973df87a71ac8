/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for a person at a terminal, section by section. */
#include "render/report.h"

#include "render/sections.h"
#include "util/arena.h"
#include "util/number.h"

typedef void (*section)(const struct pen *pen, const struct report *report);

void report_write_text(const struct report *report, const struct text_style *style, FILE *out)
{
	static const section sections[] = {
		text_header,     text_outcome,  text_account,  text_regions,  text_map,
		text_zones,      text_headroom, text_blocks,   text_findings, text_plan,
		text_simulation, text_messages, text_measured, text_notes,
	};
	struct pen pen = { arena_new(), style, out };

	for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
		sections[i](&pen, report);
	arena_free(pen.arena);
}
