/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /reserved-memory, and who refers to its regions. */
#include <string.h>

#include "board/walk.h"
#include "util/arena.h"

#define ROOT "/reserved-memory"

static uint32_t cells(const struct node *node, const char *name, bool *present)
{
	size_t length;
	const void *value = node_property(node, name, &length);

	*present = value && length >= 4;
	return *present ? (uint32_t)read_cells(value, 1) : 0;
}

static void read_root(struct board *board, const struct node *node)
{
	struct rmem_root *root = &board->rmem_root;

	root->present = true;
	root->enabled = node_enabled(node);
	root->address_cells = cells(node, "#address-cells", &root->has_address_cells);
	root->size_cells = cells(node, "#size-cells", &root->has_size_cells);
	root->has_ranges = node_has(node, "ranges");
}

static struct sized_cell read_sized(const struct node *node, const char *name)
{
	struct sized_cell cell = { 0 };
	const void *value = node_property(node, name, &cell.length);

	cell.present = value != NULL;
	if (value)
		cell.value = read_cells(value, (uint32_t)(cell.length / 4 > 8 ? 8 : cell.length / 4));
	return cell;
}

static void read_child(struct board *board, const struct node *node)
{
	struct arena *arena = board->arena;
	const char **compatible = NULL;
	struct rmem_node rmem;
	const char *text;
	int length;

	rmem = (struct rmem_node){
		.path = arena_strdup(arena, node->path),
		.name = arena_strdup(arena, node->name),
		.depth = node->depth - 1,
		.enabled = node_enabled(node),
		.reg = node_tuples(arena, node, "reg", board->address_cells, board->size_cells),
		.alloc_ranges = node_tuples(arena, node, "alloc-ranges", board->address_cells, board->size_cells),
		.size = read_sized(node, "size"),
		.alignment = read_sized(node, "alignment"),
		.no_map = node_has(node, "no-map"),
		.reusable = node_has(node, "reusable"),
		.cma_default = node_has(node, "linux,cma-default"),
		.dma_default = node_has(node, "linux,dma-default"),
		.named_elsewhere = node_has(node, "iommu-addresses"),
		.phandle = fdt_get_phandle(node->fdt, node->offset),
	};
	for (int i = 0; (text = fdt_stringlist_get(node->fdt, node->offset, "compatible", i, &length)); i++)
		arena_push(arena, compatible, rmem.compatible_count, arena_strndup(arena, text, (size_t)length));
	rmem.compatible = compatible;
	arena_push(arena, board->rmem, board->rmem_count, rmem);
}

static bool has_pool_compatible(const struct node *node)
{
	int length;
	const char *text;

	for (int i = 0; (text = fdt_stringlist_get(node->fdt, node->offset, "compatible", i, &length)); i++)
		if (strcmp(text, "shared-dma-pool") == 0 || strcmp(text, "restricted-dma-pool") == 0)
			return true;
	return false;
}

/* /soc/reserved-memory, or a child of the root that was meant to be /reserved-memory. */
static bool is_stray_container(const struct node *node)
{
	static const char *const misspelt[] = { "reserved-memory@", "reserved_memory", "reserved-mem", "reserved_mem",
						"reserve-memory", "reserve_memory", "reservedmemory" };

	if (node->depth > 1)
		return strcmp(node->name, "reserved-memory") == 0;
	for (size_t i = 0; i < sizeof(misspelt) / sizeof(misspelt[0]); i++)
		if (strncmp(node->name, misspelt[i], strlen(misspelt[i])) == 0)
			return fdt_first_subnode(node->fdt, node->offset) >= 0;
	return false;
}

static bool is_below(const char *path, const char *ancestor)
{
	size_t length = strlen(ancestor);

	return strncmp(path, ancestor, length) == 0 && path[length] == '/';
}

static void read_stray(struct board *board, const struct node *node)
{
	bool container = is_stray_container(node);
	struct stray_region stray;

	if (!container && !has_pool_compatible(node) && !node_has(node, "no-map") && !node_has(node, "reusable"))
		return;
	if (board->stray_count && is_below(node->path, board->strays[board->stray_count - 1].path))
		return;
	stray = (struct stray_region){ arena_strdup(board->arena, node->path), container };
	arena_push(board->arena, board->strays, board->stray_count, stray);
}

