/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_COST_H
#define DTCARVE_PLAN_COST_H

#include <stdbool.h>
#include <stdint.h>

/* What a plan costs: compared by the first two, in this order; less is better. */
struct cost {
	uint32_t rewired;  /* regions whose users are told of another one */
	uint64_t weighted; /* KiB taken from regions, each times its weight in permille */
	uint32_t touched;  /* regions that change, no more than need be */
};

static inline bool cost_less(struct cost a, struct cost b)
{
	return a.rewired != b.rewired ? a.rewired < b.rewired : a.weighted < b.weighted;
}

#endif
