/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/range_set.h"

#include <stdlib.h>

#include "util/arena.h"
#include "util/sort.h"

void range_set_push(struct arena *arena, struct range_set *set, struct range range)
{
	if (range.size)
		arena_push(arena, set->ranges, set->count, range);
}

static bool is_sorted(const struct range_set *set)
{
	for (size_t i = 1; i < set->count; i++)
		if (set->ranges[i].base < set->ranges[i - 1].base)
			return false;
	return true;
}

void range_set_join(struct range_set *set)
{
	size_t last = 0;

	if (!set->count)
		return;
	if (!is_sorted(set))
		sort_items(set->ranges, set->count, sizeof(*set->ranges), range_by_base);
	for (size_t i = 1; i < set->count; i++) {
		struct range *kept = &set->ranges[last], next = set->ranges[i];

		if (next.base <= range_end(*kept))
			*kept = range_between(kept->base, max_u64(range_end(*kept), range_end(next)));
		else
			set->ranges[++last] = next;
	}
	set->count = last + 1;
}

struct range_set range_set_minus(struct arena *arena, const struct range_set *a, const struct range_set *b)
{
	struct range_set rest = { 0 };
	size_t j = 0;

	for (size_t i = 0; i < a->count; i++) {
		uint64_t at = a->ranges[i].base, end = range_end(a->ranges[i]);

		while (j < b->count && range_end(b->ranges[j]) <= at)
			j++;
		for (size_t k = j; k < b->count && b->ranges[k].base < end && at < end; k++) {
			range_set_push(arena, &rest, range_between(at, b->ranges[k].base));
			at = max_u64(at, range_end(b->ranges[k]));
		}
		range_set_push(arena, &rest, range_between(at, end));
	}
	return rest;
}

struct range_set range_set_common(struct arena *arena, const struct range_set *a, const struct range_set *b)
{
	struct range_set outside = range_set_minus(arena, a, b);

	return range_set_minus(arena, a, &outside);
}

bool range_set_covers(const struct range_set *set, struct range range)
{
	size_t low = 0, high = set->count; /* the last one that begins no later is below `high` */

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set->ranges[middle].base <= range.base)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && range_contains(set->ranges[low - 1], range);
}

uint64_t range_set_bytes(const struct range_set *set)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < set->count; i++)
		sum = add_sat(sum, set->ranges[i].size);
	return sum;
}
