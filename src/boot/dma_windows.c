/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which memory a device may be given. Stands for linux-5.10+:drivers/of/address.c:of_dma_get_range and
 * linux-5.10+:kernel/dma/direct.c:dma_coherent_ok, which refuses what no window covers. Up to 5.6 the kernel
 * read the first window only; what the bus reaches is the same.
 */
#include "boot/dma_windows.h"

#include <inttypes.h>

#include "board/board.h"
#include "kernel/kernel.h"
#include "util/arena.h"

static bool counts(const struct kernel *k, const struct bus_reach *reach)
{
	return !reach->skipped_own || k->rules->bus_without_dma_ranges;
}

struct range_set dma_windows(struct arena *arena, const struct kernel *k, const struct rmem_node *node)
{
	struct range_set all = { 0 };

	range_set_push(arena, &all, range_between(0, UINT64_MAX));
	for (size_t i = 0; i < node->reach_count; i++)
		if (counts(k, &node->reaches[i]))
			all = range_set_common(arena, &all, &node->reaches[i].windows);
	return all;
}

static bool touches(const struct range_set *set, struct range range)
{
	for (size_t i = 0; i < set->count; i++)
		if (ranges_overlap(set->ranges[i], range))
			return true;
	return false;
}

const struct bus_reach *dma_out_of_reach(const struct kernel *k, const struct rmem_node *node,
										 struct range range, bool *in_part)
{
	for (size_t i = 0; i < node->reach_count; i++) {
		const struct bus_reach *reach = &node->reaches[i];

		*in_part = touches(&reach->windows, range);
		if (counts(k, reach) && !range_set_covers(&reach->windows, range))
			return reach;
	}
	return NULL;
}

#define MOST_WINDOWS 3 /* that are told */

const char *dma_reach_text(struct arena *arena, const struct bus_reach *reach)
{
	const struct range_set *windows = &reach->windows;
	const char *text = "";

	for (size_t i = 0; i < windows->count && i < MOST_WINDOWS; i++)
		text = arena_printf(arena, "%s%s0x%" PRIx64 "..0x%" PRIx64, text, i ? ", " : "",
							windows->ranges[i].base, range_end(windows->ranges[i]) - 1);
	return arena_printf(arena, "%s addresses %s%s only, by the dma-ranges of %s", reach->user, text,
						windows->count > MOST_WINDOWS ? " and more" : "", reach->bus);
}
