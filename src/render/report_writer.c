/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report_writer.h"

#include "document/pages.h"
#include "util/arena.h"

static void write_page(struct page *(*make)(struct arena *arena, const struct report *report),
					   const struct report *report, enum format_id format, const struct text_style *style,
					   FILE *out)
{
	struct arena *arena = arena_new();

	page_write(formats[format].page, style, make(arena, report), out);
	arena_free(arena);
}

void report_write(const struct report *report, enum format_id format, const struct text_style *style,
				  FILE *out)
{
	if (format == FORMAT_JSON)
		report_write_json(report, out);
	else if (format == FORMAT_SVG)
		report_write_svg(report, out);
	else
		write_page(page_of_report, report, format, style, out);
}

void report_write_trace(const struct report *report, enum format_id format, const struct text_style *style,
						FILE *out)
{
	if (format == FORMAT_JSON)
		report_write_trace_json(report, out);
	else
		write_page(page_of_trace, report, format, style, out);
}
