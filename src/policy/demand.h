/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_DEMAND_H
#define DTCARVE_POLICY_DEMAND_H

/* What the users of a pool allocate from it at once. */
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

struct demand_part {
	const char *text; /* "1920x1080 XR24 x3" */
	uint64_t bytes;   /* of one buffer, as asked for */
	uint64_t count;
};

struct demand {
	struct demand_part *parts;
	size_t count;
};

/*
 * Reads "1920x1080 XR24 x3 + 720x576 NV12 x4 + 8M x2": frame buffers by width,
 * height and fourcc as in drm_fourcc.h, or sizes; "xN" is how many of each. A
 * line of pixels is rounded up to 64 bytes, as most display controllers want.
 * -EINVAL with a line that has no file name.
 */
int demand_parse(struct arena *arena, const char *text, struct demand *demand, struct error *error);

/* How a pool hands out its pages. */
enum demand_pool {
	POOL_CMA, /* aligned to the size, at most 256 pages (CONFIG_CMA_ALIGNMENT); linux:kernel/dma/contiguous.c
			   */
	POOL_COHERENT, /* in powers of two, aligned as well; linux:kernel/dma/coherent.c:__dma_alloc_from_coherent
					*/
	POOL_PLAIN,    /* by the driver itself: pages */
};

/* Bytes of the pool that the demand takes, largest buffers first; saturates at UINT64_MAX. */
uint64_t demand_bytes(const struct demand *demand, uint64_t page, enum demand_pool pool);

/* The plain sum, without rounding. */
uint64_t demand_sum(const struct demand *demand);

#endif
