/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CHECK_BASELINE_H
#define DTCARVE_CHECK_BASELINE_H

/* What an earlier state had: findings that are in it, as bad or worse, do not count. */

#include "findings/findings.h"

struct arena;
struct baseline;
struct check;
struct check_board;
struct error;

/*
 * Reads what `check --format json` or `report --format json` wrote. -EINVAL
 * with the file's name where it is something else. Lives in the arena.
 */
int baseline_read(struct arena *arena, const char *path, struct baseline **baseline, struct error *error);

/* Likewise from a check that was just run; the text is copied. */
struct baseline *baseline_from(struct arena *arena, const struct check *check);

/*
 * Marks the board's findings that the baseline has. A baseline of one board is
 * held against every board, one of several against those of the same file name.
 */
void baseline_apply(const struct baseline *baseline, struct check_board *board);

#endif
