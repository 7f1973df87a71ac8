/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ZONE_H
#define DTCARVE_ZONE_H

#include <dtcarve/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A zone as /proc/zoneinfo shows it. All counts are of pages. Source: linux:include/linux/mmzone.h:struct
 * zone. */
struct dtcarve_zone;

/* "DMA", "DMA32", "Normal", "HighMem", "Movable"; with several NUMA nodes each has zones of these names. */
DTCARVE_API const char *dtcarve_zone_get_name(const struct dtcarve_zone *zone);
DTCARVE_API unsigned int dtcarve_zone_get_node(const struct dtcarve_zone *zone);

/* The page frame that it begins with, and from there how many it spans, holes included; 0 pages: it is empty.
 */
DTCARVE_API uint64_t dtcarve_zone_get_start_pfn(const struct dtcarve_zone *zone);
DTCARVE_API uint64_t dtcarve_zone_get_spanned(const struct dtcarve_zone *zone);

/* Pages that are RAM, and those of them that belong to CMA pools. */
DTCARVE_API struct dtcarve_estimate dtcarve_zone_get_present(const struct dtcarve_zone *zone);
DTCARVE_API struct dtcarve_estimate dtcarve_zone_get_cma(const struct dtcarve_zone *zone);

/* When the boot is over, initrd and .init freed. */
DTCARVE_API struct dtcarve_estimate dtcarve_zone_get_managed(const struct dtcarve_zone *zone);

/* Watermarks. Source: linux:mm/page_alloc.c:__setup_per_zone_wmarks. */
DTCARVE_API struct dtcarve_estimate dtcarve_zone_get_min(const struct dtcarve_zone *zone);
DTCARVE_API struct dtcarve_estimate dtcarve_zone_get_low(const struct dtcarve_zone *zone);
DTCARVE_API struct dtcarve_estimate dtcarve_zone_get_high(const struct dtcarve_zone *zone);

/*
 * What the zone keeps back from requests that could be met by the `column`-th
 * zone, 0 to dtcarve_boot_get_protection_columns() - 1; 0 beyond.
 * Source: linux:mm/page_alloc.c:setup_per_zone_lowmem_reserve.
 */
DTCARVE_API struct dtcarve_estimate dtcarve_zone_get_protection(const struct dtcarve_zone *zone,
																size_t column);

/* Pageblocks of a migratetype when the allocator takes over; 0 for a type that there is not. */
DTCARVE_API uint64_t dtcarve_zone_get_pageblocks(const struct dtcarve_zone *zone,
												 enum dtcarve_migratetype type);

/*
 * Free blocks of an order when the allocator takes over (from memblock, with
 * CMA, initrd and .init). 0 for an order beyond dtcarve_kernel_get_max_order()
 * or a type that there is not.
 * Source: linux:mm/memblock.c:memblock_free_all, mm/page_alloc.c:__free_one_page.
 */
DTCARVE_API uint64_t dtcarve_zone_get_free_at_handover(const struct dtcarve_zone *zone,
													   enum dtcarve_migratetype type, unsigned int order);

/* Pages that the kernel and a small init have taken from the free lists once the system is up. */
DTCARVE_API struct dtcarve_estimate dtcarve_zone_get_settled_use(const struct dtcarve_zone *zone);

#ifdef __cplusplus
}
#endif

#endif