void board_read_reserved(struct board *board, const struct node *node)
{
	if (strcmp(node->path, ROOT) == 0)
		read_root(board, node);
	else if (is_below(node->path, ROOT))
		read_child(board, node);
	else
		read_stray(board, node);
}

/* One reference of a memory-region list, or of another property that is known to hold such references. */
struct references {
	struct board *board;
	const char ***consumers; /* for each region, collected here first */
};

static struct rmem_node *find_region(struct board *board, uint32_t phandle)
{
	for (size_t i = 0; i < board->rmem_count; i++)
		if (board->rmem[i].phandle == phandle)
			return &board->rmem[i];
	return NULL;
}

static void add_consumer(struct references *refs, struct rmem_node *region, const struct node *node)
{
	const char ***list = &refs->consumers[region - refs->board->rmem];
	const char *path = arena_strdup(refs->board->arena, node->path);

	arena_push(refs->board->arena, *list, region->consumer_count, path);
	region->consumers = *list;
	if (!region->enabled_consumer && node_chain_enabled(node))
		region->enabled_consumer = path;
}

static void add_bad_reference(struct board *board, const struct node *node, uint32_t phandle)
{
	struct bad_reference bad = { arena_strdup(board->arena, node->path), node_chain_enabled(node), phandle, NULL };
	int offset = fdt_node_offset_by_phandle(node->fdt, phandle);
	char path[1024];

	if (offset >= 0 && fdt_get_path(node->fdt, offset, path, sizeof(path)) == 0)
		bad.target = arena_strdup(board->arena, path);
	arena_push(board->arena, board->bad_references, board->bad_reference_count, bad);
}

/* Phandle 0 stands for an entry that is left out. */
static void read_memory_region(struct references *refs, const struct node *node, const unsigned char *value, size_t length)
{
	for (size_t at = 0; at + 4 <= length; at += 4) {
		uint32_t phandle = (uint32_t)read_cells(value + at, 1);
		struct rmem_node *region = phandle ? find_region(refs->board, phandle) : NULL;

		if (region)
			add_consumer(refs, region, node);
		else if (phandle)
			add_bad_reference(refs->board, node, phandle);
	}
}

/* shmem, secure-heap and others: bindings of single drivers, known by what their names have in common. */
static bool may_name_memory(const char *property)
{
	static const char *const words[] = { "mem", "region", "pool", "carveout", "heap", "buffer" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(property, words[i]))
			return true;
	return false;
}

static void read_other_reference(struct references *refs, const unsigned char *value, size_t length)
{
	for (size_t at = 0; at + 4 <= length; at += 4) {
		uint32_t phandle = (uint32_t)read_cells(value + at, 1);
		struct rmem_node *region = phandle ? find_region(refs->board, phandle) : NULL;

		if (region)
			region->named_elsewhere = true;
	}
}

static void visit_references(const struct node *node, void *data)
{
	struct references *refs = data;
	bool is_region = is_below(node->path, ROOT);

	for (size_t i = 0; i < node->property_count; i++) {
		const struct property *p = &node->properties[i];

		if (p->length < 4)
			continue;
		if (strcmp(p->name, "memory-region") == 0)
			read_memory_region(refs, node, p->value, p->length);
		else if (!is_region && p->length % 4 == 0 && may_name_memory(p->name))
			read_other_reference(refs, p->value, p->length);
	}
}

static struct rmem_node *region_by_path(struct board *board, const char *path)
{
	for (size_t i = 0; i < board->rmem_count; i++)
		if (strcmp(board->rmem[i].path, path) == 0)
			return &board->rmem[i];
	return NULL;
}

static void read_labels(struct board *board, const void *fdt)
{
	int symbols = fdt_path_offset(fdt, "/__symbols__"), property;

	board->has_symbols = symbols >= 0;
	fdt_for_each_property_offset (property, fdt, symbols) {
		const char *name;
		int length;
		const char *path = fdt_getprop_by_offset(fdt, property, &name, &length);
		struct rmem_node *region = NULL;

		if (path && length > 0 && memchr(path, '\0', (size_t)length) && is_below(path, ROOT))
			region = region_by_path(board, path);
		if (region && !region->label)
			region->label = arena_strdup(board->arena, name);
	}
}

void board_read_references(struct board *board, const void *fdt)
{
	struct references refs = { board, NULL };

	refs.consumers = arena_alloc(board->arena, board->rmem_count * sizeof(*refs.consumers));
	tree_walk(fdt, visit_references, &refs);
	read_labels(board, fdt);
}
