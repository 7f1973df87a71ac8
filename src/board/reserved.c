/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /reserved-memory, and who refers to its regions. */
#include <string.h>

#include "board/walk.h"
#include "util/arena.h"
#include "util/sort.h"

#define ROOT "reserved-memory"

static uint32_t cells(const struct node *node, enum known_property known, bool *present)
{
	size_t length;
	const void *value = node_property(node, known, &length);

	*present = value && length >= 4;
	return *present ? (uint32_t)read_cells(value, 1) : 0;
}

static void read_root(struct board *board, const struct node *node)
{
	struct rmem_root *root = &board->rmem_root;

	root->present = true;
	root->enabled = node_enabled(node);
	root->address_cells = cells(node, PROPERTY_ADDRESS_CELLS, &root->has_address_cells);
	root->size_cells = cells(node, PROPERTY_SIZE_CELLS, &root->has_size_cells);
	root->has_ranges = node_has(node, PROPERTY_RANGES);
}

static struct sized_cell read_sized(const struct node *node, enum known_property known)
{
	struct sized_cell cell = { 0 };
	const void *value = node_property(node, known, &cell.length);

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

	rmem = (struct rmem_node){
		.path = node_path(arena, node),
		.name = arena_strdup(arena, node->name),
		.place = node->index,
		.depth = node->depth - 1,
		.enabled = node_enabled(node),
		.reg = node_tuples(arena, node, PROPERTY_REG, board->address_cells, board->size_cells),
		.alloc_ranges =
			node_tuples(arena, node, PROPERTY_ALLOC_RANGES, board->address_cells, board->size_cells),
		.size = read_sized(node, PROPERTY_SIZE),
		.alignment = read_sized(node, PROPERTY_ALIGNMENT),
		.no_map = node_has(node, PROPERTY_NO_MAP),
		.reusable = node_has(node, PROPERTY_REUSABLE),
		.ion_reusable = node_has(node, PROPERTY_ION_REUSABLE),
		.cma_default = node_has(node, PROPERTY_CMA_DEFAULT),
		.dma_default = node_has(node, PROPERTY_DMA_DEFAULT),
		.named_elsewhere = node_has(node, PROPERTY_IOMMU_ADDRESSES),
		.phandle = node_phandle(node),
	};
	for (size_t i = 0; (text = node_string_at(node, PROPERTY_COMPATIBLE, i)); i++)
		arena_push(arena, compatible, rmem.compatible_count, arena_strdup(arena, text));
	rmem.compatible = compatible;
	arena_push(arena, board->rmem, board->rmem_count, rmem);
}

static bool has_pool_compatible(const struct node *node)
{
	static const char shared[] = "shared-dma-pool", restricted[] = "restricted-dma-pool";
	const unsigned char *nul;
	size_t left;

	for (const unsigned char *text = node_property(node, PROPERTY_COMPATIBLE, &left);
		 text && (nul = memchr(text, '\0', left)); text = nul + 1) {
		size_t size = (size_t)(nul + 1 - text);

		if ((size == sizeof(shared) && memcmp(text, shared, size) == 0) ||
			(size == sizeof(restricted) && memcmp(text, restricted, size) == 0))
			return true;
		left -= size;
	}
	return false;
}

/* /soc/reserved-memory, or a child of the root that was meant to be /reserved-memory. */
static bool is_stray_container(const struct node *node)
{
	static const char *const misspelt[] = { "reserved-memory@", "reserved_memory", "reserved-mem",
											"reserved_mem",     "reserve-memory",  "reserve_memory",
											"reservedmemory" };

	if (strncmp(node->name, "reserve", 7) != 0)
		return false;
	if (node->depth > 1)
		return strcmp(node->name, "reserved-memory") == 0;
	for (size_t i = 0; i < sizeof(misspelt) / sizeof(misspelt[0]); i++)
		if (strncmp(node->name, misspelt[i], strlen(misspelt[i])) == 0)
			return node_has_children(node);
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

	if (!container && !has_pool_compatible(node) && !node_has(node, PROPERTY_NO_MAP) &&
		!node_has(node, PROPERTY_REUSABLE))
		return;
	if (board->stray_count && node_is_within(node, board->strays[board->stray_count - 1].place))
		return;
	stray = (struct stray_region){ node_path(board->arena, node), node->index, container };
	arena_push(board->arena, board->strays, board->stray_count, stray);
}

