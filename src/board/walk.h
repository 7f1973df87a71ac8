/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_WALK_H
#define DTCARVE_BOARD_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/board.h"
#include "board/known_property.h"

struct node_table;

#define MAX_DEPTH 64 /* of a node; deeper ones are passed over */

/* A node in its table. */
struct node {
	const struct node_table *table;
	size_t index;       /* in tree order, 0: the root */
	unsigned int depth; /* 0: the root */
	const char *name;
};

/* A property, as it stands in the tree. */
struct property {
	const char *name;
	const unsigned char *value;
	size_t length; /* bytes */
	enum known_property known;
	bool may_name_memory; /* by its name, it may hold references to reserved regions */
};

/*
 * Finds all nodes of a flat tree that the input room has checked, so that none
 * is sought in it again: libfdt reads a tree from its beginning for every
 * parent, path and phandle. The name of a property is looked at once for the
 * whole tree, as all that bear it share one string; so a node knows which of
 * the known properties it has. A node whose path has more than 4095 bytes, and
 * what is below it, is passed over. Both the arena and the tree must outlive
 * the table.
 */
struct node_table *node_table_new(struct arena *arena, const void *fdt);

/* All nodes in tree order, parents first: start with a node of all zeros. False behind the last one. */
bool table_next(const struct node_table *table, struct node *node);

/*
 * By full path, where a component without a unit address stands for the first
 * node of that name; or by an alias in the place of the first component. As
 * linux:drivers/of/base.c:of_find_node_opts_by_path and libfdt.
 */
bool table_find(const struct node_table *table, const char *path, struct node *node);

/* The first node with that phandle, which is not 0. */
bool table_find_phandle(struct node_table *table, uint32_t phandle, struct node *node);

bool node_parent(const struct node *node, struct node *parent); /* false for the root */
bool node_has_children(const struct node *node);
bool node_is_within(const struct node *node, size_t index);   /* that node, or below it */
bool node_is_below(const struct node *node, const char *top); /* below the root's child of that very name */
char *node_path(struct arena *arena, const struct node *node);
size_t node_path_length(const struct node *node); /* bytes, 1 for the root */
size_t node_property_count(const struct node *node);

/* Properties one by one: *at is 0 at first, and false behind the last one. */
bool node_next_property(const struct node *node, size_t *at, struct property *property);

/* Whether any of its properties may name memory by its name. */
bool node_may_name_memory(const struct node *node);

/* NULL where the property is missing; *length in bytes. */
const void *node_property(const struct node *node, enum known_property known, size_t *length);
bool node_has(const struct node *node, enum known_property known);
/* The NUL-terminated first string, or one of a list, or NULL. */
const char *node_string(const struct node *node, enum known_property known);
const char *node_string_at(const struct node *node, enum known_property known, size_t index);
uint32_t node_phandle(const struct node *node);         /* 0: none */
uint32_t node_numa_id(const struct node *node);         /* numa-node-id, or NO_NUMA_NODE */
bool node_is_named_memory(const struct node *node);     /* memory, memory@1000 */
bool node_enabled(const struct node *node);             /* status absent, "ok" or "okay" */
bool node_chain_enabled(const struct node *node);       /* likewise all its parents */
uint64_t read_cells(const void *cells, uint32_t count); /* the lowest 64 bits of `count` cells */
uint32_t node_cells(const struct node *node, enum known_property known, uint32_t missing); /* #...-cells */
struct tuples node_tuples(struct arena *arena, const struct node *node, enum known_property known,
						  uint32_t address_cells, uint32_t size_cells);

/* Are addresses on a bus, which is not the root, those of its parent? */
bool node_is_one_to_one(const struct node *bus, enum known_property ranges);

/*
 * Where an address on a bus, which is not the root, stands in its parent's
 * address space; false where the ranges (or dma-ranges) are missing or do not
 * cover it.
 */
bool node_translate_up(const struct node *bus, enum known_property ranges, uint64_t *address);

/* The bus whose dma-ranges tell what memory a device addresses; false where nothing tells it. */
bool node_dma_bus(const struct node *device, struct node *bus, bool *skipped_own);

/* What they tell; no windows where none is readable. */
struct bus_reach node_bus_reach(struct arena *arena, const struct node *bus);

/* The families of facts that board_read() gathers, one file each. */
void board_read_memory(struct board *board, const struct node *node);
void board_read_reserved(struct board *board, const struct node *node);
void board_read_references(struct board *board, struct node_table *table);

/* Labels of regions; `source`: of a tree with the labels that this one was compiled without, or NULL. */
void board_read_labels(struct board *board, const struct node_table *table, const struct node_table *source);
void board_read_chosen(struct board *board, const struct node_table *table);
void board_read_dma(struct board *board, const struct node *node);
void board_read_devices(struct board *board, const struct node_table *table);
void board_read_shape(struct board *board, const struct node *node);
void board_read_aliases(struct board *board, const struct node_table *table);
void board_read_distances(struct board *board, const struct node *node);

#endif
