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

static inline struct range range_between(uint64_t start, uint64_t end)
{
	return (struct range){ start, end > start ? end - start : 0 };
}

#endif
