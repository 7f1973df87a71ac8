/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_CHECK_WORDS_H
#define DTCARVE_DOCUMENT_CHECK_WORDS_H

/* What the formats of check share. */
#include <stddef.h>
#include <stdint.h>

#include "findings/findings.h"

struct arena;
struct check;
struct check_board;
struct rule;

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

/* "1 GiB, Linux 6.1": what a variant was checked with. */
const char *check_basis_words(struct arena *arena, const struct check_board *board, size_t variant);

/* "1 error, 2 notes", "nothing found" or "not checked", and the worst of it. */
const char *check_verdict_words(struct arena *arena, const struct check_board *board, size_t variant,
								enum severity *worst);

/* The files of its folders that a check did not look at, or NULL. */
const char *check_skipped_words(struct arena *arena, const struct check *check);

/* What to do next, or NULL. */
const char *check_next_words(struct arena *arena, const struct check *check);

/* "2 boards in 4 variants: 1 error, 0 warnings, 3 notes; 2 accepted" */
const char *check_sum_words(struct arena *arena, const struct check *check);

#endif
