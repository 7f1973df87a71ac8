/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_REPORT_H
#define DTCARVE_REPORT_H

#include <stdio.h>

#include <dtcarve/boot.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All that there is to tell of one board, to be written in one of several formats. */
struct dtcarve_report;

enum dtcarve_format {
	DTCARVE_FORMAT_TEXT,     /* UTF-8, for a person */
	DTCARVE_FORMAT_JSON,     /* ASCII, schema dtcarve-report-1 */
	DTCARVE_FORMAT_MARKDOWN, /* for a wiki; it and the next two are of a report alone */
	DTCARVE_FORMAT_HTML,     /* one page that needs nothing else */
	DTCARVE_FORMAT_SVG       /* the map alone */
};

/* Holds the boot against all rules and usual requests. 0, or -ENOMEM. */
DTCARVE_API int dtcarve_report_new(struct dtcarve_boot *boot, struct dtcarve_report **report);
DTCARVE_API void dtcarve_report_free(struct dtcarve_report *report);

/* Of text: columns from 60 to 200 (80; others are taken to the nearest), ANSI colours (off), bars and dashes
 * beyond ASCII (on). */
DTCARVE_API void dtcarve_report_set_width(struct dtcarve_report *report, unsigned int columns);
DTCARVE_API void dtcarve_report_set_colour(struct dtcarve_report *report, bool on);
DTCARVE_API void dtcarve_report_set_unicode(struct dtcarve_report *report, bool on);

/* Writes the report. 0; -EIO where the stream has an error; -EINVAL for a format that there is not. Not
 * flushed. */
DTCARVE_API int dtcarve_report_write(const struct dtcarve_report *report, enum dtcarve_format format,
									 FILE *out);

/*
 * The report as *size bytes with a NUL behind them, in memory to be freed with
 * free(). 0, -ENOMEM, or -EINVAL for a format that there is not. NULL size: not told.
 */
DTCARVE_API int dtcarve_report_render(const struct dtcarve_report *report, enum dtcarve_format format,
									  char **text, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
