/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_REGION_H
#define DTCARVE_REGION_H

#include <dtcarve/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What became of one /memreserve/ entry, node under /reserved-memory, or the default CMA pool. */
struct dtcarve_region;

enum dtcarve_region_kind {
	DTCARVE_REGION_NOMAP,
	DTCARVE_REGION_RESERVED,
	DTCARVE_REGION_CMA,
	DTCARVE_REGION_COHERENT,
	DTCARVE_REGION_RESTRICTED,
	DTCARVE_REGION_MEMRESERVE
};

enum dtcarve_region_outcome {
	DTCARVE_REGION_APPLIED,
	DTCARVE_REGION_GIVEN_BACK,        /* refused by its handler, ordinary RAM again */
	DTCARVE_REGION_RESERVED_UNUSABLE, /* refused by its handler, lost all the same */
	DTCARVE_REGION_FAILED,            /* no place, or no memory reserved */
	DTCARVE_REGION_IGNORED,           /* never looked at */
	DTCARVE_REGION_DISABLED
};

/* "no-map", "reserved", "cma", "coherent", "restricted", "memreserve"; NULL for any other value. */
DTCARVE_API const char *dtcarve_region_kind_name(enum dtcarve_region_kind kind);

/* "applied", "given-back", "reserved-unusable", "failed", "ignored", "disabled"; NULL for any other value. */
DTCARVE_API const char *dtcarve_region_outcome_name(enum dtcarve_region_outcome outcome);

/* Of its node; without one "/memreserve/INDEX" or "(default CMA pool)". */
DTCARVE_API const char *dtcarve_region_get_path(const struct dtcarve_region *region);

/* As the kernel calls it, never NULL. */
DTCARVE_API const char *dtcarve_region_get_name(const struct dtcarve_region *region);

/* Index of its node for dtcarve_board_get_rmem(), or DTCARVE_NO_INDEX. */
DTCARVE_API size_t dtcarve_region_get_rmem_index(const struct dtcarve_region *region);

/* The first range of reg, or where the kernel most likely placed it; size 0: nowhere. */
DTCARVE_API struct dtcarve_range dtcarve_region_get_range(const struct dtcarve_region *region);

/* Its base and size, bytes, with what the things that nobody told make of them; low 0 of a size: it may not
 * be there at all. */
DTCARVE_API struct dtcarve_estimate dtcarve_region_get_base(const struct dtcarve_region *region);
DTCARVE_API struct dtcarve_estimate dtcarve_region_get_size(const struct dtcarve_region *region);

/* Further ranges of reg. Size 0 for an index beyond them. */
DTCARVE_API size_t dtcarve_region_get_extra_range_count(const struct dtcarve_region *region);
DTCARVE_API struct dtcarve_range dtcarve_region_get_extra_range(const struct dtcarve_region *region,
																size_t index);

/* The kernel placed it. */
DTCARVE_API bool dtcarve_region_is_dynamic(const struct dtcarve_region *region);

/* Its pages are out of the page allocator's hands; those of a CMA pool are not. */
DTCARVE_API bool dtcarve_region_is_taken(const struct dtcarve_region *region);

DTCARVE_API enum dtcarve_region_kind dtcarve_region_get_kind(const struct dtcarve_region *region);
DTCARVE_API enum dtcarve_region_outcome dtcarve_region_get_outcome(const struct dtcarve_region *region);

/* The kernel's own lines about it, in the boot log's order. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_region_get_message_count(const struct dtcarve_region *region);
DTCARVE_API const char *dtcarve_region_get_message(const struct dtcarve_region *region, size_t index);

#ifdef __cplusplus
}
#endif

#endif
