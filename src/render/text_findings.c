/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with the board, in the order of its tree. */
#include <string.h>

#include "document/report_words.h"
#include "render/sections.h"
#include "findings/findings.h"
#include "util/arena.h"

static const enum tint tints[] = {
	[SEVERITY_NOTE] = TINT_FAINT, [SEVERITY_WARNING] = TINT_WARN, [SEVERITY_ERROR] = TINT_BAD
};

static void write_finding(const struct pen *pen, const struct finding *f)
{
	const char *name = severity_name(f->severity);

	pen_tinted(pen, tints[f->severity], name);
	pen_blanks(pen, sizeof("warning  ") - 1 - strlen(name));
	pen_hanging(pen, "", 9, arena_printf(pen->arena, "%s  %s", f->rule->id, f->path), TINT_PLAIN);
	pen_paragraph(pen, "         ", f->message, TINT_PLAIN);
	if (f->hint)
		pen_paragraph(pen, "         ", f->hint, TINT_FAINT);
}

void text_findings(const struct pen *pen, const struct report *report)
{
	const struct findings *findings = report->findings;

	if (!findings || !findings->count)
		return;
	pen_heading(pen, "FINDINGS", findings_count_words(pen->arena, findings));
	for (size_t i = 0; i < findings->count; i++)
		write_finding(pen, &findings->items[i]);
}
