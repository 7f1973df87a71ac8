/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_REQUEST_H
#define DTCARVE_ALLOC_REQUEST_H

#include <stdint.h>

#include "alloc/watermark.h"
#include "alloc/zone_state.h"
#include "kernel/gfp.h"

struct arena;
struct error;

enum request_kind {
	REQUEST_PAGES,   /* alloc_pages() and what ends there unchanged */
	REQUEST_KMALLOC, /* a page-allocator kmalloc, or a slab of a kmalloc cache */
	REQUEST_SKB,     /* linear data of a network buffer */
	REQUEST_DMA,     /* dma_alloc_coherent() */
	REQUEST_VMALLOC, /* single pages behind one mapping */
	REQUEST_VMEMMAP, /* memmap of hot-added memory */
};

/* One question to the allocator. */
struct alloc_request {
	const char *text; /* as it was written */
	enum request_kind kind;
	uint64_t bytes;         /* 0 where only an order was given */
	unsigned int order;     /* what must succeed */
	unsigned int preferred; /* tried first, silently; the same as order where there is no such attempt */
	struct gfp gfp;         /* as it arrives at the page allocator */
	uint64_t count;         /* blocks wanted; 0: not said */
	enum request_context context;
	const char *note; /* how bytes became an order, or NULL */
};

/*
 * Reads a request: words KEY=VALUE or KEY:VALUE, parted by blanks or commas, in
 * any order. Keys: order, size, kmalloc, skb, dma, vmalloc, vmemmap (one of
 * them; sizes in memparse syntax), gfp (names or a mask of that kernel), count,
 * context (process, interrupt, realtime, memalloc, victim). A bare size stands
 * for size=, a bare GFP name or hex number for gfp=. Default: GFP_KERNEL, for skb
 * GFP_ATOMIC.
 * Sizes turn into orders as SLUB, the page allocator and the DMA layer of that
 * kernel do it. Returns 0 or -EINVAL with one line in `error`.
 */
int request_parse(struct arena *arena, const struct alloc_kernel *kernel, const char *text,
				  struct alloc_request *request, struct error *error);

/* A request for blocks of `order` with a GFP mask of that kernel by name. */
int request_make(struct arena *arena, const struct alloc_kernel *kernel, unsigned int order, const char *gfp,
				 struct alloc_request *request, struct error *error);

/* ceil(log2(pages of `bytes`)), 0 for 0 bytes. */
unsigned int size_order(uint64_t bytes, unsigned int page_shift);

#endif
