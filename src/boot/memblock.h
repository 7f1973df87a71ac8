/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_MEMBLOCK_H
#define DTCARVE_BOOT_MEMBLOCK_H

/*
 * The kernel's memblock: two sorted lists of byte ranges, RAM and what of it is
 * taken, with allocation from the top. Stands for linux:mm/memblock.c
 * (memblock_add_range, memblock_isolate_range, __memblock_find_range_top_down,
 * memblock_double_array). Beside the lists it keeps a claim for every
 * reservation, so that each reserved page has a name in the budget.
 */

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/range.h"

struct arena;
struct trace;

enum memblock_flags { MEMBLOCK_NONE = 0, MEMBLOCK_HOTPLUG = 1, MEMBLOCK_NOMAP = 4, MEMBLOCK_RSRV_KERN = 16 };

struct memblock_region {
	struct range range;
	unsigned int flags;
	unsigned int node; /* of RAM; 0 where nothing tells */
};

struct memblock_list {
	struct memblock_region *regions;
	size_t count;
	size_t max; /* room of the kernel's array: beyond it the array is doubled */
};

/* Who took a range, in the order of the kernel's reservations. */
struct claim {
	struct range range;
	const char *owner; /* a consumer's name of the budget, static text or in the arena */
};

struct memblock {
	struct arena *arena;
	struct trace *trace; /* that each call is told to, or NULL */
	struct memblock_list memory, reserved;
	struct claim *claims;
	size_t claim_count;
	uint64_t current_limit; /* of allocations without one of their own, exclusive */
	uint64_t page_size;
	uint64_t cache_line;      /* the least alignment, SMP_CACHE_BYTES */
	bool can_resize;          /* memblock_allow_resize() has been called */
	bool overflowed;          /* an array was full before it could be resized */
	size_t region_bytes;      /* sizeof(struct memblock_region) of that kernel */
	bool kernel_flag;         /* allocations carry MEMBLOCK_RSRV_KERN (7.2) */
	const struct range *kept; /* what memblock_find() leaves alone */
	size_t kept_count;
	unsigned int home; /* the node that memblock_find() keeps to and allocations try first, or ANY_NODE */
};

#define ANY_NODE UINT_MAX

/* Limits of an allocation: up to current_limit, or up to the end of RAM. */
#define MEMBLOCK_ACCESSIBLE UINT64_MAX
#define MEMBLOCK_ANYWHERE (UINT64_MAX - 1)

void memblock_init(struct memblock *mb, struct arena *arena, uint64_t page_size);

/*
 * false where the kernel's array has no room for the regions that the range
 * adds: the whole range is then left out.
 */
bool memblock_add(struct memblock *mb, struct range range, unsigned int flags);

/* false where the kernel's array has no room for the two more regions that cutting may take. */
bool memblock_remove(struct memblock *mb, struct range range);
bool memblock_set_flags(struct memblock *mb, struct range range, unsigned int flag, bool set);
bool memblock_set_node(struct memblock *mb, struct range range, unsigned int node);

/* false where the kernel's array is full and cannot grow yet: the range is then not reserved. */
bool memblock_reserve(struct memblock *mb, struct range range, const char *owner);
void memblock_free(struct memblock *mb, struct range range);

/* The same for a range that memblock_find() gave: an allocation, which 7.2 marks as the kernel's own. */
bool memblock_take(struct memblock *mb, struct range range, const char *owner);

bool memblock_is_region_memory(const struct memblock *mb, struct range range); /* wholly RAM */
bool memblock_overlaps_memory(const struct memblock *mb, struct range range);
bool memblock_overlaps_reserved(const struct memblock *mb, struct range range);
uint64_t memblock_start_of_dram(const struct memblock *mb);
uint64_t memblock_end_of_dram(const struct memblock *mb);
uint64_t memblock_phys_mem_size(const struct memblock *mb); /* bytes, NOMAP included */

/*
 * The highest place for `size` bytes in [min, max), or the lowest with
 * `bottom_up`; 0 where there is none (page 0 is never given).
 * max = MEMBLOCK_ACCESSIBLE stands for the current limit, align = 0 for a cache line.
 */
uint64_t memblock_find(const struct memblock *mb, uint64_t size, uint64_t align, uint64_t min, uint64_t max,
					   bool bottom_up);

/* memblock_find() from the top, falling back to other nodes and to min = 0, and the reservation. 0 where it
 * fails. */
uint64_t memblock_alloc_range(struct memblock *mb, uint64_t size, uint64_t align, uint64_t min, uint64_t max,
							  const char *owner);
uint64_t memblock_alloc(struct memblock *mb, uint64_t size, uint64_t align, const char *owner); /* anywhere */

/*
 * As `count` allocations of `size` bytes each, a multiple of `align`, one after
 * the other, in time that grows with the number of ranges only.
 */
void memblock_alloc_each(struct memblock *mb, uint64_t count, uint64_t size, uint64_t align, uint64_t max,
						 const char *owner);

/* The free ranges (RAM that is neither NOMAP nor reserved), ascending, into an array of the arena. */
struct range *memblock_free_ranges(const struct memblock *mb, struct arena *arena, size_t *count);

#endif
