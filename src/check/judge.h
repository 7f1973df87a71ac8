/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CHECK_JUDGE_H
#define DTCARVE_CHECK_JUDGE_H

#include "check/check.h"

/* Kernels that one thread has resolved so far; they do not depend on the board but for its architecture. */
struct kernel_cache {
	struct kernel *kernels[VARIANT_LIMIT][ARCH_RISCV64 + 1];
};

void kernel_cache_clear(struct kernel_cache *cache);

/* Checks one input in all variants; `board` is filled and gets an arena of its own. */
void judge_board(const struct check_options *options, const struct board_input *input,
				 struct kernel_cache *cache, struct check_board *board);

#endif
