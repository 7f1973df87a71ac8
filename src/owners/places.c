/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "owners/answers.h"
#include "util/arena.h"

static void places_of_boot(struct arena *arena, const struct boot *boot, struct memory_places *places)
{
	unsigned int shift = boot->kernel->page_shift;

	for (size_t i = 0; i < boot->cma_count; i++) {
		const struct cma_area *a = &boot->cma[i];
		const struct cma_place place = { a->name, a->range.base >> shift, a->pages };

		if (a->activated)
			arena_push(arena, places->areas, places->area_count, place);
	}
}

/* A block that no record begins in lies in an area where both its neighbours do: it is free as a whole. */
static void places_of_dump(struct arena *arena, const struct holdings *o, struct memory_places *places)
{
	struct cma_place *last = NULL;
	uint64_t size = UINT64_C(1) << o->block_order, between = 0;

	for (size_t i = 0; i < o->mem_block_count; i++) {
		const struct mem_block *b = &o->mem_blocks[i];
		const struct cma_place place = { NULL, b->number << o->block_order, size };

		if (b->type != MIGRATE_CMA && b->type != MIGRATE_ISOLATE) {
			between += b->type != BLOCK_TYPE_UNKNOWN;
			continue;
		}
		if (last && !between) {
			last->pages = place.pfn + size - last->pfn;
		} else {
			arena_push(arena, places->areas, places->area_count, place);
			last = &places->areas[places->area_count - 1];
		}
		between = 0;
	}
}

void places_find(struct arena *arena, const struct boot *boot, const struct holdings *owners,
				 struct memory_places *places)
{
	*places = (struct memory_places){ .told = boot != NULL };
	if (boot)
		places_of_boot(arena, boot, places);
	else if (owners->has_blocks)
		places_of_dump(arena, owners, places);
}
