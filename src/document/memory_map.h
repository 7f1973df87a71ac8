/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_MEMORY_MAP_H
#define DTCARVE_DOCUMENT_MEMORY_MAP_H

/*
 * The physical memory in address order as the kernel finds it at the end of
 * early boot: banks, zone borders, regions, the kernel's own and the gaps
 * between them, as pahole shows a struct with its holes.
 */
#include <stdbool.h>
#include <stddef.h>

#include "util/range.h"

struct arena;
struct boot;
struct region;
struct zone;

enum map_kind {
	MAP_BANK,   /* a bank of DDR begins; the range is all of it */
	MAP_ZONE,   /* a zone begins; the range is what it spans */
	MAP_REGION, /* a region of the tree or the default CMA pool */
	MAP_OWN,    /* image, initrd, tree, early allocations */
	MAP_FREE,   /* goes to the page allocator as ordinary pages */
	MAP_UNUSED, /* DDR that is no RAM to Linux */
	MAP_HOLE,   /* between two banks */
};

struct map_item {
	enum map_kind kind;
	struct range range;
	const struct region *region; /* of a MAP_REGION */
	const struct zone *zone;     /* of a MAP_ZONE */
	const char *name;            /* of a MAP_OWN: its owners, largest first */
	bool estimated;              /* the place rests on something the inputs do not tell */
	bool further;                /* the second or later tuple of a region */
	const char *overlaps;        /* name of what an item before it holds of it, or NULL */
	uint64_t outside;            /* bytes of a region that lie in no bank */
	uint64_t free_bytes;         /* of a MAP_OWN: in the gaps between its parts */
	unsigned int largest_order;  /* of a MAP_FREE: the largest aligned block in it */
};

struct memory_map {
	struct map_item *items;
	size_t count;
	size_t bank_count;
};

struct memory_map memory_map_of(struct arena *arena, const struct boot *boot);

#endif
