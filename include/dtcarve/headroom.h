/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_HEADROOM_H
#define DTCARVE_HEADROOM_H

#include <dtcarve/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * How many blocks one request gets in a row on a predicted system that has just
 * come up, while nothing is freed and nobody else allocates.
 */
struct dtcarve_headroom;

/* What ends the row. */
enum dtcarve_limit {
	DTCARVE_LIMIT_WATERMARK,
	DTCARVE_LIMIT_LOWMEM_RESERVE,
	DTCARVE_LIMIT_BLOCKS, /* no free block of the order, or above it, that the request may use */
	DTCARVE_LIMIT_ZONE    /* no zone with memory that the request may use */
};

/* "watermark", "lowmem_reserve", "blocks", "zone"; "unknown" for any other value. */
DTCARVE_API const char *dtcarve_limit_name(enum dtcarve_limit limit);

/*
 * Counts for a request written as for the headroom command: "order=3
 * gfp=GFP_ATOMIC count=16", "kmalloc=40000", "skb:9000", "24K".
 *
 * 0; -EINVAL for a request that cannot be read; -ENODATA where the kernel does
 * not come up.
 */
DTCARVE_API int dtcarve_headroom_new(struct dtcarve_boot *boot, const char *request,
									 struct dtcarve_headroom **headroom);
DTCARVE_API void dtcarve_headroom_free(struct dtcarve_headroom *headroom);

/* As it was written. */
DTCARVE_API const char *dtcarve_headroom_get_request(const struct dtcarve_headroom *headroom);

/* Of its blocks, as that kernel makes it out of a size. */
DTCARVE_API unsigned int dtcarve_headroom_get_order(const struct dtcarve_headroom *headroom);

/* Blocks wanted: the request's count; 0: it has none. */
DTCARVE_API uint64_t dtcarve_headroom_get_wanted(const struct dtcarve_headroom *headroom);

/* Blocks of the order, over all zones. */
DTCARVE_API struct dtcarve_estimate dtcarve_headroom_get_blocks(const struct dtcarve_headroom *headroom);

/* The request may reclaim and compact, which can only bring more. */
DTCARVE_API bool dtcarve_headroom_is_lower_bound(const struct dtcarve_headroom *headroom);
DTCARVE_API enum dtcarve_limit dtcarve_headroom_get_limit(const struct dtcarve_headroom *headroom);

/* Zones that the request may be served from. NULL, 0 and all zeros for an index beyond them. */
DTCARVE_API size_t dtcarve_headroom_get_zone_count(const struct dtcarve_headroom *headroom);
DTCARVE_API const char *dtcarve_headroom_get_zone_name(const struct dtcarve_headroom *headroom, size_t index);
DTCARVE_API struct dtcarve_estimate dtcarve_headroom_get_zone_blocks(const struct dtcarve_headroom *headroom,
																	 size_t index);

/* Pages that must remain free for this request, and pages that count as free for it. */
DTCARVE_API int64_t dtcarve_headroom_get_zone_mark(const struct dtcarve_headroom *headroom, size_t index);
DTCARVE_API int64_t dtcarve_headroom_get_zone_usable(const struct dtcarve_headroom *headroom, size_t index);

/*
 * The answer as text, Markdown, HTML or JSON (schema dtcarve-headroom-1), in memory to be
 * freed with free(). 0, -ENOMEM, or -EINVAL for any other format. NULL size: not told.
 */
DTCARVE_API int dtcarve_headroom_render(const struct dtcarve_headroom *headroom, enum dtcarve_format format,
										char **text, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
