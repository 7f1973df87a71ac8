/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/layout.h"

#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "input/edit.h"
#include "util/arena.h"

bool is_dynamic(const struct board *board, size_t node)
{
	return board->rmem[node].reg.count == 0;
}

struct layout layout_of(struct arena *arena, const struct boot *boot)
{
	const struct board *board = boot->board;
	struct layout layout = { arena_alloc(arena, (board->rmem_count + 1) * sizeof(struct place)),
							 board->rmem_count };

	for (size_t n = 0; n < layout.count; n++) {
		const struct rmem_node *node = &board->rmem[n];

		layout.places[n].removed = !node->enabled;
		if (node->reg.count)
			layout.places[n].range = node->reg.items[0];
		else
			layout.places[n].range.size = node->size.value;
	}
	for (size_t i = 0; i < boot->region_count; i++) {
		const struct region *region = &boot->regions[i];

		if (region->node != SIZE_MAX && region->dynamic)
			layout.places[region->node].range.base = region->range.base;
	}
	return layout;
}

struct layout layout_copy(struct arena *arena, const struct layout *layout)
{
	return (struct layout){ arena_memdup(arena, layout->places, (layout->count + 1) * sizeof(struct place)),
							layout->count };
}

bool place_equal(const struct place *a, const struct place *b)
{
	return a->removed == b->removed && a->range.base == b->range.base && a->range.size == b->range.size;
}

static void place_node(struct arena *arena, struct rmem_node *node, const struct place *place)
{
	node->enabled = !place->removed;
	if (node->reg.count)
		node->reg.items = arena_memdup(arena, &place->range, sizeof(place->range));
	else
		node->size.value = place->range.size;
}

struct board *board_with_layout(struct arena *arena, const struct board *board, const struct layout *from,
								const struct layout *to)
{
	struct board *changed = arena_memdup(arena, board, sizeof(*board));

	changed->rmem = arena_memdup(arena, board->rmem, board->rmem_count * sizeof(*board->rmem));
	for (size_t n = 0; n < to->count; n++)
		if (!place_equal(&from->places[n], &to->places[n]))
			place_node(arena, &changed->rmem[n], &to->places[n]);
	return changed;
}

void put_cells(unsigned char *at, uint32_t cells, uint64_t value)
{
	for (uint32_t i = 0; i < 4 * cells; i++) {
		uint32_t shift = 8 * (4 * cells - 1 - i);

		at[i] = (unsigned char)(shift < 64 ? value >> shift & 0xff : 0);
	}
}

static struct edit edit_reg(struct arena *arena, const struct board *board, const char *path,
							struct range range)
{
	size_t size = 4 * (size_t)(board->address_cells + board->size_cells);
	unsigned char *value = arena_alloc(arena, size + 1);

	put_cells(value, board->address_cells, range.base);
	put_cells(value + 4 * board->address_cells, board->size_cells, range.size);
	return (struct edit){ path, "reg", value, size };
}

static struct edit edit_size(struct arena *arena, const struct board *board, const struct rmem_node *node,
							 uint64_t bytes)
{
	uint32_t cells = node->size.length ? (uint32_t)(node->size.length / 4) : board->size_cells;
	unsigned char *value = arena_alloc(arena, 4 * (size_t)cells + 1);

	put_cells(value, cells, bytes);
	return (struct edit){ node->path, "size", value, 4 * (size_t)cells };
}

struct edit *layout_edits(struct arena *arena, const struct board *board, const struct layout *from,
						  const struct layout *to, size_t *count)
{
	static const char disabled[] = "disabled";
	struct edit *edits = NULL;

	*count = 0;
	for (size_t n = 0; n < to->count; n++) {
		const struct rmem_node *node = &board->rmem[n];
		struct edit edit = { node->path, "status", disabled, sizeof(disabled) };

		if (place_equal(&from->places[n], &to->places[n]))
			continue;
		if (!to->places[n].removed)
			edit = node->reg.count ? edit_reg(arena, board, node->path, to->places[n].range)
								   : edit_size(arena, board, node, to->places[n].range.size);
		arena_push(arena, edits, *count, edit);
	}
	return edits;
}
