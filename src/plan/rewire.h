/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_REWIRE_H
#define DTCARVE_PLAN_REWIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct board;
struct layout;
struct tree;

/* One entry of a memory-region. */
struct rewire_cell {
	uint32_t phandle;
	size_t successor; /* the region whose new node is meant, SIZE_MAX: the phandle as it stands */
};

/* A device whose memory-region names other regions than before. */
struct rewire {
	const char *path;
	struct rewire_cell *cells;
	size_t count;
};

/* The devices of all regions that a layout merges or gives a new form, each once. */
struct rewire *rewires_find(struct arena *arena, const struct tree *tree, const struct board *board,
							const struct layout *to, size_t *count);

/* The property as it stands in the changed tree: `count` cells. */
unsigned char *rewire_value(struct arena *arena, const struct tree *tree, const struct layout *to,
							const struct rewire *rewire);

/* Phandle of the new node of region `n`, as fdtoverlay would give it. */
uint32_t successor_phandle(const struct tree *tree, const struct layout *to, size_t n);

/* Whether all users of a region can be told of another: they name it by memory-region alone. */
bool can_rewire(const struct tree *tree, const struct board *board, size_t n);

#endif
