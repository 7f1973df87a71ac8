/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where RAM begins on a board whose tree leaves that to the boot loader. */
#include <string.h>

#include "board/walk.h"

/* SoCs of these architectures have it at 0, 1 GiB or 2 GiB, with their devices elsewhere. */
#define PLACES 3
#define PLACE_SHIFT 30

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

static void note_device(const struct node *node, bool taken[PLACES])
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
		uint64_t address = read_cells(value + at, address_cells);

		if (to_cpu_address(&bus, &address) && address >> PLACE_SHIFT < PLACES)
			taken[address >> PLACE_SHIFT] = true;
	}
}

/* The start of the highest run of places without a device: what is below it is often a hole. */
void board_guess_ram_start(struct board *board, const struct node_table *table)
{
	uint64_t place = PLACES;
	bool taken[PLACES] = { false };
	struct node node = { 0 };

	while (table_next(table, &node))
		note_device(&node, taken);
	while (place > 0 && !taken[place - 1])
		place--;
	board->likely_ram_start = min_u64(place, PLACES - 1) << PLACE_SHIFT;
}
