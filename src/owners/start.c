/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owners/start.h"

#include <errno.h>

#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "owners/handed.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

struct starting {
	struct arena *arena;
	const struct holdings *o;
	const struct boot *boot;
	const struct handed *handed;
	struct owners_start *start;
	struct sim_boot_zone *zone; /* at hand */
	struct sim_held *held;
	size_t held_count;
};

/* --- free pages -------------------------------------------------------------------------------- */

static bool in_cma(const struct starting *s, uint64_t pfn)
{
	uint64_t address = pfn << s->boot->kernel->page_shift;

	for (size_t i = 0; i < s->boot->cma_count; i++)
		if (s->boot->cma[i].activated && address >= s->boot->cma[i].range.base &&
			address < range_end(s->boot->cma[i].range))
			return true;
	return false;
}

/* A block without a record is as boot left it. A range that is being emptied for CMA is CMA's again afterwards. */
static enum migratetype type_at(const struct starting *s, const struct mem_block *block, uint64_t pfn)
{
	if (block && block->type != BLOCK_TYPE_UNKNOWN)
		return block->type == MIGRATE_ISOLATE ? MIGRATE_CMA : (enum migratetype)block->type;
	return in_cma(s, pfn) ? MIGRATE_CMA : MIGRATE_MOVABLE;
}

static void add_free(struct starting *s, uint64_t from, uint64_t to, enum migratetype type)
{
	struct sim_range *last = s->zone->range_count ? &s->zone->ranges[s->zone->range_count - 1] : NULL;
	const struct sim_range range = { from, to - from, type };

	if (to <= from)
		return;
	s->start->free += to - from;
	if (last && last->pfn + last->pages == from && last->type == type)
		last->pages += range.pages;
	else
		arena_push(s->arena, s->zone->ranges, s->zone->range_count, range);
}

/* Within one pageblock. */
static void free_in_block(struct starting *s, uint64_t from, uint64_t to)
{
	const struct mem_block *block = holdings_block(s->o, from);
	enum migratetype type = type_at(s, block, from);
	uint64_t mask = (UINT64_C(1) << s->o->block_order) - 1, start = from;

	if (!block) {
		add_free(s, from, to, type);
		return;
	}
	for (uint64_t pfn = from; pfn < to; pfn++) {
		if (page_use_of(block->pages[pfn & mask]) == PAGE_UNTOLD)
			continue;
		add_free(s, start, pfn, type);
		start = pfn + 1;
	}
	add_free(s, start, to, type);
}

static void find_free(struct starting *s)
{
	const struct zone_state *z = &s->zone->state;
	uint64_t size = UINT64_C(1) << s->o->block_order, end = z->start_pfn + z->spanned;

	for (size_t i = 0; i < s->handed->count; i++) {
		uint64_t from = max_u64(s->handed->spans[i].from, z->start_pfn), to = min_u64(s->handed->spans[i].to, end);

		for (; from < to; from = round_down(from, size) + size)
			free_in_block(s, from, min_u64(to, round_down(from, size) + size));
	}
}

/* --- pages in use ---------------------------------------------------------------------------------- */

static enum owner_kind kind_of(uint8_t page)
{
	switch (page_use_of(page)) {
	case PAGE_MOVES:
		return page & PAGE_CACHE ? OWNER_FILE : OWNER_ANON;
	case PAGE_RECLAIMS:
		return OWNER_SLAB_RECLAIMABLE;
	default:
		return OWNER_KERNEL;
	}
}

/* Blocks beyond the largest order are several of that one side by side. */
static void hold(struct starting *s, uint64_t pfn, uint8_t page)
{
	unsigned int order = page_order_of(page), most = s->start->boot.kernel.max_order;
	uint64_t pages = UINT64_C(1) << order;
	unsigned int piece = order < most ? order : most;

	s->start->held += pages;
	for (uint64_t at = 0; at < pages; at += UINT64_C(1) << piece) {
		const struct sim_held held = { pfn + at, (uint8_t)piece, (uint8_t)kind_of(page) };

		arena_push(s->arena, s->held, s->held_count, held);
	}
}

static void find_held(struct starting *s)
{
	const struct zone_state *z = &s->zone->state;
	struct sim_block_type *types = arena_alloc(s->arena, (s->o->mem_block_count + 1) * sizeof(*types));
	uint64_t size = UINT64_C(1) << s->o->block_order;

	s->held = NULL;
	s->held_count = 0;
	for (size_t i = 0; i < s->o->mem_block_count; i++) {
		const struct mem_block *b = &s->o->mem_blocks[i];
		uint64_t first = b->number << s->o->block_order;

		if (first + size <= z->start_pfn || first >= z->start_pfn + z->spanned)
			continue;
		types[s->zone->type_count++] = (struct sim_block_type){ first, type_at(s, b, first) };
		for (uint64_t k = 0; k < size; k++)
			if (page_use_of(b->pages[k]) != PAGE_UNTOLD && page_order_of(b->pages[k]) != PAGE_TAIL &&
				first + k >= z->start_pfn && first + k < z->start_pfn + z->spanned)
				hold(s, first + k, b->pages[k]);
	}
	s->zone->types = types;
	s->zone->held = s->held;
	s->zone->held_count = s->held_count;
}

int owners_start(struct arena *arena, const struct holdings *holdings, const struct boot *boot,
				 const struct memory_state *state, struct owners_start *start, struct error *error)
{
	struct starting s = { .arena = arena, .o = holdings, .boot = boot, .start = start };

	*start = (struct owners_start){ .boot = { .kernel = state->kernel, .zone_count = state->zone_count } };
	if (!holdings->has_blocks)
		return error_set(error, -EINVAL, "%s: tells no places of pages: expected /sys/kernel/debug/page_owner itself",
						 holdings->file);
	if (holdings->block_order != state->kernel.pageblock_order)
		return error_set(error, -EINVAL, "%s: has pageblocks of order %u, this kernel has them of order %u",
						 holdings->file, holdings->block_order, state->kernel.pageblock_order);
	start->boot.zones = arena_alloc(arena, (state->zone_count + 1) * sizeof(*start->boot.zones));
	s.handed = handed_find(arena, boot);
	for (size_t i = 0; i < state->zone_count; i++) {
		s.zone = &start->boot.zones[i];
		s.zone->state = state->zones[i];
		find_free(&s);
		find_held(&s);
	}
	start->elsewhere = holdings->pages > start->held ? holdings->pages - start->held : 0;
	if (start->elsewhere * 2 > holdings->pages)
		return error_set(error, -EINVAL, "%s: most of its pages lie in no zone of this board: is it of another one?",
						 holdings->file);
	return 0;
}
