/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_SLAB_ORDER_H
#define DTCARVE_ALLOC_SLAB_ORDER_H

#include <stdint.h>

#include "alloc/zone_state.h"

/* What SLUB asks the page allocator for. */
struct slab_order {
	uint64_t object_size;   /* the kmalloc size class, bytes */
	unsigned int preferred; /* tried first, silently */
	unsigned int minimum;   /* tried with the caller's flags when that fails */
};

/* Largest kmalloc that is served from a slab; anything larger goes to the page allocator. */
uint64_t kmalloc_slab_limit(const struct alloc_kernel *kernel);

/* The slab behind kmalloc(bytes), 0 < bytes <= kmalloc_slab_limit(). Source: mm/slub.c:calculate_order. */
struct slab_order kmalloc_slab_order(const struct alloc_kernel *kernel, uint64_t bytes);

#endif
