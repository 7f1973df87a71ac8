/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which blocks a polluter would give back, order by order: its pages merged with their buddies as
 * mm/page_alloc.c:__free_one_page does it. Within a pageblock nothing stands in the way of a merge, so that an
 * aligned run of free pages is one block.
 */
#include "owners/answers.h"
#include "owners/handed.h"
#include "util/arena.h"
#include "util/number.h"

#define NOBODY UINT32_MAX        /* none but free and movable pages */
#define SEVERAL (UINT32_MAX - 1) /* more than one holder, or what is never given back */

/* An aligned run of pages. */
struct run {
	uint32_t holder; /* of what cannot be moved in it, or one of those two */
	bool moves;      /* it has pages that can */
};

static struct run both(struct run a, struct run b)
{
	struct run run = { .moves = a.moves || b.moves };

	run.holder = a.holder == NOBODY || a.holder == b.holder ? b.holder : b.holder == NOBODY ? a.holder : SEVERAL;
	return run;
}

/* Foreign pieces are in ascending order. */
static size_t first_piece(const struct holdings *o, uint64_t pfn)
{
	size_t low = 0, high = o->foreign_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (o->foreign[middle].pfn + o->foreign[middle].pages <= pfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void mark_held(const struct holdings *o, const struct mem_block *b, struct run *runs)
{
	uint64_t size = UINT64_C(1) << o->block_order, first = b->number << o->block_order;

	for (uint64_t i = 0; i < size; i++) {
		enum frame_use use = page_use_of(b->pages[i]);

		runs[i] = (struct run){ use == PAGE_UNTOLD || use == PAGE_MOVES ? NOBODY : SEVERAL, use == PAGE_MOVES };
	}
	for (size_t k = first_piece(o, first); k < o->foreign_count && o->foreign[k].pfn < first + size; k++) {
		const struct foreign_piece *piece = &o->foreign[k];
		uint64_t from = max_u64(piece->pfn, first), to = min_u64(piece->pfn + piece->pages, first + size);

		for (uint64_t pfn = from; pfn < to; pfn++)
			if (runs[pfn - first].holder != NOBODY)
				runs[pfn - first].holder = piece->holder;
	}
}

/* What was never handed to the page allocator, as the tree tells, is not free although nobody holds it. */
static void mark_reserved(const struct holdings *o, const struct handed *handed, const struct mem_block *b,
						  struct run *runs)
{
	uint64_t size = UINT64_C(1) << o->block_order, first = b->number << o->block_order;

	for (uint64_t i = 0; handed && i < size; i++)
		if (page_use_of(b->pages[i]) == PAGE_UNTOLD && !handed_has(handed, first + i))
			runs[i].holder = SEVERAL;
}

static void count_block(const struct holdings *o, struct run *runs, struct polluter *by_holder)
{
	uint64_t count = UINT64_C(1) << o->block_order;

	for (unsigned int order = 1; order <= o->block_order && order < OWNER_ORDERS; order++) {
		count >>= 1;
		for (uint64_t i = 0; i < count; i++) {
			runs[i] = both(runs[2 * i], runs[2 * i + 1]);
			if (runs[i].holder >= SEVERAL)
				continue;
			by_holder[runs[i].holder].compacted[order]++;
			by_holder[runs[i].holder].at_once[order] += !runs[i].moves;
		}
	}
}

/* Blocks that come back whole, and aligned pairs of them, which compaction makes one. */
static void count_whole(struct run before, struct run run, bool pair, struct polluter *by_holder)
{
	struct run two = both(before, run);

	if (run.holder < SEVERAL)
		by_holder[run.holder].alone++;
	if (pair && two.holder < SEVERAL)
		by_holder[two.holder].pairs++;
}

void comeback_count(struct arena *arena, const struct holdings *o, const struct boot *boot, struct polluter *by_holder)
{
	struct run *runs = arena_alloc(arena, sizeof(*runs) << o->block_order), before = { 0 };
	const struct handed *handed = boot ? handed_find(arena, boot) : NULL;
	uint64_t last = UINT64_MAX;

	for (size_t i = 0; i < o->mem_block_count; i++) {
		const struct mem_block *b = &o->mem_blocks[i];

		if (b->type != MIGRATE_MOVABLE)
			continue;
		mark_held(o, b, runs);
		mark_reserved(o, handed, b, runs);
		count_block(o, runs, by_holder);
		count_whole(before, runs[0], b->number % 2 && last == b->number - 1, by_holder);
		before = runs[0];
		last = b->number;
	}
}
