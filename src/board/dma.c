/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lowest "last CPU address that a bus can reach", which limits ZONE_DMA, and what each device reaches.
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

/* A walk over the dma-ranges of a bus below the root. */
struct windows {
	const struct node *bus;
	struct layout layout;
	const unsigned char *value;
	size_t length, at;
};

static struct windows windows_of(const struct node *bus)
{
	struct windows w = { .bus = bus };

	w.value = node_property(bus, PROPERTY_DMA_RANGES, &w.length);
	if (!w.value || !read_layout(bus, &w.layout))
		w.length = 0;
	return w;
}

/* What the bus reaches by the next of them that the buses above it translate, as the CPU sees it. */
static bool next_window(struct windows *w, struct range *window)
{
	struct layout l = w->layout;

	while (tuple_bytes(l) && w->at + tuple_bytes(l) <= w->length) {
		const unsigned char *tuple = w->value + w->at;

		/* PCI: the first of three cells holds flags, the address is in the other two (read_cells keeps 64
		 * bits) */
		window->base = read_cells(tuple, l.child);
		window->size = read_cells(tuple + 4 * ((size_t)l.child + l.parent), l.size);
		w->at += tuple_bytes(l);
		if (translate_to_cpu(w->bus, &window->base))
			return true;
	}
	return false;
}

/* The last CPU address that a bus below the root reaches by its dma-ranges; 0 where they tell none. */
static uint64_t last_address(const struct node *bus)
{
	struct windows w = windows_of(bus);
	struct range window;
	uint64_t highest = 0;

	while (next_window(&w, &window))
		highest = max_u64(highest, add_sat(window.base, window.size ? window.size - 1 : 0));
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

/*
 * The nearest bus whose dma-ranges are not empty bounds the device; one without ends the walk. Up to 6.0 that
 * goes for the device's own bus, too; later ones start there and pass over it, as of_dma_get_range always did
 * with the first node (linux:drivers/of/device.c:of_dma_configure_id).
 */
bool node_dma_bus(const struct node *device, struct node *bus, bool *skipped_own)
{
	size_t length;

	*skipped_own = false;
	if (has_another_way(device) || !node_parent(device, bus))
		return false;
	for (bool own = true; bus->depth; own = false, node_parent(bus, bus)) {
		if (!node_property(bus, PROPERTY_DMA_RANGES, &length)) {
			if (!own)
				return false;
			*skipped_own = true;
		} else if (length) {
			return true;
		}
	}
	return false;
}

/* A size that was written as a mask is taken for one more (of_dma_configure). */
struct bus_reach node_bus_reach(struct arena *arena, const struct node *bus)
{
	struct bus_reach reach = { .bus = node_path(arena, bus), .place = bus->index };
	struct windows w = windows_of(bus);
	struct range window;

	while (next_window(&w, &window)) {
		window.size = add_sat(window.size, window.size & 1);
		range_set_push(arena, &reach.windows, window);
	}
	range_set_join(&reach.windows);
	return reach;
}
