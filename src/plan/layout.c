/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/layout.h"

#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "input/edit.h"
#include "plan/rewire.h"
#include "util/arena.h"

bool is_dynamic(const struct board *board, size_t node)
{
	return board->rmem[node].reg.count == 0;
}

struct layout layout_of(struct arena *arena, const struct boot *boot)
{
	const struct board *board = boot->board;
	struct layout layout = { arena_alloc(arena, (board->rmem_count + 1) * sizeof(struct place)),
							 board->rmem_count };

	for (size_t n = 0; n < layout.count; n++) {
		const struct rmem_node *node = &board->rmem[n];

		layout.places[n].removed = !node->enabled;
		if (node->reg.count)
			layout.places[n].range = node->reg.items[0];
		else
			layout.places[n].range.size = node->size.value;
	}
	for (size_t i = 0; i < boot->region_count; i++) {
		const struct region *region = &boot->regions[i];

		if (region->node != SIZE_MAX && region->dynamic)
			layout.places[region->node].range.base = region->range.base;
	}
	return layout;
}

/* linux:drivers/of/of_reserved_mem.c:__reserved_mem_alloc_size takes size and alignment of these lengths only */
bool cells_are_wrong(const struct board *board, size_t node)
{
	const struct rmem_node *n = &board->rmem[node];

	return is_dynamic(board, node) && n->size.present &&
		   (n->size.length != 4 * (size_t)board->size_cells ||
			(n->alignment.present && n->alignment.length != 4 * (size_t)board->address_cells));
}

uint32_t size_cells_at(const struct board *board, size_t node, const struct place *place)
{
	size_t length = board->rmem[node].size.length;

	return place->mended || !length ? board->size_cells : (uint32_t)(length / 4);
}

struct layout layout_copy(struct arena *arena, const struct layout *layout)
{
	return (struct layout){ arena_memdup(arena, layout->places, (layout->count + 1) * sizeof(struct place)),
							layout->count };
}

bool place_equal(const struct place *a, const struct place *b)
{
	return a->removed == b->removed && a->pinned == b->pinned && a->mended == b->mended && a->form == b->form &&
		   a->heir == b->heir &&
		   a->range.base == b->range.base && a->range.size == b->range.size &&
		   a->window.base == b->window.base && a->window.size == b->window.size;
}

uint64_t successor_alignment(const struct place *place)
{
	uint64_t both = place->range.base | place->range.size;

	return both & -both;
}

static void place_node(struct arena *arena, const struct board *board, struct rmem_node *node,
					   const struct place *place)
{
	static const char *const pool[] = { "shared-dma-pool" };

	node->enabled = !place->removed;
	if (place->form == FORM_REUSABLE) {
		node->no_map = false;
		node->reusable = true;
		node->compatible = pool;
		node->compatible_count = 1;
	}
	if (place->form == FORM_NO_MAP) {
		node->no_map = true;
		node->reusable = false;
		node->compatible_count = 0;
	}
	if (place->form == FORM_DYNAMIC) {
		node->reg = (struct tuples){ 0 };
		node->size = (struct sized_cell){ true, 8, place->range.size };
		node->alignment = (struct sized_cell){ true, 8, successor_alignment(place) };
	}
	if (place->window.size)
		node->alloc_ranges =
			(struct tuples){ true, true, 16, arena_memdup(arena, &place->window, sizeof(place->window)), 1 };
	if (place->form != FORM_DYNAMIC && (node->reg.count || place->pinned))
		node->reg = (struct tuples){ true, true, 16, arena_memdup(arena, &place->range, sizeof(place->range)), 1 };
	else
		node->size.value = place->range.size;
	if (place->mended) {
		node->size.length = 4 * (size_t)board->size_cells;
		node->alignment.length = 4 * (size_t)board->address_cells;
	}
}

struct board *board_with_layout(struct arena *arena, const struct board *board, const struct layout *from,
								const struct layout *to)
{
	struct board *changed = arena_memdup(arena, board, sizeof(*board));

	changed->rmem = arena_memdup(arena, board->rmem, board->rmem_count * sizeof(*board->rmem));
	for (size_t n = 0; n < to->count; n++)
		if (!place_equal(&from->places[n], &to->places[n]))
			place_node(arena, board, &changed->rmem[n], &to->places[n]);
	return changed;
}

void put_cells(unsigned char *at, uint32_t cells, uint64_t value)
{
	for (uint32_t i = 0; i < 4 * cells; i++) {
		uint32_t shift = 8 * (4 * cells - 1 - i);

		at[i] = (unsigned char)(shift < 64 ? value >> shift & 0xff : 0);
	}
}

static struct edit edit_reg(struct arena *arena, const struct board *board, const char *path,
							struct range range)
{
	size_t size = 4 * (size_t)(board->address_cells + board->size_cells);
	unsigned char *value = arena_alloc(arena, size + 1);

	put_cells(value, board->address_cells, range.base);
	put_cells(value + 4 * board->address_cells, board->size_cells, range.size);
	return (struct edit){ path, "reg", value, size };
}

