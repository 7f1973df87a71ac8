/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_RANGE_SET_H
#define DTCARVE_UTIL_RANGE_SET_H

/* Sets of addresses as ascending ranges that neither touch nor overlap. */
#include <stddef.h>
#include <stdint.h>

#include "util/range.h"

struct arena;

struct range_set {
	struct range *ranges;
	size_t count;
};

/* Any order, overlaps and empty ranges allowed; to be joined before use as a set. */
void range_set_push(struct arena *arena, struct range_set *set, struct range range);
void range_set_join(struct range_set *set);

struct range_set range_set_minus(struct arena *arena, const struct range_set *a, const struct range_set *b);
struct range_set range_set_common(struct arena *arena, const struct range_set *a, const struct range_set *b);

/* Whether all of the range is in one range of the set, whose ranges may touch. */
bool range_set_covers(const struct range_set *set, struct range range);

/* Saturates. */
uint64_t range_set_bytes(const struct range_set *set);

#endif
