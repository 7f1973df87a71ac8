/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_H
#define DTCARVE_BOOT_H

#include <dtcarve/board.h>
#include <dtcarve/cma.h>
#include <dtcarve/kernel.h>
#include <dtcarve/region.h>
#include <dtcarve/zone.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a kernel lays out the memory of a board: the outcome of its early boot. */
struct dtcarve_boot;

/*
 * Replays the boot of `kernel` on `board`, both of one context. 0, or -EINVAL
 * where the board tells no memory that this kernel would use, or the two are
 * of different contexts. NULL options: none. A kernel that would not boot is
 * no error, but dtcarve_boot_does_boot() is false.
 */
DTCARVE_API int dtcarve_boot_predict(struct dtcarve_board *board, struct dtcarve_kernel *kernel,
									 const struct dtcarve_options *options, struct dtcarve_boot **boot);

/*
 * All of it in one call: dtcarve_tree_load(), dtcarve_board_read(),
 * dtcarve_kernel_for_board() and dtcarve_boot_predict(), with their errors, and
 * -ENODATA where nothing tells the size of the RAM.
 * `release` is a version ("4.19") or a kernel-profile file; NULL: as the image
 * that holds the tree tells, else the newest rules known. NULL options: none.
 */
DTCARVE_API int dtcarve_boot_load(struct dtcarve_ctx *ctx, const char *path, const char *release,
								  const struct dtcarve_options *options, struct dtcarve_boot **boot);
DTCARVE_API void dtcarve_boot_free(struct dtcarve_boot *boot);

/* What it was predicted of; these belong to the prediction. */
DTCARVE_API const struct dtcarve_board *dtcarve_boot_get_board(const struct dtcarve_boot *boot);
DTCARVE_API const struct dtcarve_kernel *dtcarve_boot_get_kernel(const struct dtcarve_boot *boot);

/* Whether the kernel gets through; if not, why. The node to blame is NULL also where there is none. */
DTCARVE_API bool dtcarve_boot_does_boot(const struct dtcarve_boot *boot);
DTCARVE_API const char *dtcarve_boot_get_reason(const struct dtcarve_boot *boot);
DTCARVE_API const char *dtcarve_boot_get_reason_path(const struct dtcarve_boot *boot);

/* In the order of the kernel's events. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_boot_get_region_count(const struct dtcarve_boot *boot);
DTCARVE_API const struct dtcarve_region *dtcarve_boot_get_region(const struct dtcarve_boot *boot,
																 size_t index);

/* CMA pools in the order they were made. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_boot_get_cma_count(const struct dtcarve_boot *boot);
DTCARVE_API const struct dtcarve_cma *dtcarve_boot_get_cma(const struct dtcarve_boot *boot, size_t index);

/* The zones that /proc/zoneinfo has, also empty ones, from the lowest. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_boot_get_zone_count(const struct dtcarve_boot *boot);
DTCARVE_API const struct dtcarve_zone *dtcarve_boot_get_zone(const struct dtcarve_boot *boot, size_t index);

/* Numbers on the "protection:" lines of /proc/zoneinfo. */
DTCARVE_API size_t dtcarve_boot_get_protection_columns(const struct dtcarve_boot *boot);

/* Pages over all zones: RAM, what the page allocator manages of it, what of that belongs to CMA; and what
 * requests that cannot move (GFP_KERNEL, GFP_ATOMIC) can use: no CMA, HighMem or ZONE_MOVABLE. */
DTCARVE_API struct dtcarve_estimate dtcarve_boot_get_present(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_estimate dtcarve_boot_get_managed(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_estimate dtcarve_boot_get_cma_pages(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_estimate dtcarve_boot_get_unmovable(const struct dtcarve_boot *boot);

/*
 * The "Memory:" line of the boot log, KiB: all RAM, and of that what is
 * reserved and what belongs to CMA. Source: linux:mm/mm_init.c:mem_init_print_info.
 */
DTCARVE_API struct dtcarve_estimate dtcarve_boot_get_total_kb(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_estimate dtcarve_boot_get_reserved_kb(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_estimate dtcarve_boot_get_cma_kb(const struct dtcarve_boot *boot);

/* /proc/sys/vm/min_free_kbytes. Source: linux:mm/page_alloc.c:init_per_zone_wmark_min. */
DTCARVE_API struct dtcarve_estimate dtcarve_boot_get_min_free_kbytes(const struct dtcarve_boot *boot);

/*
 * The budget: who holds what is present but not managed. Bytes are negative
 * only where managed counts more than is present, as pages handed over twice. NULL, 0 and false for an index
 * beyond.
 */
DTCARVE_API size_t dtcarve_boot_get_budget_count(const struct dtcarve_boot *boot);
DTCARVE_API const char *dtcarve_boot_get_budget_consumer(const struct dtcarve_boot *boot, size_t index);
DTCARVE_API int64_t dtcarve_boot_get_budget_bytes(const struct dtcarve_boot *boot, size_t index);
DTCARVE_API bool dtcarve_boot_is_budget_exact(const struct dtcarve_boot *boot, size_t index);

/* Memblock at the end of boot, ascending: RAM, and whether it is no-map; what is reserved. Size 0 and false
 * beyond. */
DTCARVE_API size_t dtcarve_boot_get_memory_count(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_range dtcarve_boot_get_memory(const struct dtcarve_boot *boot, size_t index);
DTCARVE_API bool dtcarve_boot_is_memory_no_map(const struct dtcarve_boot *boot, size_t index);
DTCARVE_API size_t dtcarve_boot_get_reserved_count(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_range dtcarve_boot_get_reserved(const struct dtcarve_boot *boot, size_t index);

/* Where these lie; size 0: there is none. */
DTCARVE_API struct dtcarve_range dtcarve_boot_get_kernel_image(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_range dtcarve_boot_get_initrd(const struct dtcarve_boot *boot);
DTCARVE_API struct dtcarve_range dtcarve_boot_get_fdt(const struct dtcarve_boot *boot);

/* Lines of the boot log that belong to no region. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_boot_get_message_count(const struct dtcarve_boot *boot);
DTCARVE_API const char *dtcarve_boot_get_message(const struct dtcarve_boot *boot, size_t index);

/* What was taken for granted, each with what would tell it. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_boot_get_assumption_count(const struct dtcarve_boot *boot);
DTCARVE_API const char *dtcarve_boot_get_assumption(const struct dtcarve_boot *boot, size_t index);

#ifdef __cplusplus
}
#endif

#endif
