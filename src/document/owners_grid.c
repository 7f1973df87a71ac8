/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/owners_grid.h"

#include <stdlib.h>
#include <string.h>

#include "document/amount.h"
#include "document/owners_report.h"
#include "util/arena.h"
#include "util/number.h"

#define COLUMNS 64
#define MOST_ROWS 48 /* 6 GiB of 2 MiB blocks; beyond, a cell is several */

const struct grid_look grid_looks[GRID_KINDS] = {
	[GRID_UNTOLD] = { "no record", ' ', COLOUR_UNUSED },
	[GRID_FREE] = { "mostly free", '.', COLOUR_FREE },
	[GRID_MOVABLE] = { "movable pages", 'm', COLOUR_TOTAL },
	[GRID_CMA] = { "CMA, free or lent", 'c', COLOUR_CMA },
	[GRID_OTHER] = { "for what cannot be moved", 'u', COLOUR_KERNEL },
	[GRID_SPOILED] = { "movable block with others in it", '!', COLOUR_RESERVED },
	[GRID_HELD] = { "CMA that is held", 'H', COLOUR_NOMAP },
};

/* What is summed up of the blocks in a cell. */
struct cell_sum {
	uint64_t kinds[GRID_KINDS]; /* blocks */
	uint32_t lead;              /* holder, UINT32_MAX: none */
	uint64_t lead_pages;
};

struct making {
	const struct holdings *o;
	struct arena *arena;
	struct owners_grid *grid;
	unsigned int shift;     /* blocks in a cell, as a power of two */
	uint32_t *leads;        /* by block: its holder, UINT32_MAX: none */
	uint64_t *lead_pages;
	uint64_t *led;          /* by holder: blocks */
	unsigned int *digits;   /* by holder */
};

static bool is_cma(const struct mem_block *b)
{
	return b->type == MIGRATE_CMA || b->type == MIGRATE_ISOLATE;
}

static enum grid_kind kind_of(const struct mem_block *b, unsigned int order)
{
	uint64_t used = (uint64_t)b->used[PAGE_MOVES] + b->used[PAGE_RECLAIMS] + b->used[PAGE_STAYS];

	if (is_cma(b))
		return b->used[PAGE_STAYS] + b->used[PAGE_RECLAIMS] ? GRID_HELD : GRID_CMA;
	if (b->type == MIGRATE_MOVABLE && b->foreign)
		return GRID_SPOILED;
	if (b->type != MIGRATE_MOVABLE && b->type != BLOCK_TYPE_UNKNOWN)
		return GRID_OTHER;
	return used * 8 >= UINT64_C(1) << order ? GRID_MOVABLE : GRID_FREE;
}

/* Who holds most of what cannot be moved, block by block; shares are in the order of blocks. */
static void find_leads(struct making *k)
{
	size_t share = 0;

	for (size_t i = 0; i < k->o->mem_block_count; i++) {
		k->leads[i] = UINT32_MAX;
		for (; share < k->o->share_count && k->o->shares[share].block <= k->o->mem_blocks[i].number; share++) {
			const struct share_of_block *s = &k->o->shares[share];

			if (s->block != k->o->mem_blocks[i].number || s->pages <= k->lead_pages[i])
				continue;
			k->lead_pages[i] = s->pages;
			k->leads[i] = s->holder;
		}
		if (k->leads[i] != UINT32_MAX)
			k->led[k->leads[i]]++;
	}
}

static void name_leaders(struct making *k)
{
	const struct chains *c = k->o->chains;

	while (k->grid->name_count < GRID_NAMES) {
		size_t best = SIZE_MAX;

		for (size_t i = 0; i < c->holder_count; i++)
			if (k->led[i] && !k->digits[i] &&
				(best == SIZE_MAX || k->led[i] > k->led[best] ||
				 (k->led[i] == k->led[best] && strcmp(c->holders[i].name, c->holders[best].name) < 0)))
				best = i;
		if (best == SIZE_MAX)
			return;
		k->grid->names[k->grid->name_count++] = c->holders[best].name;
		k->digits[best] = (unsigned int)k->grid->name_count;
	}
}

