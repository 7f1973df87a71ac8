/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_H
#define DTCARVE_BOARD_H

#include <dtcarve/rmem.h>
#include <dtcarve/tree.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a tree says of memory, and nothing that a kernel makes of it. */
struct dtcarve_board;

/*
 * 0; -EINVAL for a root whose cells no kernel reads, or for DDR of the options
 * that cannot be (as of dtcarve_board_set_ddr()). NULL options: none.
 */
DTCARVE_API int dtcarve_board_read(struct dtcarve_tree *tree, const struct dtcarve_options *options,
								   struct dtcarve_board **board);
DTCARVE_API void dtcarve_board_free(struct dtcarve_board *board);

/*
 * Puts `count` banks of DDR (copied) in the place of the memory nodes, as a
 * boot loader would. A bank with base DTCARVE_NO_BASE starts where the tree's
 * first memory node starts.
 *
 * 0; -EINVAL for no bank, an empty one, one beyond the address space, or one
 * without a base where the tree does not tell it; -EBUSY once a boot was
 * predicted of the board. The board is unchanged then.
 */
DTCARVE_API int dtcarve_board_set_ddr(struct dtcarve_board *board, const struct dtcarve_range *banks,
									  size_t count);

/* What it was read from; belongs to the board. */
DTCARVE_API const struct dtcarve_tree *dtcarve_board_get_tree(const struct dtcarve_board *board);

/* /model, or NULL. */
DTCARVE_API const char *dtcarve_board_get_model(const struct dtcarve_board *board);

/* Of the root. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_board_get_compatible_count(const struct dtcarve_board *board);
DTCARVE_API const char *dtcarve_board_get_compatible(const struct dtcarve_board *board, size_t index);

/* By /cpus and the timer; DTCARVE_ARCH_UNKNOWN where these do not tell. */
DTCARVE_API enum dtcarve_arch dtcarve_board_get_arch(const struct dtcarve_board *board);

/* Possible CPUs, at least 1. */
DTCARVE_API unsigned int dtcarve_board_get_cpus(const struct dtcarve_board *board);

/* /chosen bootargs; "" without. */
DTCARVE_API const char *dtcarve_board_get_bootargs(const struct dtcarve_board *board);

/*
 * Bytes of RAM that the memory nodes (or dtcarve_board_set_ddr) tell. 0: the boot
 * loader fills them in, and nothing can be predicted before dtcarve_board_set_ddr().
 */
DTCARVE_API uint64_t dtcarve_board_get_memory_told(const struct dtcarve_board *board);

/* The ranges of all memory nodes, in tree order. Size 0 for an index beyond them. */
DTCARVE_API size_t dtcarve_board_get_bank_count(const struct dtcarve_board *board);
DTCARVE_API struct dtcarve_range dtcarve_board_get_bank(const struct dtcarve_board *board, size_t index);

/* /memreserve/ entries, up to the first of size 0. Size 0 for an index beyond them. */
DTCARVE_API size_t dtcarve_board_get_memreserve_count(const struct dtcarve_board *board);
DTCARVE_API struct dtcarve_range dtcarve_board_get_memreserve(const struct dtcarve_board *board,
															  size_t index);

/* Nodes under /reserved-memory, in tree order. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_board_get_rmem_count(const struct dtcarve_board *board);
DTCARVE_API const struct dtcarve_rmem *dtcarve_board_get_rmem(const struct dtcarve_board *board,
															  size_t index);

#ifdef __cplusplus
}
#endif

#endif
