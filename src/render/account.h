/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_ACCOUNT_H
#define DTCARVE_RENDER_ACCOUNT_H

/*
 * Where the RAM goes, from the DDR down to what an unmovable request can use.
 * A total is the total before it, less or more the rows between them; the
 * parts behind a row add up to it. All formats show these rows.
 */
#include <stdbool.h>
#include <stddef.h>

#include "util/estimate.h"

struct arena;
struct boot;

enum account_step { ACCOUNT_TOTAL, ACCOUNT_LESS, ACCOUNT_MORE, ACCOUNT_PART };

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

struct account account_of(struct arena *arena, const struct boot *boot);

/* "total", "less", "more" or "part". */
const char *account_step_name(enum account_step step);

#endif