static struct edit edit_size(struct arena *arena, const struct board *board, size_t n, const struct place *place)
{
	uint32_t cells = size_cells_at(board, n, place);
	unsigned char *value = arena_alloc(arena, 4 * (size_t)cells + 1);

	put_cells(value, cells, place->range.size);
	return (struct edit){ board->rmem[n].path, "size", value, 4 * (size_t)cells };
}

/* --- nodes that replace others ------------------------------------------------- */

/* Name of the node that replaces region `n` in its new form. */
static const char *successor_name(struct arena *arena, const struct board *board, const struct layout *to, size_t n)
{
	const char *name = board->rmem[n].name;
	int stem = (int)strcspn(name, "@");

	if (form_has_reg(to->places[n].form))
		return arena_printf(arena, "%.*s-%s@%llx", stem, name,
							to->places[n].form == FORM_NO_MAP ? "carveout" : "pool",
							(unsigned long long)to->places[n].range.base);
	return arena_printf(arena, "%.*s-anywhere", stem, name);
}

const char *successor_path(struct arena *arena, const struct board *board, const struct layout *to, size_t n)
{
	if (to->places[n].form == FORM_SAME)
		return board->rmem[n].path;
	return arena_printf(arena, "/reserved-memory/%s", successor_name(arena, board, to, n));
}

struct editing {
	struct arena *arena;
	const struct tree *tree;
	const struct board *board;
	const struct layout *from, *to;
	struct edit *edits;
	size_t count;
};

static void add_edit(struct editing *e, const char *path, const char *property, const void *value,
					 size_t size)
{
	struct edit edit = { path, property, value, size };

	arena_push(e->arena, e->edits, e->count, edit);
}

static void add_cells(struct editing *e, const char *path, const char *property, const struct range *range)
{
	size_t cells = e->board->address_cells + e->board->size_cells;
	struct edit edit = edit_reg(e->arena, e->board, path, *range);

	add_edit(e, path, property, edit.value, 4 * cells);
}

static void add_number(struct editing *e, const char *path, const char *property, uint32_t cells,
					   uint64_t number)
{
	unsigned char *value = arena_alloc(e->arena, 4 * (size_t)cells + 1);

	put_cells(value, cells, number);
	add_edit(e, path, property, value, 4 * (size_t)cells);
}

static void add_successor(struct editing *e, size_t n)
{
	static const char pool[] = "shared-dma-pool";
	const char *path = successor_path(e->arena, e->board, e->to, n);
	const struct place *place = &e->to->places[n];

	add_edit(e, path, NULL, NULL, 0);
	if (place->form != FORM_NO_MAP && (place->form == FORM_REUSABLE || e->board->rmem[n].reusable)) {
		add_edit(e, path, "compatible", pool, sizeof(pool));
		add_edit(e, path, "reusable", "", 0);
	} else if (place->form == FORM_NO_MAP || e->board->rmem[n].no_map) {
		add_edit(e, path, "no-map", "", 0);
	}
	if (form_has_reg(place->form)) {
		add_cells(e, path, "reg", &place->range);
	} else {
		add_number(e, path, "size", e->board->size_cells, place->range.size);
		add_number(e, path, "alignment", e->board->size_cells, successor_alignment(place));
		add_cells(e, path, "alloc-ranges", &place->window);
	}
	add_number(e, path, "phandle", 1, successor_phandle(e->tree, e->to, n));
}

static void add_place(struct editing *e, size_t n)
{
	static const char disabled[] = "disabled";
	const struct rmem_node *node = &e->board->rmem[n];
	const struct place *place = &e->to->places[n];
	struct edit edit = { node->path, "status", disabled, sizeof(disabled) };

	if (place->form == FORM_SAME && !place->removed && place->window.size)
		add_cells(e, node->path, "alloc-ranges", &place->window);
	if (place->form == FORM_SAME && place->mended && node->alignment.present)
		add_number(e, node->path, "alignment", e->board->address_cells, node->alignment.value);
	if (place->form == FORM_SAME && place->window.size && !place->mended &&
		e->from->places[n].range.size == place->range.size)
		return;
	if (place->form != FORM_SAME)
		add_successor(e, n);
	else if (!place->removed)
		edit = node->reg.count || place->pinned ? edit_reg(e->arena, e->board, node->path, place->range)
							   : edit_size(e->arena, e->board, n, place);
	arena_push(e->arena, e->edits, e->count, edit);
}

struct edit *layout_edits(struct arena *arena, const struct tree *tree, const struct board *board,
						  const struct layout *from, const struct layout *to, size_t *count)
{
	struct editing e = { .arena = arena, .tree = tree, .board = board, .from = from, .to = to };
	size_t rewires;
	struct rewire *list = rewires_find(arena, tree, board, to, &rewires);

	for (size_t n = 0; n < to->count; n++)
		if (!place_equal(&from->places[n], &to->places[n]))
			add_place(&e, n);
	for (size_t i = 0; i < rewires; i++)
		add_edit(&e, list[i].path, "memory-region", rewire_value(arena, tree, to, &list[i]),
				 4 * list[i].count);
	*count = e.count;
	return e.edits;
}
