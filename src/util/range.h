/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_RANGE_H
#define DTCARVE_UTIL_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/number.h"

/* Bytes [base, base + size); the end saturates at the top of the address space. */
struct range {
	uint64_t base, size;
};

static inline uint64_t range_end(struct range r)
{
	return add_sat(r.base, r.size);
}

static inline bool ranges_overlap(struct range a, struct range b)
{
	return a.size && b.size && a.base < range_end(b) && b.base < range_end(a);
}

static inline bool range_contains(struct range outer, struct range inner)
{
	return inner.base >= outer.base && range_end(inner) <= range_end(outer);
}

/* For sort_items() of structures that begin with a struct range. */
static inline int range_by_base(const void *a, const void *b)
{
	const struct range *x = (const struct range *)a, *y = (const struct range *)b;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return x->size < y->size ? -1 : x->size > y->size;
}

static inline struct range range_between(uint64_t start, uint64_t end)
{
	return (struct range){ start, end > start ? end - start : 0 };
}

#endif
