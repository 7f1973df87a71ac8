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

void board_read_reserved(struct board *board, const struct node *node)
{
	size_t prefix = strlen(ROOT);

	if (strcmp(node->path, ROOT) == 0)
		read_root(board, node);
	else if (strncmp(node->path, ROOT "/", prefix + 1) == 0)
		read_child(board, node);
	else if (has_pool_compatible(node) ||
		 (node->depth > 1 && strcmp(node->name, "reserved-memory") == 0)) {
		struct stray_region stray = { arena_strdup(board->arena, node->path) };

		arena_push(board->arena, board->strays, board->stray_count, stray);
	}
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

static void add_consumer(struct references *refs, struct rmem_node *region, const char *path)
{
	const char ***list = &refs->consumers[region - refs->board->rmem];

	arena_push(refs->board->arena, *list, region->consumer_count, arena_strdup(refs->board->arena, path));
	region->consumers = *list;
}

static void add_bad_reference(struct board *board, const struct node *node, uint32_t phandle)
{
	struct bad_reference bad = { arena_strdup(board->arena, node->path), phandle, NULL };
	int offset = fdt_node_offset_by_phandle(node->fdt, phandle);
	char path[1024];

	if (offset >= 0 && fdt_get_path(node->fdt, offset, path, sizeof(path)) == 0)
		bad.target = arena_strdup(board->arena, path);
	arena_push(board->arena, board->bad_references, board->bad_reference_count, bad);
}

static void visit_references(const struct node *node, void *data)
{
	struct references *refs = data;
	size_t length;
	const unsigned char *value = node_property(node, "memory-region", &length);

	for (size_t at = 0; value && at + 4 <= length; at += 4) {
		uint32_t phandle = (uint32_t)read_cells(value + at, 1);
		struct rmem_node *region = phandle ? find_region(refs->board, phandle) : NULL;

		if (region)
			add_consumer(refs, region, node->path);
		else
			add_bad_reference(refs->board, node, phandle);
	}
}

void board_read_references(struct board *board, const void *fdt)
{
	struct references refs = { board, NULL };

	refs.consumers = arena_alloc(board->arena, board->rmem_count * sizeof(*refs.consumers));
	tree_walk(fdt, visit_references, &refs);
}
