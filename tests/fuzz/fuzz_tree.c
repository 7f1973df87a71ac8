/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as an input file. What is taken must pass libfdt's own
 * check and be readable to the last property. Text is left out, as it would be
 * given to cpp and dtc.
 */
#include <libfdt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "input/blob.h"
#include "input/dts.h"
#include "input/tree.h"
#include "util/error.h"

static volatile unsigned char sink;

static void read_properties(const void *fdt, int node)
{
	int property;

	fdt_for_each_property_offset(property, fdt, node)
	{
		int length;
		const char *name;
		const unsigned char *value = fdt_getprop_by_offset(fdt, property, &name, &length);

		if (!value || strlen(name) > fdt_totalsize(fdt))
			abort();
		for (int i = 0; i < length; i++)
			sink = value[i];
	}
}

static void read_all(const struct tree *tree)
{
	int depth = 0;

	if (fdt_check_full(tree->fdt, tree->size) != 0)
		abort();
	for (int node = 0; node >= 0; node = fdt_next_node(tree->fdt, node, &depth))
		read_properties(tree->fdt, node);
}

int fuzz_tree(const uint8_t *data, size_t size)
{
	struct tree_options options = { .dtbo_entry = size % 2 ? "0" : NULL };
	struct bytes in = { malloc(size ? size : 1), size };
	struct tree *tree;
	struct error error;
	struct outline outline;

	if (!in.data)
		return 0;
	if (size)
		memcpy(in.data, data, size);
	blob_check(in, &outline, &error);
	if (!dts_matches(in) && tree_from_bytes(in.data, size, "FILE", &options, &tree, &error) == 0) {
		read_all(tree);
		tree_free(tree);
	}
	free(in.data);
	return 0;
}