void board_read_reserved(struct board *board, const struct node *node)
{
	if (node->depth == 1 && strcmp(node->name, ROOT) == 0)
		read_root(board, node);
	else if (node_is_below(node, ROOT))
		read_child(board, node);
	else
		read_stray(board, node);
}

/* One reference of a memory-region list, or of another property that is known to hold such references. */
struct references {
	struct board *board;
	struct node_table *table;
	const char ***consumers; /* for each region, collected here first */
	const char *path;        /* of the node that refers, once it is asked for */
	struct bus_reach buses[MAX_DEPTH]; /* that the walk is in, outermost first */
	size_t bus_count;
};

static struct rmem_node *region_of(struct board *board, const struct node *node)
{
	size_t low = 0, high = board->rmem_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (board->rmem[middle].place < node->index)
			low = middle + 1;
		else
			high = middle;
	}
	return low < board->rmem_count && board->rmem[low].place == node->index ? &board->rmem[low] : NULL;
}

static struct rmem_node *find_region(struct references *refs, uint32_t phandle)
{
	struct node node;

	return phandle && refs->board->rmem_count && table_find_phandle(refs->table, phandle, &node)
			   ? region_of(refs->board, &node)
			   : NULL;
}

static const char *path_of(struct references *refs, const struct node *node)
{
	if (!refs->path)
		refs->path = node_path(refs->board->arena, node);
	return refs->path;
}

/*
 * References come in tree order, and the nearest bus tells: one that the walk has left does not come again,
 * and of those that it is in the innermost counts.
 */
static const struct bus_reach *reach_by(struct references *refs, const struct node *node,
										const struct node *bus)
{
	while (refs->bus_count && !node_is_within(node, refs->buses[refs->bus_count - 1].place))
		refs->bus_count--;
	if (!refs->bus_count || refs->buses[refs->bus_count - 1].place != bus->index)
		refs->buses[refs->bus_count++] = node_bus_reach(refs->board->arena, bus);
	return &refs->buses[refs->bus_count - 1];
}

static void add_reach(struct references *refs, struct rmem_node *region, const struct node *node)
{
	struct node bus;
	bool skipped_own;
	struct bus_reach reach;

	if (!node_dma_bus(node, &bus, &skipped_own))
		return;
	reach = *reach_by(refs, node, &bus);
	reach.user = path_of(refs, node);
	reach.skipped_own = skipped_own;
	if (reach.windows.count)
		arena_push(refs->board->arena, region->reaches, region->reach_count, reach);
}

/* Those that no kernel passes over come first. */
static int by_bus(const void *a, const void *b)
{
	const struct bus_reach *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->skipped_own - y->skipped_own;
}

static void keep_one_a_bus(struct rmem_node *region)
{
	size_t kept = 0;

	sort_items(region->reaches, region->reach_count, sizeof(*region->reaches), by_bus);
	for (size_t i = 0; i < region->reach_count; i++)
		if (!kept || region->reaches[kept - 1].place != region->reaches[i].place)
			region->reaches[kept++] = region->reaches[i];
	region->reach_count = kept;
}

static void add_consumer(struct references *refs, struct rmem_node *region, const struct node *node)
{
	const char ***list = &refs->consumers[region - refs->board->rmem];
	const char *path = path_of(refs, node);

	arena_push(refs->board->arena, *list, region->consumer_count, path);
	region->consumers = *list;
	if (!node_chain_enabled(node))
		return;
	if (!region->enabled_consumer)
		region->enabled_consumer = path;
	add_reach(refs, region, node);
}

