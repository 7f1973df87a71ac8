/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_CHECK_H
#define DTCARVE_RENDER_CHECK_H

/* What `dtcarve check` found, one file a format. Errors of the stream stay with the stream (ferror). */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "findings/findings.h"

struct arena;
struct check;
struct check_board;
struct check_finding;

/* FILE:LINE:COLUMN: SEVERITY (RULE): PATH: MESSAGE, as dtc writes and editors jump to. */
void check_write_text(const struct check *check, FILE *out);

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

/* --- shared by the formats ---------------------------------------------------------- */

/*
 * What tells a finding from others from one run to the next: rule, nodes and
 * property, not its lines and words. 32 hexadecimal digits. `index` counts in
 * the board's findings.
 */
const char *check_fingerprint(struct arena *arena, const struct check_board *board, size_t index);

/* " [--ddr 1G, --ddr 2G]" where only some variants have the finding, else "". */
const char *check_variant_words(struct arena *arena, const struct check_board *board, uint64_t variants);

/* Every rule that the check met, sorted by identifier. */
const struct rule **check_rules(struct arena *arena, const struct check *check, size_t *count);

#endif
