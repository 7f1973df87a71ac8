/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A board of which a boot was seen: where its firmware and boot loader put things no tree tells, so that
 * pools are where they were as long as they are asked for in the same size. By its model and the end of its
 * RAM it is known again.
 */
#include <string.h>

#include "boot/replay.h"
#include "board/board.h"
#include "util/number.h"

void recognise_board(struct replay *r)
{
	const struct kernel *k = r->k;

	r->seen_before = k->seen_model && r->board->model && strcmp(k->seen_model, r->board->model) == 0 &&
					 (!k->seen_ram_end || k->seen_ram_end == memblock_end_of_dram(&r->mb));
	r->mb.kept = k->seen_pools;
	r->mb.kept_count = r->seen_before ? k->seen_pool_count : 0;
}

bool was_seen(const struct replay *r, struct range pool)
{
	for (size_t i = 0; i < r->k->seen_pool_count && r->seen_before; i++)
		if (r->k->seen_pools[i].base == pool.base && r->k->seen_pools[i].size == pool.size)
			return true;
	return false;
}

uint64_t place_seen_before(const struct replay *r, uint64_t size, struct range window)
{
	for (size_t i = 0; i < r->k->seen_pool_count && r->seen_before; i++) {
		struct range pool = r->k->seen_pools[i];

		if (pool.size == size && pool.base >= window.base && range_end(pool) <= range_end(window) &&
			memblock_is_region_memory(&r->mb, pool) && !memblock_overlaps_reserved(&r->mb, pool))
			return pool.base;
	}
	return 0;
}

uint64_t dma_reach(const struct replay *r)
{
	uint64_t told = r->seen_before && r->k->seen_dma_limit ? r->k->seen_dma_limit - 1 : UINT64_MAX;

	return min_u64(r->board->dma_max, told);
}