static void add_bad_reference(struct references *refs, const struct node *node, uint32_t phandle)
{
	struct board *board = refs->board;
	struct bad_reference bad = { path_of(refs, node), node_chain_enabled(node), phandle, NULL };
	struct node target;

	if (table_find_phandle(refs->table, phandle, &target))
		bad.target = node_path(board->arena, &target);
	arena_push(board->arena, board->bad_references, board->bad_reference_count, bad);
}

/* Phandle 0 stands for an entry that is left out. */
static void read_memory_region(struct references *refs, const struct node *node, const unsigned char *value,
							   size_t length)
{
	for (size_t at = 0; at + 4 <= length; at += 4) {
		uint32_t phandle = (uint32_t)read_cells(value + at, 1);
		struct rmem_node *region = find_region(refs, phandle);

		if (region)
			add_consumer(refs, region, node);
		else if (phandle)
			add_bad_reference(refs, node, phandle);
	}
}

static void read_other_reference(struct references *refs, const unsigned char *value, size_t length)
{
	for (size_t at = 0; at + 4 <= length; at += 4) {
		uint32_t phandle = (uint32_t)read_cells(value + at, 1);
		struct rmem_node *region = find_region(refs, phandle);

		if (region)
			region->named_elsewhere = true;
	}
}

static void read_references_of(struct references *refs, const struct node *node)
{
	bool is_region = node_is_below(node, ROOT);
	struct property property;
	size_t at = 0;

	refs->path = NULL;
	while (node_next_property(node, &at, &property)) {
		if (property.known == PROPERTY_MEMORY_REGION)
			read_memory_region(refs, node, property.value, property.length);
		else if (!is_region && property.length && property.length % 4 == 0 && property.may_name_memory)
			read_other_reference(refs, property.value, property.length);
	}
}

static int by_path(const void *a, const void *b)
{
	return strcmp((*(const struct rmem_node *const *)a)->path, (*(const struct rmem_node *const *)b)->path);
}

/* The regions by path; those of one path in the order of the tree. */
static struct rmem_node **regions_by_path(const struct board *board, struct arena *arena)
{
	struct rmem_node **list = arena_alloc(arena, (board->rmem_count + 1) * sizeof(*list));

	for (size_t i = 0; i < board->rmem_count; i++)
		list[i] = &board->rmem[i];
	sort_items(list, board->rmem_count, sizeof(*list), by_path);
	return list;
}

/* Most labels tell the whole name of a node; what does not is looked up as the kernel would. */
static struct rmem_node *labelled_region(struct board *board, const struct node_table *table,
										 struct rmem_node **sorted, const char *path)
{
	size_t low = 0, high = board->rmem_count;
	struct node node;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(sorted[middle]->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < board->rmem_count && strcmp(sorted[low]->path, path) == 0)
		return sorted[low];
	return table_find(table, path, &node) ? region_of(board, &node) : NULL;
}

void board_read_labels(struct board *board, const struct node_table *table, const struct node_table *source)
{
	struct arena *scratch;
	struct rmem_node **sorted;
	struct property property;
	struct node symbols;
	size_t at = 0;

	board->has_symbols = table_find(table, "/__symbols__", &symbols);
	if (!board->has_symbols && !(source && table_find(source, "/__symbols__", &symbols)))
		return;
	scratch = arena_new();
	sorted = regions_by_path(board, scratch);
	while (node_next_property(&symbols, &at, &property)) {
		const char *path = (const char *)property.value;
		struct rmem_node *region = NULL;

		if (memchr(path, '\0', property.length) && is_below(path, "/" ROOT))
			region = labelled_region(board, table, sorted, path);
		if (region && !region->label)
			region->label = arena_strdup(board->arena, property.name);
	}
	arena_free(scratch);
}

void board_read_references(struct board *board, struct node_table *table)
{
	struct references refs = { .board = board, .table = table };
	struct node node = { 0 };

	refs.consumers = arena_alloc(board->arena, board->rmem_count * sizeof(*refs.consumers));
	while (table_next(table, &node))
		if (node_may_name_memory(&node))
			read_references_of(&refs, &node);
	for (size_t i = 0; i < board->rmem_count; i++)
		keep_one_a_bus(&board->rmem[i]);
}
