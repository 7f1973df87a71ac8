/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/rewire.h"

#include <string.h>

#include "board/board.h"
#include "input/edit.h"
#include "plan/layout.h"
#include "util/arena.h"
#include "util/load.h"

bool can_rewire(const struct tree *tree, const struct board *board, size_t n)
{
	const struct rmem_node *node = &board->rmem[n];

	if (!node->consumer_count || node->named_elsewhere || !node->phandle)
		return false;
	for (size_t i = 0; i < node->consumer_count; i++) {
		size_t size;

		if (!tree_property(tree, node->consumers[i], "memory-region", &size) || size % 4)
			return false;
	}
	return true;
}

static struct rewire *rewire_of(struct arena *arena, const struct tree *tree, const char *path,
								struct rewire **list, size_t *count)
{
	struct rewire rewire = { .path = path };
	size_t size;
	const unsigned char *value;

	for (size_t i = 0; i < *count; i++)
		if (strcmp((*list)[i].path, path) == 0)
			return &(*list)[i];
	value = tree_property(tree, path, "memory-region", &size);
	for (size_t at = 0; value && at + 4 <= size; at += 4) {
		struct rewire_cell cell = { load_be32(value + at), SIZE_MAX };

		arena_push(arena, rewire.cells, rewire.count, cell);
	}
	arena_push(arena, *list, *count, rewire);
	return &(*list)[*count - 1];
}

static void replace(struct rewire *rewire, uint32_t old, struct rewire_cell now)
{
	for (size_t i = 0; i < rewire->count; i++)
		if (rewire->cells[i].phandle == old && rewire->cells[i].successor == SIZE_MAX)
			rewire->cells[i] = now;
}

struct rewire *rewires_find(struct arena *arena, const struct tree *tree, const struct board *board,
							const struct layout *to, size_t *count)
{
	struct rewire *list = NULL;

	*count = 0;
	for (size_t n = 0; n < to->count; n++) {
		const struct rmem_node *node = &board->rmem[n];
		const struct place *place = &to->places[n];
		struct rewire_cell now = { 0, n };

		if (place->heir)
			now = (struct rewire_cell){ board->rmem[place->heir - 1].phandle, SIZE_MAX };
		for (size_t i = 0; (place->heir || place->form != FORM_SAME) && i < node->consumer_count; i++)
			replace(rewire_of(arena, tree, node->consumers[i], &list, count), node->phandle, now);
	}
	return list;
}

uint32_t successor_phandle(const struct tree *tree, const struct layout *to, size_t n)
{
	uint32_t phandle = tree_last_phandle(tree);

	for (size_t i = 0; i <= n; i++)
		phandle += to->places[i].form != FORM_SAME;
	return phandle;
}

unsigned char *rewire_value(struct arena *arena, const struct tree *tree, const struct layout *to,
							const struct rewire *rewire)
{
	unsigned char *value = arena_alloc(arena, 4 * rewire->count + 1);

	for (size_t i = 0; i < rewire->count; i++) {
		size_t n = rewire->cells[i].successor;

		put_cells(value + 4 * i, 1,
				  n == SIZE_MAX ? rewire->cells[i].phandle : successor_phandle(tree, to, n));
	}
	return value;
}
