/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <string.h>

#include "document/owners_grid.h"
#include "document/owners_report.h"
#include "util/arena.h"

/* A target whose blocks are all for movable pages, in two banks. */
static void make_blocks(struct arena *arena, struct holdings *o, size_t count)
{
	o->arena = arena;
	o->chains = chains_new(arena);
	o->block_order = 9;
	o->has_blocks = true;
	for (size_t i = 0; i < count; i++) {
		const struct mem_block block = { .number = (i < count / 2 ? 512 : 1 << 20) + i, .type = MIGRATE_MOVABLE,
										 .used = { [PAGE_MOVES] = 512 } };

		arena_push(arena, o->mem_blocks, o->mem_block_count, block);
	}
}

static const struct owners_grid *grid_of(struct arena *arena, const struct holdings *o)
{
	const struct owners_report report = { .owners = o, .page_shift = 12 };

	return owners_grid_new(arena, &report);
}

Test(owners_grid, each_block_is_a_cell_where_there_is_room)
{
	struct arena *arena = arena_new();
	struct holdings o = { 0 };
	const struct owners_grid *g;
	size_t cells = 0;

	make_blocks(arena, &o, 1000);
	g = grid_of(arena, &o);
	cr_expect_eq(g->cell_bytes, 2 << 20);
	for (size_t i = 0; i < g->row_count; i++)
		for (size_t k = 0; k < g->columns; k++)
			cells += g->rows[i].cells[k].kind == GRID_MOVABLE;
	cr_expect_eq(cells, 1000);
	cr_expect_eq(g->rows[0].address, 512ULL << 21);
	chains_free(o.chains);
	arena_free(arena);
}

Test(owners_grid, large_targets_fit_the_page)
{
	struct arena *arena = arena_new();
	struct holdings o = { 0 };
	const struct owners_grid *g;

	make_blocks(arena, &o, 32768); /* 64 GiB */
	o.mem_blocks[20000].foreign = 1;
	g = grid_of(arena, &o);
	cr_expect(g->row_count <= 48, "%zu", g->row_count);
	cr_expect(g->row_count > 16, "%zu", g->row_count);
	for (size_t i = 0, spoiled = 0; i < g->row_count; i++) {
		for (size_t k = 0; k < g->columns; k++)
			spoiled += g->rows[i].cells[k].kind == GRID_SPOILED;
		cr_expect(i + 1 < g->row_count || spoiled == 1, "one block shows, whatever is beside it");
	}
	chains_free(o.chains);
	arena_free(arena);
}

Test(owners_grid, nothing_without_places)
{
	struct arena *arena = arena_new();
	struct holdings o = { 0 };

	cr_expect_null(grid_of(arena, &o));
	arena_free(arena);
}
