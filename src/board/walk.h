/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_WALK_H
#define DTCARVE_BOARD_WALK_H

#include <libfdt.h>
#include <stdbool.h>
#include <stdint.h>

#include "board/board.h"

struct property {
	const char *name;
	const void *value;
	uint32_t length; /* bytes */
};

/* One visit of a walk over all nodes in tree order. */
struct node {
	const void *fdt;
	int offset;
	unsigned int depth; /* 0: the root */
	const char *name;
	const char *path; /* valid during the visit only */
	const int *ancestors; /* offsets from the root down to the node itself, `depth` + 1 of them; NULL outside a walk */
	const struct property *properties; /* all of them, as the tree has them; NULL outside a walk */
	size_t property_count;
};

typedef void (*node_visit)(const struct node *node, void *data);

/* Visits every node, parents first; nodes nested deeper than 64 are passed over. */
void tree_walk(const void *fdt, node_visit visit, void *data);

/* NULL where the property is missing; *length in bytes. */
const void *node_property(const struct node *node, const char *name, size_t *length);
bool node_has(const struct node *node, const char *name);
const char *node_string(const struct node *node, const char *name); /* NUL-terminated first string, or NULL */
bool node_enabled(const struct node *node);                         /* status absent, "ok" or "okay" */
bool node_chain_enabled(const struct node *node);                   /* likewise all its parents */
uint64_t read_cells(const void *cells, uint32_t count);             /* the lowest 64 bits of `count` cells */
struct tuples node_tuples(struct arena *arena, const struct node *node, const char *name, uint32_t address_cells,
			  uint32_t size_cells);

/* The families of facts that board_read() gathers, one file each. */
void board_read_memory(struct board *board, const struct node *node);
void board_read_reserved(struct board *board, const struct node *node);
void board_read_references(struct board *board, const void *fdt);
void board_read_chosen(struct board *board, const void *fdt);
void board_read_dma(struct board *board, const struct node *node);
void board_read_shape(struct board *board, const void *fdt);

#endif