static uint64_t row_of(const struct making *k, uint64_t block)
{
	return (block >> k->shift) / COLUMNS;
}

static size_t count_rows(const struct making *k)
{
	size_t rows = 0;
	uint64_t last = UINT64_MAX;

	for (size_t i = 0; i < k->o->mem_block_count; i++) {
		rows += row_of(k, k->o->mem_blocks[i].number) != last;
		last = row_of(k, k->o->mem_blocks[i].number);
	}
	return rows;
}

/* What is least expected shows: a kind further down the list wins. */
static struct grid_cell cell_of(const struct making *k, const struct cell_sum *sum)
{
	struct grid_cell cell = { .kind = GRID_UNTOLD };

	for (unsigned int kind = 0; kind < GRID_KINDS; kind++)
		if (sum->kinds[kind])
			cell.kind = (enum grid_kind)kind;
	if (sum->lead_pages) {
		cell.holder = k->o->chains->holders[sum->lead].name;
		cell.digit = k->digits[sum->lead];
	}
	return cell;
}

static size_t fill_row(struct making *k, size_t from, struct grid_row *row)
{
	struct cell_sum sums[COLUMNS] = { 0 };
	uint64_t number = row_of(k, k->o->mem_blocks[from].number);
	size_t i = from;

	for (; i < k->o->mem_block_count && row_of(k, k->o->mem_blocks[i].number) == number; i++) {
		struct cell_sum *sum = &sums[(k->o->mem_blocks[i].number >> k->shift) % COLUMNS];

		sum->kinds[kind_of(&k->o->mem_blocks[i], k->o->block_order)]++;
		if (k->lead_pages[i] > sum->lead_pages) {
			sum->lead_pages = k->lead_pages[i];
			sum->lead = k->leads[i];
		}
	}
	row->address = number * COLUMNS * k->grid->cell_bytes;
	row->cells = arena_alloc(k->arena, COLUMNS * sizeof(*row->cells));
	for (size_t c = 0; c < COLUMNS; c++)
		row->cells[c] = cell_of(k, &sums[c]);
	return i;
}

const struct owners_grid *owners_grid_new(struct arena *arena, const struct owners_report *report)
{
	const struct holdings *o = report->owners;
	struct making k = { .o = o, .arena = arena, .grid = arena_new_object(arena, struct owners_grid) };
	size_t blocks = o->mem_block_count + 1, holders, from = 0;

	if (!o->has_blocks)
		return NULL;
	holders = o->chains->holder_count + 1;
	k.leads = arena_alloc(arena, blocks * sizeof(*k.leads));
	k.lead_pages = arena_alloc(arena, blocks * sizeof(*k.lead_pages));
	k.led = arena_alloc(arena, holders * sizeof(*k.led));
	k.digits = arena_alloc(arena, holders * sizeof(*k.digits));
	find_leads(&k);
	name_leaders(&k);
	while (count_rows(&k) > MOST_ROWS)
		k.shift++;
	k.grid->columns = COLUMNS;
	k.grid->cell_bytes = UINT64_C(1) << (k.shift + o->block_order + report->page_shift);
	k.grid->rows = arena_alloc(arena, (count_rows(&k) + 1) * sizeof(*k.grid->rows));
	while (from < o->mem_block_count)
		from = fill_row(&k, from, &k.grid->rows[k.grid->row_count++]);
	return k.grid;
}

const char *owners_grid_line(struct arena *arena, const struct owners_grid *grid, size_t row)
{
	char signs[COLUMNS + 1] = "";

	for (size_t i = 0; i < COLUMNS; i++) {
		const struct grid_cell *cell = &grid->rows[row].cells[i];

		signs[i] = cell->digit ? (char)('0' + cell->digit) : grid_looks[cell->kind].sign;
	}
	return arena_printf(arena, "%-11s %s", amount_address(arena, grid->rows[row].address), signs);
}
