/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_H
#define DTCARVE_KERNEL_H

#include <dtcarve/board.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The facts of one kernel: each as its profile or .config tells, else the default of its version. */
struct dtcarve_kernel;

/*
 * Resolves a kernel. `release` is a version ("4.19", "6.1.0-50-arm64") or a
 * kernel-profile file; NULL: the newest version whose rules are known. `arch`
 * is the board's as a rule; DTCARVE_ARCH_UNKNOWN: the profile's, else arm64.
 *
 * 0, or a negative errno: -EINVAL for a version, profile, architecture or page
 * size that cannot be, -ENOENT and the like of a file. NULL options: none.
 */
DTCARVE_API int dtcarve_kernel_load(struct dtcarve_ctx *ctx, const char *release, enum dtcarve_arch arch,
									const struct dtcarve_options *options, struct dtcarve_kernel **kernel);

/* Likewise for a board, of its architecture and with what the image that held its tree tells of its kernel;
 * the options go before that. This is what the commands do. */
DTCARVE_API int dtcarve_kernel_for_board(const struct dtcarve_board *board, const char *release,
										 const struct dtcarve_options *options,
										 struct dtcarve_kernel **kernel);
DTCARVE_API void dtcarve_kernel_free(struct dtcarve_kernel *kernel);

/* "6.1.0-50-arm64", or the version as it was given. */
DTCARVE_API const char *dtcarve_kernel_get_release(const struct dtcarve_kernel *kernel);

/* The series whose rules stand for it, "6.1"; where has_nearest_rules, it lies between that one and the next.
 */
DTCARVE_API const char *dtcarve_kernel_get_rules(const struct dtcarve_kernel *kernel);
DTCARVE_API bool dtcarve_kernel_has_nearest_rules(const struct dtcarve_kernel *kernel);

DTCARVE_API enum dtcarve_arch dtcarve_kernel_get_arch(const struct dtcarve_kernel *kernel);

/* Bytes. */
DTCARVE_API uint64_t dtcarve_kernel_get_page_size(const struct dtcarve_kernel *kernel);

/* The largest order of a free block, and that of a pageblock: 0 to 20. */
DTCARVE_API unsigned int dtcarve_kernel_get_max_order(const struct dtcarve_kernel *kernel);
DTCARVE_API unsigned int dtcarve_kernel_get_pageblock_order(const struct dtcarve_kernel *kernel);

/* Base and size of a CMA pool must be multiples of this, bytes. Source: linux:mm/cma.c:cma_init_reserved_mem.
 */
DTCARVE_API uint64_t dtcarve_kernel_get_cma_granule(const struct dtcarve_kernel *kernel);

/* How many CMA pools there can be. Source: linux:mm/cma.h:MAX_CMA_AREAS. */
DTCARVE_API unsigned int dtcarve_kernel_get_cma_areas(const struct dtcarve_kernel *kernel);

#ifdef __cplusplus
}
#endif

#endif
