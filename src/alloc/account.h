/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_ACCOUNT_H
#define DTCARVE_ALLOC_ACCOUNT_H

/*
 * Where the RAM goes, from the DDR down to what an unmovable request can use.
 * A total is the total before it, less or more the rows between them; the
 * parts behind a row add up to it. All formats show these rows.
 */
#include <stdbool.h>
#include <stddef.h>

#include "util/estimate.h"
#include "util/named.h"

struct arena;
struct boot;

#define ACCOUNT_STEPS(X)                                                                                     \
	X(ACCOUNT_TOTAL, "total")                                                                                \
	X(ACCOUNT_LESS, "less")                                                                                  \
	X(ACCOUNT_MORE, "more")                                                                                  \
	X(ACCOUNT_PART, "part")
enum account_step { ACCOUNT_STEPS(ENUM_VALUE) };

struct account_row {
	enum account_step step;
	const char *id; /* stable name: "ddr", "present", "managed", "unmovable", ...; "part" for a part */
	const char *label;
	struct estimate bytes; /* of a part: value only, its range is not known where `exact` is false */
	bool exact;
	size_t count; /* regions or pools behind the row; 0: not counted */
};

struct account {
	struct account_row *rows;
	size_t count;
};

/* Memory that unmovable requests can use: managed, without CMA pools and zones HighMem and Movable. */
struct estimate unmovable_bytes(const struct boot *boot);

struct account account_of(struct arena *arena, const struct boot *boot);

/* The bytes of the row of that id, 0 where there is none. */
struct estimate account_figure(const struct account *account, const char *id);

/* A row as people read it. */
struct account_line {
	const struct account_row *row; /* NULL: several small parts in one */
	const char *label;             /* with its count in brackets */
	const char *amount;            /* MiB */
	bool exact;
	int64_t before, after; /* bytes that the rows leave before and after it; of a part both as of its row */
};

struct account_lines {
	struct account_line *lines;
	size_t count;
};

/* Each rounded by itself, so that a number is the same wherever it stands. Parts that would be 0 are put
 * together. */
struct account_lines account_lines_of(struct arena *arena, const struct account *account);

/* "total", "less", "more" or "part". */
const char *account_step_name(enum account_step step);

#endif
