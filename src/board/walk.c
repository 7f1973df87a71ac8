/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/walk.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"

#define MAX_DEPTH 64
#define MAX_PATH 4096

struct entry {
	uint32_t at;            /* of its begin tag, in the tree */
	uint32_t parent, after; /* indices: its parent, and the first node that is not below it */
	uint32_t depth;
};

struct phandle {
	uint32_t value, index;
};

struct node_table {
	struct arena *arena;
	const unsigned char *fdt;
	size_t end, strings; /* of the structure block, of the names of properties */
	struct entry *entries;
	size_t count;
	struct phandle *phandles; /* ascending, of one value in tree order; NULL: not needed as yet */
	size_t phandle_count;
};

/* --- the structure block, tag by tag ---------------------------------------------- */

static uint32_t cell_at(const struct node_table *table, size_t at)
{
	return at + 4 <= table->end ? (uint32_t)read_cells(table->fdt + at, 1) : FDT_END;
}

static const char *name_at(const struct node_table *table, size_t begin)
{
	return (const char *)table->fdt + begin + 4;
}

/* Behind the tag at `at`; FDT_END is never passed. */
static size_t next_tag(const struct node_table *table, size_t at)
{
	switch (cell_at(table, at)) {
	case FDT_BEGIN_NODE:
		return at + 4 + round_up(strlen(name_at(table, at)) + 1, 4);
	case FDT_PROP:
		return at + 12 + round_up(cell_at(table, at + 4), 4);
	case FDT_END_NODE:
	case FDT_NOP:
		return at + 4;
	default:
		return table->end;
	}
}

static void add_nodes(struct node_table *table, size_t at)
{
	uint32_t open[MAX_DEPTH + 1] = { 0 };
	uint32_t depth = 0;

	for (; at < table->end; at = next_tag(table, at)) {
		uint32_t tag = cell_at(table, at);

		if (tag == FDT_BEGIN_NODE && depth < MAX_DEPTH) {
			struct entry entry = { (uint32_t)at, depth ? open[depth - 1] : 0, 0, depth };

			open[depth++] = (uint32_t)table->count;
			arena_push(table->arena, table->entries, table->count, entry);
		} else if (tag == FDT_END_NODE && depth) {
			table->entries[open[--depth]].after = (uint32_t)table->count;
		}
	}
}

struct node_table *node_table_new(struct arena *arena, const void *fdt)
{
	struct node_table *table = arena_new_object(arena, struct node_table);
	size_t begin = fdt_off_dt_struct(fdt);

	table->arena = arena;
	table->fdt = fdt;
	table->strings = fdt_off_dt_strings(fdt);
	table->end = fdt_version(fdt) < 17 ? fdt_totalsize(fdt) : begin + fdt_size_dt_struct(fdt);
	add_nodes(table, begin);
	return table;
}

static struct node node_at(const struct node_table *table, size_t index)
{
	const struct entry *entry = &table->entries[index];

	return (struct node){ table, index, entry->depth, name_at(table, entry->at), NULL };
}

static const struct entry *entry_of(const struct node *node)
{
	return &node->table->entries[node->index];
}

/* --- walking ---------------------------------------------------------------------- */

static bool path_append(char *path, size_t at, const char *name)
{
	size_t length = strlen(name);

	if (at + length + 2 > MAX_PATH)
		return false;
	path[at] = '/';
	memcpy(path + at + 1, name, length + 1);
	return true;
}

void table_walk(const struct node_table *table, node_visit visit, void *data)
{
	char path[MAX_PATH] = "";
	size_t ends[MAX_DEPTH] = { 0 };

	for (size_t i = 0; i < table->count;) {
		struct node node = node_at(table, i);

		if (node.depth && !path_append(path, ends[node.depth - 1], node.name)) {
			i = table->entries[i].after;
			continue;
		}
		ends[node.depth] = node.depth ? ends[node.depth - 1] + 1 + strlen(node.name) : 0;
		node.path = node.depth ? path : "/";
		visit(&node, data);
		i++;
	}
}

/* --- looking up ------------------------------------------------------------------- */

/* As libfdt and its users in the kernel compare: "serial" is also serial@1000. */
static bool is_named(const char *name, const char *wanted, size_t length)
{
	if (strncmp(name, wanted, length) != 0)
		return false;
	return !name[length] || (name[length] == '@' && !memchr(wanted, '@', length));
}

static bool find_child(const struct node_table *table, size_t *index, const char *name, size_t length)
{
	size_t end = table->entries[*index].after;

	for (size_t i = *index + 1; i < end; i = table->entries[i].after) {
		if (is_named(name_at(table, table->entries[i].at), name, length)) {
			*index = i;
			return true;
		}
	}
	return false;
}

static bool find_below(const struct node_table *table, const char *path, size_t *index)
{
	for (;;) {
		size_t length;

		while (*path == '/')
			path++;
		length = strcspn(path, "/");
		if (!length)
			return true;
		if (!find_child(table, index, path, length))
			return false;
		path += length;
	}
}

