/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_EDIT_H
#define DTCARVE_INPUT_EDIT_H

#include <stddef.h>

struct error;
struct tree;

/* One property to set in a node that is there. */
struct edit {
	const char *path, *property;
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

#endif
