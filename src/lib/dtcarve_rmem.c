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

const char *dtcarve_rmem_get_path(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->path;
}

bool dtcarve_rmem_is_enabled(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->enabled;
}

size_t dtcarve_rmem_get_reg_count(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->reg.count;
}

struct dtcarve_range dtcarve_rmem_get_reg(const struct dtcarve_rmem *rmem, size_t index)
{
	return tuple(&node_of(rmem)->reg, index);
}

uint64_t dtcarve_rmem_get_size(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->size.value;
}

uint64_t dtcarve_rmem_get_alignment(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->alignment.value;
}

size_t dtcarve_rmem_get_alloc_range_count(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->alloc_ranges.count;
}

struct dtcarve_range dtcarve_rmem_get_alloc_range(const struct dtcarve_rmem *rmem, size_t index)
{
	return tuple(&node_of(rmem)->alloc_ranges, index);
}

bool dtcarve_rmem_is_no_map(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->no_map;
}

bool dtcarve_rmem_is_reusable(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->reusable;
}

bool dtcarve_rmem_is_cma_default(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->cma_default;
}

size_t dtcarve_rmem_get_compatible_count(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->compatible_count;
}

const char *dtcarve_rmem_get_compatible(const struct dtcarve_rmem *rmem, size_t index)
{
	return index < node_of(rmem)->compatible_count ? node_of(rmem)->compatible[index] : NULL;
}

size_t dtcarve_rmem_get_consumer_count(const struct dtcarve_rmem *rmem)
{
	return node_of(rmem)->consumer_count;
}

const char *dtcarve_rmem_get_consumer(const struct dtcarve_rmem *rmem, size_t index)
{
	return index < node_of(rmem)->consumer_count ? node_of(rmem)->consumers[index] : NULL;
}
