/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report_writer.h"

#include "document/pages.h"
#include "util/arena.h"

void report_write(const struct report *report, enum format_id format, const struct text_style *style,
				  FILE *out)
{
	struct arena *arena;

	if (format == FORMAT_JSON) {
		report_write_json(report, out);
		return;
	}
	if (format == FORMAT_SVG) {
		report_write_svg(report, out);
		return;
	}
	arena = arena_new();
	page_write(formats[format].page, style, page_of_report(arena, report), out);
	arena_free(arena);
}
