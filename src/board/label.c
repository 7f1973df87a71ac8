/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/label.h"

#include <libfdt.h>
#include <string.h>

#include "input/tree.h"
#include "util/arena.h"

const char *node_label(struct arena *arena, const struct tree *tree, const char *path)
{
	int symbols = fdt_path_offset(tree->fdt, "/__symbols__"), at;

	if (symbols < 0)
		return NULL;
	fdt_for_each_property_offset(at, tree->fdt, symbols)
	{
		const char *label;
		int length;
		const char *value = fdt_getprop_by_offset(tree->fdt, at, &label, &length);

		if (value && length > 1 && value[length - 1] == '\0' && strcmp(value, path) == 0)
			return arena_strdup(arena, label);
	}
	return NULL;
}
