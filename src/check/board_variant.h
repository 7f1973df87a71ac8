/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CHECK_BOARD_VARIANT_H
#define DTCARVE_CHECK_BOARD_VARIANT_H

#include <stddef.h>

#include "util/range.h"

struct arena;
struct error;

/* A finding tells its variants as bits of 64. */
#define VARIANT_LIMIT 64

/* One RAM size of a board with one kernel. */
struct variant {
	const char *ddr;           /* as the user wrote it, NULL: what the tree tells */
	const struct range *banks; /* base UINT64_MAX: where the tree's memory starts */
	size_t bank_count;
	const char *kernel; /* a version or a profile file; NULL: the newest rules */
};

struct variants {
	struct variant *items;
	size_t count; /* 1 .. VARIANT_LIMIT */
};

/*
 * All combinations of RAM sizes and kernels, RAM sizes outermost.
 *
 *   ddr      each a list "512M,1G@0x80000000"; banks of one variant are joined
 *            by "+". Several entries without a comma are banks of one variant.
 *   kernels  "5.10,6.1" or NULL
 *
 * -EINVAL where an entry is no size, or where there are more than VARIANT_LIMIT.
 */
int variants_read(struct arena *arena, const char *const *ddr, size_t ddr_count, const char *kernels,
				  struct variants *variants, struct error *error);

/* "--ddr 1G --kernel 6.1", "--kernel 6.1", or "" where nothing was chosen. */
const char *variant_words(struct arena *arena, const struct variant *variant);

#endif
