/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/pen.h"

#include <inttypes.h>
#include <string.h>

#include "document/amount.h"
#include "render/escape.h"
#include "util/utf8.h"
#include "util/arena.h"
#include "util/number.h"

/* Columns for text behind a lead, however narrow the page. */
#define LEAST_ROOM 20

/* Select Graphic Rendition of ECMA-48. */
static const char *const sgr[] = {
	[TINT_PLAIN] = NULL, [TINT_HEADING] = "1", [TINT_FAINT] = "2", [TINT_GOOD] = "32",
	[TINT_WARN] = "33",  [TINT_BAD] = "1;31",  [TINT_BAR] = "36",  [TINT_TAKEN] = "2;36",
};

void pen_tinted(const struct pen *pen, enum tint tint, const char *text)
{
	if (pen->style->colour && sgr[tint] && *text)
		fprintf(pen->out, "\033[%sm%s\033[0m", sgr[tint], text);
	else
		fputs(text, pen->out);
}

void pen_blanks(const struct pen *pen, size_t count)
{
	while (count--)
		fputc(' ', pen->out);
}

void pen_end_line(const struct pen *pen)
{
	fputc('\n', pen->out);
}

void pen_heading(const struct pen *pen, const char *title, const char *remark)
{
	fputc('\n', pen->out);
	pen_tinted(pen, TINT_HEADING, title);
	if (remark) {
		fputs("  ", pen->out);
		pen_tinted(pen, TINT_FAINT, escape_text(pen->arena, remark, !pen->style->unicode));
	}
	fputc('\n', pen->out);
}

void pen_hanging(const struct pen *pen, const char *lead, size_t indent, const char *text, enum tint tint)
{
	const char *rest = escape_text(pen->arena, text, !pen->style->unicode);
	size_t before = text_width(lead), page = pen->style->width;

	fputs(lead, pen->out);
	do {
		size_t bytes = text_line(rest, max_u64(page - min_u64(before, page), LEAST_ROOM));

		pen_tinted(pen, tint, arena_strndup(pen->arena, rest, bytes));
		pen_end_line(pen);
		rest += bytes + strspn(rest + bytes, " ");
		if (*rest)
			pen_blanks(pen, indent);
		before = indent;
	} while (*rest);
}

void pen_paragraph(const struct pen *pen, const char *lead, const char *text, enum tint tint)
{
	pen_hanging(pen, lead, text_width(lead), text, tint);
}

const char *pen_size(const struct pen *pen, uint64_t bytes)
{
	return amount_size(pen->arena, bytes);
}

const char *pen_size_fixed(const struct pen *pen, uint64_t bytes)
{
	return amount_size_fixed(pen->arena, bytes);
}

const char *pen_address(const struct pen *pen, uint64_t address)
{
	return amount_address(pen->arena, address);
}

const char *pen_plus_minus(const struct pen *pen)
{
	return pen->style->unicode ? "±" : "+-";
}

const char *pen_estimate(const struct pen *pen, struct estimate e)
{
	int64_t reach = e.value - e.low > e.high - e.value ? e.value - e.low : e.high - e.value;

	if (!reach)
		return arena_printf(pen->arena, "%" PRId64, e.value);
	return arena_printf(pen->arena, "%" PRId64 " %s%" PRId64, e.value, pen_plus_minus(pen), reach);
}
