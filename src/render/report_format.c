/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report_format.h"

#include <string.h>

#include "document/page_sections.h"
#include "render/report.h"
#include "util/arena.h"

void report_write_html(const struct report *report, FILE *out)
{
	struct arena *arena = arena_new();

	page_write_html(page_of(arena, report), out);
	arena_free(arena);
}

void report_write_markdown(const struct report *report, FILE *out)
{
	struct arena *arena = arena_new();

	page_write_markdown(page_of(arena, report), out);
	arena_free(arena);
}

/* Only text has a style to choose. */
static void write_json(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	report_write_json(report, out);
}

static void write_markdown(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	report_write_markdown(report, out);
}

static void write_html(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	report_write_html(report, out);
}

static void write_svg(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	report_write_svg(report, out);
}

const struct report_format report_formats[REPORT_FORMS] = {
	[REPORT_TEXT] = { "text", report_write_text, false },
	[REPORT_JSON] = { "json", write_json, false },
	[REPORT_MARKDOWN] = { "markdown", write_markdown, true },
	[REPORT_HTML] = { "html", write_html, true },
	[REPORT_SVG] = { "svg", write_svg, true },
};

const struct report_format *report_format_find(const char *name)
{
	for (size_t i = 0; i < REPORT_FORMS; i++)
		if (strcmp(report_formats[i].name, name) == 0)
			return &report_formats[i];
	return NULL;
}
