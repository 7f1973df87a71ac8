/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OWNERS_HANDED_H
#define DTCARVE_OWNERS_HANDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct boot;

struct span {
	uint64_t from, to; /* page frames */
};

/* What memblock handed to the page allocator, ascending and apart. */
struct handed {
	struct span *spans;
	size_t count;
};

/* The arena owns it. */
const struct handed *handed_find(struct arena *arena, const struct boot *boot);
bool handed_has(const struct handed *handed, uint64_t pfn);

#endif
