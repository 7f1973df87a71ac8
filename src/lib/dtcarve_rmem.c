/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/rmem.h>

#include "board/board.h"
#include "lib/objects.h"

static const struct rmem_node *node_of(const struct dtcarve_rmem *rmem)
{
	return (const struct rmem_node *)(const void *)rmem;
}

static struct dtcarve_range tuple(const struct tuples *tuples, size_t index)
{
	return index < tuples->count ? public_range(tuples->items[index]) : (struct dtcarve_range){ 0, 0 };
}

GETTER(const char *, dtcarve_rmem_get_path, rmem, node_of(rmem)->path)
GETTER(bool, dtcarve_rmem_is_enabled, rmem, node_of(rmem)->enabled)
GETTER(size_t, dtcarve_rmem_get_reg_count, rmem, node_of(rmem)->reg.count)
GETTER_BY(struct dtcarve_range, dtcarve_rmem_get_reg, rmem, tuple(&node_of(rmem)->reg, index))
GETTER(uint64_t, dtcarve_rmem_get_size, rmem, node_of(rmem)->size.value)
GETTER(uint64_t, dtcarve_rmem_get_alignment, rmem, node_of(rmem)->alignment.value)
GETTER(size_t, dtcarve_rmem_get_alloc_range_count, rmem, node_of(rmem)->alloc_ranges.count)
GETTER_BY(struct dtcarve_range, dtcarve_rmem_get_alloc_range, rmem,
		  tuple(&node_of(rmem)->alloc_ranges, index))
GETTER(bool, dtcarve_rmem_is_no_map, rmem, node_of(rmem)->no_map)
GETTER(bool, dtcarve_rmem_is_reusable, rmem, node_of(rmem)->reusable)
GETTER(bool, dtcarve_rmem_is_cma_default, rmem, node_of(rmem)->cma_default)
GETTER(size_t, dtcarve_rmem_get_compatible_count, rmem, node_of(rmem)->compatible_count)
GETTER_AT(const char *, dtcarve_rmem_get_compatible, rmem, node_of(rmem)->compatible_count,
		  node_of(rmem)->compatible[index], NULL)
GETTER(size_t, dtcarve_rmem_get_consumer_count, rmem, node_of(rmem)->consumer_count)
GETTER_AT(const char *, dtcarve_rmem_get_consumer, rmem, node_of(rmem)->consumer_count,
		  node_of(rmem)->consumers[index], NULL)
