/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/zone_state.h"

#include "util/arena.h"

void memory_state_free(struct memory_state *state)
{
	if (state)
		arena_free(state->arena);
}

const struct zone_state *memory_zone(const struct memory_state *state, enum gfp_zone kind, unsigned int node)
{
	for (size_t i = 0; i < state->zone_count; i++)
		if (state->zones[i].kind == kind && state->zones[i].node == node)
			return &state->zones[i];
	return NULL;
}

int64_t zone_list_pages(const struct zone_state *zone, enum migratetype type)
{
	return zone_blocks_from(zone, 1u << type, 0);
}

int64_t zone_blocks(const struct zone_state *zone, unsigned int types, unsigned int order)
{
	int64_t blocks = 0;

	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		if (types >> type & 1)
			blocks += zone->nr_free[type][order];
	return blocks;
}

int64_t zone_blocks_from(const struct zone_state *zone, unsigned int types, unsigned int order)
{
	int64_t blocks = 0;

	for (unsigned int k = order; k < ZONE_ORDERS; k++)
		blocks += zone_blocks(zone, types, k) << (k - order);
	return blocks;
}
