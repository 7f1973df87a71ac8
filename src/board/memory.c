/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /memory nodes and /chosen: what the boot loader tells the kernel. */
#include <string.h>

#include "board/walk.h"
#include "util/arena.h"

static bool is_memory(const struct node *node)
{
	const char *type = node_string(node, "device_type");

	return type && strcmp(type, "memory") == 0;
}

static bool is_named_memory(const struct node *node)
{
	return strcmp(node->name, "memory") == 0 || strncmp(node->name, "memory@", 7) == 0;
}

void board_read_memory(struct board *board, const struct node *node)
{
	struct memory_node memory;

	if (!is_memory(node)) {
		if (node->depth == 1 && is_named_memory(node) && node_has(node, "reg")) {
			board->memory_without_type = true;
			board->memory_without_type_path = arena_strdup(board->arena, node->path);
		}
		return;
	}
	memory = (struct memory_node){
		.path = arena_strdup(board->arena, node->path),
		.depth = node->depth,
		.enabled = node_enabled(node),
		.hotpluggable = node_has(node, "hotpluggable"),
		.reg = node_tuples(board->arena, node, "reg", board->address_cells, board->size_cells),
		.usable = node_tuples(board->arena, node, "linux,usable-memory", board->address_cells, board->size_cells),
	};
	arena_push(board->arena, board->memory, board->memory_count, memory);
}

static uint64_t chosen_number(const struct node *chosen, const char *name, bool *present)
{
	size_t length;
	const void *value = node_property(chosen, name, &length);

	*present = value && length >= 4 && length % 4 == 0;
	return *present ? read_cells(value, (uint32_t)(length / 4)) : 0;
}

void board_read_chosen(struct board *board, const void *fdt)
{
	struct chosen *chosen = &board->chosen;
	struct node node = { fdt, fdt_path_offset(fdt, "/chosen"), 1, "chosen", "/chosen", NULL, NULL, 0 };
	bool has_start, has_end;
	struct tuples t;

	chosen->bootargs = "";
	if (node.offset < 0)
		return;
	if (node_string(&node, "bootargs"))
		chosen->bootargs = arena_strdup(board->arena, node_string(&node, "bootargs"));
	chosen->initrd_start = chosen_number(&node, "linux,initrd-start", &has_start);
	chosen->initrd_end = chosen_number(&node, "linux,initrd-end", &has_end);
	chosen->has_initrd = has_start && has_end && chosen->initrd_end > chosen->initrd_start;
	t = node_tuples(board->arena, &node, "linux,usable-memory-range", board->address_cells, board->size_cells);
	chosen->usable_ranges = t.items;
	chosen->usable_count = t.count;
	t = node_tuples(board->arena, &node, "linux,elfcorehdr", board->address_cells, board->size_cells);
	if (t.count)
		chosen->elfcorehdr = t.items[0];
}
