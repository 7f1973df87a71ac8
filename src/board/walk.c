/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/walk.h"

#include <libfdt.h>
#include <string.h>

#include "util/arena.h"
#include "util/load.h"

#define MAX_PATH 4096

struct entry {
	uint32_t at, inside;         /* of its begin tag, and behind its name, in the tree */
	uint32_t parent, top, after; /* indices: its parent, the root's child it is or is below, the first node
									that is not below it */
	uint32_t depth, path;        /* path: bytes up to the end of its name, with a slash before each */
	uint32_t properties;         /* how many it has */
	uint64_t known;              /* bits: enum known_property, and MAY_NAME_MEMORY */
};

#define USUAL_NODE_BYTES 100 /* most boards have more for each node, in the structure block */

#define BIT(n) ((uint64_t)1 << (n))
#define MAY_NAME_MEMORY BIT(63)

_Static_assert(PROPERTY_COUNT < 63, "the known properties of a node are bits of one word");

/* What is known of a property's name: NAME_SEEN, a known property, perhaps NAME_MEMORY. */
#define NAME_SEEN 0x40
#define NAME_MEMORY 0x80
#define NAME_PROPERTY 0x3f

struct phandle {
	uint32_t value, index;
};

struct node_table {
	struct arena *arena;
	const unsigned char *fdt;
	size_t end, strings;  /* of the structure block, of the names of properties */
	unsigned char *names; /* by place in the strings block */
	struct entry *entries;
	size_t count;
	struct phandle *phandles; /* ascending, of one value in tree order; NULL: not needed as yet */
	size_t phandle_count;
};

/* --- the structure block, tag by tag ---------------------------------------------- */

static uint32_t cell_at(const struct node_table *table, size_t at)
{
	return at + 4 <= table->end ? load_be32(table->fdt + at) : FDT_END;
}

static const char *name_at(const struct node_table *table, size_t begin)
{
	return (const char *)table->fdt + begin + 4;
}

static size_t behind_property(const struct node_table *table, size_t at)
{
	return at + 12 + round_up(cell_at(table, at + 4), 4);
}

static unsigned char look_at_name(struct node_table *table, uint32_t offset)
{
	const char *name = (const char *)table->fdt + table->strings + offset;

	table->names[offset] = (unsigned char)(NAME_SEEN | known_property_of(name) |
										   (property_may_name_memory(name) ? NAME_MEMORY : 0));
	return table->names[offset];
}

/* The open nodes on the way through the structure block. */
struct descent {
	uint32_t open[MAX_DEPTH];
	uint32_t depth, skipped; /* skipped: open nodes that are passed over, below `depth` ones that are not */
};

/* Properties behind a child do not count: neither libfdt nor the kernel reads them. */
static void note_property(struct node_table *table, const struct descent *d, uint32_t name)
{
	struct entry *entry = &table->entries[d->open[d->depth - 1]];
	unsigned char seen = table->names[name];

	if (entry != &table->entries[table->count - 1])
		return;
	if (!seen)
		seen = look_at_name(table, name);
	entry->known |= BIT(seen & NAME_PROPERTY);
	if (seen & NAME_MEMORY)
		entry->known |= MAY_NAME_MEMORY;
	entry->properties++;
}

static void add_entry(struct node_table *table, const struct entry *entry)
{
	arena_push(table->arena, table->entries, table->count, *entry);
}

static size_t begin_node(struct node_table *table, struct descent *d, size_t at)
{
	uint32_t parent = d->depth ? d->open[d->depth - 1] : 0;
	size_t length = strlen(name_at(table, at)),
		   path = d->depth ? table->entries[parent].path + 1 + length : 0;
	struct entry entry = { .at = (uint32_t)at,
						   .inside = (uint32_t)(at + 4 + round_up(length + 1, 4)),
						   .parent = parent,
						   .top = d->depth > 1 ? table->entries[parent].top : (uint32_t)table->count,
						   .depth = d->depth,
						   .path = (uint32_t)path };

	if (d->skipped || d->depth == MAX_DEPTH || path >= MAX_PATH) {
		d->skipped++;
	} else {
		d->open[d->depth++] = (uint32_t)table->count;
		add_entry(table, &entry);
	}
	return entry.inside;
}

