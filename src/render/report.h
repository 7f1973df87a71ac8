/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_REPORT_H
#define DTCARVE_RENDER_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "document/report.h"

struct text_style {
	bool colour;        /* ANSI sequences */
	bool unicode;       /* bars and dashes beyond ASCII */
	unsigned int width; /* columns, at least 60 */
};

/* Each writes the whole report; errors of the stream stay with the stream (ferror). */
void report_write_json(const struct report *report, FILE *out);
void report_write_text(const struct report *report, const struct text_style *style, FILE *out);
void report_write_html(const struct report *report, FILE *out);
void report_write_markdown(const struct report *report, FILE *out);
void report_write_svg(const struct report *report, FILE *out); /* the map alone */

#endif
