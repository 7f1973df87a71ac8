/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_REPORT_WRITER_H
#define DTCARVE_RENDER_REPORT_WRITER_H

#include <stdio.h>

#include "document/report.h"
#include "render/format.h"
#include "render/writer.h"

#define REPORT_FORMATS (FORMAT_DOCUMENTS | FORMAT_BIT(JSON) | FORMAT_BIT(SVG))

/* Writes the whole report in one of REPORT_FORMATS; errors of the stream stay with the stream (ferror). */
void report_write(const struct report *report, enum format_id format, const struct text_style *style,
				  FILE *out);

#define TRACE_FORMATS (FORMAT_DOCUMENTS | FORMAT_BIT(JSON))

/* What each step of its boot did, which was traced, in one of TRACE_FORMATS; schema dtcarve-trace-1. */
void report_write_trace(const struct report *report, enum format_id format, const struct text_style *style,
						FILE *out);

void report_write_trace_json(const struct report *report, FILE *out);
void report_write_json(const struct report *report, FILE *out);
void report_write_svg(const struct report *report, FILE *out); /* the map alone */

#endif
