/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lowest "last CPU address that a bus can reach", which limits ZONE_DMA, and how far each device reaches.
 * Source: linux-5.10+:drivers/of/address.c:of_dma_get_max_cpu_address, of_dma_get_range.
 */
#include <string.h>

#include "board/walk.h"

/* How dma-ranges of a bus are laid out: cells of child address, parent address and size. */
struct layout {
	uint32_t child, parent, size;
};

static size_t tuple_bytes(struct layout l)
{
	return 4 * ((size_t)l.child + l.parent + l.size);
}

/* false where no address fits such cells; `bus` is not the root. */
static bool read_layout(const struct node *bus, struct layout *layout)
{
	struct node parent;

	if (!node_parent(bus, &parent))
		return false;
	*layout = (struct layout){ node_cells(bus, PROPERTY_ADDRESS_CELLS, 2),
							   node_cells(&parent, PROPERTY_ADDRESS_CELLS, 2),
							   node_cells(bus, PROPERTY_SIZE_CELLS, 1) };
	return layout->child <= 4 && layout->parent <= 4 && layout->size <= 4;
}

bool node_is_one_to_one(const struct node *bus, enum known_property ranges)
{
	struct layout l;
	size_t length;

	return node_property(bus, ranges, &length) && length == 0 && read_layout(bus, &l);
}

bool node_translate_up(const struct node *bus, enum known_property ranges, uint64_t *address)
{
	struct layout l;
	size_t length;
	const unsigned char *value = node_property(bus, ranges, &length);

	if (!value || !read_layout(bus, &l))
		return false;
	if (length == 0)
		return true; /* one to one */
	for (size_t at = 0; tuple_bytes(l) && at + tuple_bytes(l) <= length; at += tuple_bytes(l)) {
		uint64_t child = read_cells(value + at, l.child);
		uint64_t up = read_cells(value + at + 4 * (size_t)l.child, l.parent);
		uint64_t size = read_cells(value + at + 4 * ((size_t)l.child + l.parent), l.size);

		if (*address >= child && *address - child < size) {
			*address = up + (*address - child);
			return true;
		}
	}
	return false;
}

static bool translate_to_cpu(const struct node *bus, uint64_t *address)
{
	struct node node = *bus;

	while (node.depth) {
		/* a bus without dma-ranges translates one to one (linux:drivers/of/address.c:of_translate_one) */
		if (node_has(&node, PROPERTY_DMA_RANGES) && !node_translate_up(&node, PROPERTY_DMA_RANGES, address))
			return false;
		node_parent(&node, &node);
	}
	return true;
}

/* The last CPU address that a bus below the root reaches by its dma-ranges; 0 where they tell none. */
static uint64_t last_address(const struct node *bus)
{
	struct layout l;
	size_t length;
	const unsigned char *value = node_property(bus, PROPERTY_DMA_RANGES, &length);
	uint64_t highest = 0;

	if (!value || !read_layout(bus, &l) || tuple_bytes(l) == 0)
		return 0;
	for (size_t at = 0; at + tuple_bytes(l) <= length; at += tuple_bytes(l)) {
		uint64_t child = read_cells(value + at, l.child);
		uint64_t size = read_cells(value + at + 4 * ((size_t)l.child + l.parent), l.size);

		/* PCI: the first of three cells holds flags, the address is in the other two (read_cells keeps 64
		 * bits) */
		if (!translate_to_cpu(bus, &child))
			continue;
		highest = max_u64(highest, add_sat(child, size ? size - 1 : 0));
	}
	return highest;
}

void board_read_dma(struct board *board, const struct node *node)
{
	uint64_t highest = 0;

	if (node->depth && node_has(node, PROPERTY_DMA_RANGES) && node_chain_enabled(node))
		highest = last_address(node);
	if (highest && highest < board->dma_max) {
		board->dma_max = highest;
		board->dma_node = node_path(board->arena, node);
	}
}

/* Its bus addresses are not those of RAM, or its bus is not the node above it (__of_get_dma_parent). */
static bool has_another_way(const struct node *device)
{
	const char *name;

	for (size_t i = 0; (name = node_string_at(device, PROPERTY_INTERCONNECT_NAMES, i)); i++)
		if (strcmp(name, "dma-mem") == 0)
			return true;
	return node_has(device, PROPERTY_IOMMUS);
}

/* A size that was written as a mask is taken for one more (of_dma_configure). */
static uint64_t end_from(uint64_t last)
{
	return last == 0 || last >= UINT64_MAX - 1 ? UINT64_MAX : round_up(last + 1, 2);
}

/*
 * The nearest bus whose dma-ranges are not empty bounds the device; one without ends the walk. Up to 6.0 that
 * goes for the device's own bus, too; later ones start there and pass over it, as of_dma_get_range always did
 * with the first node (linux:drivers/of/device.c:of_dma_configure_id).
 */
void node_bus_reach(struct arena *arena, const struct node *device, struct bus_reach reach[2])
{
	struct node bus;
	size_t length;

	reach[0] = reach[1] = (struct bus_reach){ UINT64_MAX, NULL };
	if (has_another_way(device) || !node_parent(device, &bus))
		return;
	for (bool own = true, skipped = false; bus.depth; own = false, node_parent(&bus, &bus)) {
		if (!node_property(&bus, PROPERTY_DMA_RANGES, &length)) {
			if (!own)
				return;
			skipped = true;
		} else if (length) {
			reach[1] = (struct bus_reach){ end_from(last_address(&bus)), node_path(arena, &bus) };
			if (!skipped)
				reach[0] = reach[1];
			return;
		}
	}
}
