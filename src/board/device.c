/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the devices' registers are, as the CPU sees them. */
#include <string.h>

#include "board/walk.h"
#include "util/arena.h"

static bool to_cpu_address(const struct node *bus, uint64_t *address)
{
	struct node node = *bus;

	for (; node.depth; node_parent(&node, &node))
		if (!node_translate_up(&node, PROPERTY_RANGES, address))
			return false;
	return true;
}

/* RAM itself, and what may lie in it: mailboxes of firmware are in RAM as often as in the chip's own memory.
 */
static bool is_ram(const struct node *node)
{
	return node_is_named_memory(node) || strstr(node->name, "shmem") ||
		   node_is_below(node, "reserved-memory") || node_is_below(node, "chosen");
}

static void add_device(struct board *board, const struct node *node, struct range range)
{
	struct device device = { range, node_path(board->arena, node) };

	if (range.size && range.base + range.size > range.base)
		arena_push(board->arena, board->devices, board->device_count, device);
}

static void read_device(struct board *board, const struct node *node)
{
	uint32_t address_cells, size_cells;
	struct node bus;
	size_t length, step;
	const unsigned char *value = node_property(node, PROPERTY_REG, &length);

	if (!value || !node_parent(node, &bus) || is_ram(node))
		return;
	address_cells = node_cells(&bus, PROPERTY_ADDRESS_CELLS, 2);
	size_cells = node_cells(&bus, PROPERTY_SIZE_CELLS, 1);
	if (address_cells < 1 || address_cells > 2 || size_cells < 1 || size_cells > 2)
		return;
	step = 4 * ((size_t)address_cells + size_cells);
	for (size_t at = 0; at + step <= length; at += step) {
		struct range range = { read_cells(value + at, address_cells),
							   read_cells(value + at + 4 * address_cells, size_cells) };

		if (to_cpu_address(&bus, &range.base))
			add_device(board, node, range);
	}
}

void board_read_devices(struct board *board, const struct node_table *table)
{
	struct node node = { 0 };

	while (table_next(table, &node))
		read_device(board, &node);
}
