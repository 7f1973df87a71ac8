/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_REPORT_FORMAT_H
#define DTCARVE_RENDER_REPORT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct report;
struct text_style;

/* The forms that a report may take. */
enum report_form { REPORT_TEXT, REPORT_JSON, REPORT_MARKDOWN, REPORT_HTML, REPORT_SVG, REPORT_FORMS };

struct report_format {
	const char *name; /* "text" */
	void (*write)(const struct report *report, const struct text_style *style, FILE *out);
	bool has_sources; /* it tells the lines of the board's source */
};

extern const struct report_format report_formats[REPORT_FORMS];

/* NULL: no such format. */
const struct report_format *report_format_find(const char *name);

#endif
