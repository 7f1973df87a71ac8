/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_EDIT_H
#define DTCARVE_INPUT_EDIT_H

#include <stddef.h>
#include <stdint.h>

#include "util/file.h"

struct arena;
struct error;
struct tree;

/* One property to set in a node that is there; or, without a property, a node to add to one that is there. */
struct edit {
	const char *path, *property; /* property NULL: the node to be */
	const void *value;
	size_t size;
};

/*
 * A new tree with the edits applied in order and packed, as fdtoverlay leaves a
 * tree that an overlay with the same properties was applied to. Caller frees it
 * with tree_free(). -ENOENT where a node is missing, with one line.
 */
int tree_edit(const struct tree *tree, const struct edit *edits, size_t count, struct tree **result,
			  struct error *error);

/*
 * An overlay that makes the same edits of the tree. The phandles of nodes that it
 * adds are those behind tree_last_phandle(), as whoever applies it gives them.
 */
int tree_edit_overlay(struct arena *arena, const struct tree *tree, const struct edit *edits, size_t count,
					  struct bytes *overlay, struct error *error);

/* A property's value within the tree; NULL where it is not there. */
const void *tree_property(const struct tree *tree, const char *path, const char *property, size_t *size);

/* The highest phandle that is taken; an overlay's own ones follow it. 0: none is. */
uint32_t tree_last_phandle(const struct tree *tree);

#endif
