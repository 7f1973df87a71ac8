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

/* What the devices on one bus have in common. */
struct bus {
	struct node node;
	uint32_t address_cells, size_cells;
	bool regular;    /* its devices have addresses and sizes of one or two cells */
	bool one_to_one; /* so is each bus above it */
};

static struct bus read_bus(const struct node *node)
{
	struct bus bus = { *node, node_cells(node, PROPERTY_ADDRESS_CELLS, 2),
					   node_cells(node, PROPERTY_SIZE_CELLS, 1), false, true };
	struct node up = *node;

	bus.regular = bus.address_cells >= 1 && bus.address_cells <= 2 && bus.size_cells >= 1 && bus.size_cells <= 2;
	for (; bus.one_to_one && up.depth; node_parent(&up, &up))
		bus.one_to_one = node_is_one_to_one(&up, PROPERTY_RANGES);
	return bus;
}

/* `known`: by depth, what was read of the bus that the last device there was on. */
static void read_device(struct board *board, const struct node *node, struct bus *known)
{
	struct bus *bus;
	struct node parent;
	size_t length, step;
	const unsigned char *value = node_property(node, PROPERTY_REG, &length);

	if (!value || !node_parent(node, &parent))
		return;
	bus = &known[parent.depth];
	if (!bus->node.table || bus->node.index != parent.index)
		*bus = read_bus(&parent);
	if (!bus->regular || is_ram(node))
		return;
	step = 4 * ((size_t)bus->address_cells + bus->size_cells);
	for (size_t at = 0; at + step <= length; at += step) {
		struct range range = { read_cells(value + at, bus->address_cells),
							   read_cells(value + at + 4 * bus->address_cells, bus->size_cells) };

		if (bus->one_to_one || to_cpu_address(&parent, &range.base))
			add_device(board, node, range);
	}
}

void board_read_devices(struct board *board, const struct node_table *table)
{
	struct bus known[MAX_DEPTH] = { 0 };
	struct node node = { 0 };

	while (table_next(table, &node))
		read_device(board, &node, known);
}
