/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /memory nodes and /chosen: what the boot loader tells the kernel. */
#include <string.h>

#include "board/walk.h"
#include "util/arena.h"

static bool is_memory(const struct node *node)
{
	const char *type = node_string(node, PROPERTY_DEVICE_TYPE);

	return type && strcmp(type, "memory") == 0;
}

bool node_is_named_memory(const struct node *node)
{
	return strcmp(node->name, "memory") == 0 || strncmp(node->name, "memory@", 7) == 0;
}

void board_read_memory(struct board *board, const struct node *node)
{
	struct memory_node memory;

	if (!is_memory(node)) {
		if (node->depth == 1 && node_is_named_memory(node) && node_has(node, PROPERTY_REG)) {
			board->memory_without_type = true;
			board->memory_without_type_path = node_path(board->arena, node);
		}
		return;
	}
	memory = (struct memory_node){
		.path = node_path(board->arena, node),
		.depth = node->depth,
		.enabled = node_enabled(node),
		.hotpluggable = node_has(node, PROPERTY_HOTPLUGGABLE),
		.numa_node = node_numa_id(node),
		.reg = node_tuples(board->arena, node, PROPERTY_REG, board->address_cells, board->size_cells),
		.usable =
			node_tuples(board->arena, node, PROPERTY_USABLE_MEMORY, board->address_cells, board->size_cells),
	};
	arena_push(board->arena, board->memory, board->memory_count, memory);
}

static uint64_t chosen_number(const struct node *chosen, enum known_property known, bool *present)
{
	size_t length;
	const void *value = node_property(chosen, known, &length);

	*present = value && length >= 4 && length % 4 == 0;
	return *present ? read_cells(value, (uint32_t)(length / 4)) : 0;
}

void board_read_chosen(struct board *board, const struct node_table *table)
{
	struct chosen *chosen = &board->chosen;
	struct node node;
	struct property property;
	bool has_start, has_end;
	struct tuples t;
	size_t at = 0;

	chosen->bootargs = "";
	if (!table_find(table, "/chosen", &node))
		return;
	while (node_next_property(&node, &at, &property)) {
		const char *name = arena_strdup(board->arena, property.name);

		arena_push(board->arena, chosen->properties, chosen->property_count, name);
		chosen->efi |= strcmp(name, "linux,uefi-mmap-start") == 0;
	}
	if (node_string(&node, PROPERTY_BOOTARGS))
		chosen->bootargs = arena_strdup(board->arena, node_string(&node, PROPERTY_BOOTARGS));
	chosen->initrd_start = chosen_number(&node, PROPERTY_INITRD_START, &has_start);
	chosen->initrd_end = chosen_number(&node, PROPERTY_INITRD_END, &has_end);
	chosen->has_initrd = has_start && has_end && chosen->initrd_end > chosen->initrd_start;
	t = node_tuples(board->arena, &node, PROPERTY_USABLE_MEMORY_RANGE, board->address_cells,
					board->size_cells);
	chosen->usable_ranges = t.items;
	chosen->usable_count = t.count;
	t = node_tuples(board->arena, &node, PROPERTY_ELFCOREHDR, board->address_cells, board->size_cells);
	if (t.count)
		chosen->elfcorehdr = t.items[0];
}

void board_read_distances(struct board *board, const struct node *node)
{
	size_t length;
	const unsigned char *cells = node_property(node, PROPERTY_DISTANCE_MATRIX, &length);
	const char *compatible = cells ? node_string(node, PROPERTY_COMPATIBLE) : NULL;

	if (board->has_distance_map || !compatible || strcmp(compatible, "numa-distance-map-v1") != 0)
		return;
	board->has_distance_map = true;
	for (size_t at = 0; at + 12 <= length; at += 12) {
		struct numa_distance row = { (uint32_t)read_cells(cells + at, 1),
									 (uint32_t)read_cells(cells + at + 4, 1),
									 (uint32_t)read_cells(cells + at + 8, 1) };

		arena_push(board->arena, board->distances, board->distance_count, row);
	}
}
