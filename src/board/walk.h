/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_WALK_H
#define DTCARVE_BOARD_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/board.h"

struct node_table;

/* A node, met on a walk in tree order or looked up. */
struct node {
	const struct node_table *table;
	size_t index;       /* in tree order, 0: the root */
	unsigned int depth; /* 0: the root */
	const char *name;
	const char *path; /* valid during the visit only; NULL for a node that was looked up */
};

/* A property, as it stands in the tree. */
struct property {
	const char *name;
	const unsigned char *value;
	size_t length; /* bytes */
};

/*
 * Finds all nodes of a flat tree that the input room has checked, so that none
 * is sought in it again: libfdt reads a tree from its beginning for every
 * parent, path and phandle. Both the arena and the tree must outlive the table.
 */
struct node_table *node_table_new(struct arena *arena, const void *fdt);

typedef void (*node_visit)(const struct node *node, void *data);

/* Visits every node, parents first; a path of more than 4095 bytes is passed over. */
void table_walk(const struct node_table *table, node_visit visit, void *data);

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
char *node_path(struct arena *arena, const struct node *node);

/* Properties one by one: *at is 0 at first, and false behind the last one. */
bool node_next_property(const struct node *node, size_t *at, struct property *property);

/* NULL where the property is missing; *length in bytes. */
const void *node_property(const struct node *node, const char *name, size_t *length);
bool node_has(const struct node *node, const char *name);
const char *node_string(const struct node *node, const char *name); /* NUL-terminated first string, or NULL */
const char *node_string_at(const struct node *node, const char *name, size_t index); /* likewise of a list */
uint32_t node_phandle(const struct node *node);                                      /* 0: none */
bool node_enabled(const struct node *node);             /* status absent, "ok" or "okay" */
bool node_chain_enabled(const struct node *node);       /* likewise all its parents */
uint64_t read_cells(const void *cells, uint32_t count); /* the lowest 64 bits of `count` cells */
struct tuples node_tuples(struct arena *arena, const struct node *node, const char *name,
						  uint32_t address_cells, uint32_t size_cells);

/* The families of facts that board_read() gathers, one file each. */
void board_read_memory(struct board *board, const struct node *node);
void board_read_reserved(struct board *board, const struct node *node);
void board_read_references(struct board *board, struct node_table *table);
void board_read_chosen(struct board *board, const struct node_table *table);
void board_read_dma(struct board *board, const struct node *node);
void board_read_shape(struct board *board, const struct node_table *table);

#endif
