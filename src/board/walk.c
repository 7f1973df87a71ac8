/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/walk.h"

#include <string.h>

#include "util/arena.h"

#define MAX_DEPTH 64
#define MAX_PATH 4096

static bool path_append(char *path, size_t at, const char *name)
{
	size_t length = strlen(name);

	if (at + length + 2 > MAX_PATH)
		return false;
	path[at] = '/';
	memcpy(path + at + 1, name, length + 1);
	return true;
}

void tree_walk(const void *fdt, node_visit visit, void *data)
{
	char path[MAX_PATH] = "";
	size_t ends[MAX_DEPTH + 1] = { 0 };
	int offsets[MAX_DEPTH + 1] = { 0 };
	int depth = 0;

	for (int offset = 0; offset >= 0 && depth >= 0; offset = fdt_next_node(fdt, offset, &depth)) {
		const char *name = fdt_get_name(fdt, offset, NULL);
		size_t parent_end = depth > 0 && depth <= MAX_DEPTH ? ends[depth - 1] : 0;
		struct node node;

		if (depth > MAX_DEPTH || !name)
			continue;
		if (depth == 0)
			path[0] = '\0';
		else if (!path_append(path, parent_end, name))
			continue;
		ends[depth] = strlen(path);
		offsets[depth] = offset;
		node = (struct node){ fdt, offset, (unsigned int)depth, name, depth ? path : "/", offsets };
		visit(&node, data);
	}
}

const void *node_property(const struct node *node, const char *name, size_t *length)
{
	int len;
	const void *value = fdt_getprop(node->fdt, node->offset, name, &len);

	if (length)
		*length = value && len > 0 ? (size_t)len : 0;
	return value;
}

bool node_has(const struct node *node, const char *name)
{
	return node_property(node, name, NULL) != NULL;
}

const char *node_string(const struct node *node, const char *name)
{
	size_t length;
	const char *value = node_property(node, name, &length);

	return value && memchr(value, '\0', length) ? value : NULL;
}

bool node_enabled(const struct node *node)
{
	const char *status;

	if (!node_has(node, "status"))
		return true;
	status = node_string(node, "status");
	return status && (strcmp(status, "ok") == 0 || strcmp(status, "okay") == 0);
}

bool node_chain_enabled(const struct node *node)
{
	for (unsigned int i = 1; node->ancestors && i < node->depth; i++) {
		struct node up = { node->fdt, node->ancestors[i], i, "", "", NULL };

		if (!node_enabled(&up))
			return false;
	}
	return node_enabled(node);
}

uint64_t read_cells(const void *cells, uint32_t count)
{
	const unsigned char *bytes = cells;
	uint64_t value = 0;

	for (uint32_t i = 0; i < 4 * count; i++)
		value = value << 8 | bytes[i];
	return value;
}

struct tuples node_tuples(struct arena *arena, const struct node *node, const char *name, uint32_t address_cells,
			  uint32_t size_cells)
{
	size_t tuple = 4 * ((size_t)address_cells + size_cells);
	struct tuples tuples = { 0 };
	const unsigned char *value = node_property(node, name, &tuples.length);

	tuples.present = value != NULL;
	if (!value || tuple == 0)
		return tuples;
	tuples.whole = tuples.length && tuples.length % tuple == 0;
	for (size_t at = 0; at + tuple <= tuples.length; at += tuple) {
		struct range r = { read_cells(value + at, address_cells),
				   read_cells(value + at + 4 * (size_t)address_cells, size_cells) };

		arena_push(arena, tuples.items, tuples.count, r);
	}
	return tuples;
}
