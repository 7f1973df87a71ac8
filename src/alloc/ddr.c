/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/ddr.h"

#include "board/board.h"
#include "boot/boot.h"

/* A set with what the kernel holds for RAM. */
static struct range_set with_memory(struct arena *arena, const struct boot *boot, struct range_set set)
{
	for (size_t i = 0; i < boot->memblock.memory.count; i++)
		range_set_push(arena, &set, boot->memblock.memory.regions[i].range);
	range_set_join(&set);
	return set;
}

/* A disabled node, or one below another node, is another world's memory unless the kernel took it all the
 * same. */
static struct range_set banks_of(struct arena *arena, const struct boot *boot)
{
	const struct board *board = boot->board;
	struct range_set banks = { 0 };

	for (size_t i = 0; i < board->memory_count; i++) {
		const struct memory_node *node = &board->memory[i];

		for (size_t j = 0; node->enabled && node->depth == 1 && node->reg.whole && j < node->reg.count; j++)
			range_set_push(arena, &banks, node->reg.items[j]);
	}
	return with_memory(arena, boot, banks);
}

static struct range_set nomap_regions(struct arena *arena, const struct boot *boot)
{
	struct range_set set = { 0 };

	for (size_t i = 0; i < boot->region_count; i++) {
		const struct region *r = &boot->regions[i];

		if (!r->taken || r->node == SIZE_MAX || !boot->board->rmem[r->node].no_map)
			continue;
		range_set_push(arena, &set, r->range);
		for (size_t j = 0; j < r->extra_count; j++)
			range_set_push(arena, &set, r->extra[j]);
	}
	range_set_join(&set);
	return set;
}

struct ddr ddr_of(struct arena *arena, const struct boot *boot)
{
	struct ddr ddr = { .banks = banks_of(arena, boot),
					   .memory = with_memory(arena, boot, (struct range_set){ 0 }) };
	struct range_set nomap = nomap_regions(arena, boot);
	struct range_set lost = range_set_minus(arena, &ddr.banks, &ddr.memory);

	ddr.removed = range_set_common(arena, &lost, &nomap);
	ddr.unused = range_set_minus(arena, &lost, &nomap);
	return ddr;
}
