/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_OVERSIZED_H
#define DTCARVE_PLAN_OVERSIZED_H

/* Every pool and carve-out as it is: who uses it, how much of it, and what cutting it would bring. */
#include <stddef.h>
#include <stdint.h>

#include "plan/region_limits.h"

struct arena;
struct region;

struct pool_row {
	const struct region *region;
	const struct limits *limits; /* NULL: no child of /reserved-memory */
	uint64_t size;
	uint64_t used; /* observed with the margin, or demanded where that is more; 0: not known */
	uint64_t idle; /* of the size, above that; 0 where it is not known */
	uint64_t cut;  /* what may go by what is known */
	uint64_t cmdline_size; /* that would do for a pool of the kernel's, which no tree sets; 0: not known, or no less */
};

struct pool_rows {
	struct pool_row *items; /* in the order of the boot's regions */
	size_t count;
	const struct pool_row *oversized; /* the most to cut; NULL: none */
};

/* -EINVAL where the policy names a region that is not there. */
int pools_find(struct arena *arena, const struct limits_input *input, struct pool_rows *rows,
			   struct error *error);

/* "yes: ...", "ask: ...", "no: ...": may the region be cut, and by what right. */
const char *pool_leave(struct arena *arena, const struct pool_row *row);

#endif
