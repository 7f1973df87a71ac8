/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owners/handed.h"

#include "boot/boot.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

static void hand_over(struct arena *arena, struct handed *h, uint64_t from, uint64_t to)
{
	const struct span span = { from, to };

	if (to > from)
		arena_push(arena, h->spans, h->count, span);
}

/* RAM that is not reserved, page by page. */
static void hand_over_free(struct arena *arena, const struct boot *boot, struct handed *h)
{
	const struct memblock *mb = &boot->memblock;
	unsigned int shift = boot->kernel->page_shift;
	size_t next = 0;

	for (size_t i = 0; i < mb->memory.count; i++) {
		const struct memblock_region *ram = &mb->memory.regions[i];
		uint64_t at = ram->range.base, end = range_end(ram->range);

		if (ram->flags & MEMBLOCK_NOMAP)
			continue;
		for (; next < mb->reserved.count && range_end(mb->reserved.regions[next].range) <= at; next++)
			;
		for (size_t k = next; k < mb->reserved.count && mb->reserved.regions[k].range.base < end; k++) {
			hand_over(arena, h, round_up(at, UINT64_C(1) << shift) >> shift, mb->reserved.regions[k].range.base >> shift);
			at = max_u64(at, range_end(mb->reserved.regions[k].range));
		}
		hand_over(arena, h, round_up(at, UINT64_C(1) << shift) >> shift, end >> shift);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static void join(struct handed *h)
{
	size_t kept = 0;

	for (size_t i = 0; i < h->count; i++) {
		if (kept && h->spans[i].from <= h->spans[kept - 1].to)
			h->spans[kept - 1].to = max_u64(h->spans[kept - 1].to, h->spans[i].to);
		else
			h->spans[kept++] = h->spans[i];
	}
	h->count = kept;
}

/* CMA areas are reserved first and given to the page allocator later; initrd and .init are freed. */
const struct handed *handed_find(struct arena *arena, const struct boot *boot)
{
	struct handed *h = arena_new_object(arena, struct handed);
	unsigned int shift = boot->kernel->page_shift;

	hand_over_free(arena, boot, h);
	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].activated)
			hand_over(arena, h, boot->cma[i].range.base >> shift,
					  (boot->cma[i].range.base >> shift) + boot->cma[i].pages);
	hand_over(arena, h, boot->initrd.base >> shift, range_end(boot->initrd) >> shift);
	hand_over(arena, h, boot->init_freed.base >> shift, range_end(boot->init_freed) >> shift);
	if (h->count)
		sort_items(h->spans, h->count, sizeof(*h->spans), by_place);
	join(h);
	return h;
}

bool handed_has(const struct handed *h, uint64_t pfn)
{
	size_t low = 0, high = h->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (h->spans[middle].to <= pfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low < h->count && h->spans[low].from <= pfn;
}
