/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_REPORT_H
#define DTCARVE_REPORT_H

#include <stdio.h>

#include <dtcarve/boot.h>
#include <dtcarve/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All that there is to tell of one board, to be written in one of several formats. */
struct dtcarve_report;

enum dtcarve_format {
	DTCARVE_FORMAT_TEXT, /* UTF-8, for a person */
	DTCARVE_FORMAT_JSON, /* ASCII; the schema stands in it, "dtcarve-report-1" */
	DTCARVE_FORMAT_MARKDOWN,
	DTCARVE_FORMAT_HTML,   /* one page that needs nothing else */
	DTCARVE_FORMAT_SVG,    /* of a report: the map; of a simulation: the chart */
	DTCARVE_FORMAT_SARIF,  /* this and what follows: of a check alone; SARIF 2.1.0 */
	DTCARVE_FORMAT_JUNIT,  /* JUnit XML, errors are its failures */
	DTCARVE_FORMAT_GITHUB, /* workflow commands */
	DTCARVE_FORMAT_GITLAB  /* code-quality report */
};

/* Holds the boot against all rules and usual requests. 0, or -ENOMEM. */
DTCARVE_API int dtcarve_report_new(struct dtcarve_boot *boot, struct dtcarve_report **report);
DTCARVE_API void dtcarve_report_free(struct dtcarve_report *report);

/* What it is about; belongs to the report. */
DTCARVE_API const struct dtcarve_boot *dtcarve_report_get_boot(const struct dtcarve_report *report);

/* What is wrong, in the order of the tree. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_report_get_finding_count(const struct dtcarve_report *report);
DTCARVE_API const struct dtcarve_finding *dtcarve_report_get_finding(const struct dtcarve_report *report,
																	 size_t index);

/* Of text: columns from 60 to 200 (80; others are taken to the nearest), ANSI colours (off), bars and dashes
 * beyond ASCII (on). */
DTCARVE_API void dtcarve_report_set_width(struct dtcarve_report *report, unsigned int columns);
DTCARVE_API void dtcarve_report_set_colour(struct dtcarve_report *report, bool on);
DTCARVE_API void dtcarve_report_set_unicode(struct dtcarve_report *report, bool on);

/* Writes the report in one of the formats up to SVG. 0; -EIO where the stream has an error; -EINVAL for any
 * other format. Not flushed. */
DTCARVE_API int dtcarve_report_write(const struct dtcarve_report *report, enum dtcarve_format format,
									 FILE *out);

/*
 * The report as *size bytes with a NUL behind them, in memory to be freed with
 * free(). 0, -ENOMEM, or -EINVAL for a format that it is not written in. NULL
 * size: not told.
 */
DTCARVE_API int dtcarve_report_render(const struct dtcarve_report *report, enum dtcarve_format format,
									  char **text, size_t *size);

/* Likewise what each step of early boot did, as text, Markdown, HTML or JSON (schema dtcarve-trace-1). Also
 * -ENODATA where the boot was made without dtcarve_options_set_trace(). */
DTCARVE_API int dtcarve_report_render_trace(const struct dtcarve_report *report, enum dtcarve_format format,
											char **text, size_t *size);

/*
 * Likewise a policy file that the board passes as it is: budgets at what it has
 * now, and what is found today accepted, to be looked at. `kernels` is the list to
 * stand there, "5.10,6.1"; NULL: none.
 */
DTCARVE_API int dtcarve_report_render_policy(const struct dtcarve_report *report, const char *kernels,
											 char **text, size_t *size);

/* Likewise what the demands of the policy file `policy` take of each region, against what it gives, as text,
 * Markdown or HTML. Also -ENOENT and the like of the file, -EINVAL for what is wrong in it. */
DTCARVE_API int dtcarve_report_render_demands(const struct dtcarve_report *report, const char *policy,
											  enum dtcarve_format format, char **text, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
