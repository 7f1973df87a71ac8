/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/walk.h"

#include <stdlib.h>
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

/* What a walk has at hand: where it stands, and the node whose properties are being read. */
struct walk {
	const unsigned char *structure, *strings;
	char path[MAX_PATH];
	size_t ends[MAX_DEPTH + 1];
	int offsets[MAX_DEPTH + 1];
	struct property *properties;
	size_t room;
	struct node node;
	bool pending; /* it has not been visited yet */
};

static void visit_pending(struct walk *w, node_visit visit, void *data)
{
	w->node.properties = w->properties;
	if (w->pending)
		visit(&w->node, data);
	w->pending = false;
}

static void begin_node(struct walk *w, const void *fdt, size_t at, int depth)
{
	const char *name = (const char *)w->structure + at + FDT_TAGSIZE;

	if (depth > MAX_DEPTH)
		return;
	if (depth == 0)
		w->path[0] = '\0';
	else if (!path_append(w->path, w->ends[depth - 1], name))
		return;
	w->ends[depth] = strlen(w->path);
	w->offsets[depth] = (int)at;
	w->node = (struct node){ fdt, (int)at, (unsigned int)depth, name, depth ? w->path : "/", w->offsets, NULL, 0 };
	w->pending = true;
}

static void add_property(struct walk *w, const unsigned char *property)
{
	struct property p = { NULL, property + 8, (uint32_t)read_cells(property, 1) };

	p.name = (const char *)w->strings + read_cells(property + 4, 1);
	if (w->node.property_count == w->room) {
		w->room = w->room ? 2 * w->room : 64;
		w->properties = reallocarray(w->properties, w->room, sizeof(p));
		if (!w->properties)
			abort();
	}
	w->properties[w->node.property_count++] = p;
}

/*
 * Reads the structure block itself, once: libfdt checks bounds at every step,
 * which fdt_check_full() has done for all of them. The caller's tree has passed it.
 */
void tree_walk(const void *fdt, node_visit visit, void *data)
{
	struct walk w = { .structure = (const unsigned char *)fdt + fdt_off_dt_struct(fdt),
					  .strings = (const unsigned char *)fdt + fdt_off_dt_strings(fdt) };
	size_t at = 0;
	int depth = -1;

	for (;;) {
		uint32_t tag = (uint32_t)read_cells(w.structure + at, 1);
		size_t start = at;

		at += FDT_TAGSIZE;
		if (tag == FDT_BEGIN_NODE) {
			visit_pending(&w, visit, data);
			begin_node(&w, fdt, start, ++depth);
			at += round_up(strlen((const char *)w.structure + at) + 1, FDT_TAGSIZE);
		} else if (tag == FDT_PROP) {
			if (w.pending)
				add_property(&w, w.structure + at);
			at += 8 + round_up(read_cells(w.structure + at, 1), FDT_TAGSIZE);
		} else if (tag != FDT_NOP) {
			visit_pending(&w, visit, data);
			if (tag != FDT_END_NODE || --depth < 0)
				break;
		}
	}
	free(w.properties);
}

static const void *walked_property(const struct node *node, const char *name, size_t *length)
{
	for (size_t i = 0; i < node->property_count; i++) {
		const struct property *p = &node->properties[i];

		if (p->name[0] != name[0] || strcmp(p->name, name) != 0)
			continue;
		if (length)
			*length = p->length;
		return p->value;
	}
	if (length)
		*length = 0;
	return NULL;
}

const void *node_property(const struct node *node, const char *name, size_t *length)
{
	const void *value;
	int len;

	if (node->properties || node->property_count)
		return walked_property(node, name, length);
	value = fdt_getprop(node->fdt, node->offset, name, &len);
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
		struct node up = { node->fdt, node->ancestors[i], i, "", "", NULL, NULL, 0 };

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