static void end_node(struct node_table *table, struct descent *d)
{
	if (d->skipped)
		d->skipped--;
	else if (d->depth)
		table->entries[d->open[--d->depth]].after = (uint32_t)table->count;
}

static void add_nodes(struct node_table *table, size_t at)
{
	struct descent d = { .depth = 0 };

	while (at < table->end) {
		switch (cell_at(table, at)) {
		case FDT_BEGIN_NODE:
			at = begin_node(table, &d, at);
			break;
		case FDT_PROP:
			if (d.depth && !d.skipped)
				note_property(table, &d, cell_at(table, at + 8));
			at = behind_property(table, at);
			break;
		case FDT_END_NODE:
			end_node(table, &d);
			at += 4;
			break;
		case FDT_NOP:
			at += 4;
			break;
		default:
			return;
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
	table->names = arena_alloc(arena, fdt_size_dt_strings(fdt));
	table->entries =
		arena_reserve(arena, (table->end - begin) / USUAL_NODE_BYTES + 1, sizeof(*table->entries));
	add_nodes(table, begin);
	return table;
}

static struct node node_at(const struct node_table *table, size_t index)
{
	const struct entry *entry = &table->entries[index];

	return (struct node){ table, index, entry->depth, name_at(table, entry->at) };
}

static const struct entry *entry_of(const struct node *node)
{
	return &node->table->entries[node->index];
}

bool table_next(const struct node_table *table, struct node *node)
{
	size_t index = node->table ? node->index + 1 : 0;

	if (index >= table->count)
		return false;
	*node = node_at(table, index);
	return true;
}

/* --- looking up ------------------------------------------------------------------- */

/* As libfdt and its users in the kernel compare: "serial" is also serial@1000. */
static bool is_named(const char *name, const char *wanted, size_t length)
{
	if (name[0] != wanted[0] || strncmp(name, wanted, length) != 0)
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

/* Moves the phandles to `to`, in the order of one byte of their value; those of one byte stay in order. */
static void sort_by_byte(struct phandle *to, const struct phandle *from, size_t count, unsigned int shift)
{
	size_t start[257] = { 0 };

	for (size_t i = 0; i < count; i++)
		start[(from[i].value >> shift & 0xff) + 1]++;
	for (size_t b = 0; b < 256; b++)
		start[b + 1] += start[b];
	for (size_t i = 0; i < count; i++)
		to[start[from[i].value >> shift & 0xff]++] = from[i];
}

/* By value, and of one value in the order they have: byte by byte, from the lowest up to the highest there
 * is. */
static struct phandle *sort_phandles(struct arena *arena, struct phandle *list, size_t count, uint32_t most)
{
	struct phandle *other = arena_alloc(arena, count * sizeof(*other)), *swap;

	for (unsigned int shift = 0; shift < 32 && most >> shift; shift += 8) {
		sort_by_byte(other, list, count, shift);
		swap = list;
		list = other;
		other = swap;
	}
	return list;
}

static void list_phandles(struct node_table *table)
{
	struct phandle *list = arena_alloc(table->arena, table->count * sizeof(*list));
	uint32_t most = 0;

	for (size_t i = 0; i < table->count; i++) {
		struct node node = node_at(table, i);
		struct phandle phandle = { node_phandle(&node), (uint32_t)i };

		if (!phandle.value)
			continue;
		list[table->phandle_count++] = phandle;
		most = phandle.value > most ? phandle.value : most;
	}
	table->phandles = sort_phandles(table->arena, list, table->phandle_count, most);
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

bool node_is_within(const struct node *node, size_t index)
{
	return node->index >= index && node->index < node->table->entries[index].after;
}

bool node_is_below(const struct node *node, const char *top)
{
	const struct node_table *table = node->table;
	const char *name = name_at(table, table->entries[entry_of(node)->top].at);

	return node->depth > 1 && name[0] == top[0] && strcmp(name, top) == 0;
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

size_t node_path_length(const struct node *node)
{
	return node->depth ? entry_of(node)->path : 1;
}

/* --- properties ------------------------------------------------------------------- */

size_t node_property_count(const struct node *node)
{
	return entry_of(node)->properties;
}

bool node_may_name_memory(const struct node *node)
{
	return entry_of(node)->known & MAY_NAME_MEMORY;
}

bool node_next_property(const struct node *node, size_t *at, struct property *property)
{
	const struct node_table *table = node->table;
	uint32_t name;

	if (*at == 0)
		*at = entry_of(node)->inside;
	while (cell_at(table, *at) == FDT_NOP)
		*at += 4;
	if (cell_at(table, *at) != FDT_PROP)
		return false;
	name = cell_at(table, *at + 8);
	*property = (struct property){ .name = (const char *)table->fdt + table->strings + name,
								   .value = table->fdt + *at + 12,
								   .length = cell_at(table, *at + 4),
								   .known = (enum known_property)(table->names[name] & NAME_PROPERTY),
								   .may_name_memory = table->names[name] & NAME_MEMORY };
	*at = behind_property(table, *at);
	return true;
}

const void *node_property(const struct node *node, enum known_property known, size_t *length)
{
	const struct node_table *table = node->table;
	size_t at = entry_of(node)->inside;
	uint32_t tag;

	if (length)
		*length = 0;
	if (!node_has(node, known))
		return NULL;
	for (; (tag = cell_at(table, at)) == FDT_PROP || tag == FDT_NOP;
		 at = tag == FDT_NOP ? at + 4 : behind_property(table, at)) {
		if (tag == FDT_NOP || (table->names[cell_at(table, at + 8)] & NAME_PROPERTY) != known)
			continue;
		if (length)
			*length = cell_at(table, at + 4);
		return table->fdt + at + 12;
	}
	return NULL;
}

bool node_has(const struct node *node, enum known_property known)
{
	return entry_of(node)->known & BIT(known);
}

const char *node_string(const struct node *node, enum known_property known)
{
	return node_string_at(node, known, 0);
}

const char *node_string_at(const struct node *node, enum known_property known, size_t index)
{
	size_t left;
	const char *text = node_property(node, known, &left);
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
	const void *value = node_property(node, PROPERTY_PHANDLE, &length);

	if (!value || length != 4)
		value = node_property(node, PROPERTY_LINUX_PHANDLE, &length);
	return value && length == 4 ? (uint32_t)read_cells(value, 1) : 0;
}

uint32_t node_numa_id(const struct node *node)
{
	return node_cells(node, PROPERTY_NUMA_NODE_ID, NO_NUMA_NODE);
}

bool node_enabled(const struct node *node)
{
	const char *status;

	if (!node_has(node, PROPERTY_STATUS))
		return true;
	status = node_string(node, PROPERTY_STATUS);
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

uint32_t node_cells(const struct node *node, enum known_property known, uint32_t missing)
{
	size_t length;
	const void *value = node_property(node, known, &length);

	return value && length >= 4 ? (uint32_t)read_cells(value, 1) : missing;
}

uint64_t read_cells(const void *cells, uint32_t count)
{
	const unsigned char *bytes = cells;
	uint64_t value = 0;

	for (uint32_t i = 0; i < count; i++)
		value = value << 32 | load_be32(bytes + 4 * (size_t)i);
	return value;
}

struct tuples node_tuples(struct arena *arena, const struct node *node, enum known_property known,
						  uint32_t address_cells, uint32_t size_cells)
{
	size_t tuple = 4 * ((size_t)address_cells + size_cells);
	struct tuples tuples = { 0 };
	const unsigned char *value = node_property(node, known, &tuples.length);

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
