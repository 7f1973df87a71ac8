/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CMA_H
#define DTCARVE_CMA_H

#include <dtcarve/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One CMA pool. Source: linux:mm/cma.c:cma_areas[]. */
struct dtcarve_cma;

/* As the kernel calls it, never NULL. */
DTCARVE_API const char *dtcarve_cma_get_name(const struct dtcarve_cma *cma);

/* Where it most likely lies, bytes; dtcarve_region_get_base() and _get_size() of its region have the ranges.
 */
DTCARVE_API struct dtcarve_range dtcarve_cma_get_range(const struct dtcarve_cma *cma);

/* Its size in pages, likewise. */
DTCARVE_API uint64_t dtcarve_cma_get_pages(const struct dtcarve_cma *cma);

/* The pool that drivers without one of their own take from. */
DTCARVE_API bool dtcarve_cma_is_default(const struct dtcarve_cma *cma);

/* Its pages were given to the page allocator. Source: linux:mm/cma.c:cma_activate_area. */
DTCARVE_API bool dtcarve_cma_is_activated(const struct dtcarve_cma *cma);

/* Index of its region for dtcarve_boot_get_region(); DTCARVE_NO_INDEX for a pool of a NUMA node. */
DTCARVE_API size_t dtcarve_cma_get_region_index(const struct dtcarve_cma *cma);

#ifdef __cplusplus
}
#endif

#endif
