/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lowest "last CPU address that a bus can reach", which limits ZONE_DMA.
 * Source: linux-5.10+:drivers/of/address.c:of_dma_get_max_cpu_address.
 */
#include <string.h>

#include "board/walk.h"
#include "util/arena.h"

static uint32_t cells_of(const void *fdt, int offset, const char *name, uint32_t missing)
{
	int length;
	const void *value = offset < 0 ? NULL : fdt_getprop(fdt, offset, name, &length);

	return value && length >= 4 ? (uint32_t)read_cells(value, 1) : missing;
}

/* Where a bus address stands in its parent's address space; false if dma-ranges do not cover it. */
static bool translate_up(const void *fdt, int bus, int parent, uint64_t *address)
{
	uint32_t na = cells_of(fdt, bus, "#address-cells", 2), ns = cells_of(fdt, bus, "#size-cells", 1);
	uint32_t pna = cells_of(fdt, parent, "#address-cells", 2);
	size_t tuple = 4 * ((size_t)na + pna + ns);
	int length;
	const unsigned char *value = fdt_getprop(fdt, bus, "dma-ranges", &length);

	if (!value || na > 4 || ns > 4 || pna > 4)
		return false;
	if (length == 0)
		return true; /* one to one */
	for (size_t at = 0; at + tuple <= (size_t)length; at += tuple) {
		uint64_t child = read_cells(value + at, na);
		uint64_t up = read_cells(value + at + 4 * (size_t)na, pna);
		uint64_t size = read_cells(value + at + 4 * ((size_t)na + pna), ns);

		if (*address >= child && *address - child < size) {
			*address = up + (*address - child);
			return true;
		}
	}
	return false;
}

static bool translate_to_cpu(const struct node *node, uint64_t *address)
{
	for (unsigned int d = node->depth; d > 0; d--) {
		int bus = node->ancestors[d];

		/* a bus without dma-ranges translates one to one (linux:drivers/of/address.c:of_translate_one) */
		if (fdt_getprop(node->fdt, bus, "dma-ranges", NULL) &&
			!translate_up(node->fdt, bus, node->ancestors[d - 1], address))
			return false;
	}
	return true;
}

void board_read_dma(struct board *board, const struct node *node)
{
	int parent;
	uint32_t na, ns, pna;
	size_t length, tuple;
	const unsigned char *value = node_property(node, "dma-ranges", &length);
	uint64_t highest = 0;

	if (!value || length == 0 || node->depth == 0 || !node_chain_enabled(node))
		return;
	parent = node->ancestors[node->depth - 1];
	na = cells_of(node->fdt, node->offset, "#address-cells", 2);
	ns = cells_of(node->fdt, node->offset, "#size-cells", 1);
	pna = cells_of(node->fdt, parent, "#address-cells", 2);
	tuple = 4 * ((size_t)na + pna + ns);
	if (na > 4 || ns > 4 || pna > 4 || tuple == 0)
		return;
	for (size_t at = 0; at + tuple <= length; at += tuple) {
		uint64_t child = read_cells(value + at, na);
		uint64_t size = read_cells(value + at + 4 * ((size_t)na + pna), ns);

		/* PCI: the first of three cells holds flags, the address is in the other two (read_cells keeps 64 bits) */
		if (!translate_to_cpu(node, &child))
			continue;
		highest = max_u64(highest, add_sat(child, size ? size - 1 : 0));
	}
	if (highest && highest < board->dma_max) {
		board->dma_max = highest;
		board->dma_node = arena_strdup(board->arena, node->path);
	}
}
