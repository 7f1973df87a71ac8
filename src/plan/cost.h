/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_COST_H
#define DTCARVE_PLAN_COST_H

#include <stdbool.h>
#include <stdint.h>

/* What a plan costs: compared in this order, less is better. */
struct cost {
	uint64_t weighted; /* KiB taken from regions, each times its weight in permille */
	uint32_t touched;  /* regions that change */
};

static inline bool cost_less(struct cost a, struct cost b)
{
	return a.weighted != b.weighted ? a.weighted < b.weighted : a.touched < b.touched;
}

static inline struct cost cost_add(struct cost a, struct cost b)
{
	return (struct cost){ a.weighted + b.weighted, a.touched + b.touched };
}

static inline struct cost cost_of_taking(uint64_t bytes, uint32_t weight_permille)
{
	return (struct cost){ (bytes >> 10) * weight_permille, 1 };
}

#endif
