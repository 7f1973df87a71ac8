/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report_writer.h"

#include "document/pages.h"
#include "util/arena.h"

void report_write(const struct report *report, enum format_id format, const struct text_style *style,
				  FILE *out)
{
	if (format == FORMAT_JSON)
		report_write_json(report, out);
	else if (format == FORMAT_SVG)
		report_write_svg(report, out);
	else
		page_write_last(formats[format].page, style, page_of_report(arena_new(), report), out);
}

void report_write_trace(const struct report *report, enum format_id format, const struct text_style *style,
						FILE *out)
{
	if (format == FORMAT_JSON)
		report_write_trace_json(report, out);
	else
		page_write_last(formats[format].page, style, page_of_trace(arena_new(), report), out);
}
