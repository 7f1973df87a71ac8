/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_CHECK_WRITERS_H
#define DTCARVE_RENDER_CHECK_WRITERS_H

/* What `dtcarve check` found, one file a format. Errors of the stream stay with the stream (ferror). */
#include <stdint.h>
#include <stdio.h>

#include "document/check_words.h"
#include "findings/findings.h"
#include "render/format.h"
#include "render/writer.h"

struct check;

#define CHECK_FORMATS                                                                                        \
	(FORMAT_DOCUMENTS | FORMAT_BIT(JSON) | FORMAT_BIT(SARIF) | FORMAT_BIT(JUNIT) | FORMAT_BIT(GITHUB) |      \
	 FORMAT_BIT(GITLAB))

/* What the check itself does not tell. */
struct check_writing {
	struct text_style style;
	enum severity threshold; /* what is at least so bad is a failure in JUnit XML */
	int64_t when;            /* the time to tell there, seconds since 1970 */
};

/* In one of CHECK_FORMATS. */
void check_write(const struct check *check, enum format_id format, const struct check_writing *writing,
				 FILE *out);

/* --- the formats --------------------------------------------------------------------- */

/*
 * FILE:LINE:COLUMN: SEVERITY (RULE): PATH: MESSAGE, as dtc writes and editors jump to; then a line
 * for each board and variant. Broken at the style's width, 0: nowhere.
 */
void check_write_text(const struct check *check, const struct text_style *style, FILE *out);

/* Schema dtcarve-check-1; a later run can take it as its baseline. */
void check_write_json(const struct check *check, FILE *out);

/* SARIF 2.1.0 (OASIS). */
void check_write_sarif(const struct check *check, FILE *out);

/*
 * JUnit XML: a suite for each board, a case for each finding; one at least as
 * bad as `threshold` fails. `when` is the time to tell, seconds since 1970.
 */
void check_write_junit(const struct check *check, enum severity threshold, int64_t when, FILE *out);

/* Workflow commands, which GitHub shows beside the lines of a pull request. */
void check_write_github(const struct check *check, FILE *out);

/* GitLab's code-quality report. */
void check_write_gitlab(const struct check *check, FILE *out);

#endif