/* An alias must lead to a full path: one that names an alias in turn could go in circles. */
static bool find_alias(const struct node_table *table, const char *path, size_t *index)
{
	size_t length = strcspn(path, "/"), at = 0;
	struct property property;
	struct node aliases;

	if (!length || !table_find(table, "/aliases", &aliases))
		return false;
	while (node_next_property(&aliases, &at, &property))
		if (strncmp(property.name, path, length) == 0 && !property.name[length])
			return property.length && property.value[0] == '/' &&
				   memchr(property.value, '\0', property.length) &&
				   find_below(table, (const char *)property.value, index) &&
				   find_below(table, path + length, index);
	return false;
}

bool table_find(const struct node_table *table, const char *path, struct node *node)
{
	size_t index = 0;

	if (!table->count)
		return false;
	if (*path == '/' ? !find_below(table, path, &index) : !find_alias(table, path, &index))
		return false;
	*node = node_at(table, index);
	return true;
}

static int compare_phandles(const void *a, const void *b)
{
	const struct phandle *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static void list_phandles(struct node_table *table)
{
	table->phandles = arena_alloc(table->arena, table->count * sizeof(*table->phandles));
	for (size_t i = 0; i < table->count; i++) {
		struct node node = node_at(table, i);
		struct phandle phandle = { node_phandle(&node), (uint32_t)i };

		if (phandle.value)
			table->phandles[table->phandle_count++] = phandle;
	}
	qsort(table->phandles, table->phandle_count, sizeof(*table->phandles), compare_phandles);
}

bool table_find_phandle(struct node_table *table, uint32_t phandle, struct node *node)
{
	size_t low = 0, high;

	if (!table->phandles)
		list_phandles(table);
	high = table->phandle_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->phandles[middle].value < phandle)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == table->phandle_count || table->phandles[low].value != phandle)
		return false;
	*node = node_at(table, table->phandles[low].index);
	return true;
}

bool node_parent(const struct node *node, struct node *parent)
{
	if (node->depth == 0)
		return false;
	*parent = node_at(node->table, entry_of(node)->parent);
	return true;
}

bool node_has_children(const struct node *node)
{
	return entry_of(node)->after > node->index + 1;
}

char *node_path(struct arena *arena, const struct node *node)
{
	const char *names[MAX_DEPTH];
	unsigned int count = 0;
	size_t length = 0;
	char *path, *at;

	for (struct node up = *node; up.depth; node_parent(&up, &up)) {
		names[count++] = up.name;
		length += strlen(up.name) + 1;
	}
	path = at = arena_alloc(arena, length + 2);
	*at = '/';
	while (count) {
		*at++ = '/';
		at = stpcpy(at, names[--count]);
	}
	return path;
}

/* --- properties ------------------------------------------------------------------- */

bool node_next_property(const struct node *node, size_t *at, struct property *property)
{
	const struct node_table *table = node->table;

	if (*at == 0)
		*at = next_tag(table, entry_of(node)->at);
	while (cell_at(table, *at) == FDT_NOP)
		*at += 4;
	if (cell_at(table, *at) != FDT_PROP)
		return false;
	*property =
		(struct property){ .name = (const char *)table->fdt + table->strings + cell_at(table, *at + 8),
						   .value = table->fdt + *at + 12,
						   .length = cell_at(table, *at + 4) };
	*at = next_tag(table, *at);
	return true;
}

const void *node_property(const struct node *node, const char *name, size_t *length)
{
	struct property property;
	size_t at = 0;

	while (node_next_property(node, &at, &property)) {
		if (strcmp(property.name, name) != 0)
			continue;
		if (length)
			*length = property.length;
		return property.value;
	}
	if (length)
		*length = 0;
	return NULL;
}

bool node_has(const struct node *node, const char *name)
{
	return node_property(node, name, NULL) != NULL;
}

const char *node_string(const struct node *node, const char *name)
{
	return node_string_at(node, name, 0);
}

const char *node_string_at(const struct node *node, const char *name, size_t index)
{
	size_t left;
	const char *text = node_property(node, name, &left);
	const char *nul;

	while (text && (nul = memchr(text, '\0', left))) {
		if (index-- == 0)
			return text;
		left -= (size_t)(nul + 1 - text);
		text = nul + 1;
	}
	return NULL;
}

uint32_t node_phandle(const struct node *node)
{
	size_t length;
	const void *value = node_property(node, "phandle", &length);

	if (!value || length != 4)
		value = node_property(node, "linux,phandle", &length);
	return value && length == 4 ? (uint32_t)read_cells(value, 1) : 0;
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
	struct node up = *node;

	while (node_enabled(&up))
		if (!node_parent(&up, &up) || up.depth == 0)
			return true;
	return false;
}

uint64_t read_cells(const void *cells, uint32_t count)
{
	const unsigned char *bytes = cells;
	uint64_t value = 0;

	for (uint32_t i = 0; i < 4 * count; i++)
		value = value << 8 | bytes[i];
	return value;
}

struct tuples node_tuples(struct arena *arena, const struct node *node, const char *name,
						  uint32_t address_cells, uint32_t size_cells)
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
