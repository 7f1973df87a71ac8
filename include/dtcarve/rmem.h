/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RMEM_H
#define DTCARVE_RMEM_H

#include <dtcarve/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A node under /reserved-memory: what the tree asks for. What a kernel makes of
 * it is a struct dtcarve_region.
 * Source: devicetree specification 0.4, 3.5; linux:drivers/of/of_reserved_mem.c.
 */
struct dtcarve_rmem;

DTCARVE_API const char *dtcarve_rmem_get_path(const struct dtcarve_rmem *rmem);

/* status is absent, "ok" or "okay" */
DTCARVE_API bool dtcarve_rmem_is_enabled(const struct dtcarve_rmem *rmem);

/* Ranges of reg; none where the kernel is to find a place. Size 0 for an index beyond them. */
DTCARVE_API size_t dtcarve_rmem_get_reg_count(const struct dtcarve_rmem *rmem);
DTCARVE_API struct dtcarve_range dtcarve_rmem_get_reg(const struct dtcarve_rmem *rmem, size_t index);

/* Of a region that the kernel places, bytes; 0 where the property is missing. */
DTCARVE_API uint64_t dtcarve_rmem_get_size(const struct dtcarve_rmem *rmem);
DTCARVE_API uint64_t dtcarve_rmem_get_alignment(const struct dtcarve_rmem *rmem);

/* Ranges of alloc-ranges. Size 0 for an index beyond them. */
DTCARVE_API size_t dtcarve_rmem_get_alloc_range_count(const struct dtcarve_rmem *rmem);
DTCARVE_API struct dtcarve_range dtcarve_rmem_get_alloc_range(const struct dtcarve_rmem *rmem, size_t index);

DTCARVE_API bool dtcarve_rmem_is_no_map(const struct dtcarve_rmem *rmem);
DTCARVE_API bool dtcarve_rmem_is_reusable(const struct dtcarve_rmem *rmem);
DTCARVE_API bool dtcarve_rmem_is_cma_default(const struct dtcarve_rmem *rmem); /* linux,cma-default */

/* NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_rmem_get_compatible_count(const struct dtcarve_rmem *rmem);
DTCARVE_API const char *dtcarve_rmem_get_compatible(const struct dtcarve_rmem *rmem, size_t index);

/* Paths of the nodes whose memory-region names this one. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_rmem_get_consumer_count(const struct dtcarve_rmem *rmem);
DTCARVE_API const char *dtcarve_rmem_get_consumer(const struct dtcarve_rmem *rmem, size_t index);

#ifdef __cplusplus
}
#endif

#endif
