/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CHECK_JUDGE_H
#define DTCARVE_CHECK_JUDGE_H

#include "check/check.h"

/* A kernel that one thread has resolved; of the board it depends on the architecture and its defaults alone. */
struct cached_kernel {
	const char *name; /* as in the variant, or NULL */
	const char *fallback, *config; /* as in the options, or NULL */
	enum arch arch;
	struct kernel *kernel;
};

struct kernel_cache {
	struct arena *arena;
	struct cached_kernel *items;
	size_t count;
};

void kernel_cache_clear(struct kernel_cache *cache);

/* Checks one input in all variants; `board` is filled and gets an arena of its own. */
void judge_board(const struct check_options *options, const struct board_input *input,
				 struct kernel_cache *cache, struct check_board *board);

#endif
