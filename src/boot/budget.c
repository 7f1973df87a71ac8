/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gives every page that is present but not managed the name of the one who has it. A page that nobody is
 * known to have gets no row: the sum is then short of it, and tests/boot/invariants.c tells.
 */
#include <stdlib.h>
#include <string.h>

#include "boot/replay.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

static void charge(struct replay *r, const char *consumer, int64_t pages, bool is_exact)
{
	struct boot *boot = r->boot;
	struct budget_row row = { consumer, pages * (int64_t)page_size(r->k), is_exact };

	if (!pages)
		return;
	for (size_t i = 0; i < boot->budget_count; i++) {
		if (strcmp(boot->budget[i].consumer, consumer) == 0) {
			boot->budget[i].bytes += row.bytes;
			return;
		}
	}
	arena_push(r->arena, boot->budget, boot->budget_count, row);
}

struct held {
	struct range range;
	const char *owner;
};

static int compare_held(const void *a, const void *b)
{
	const struct held *x = a, *y = b;

	return (x->range.base > y->range.base) - (x->range.base < y->range.base);
}

/* Claims of regions carry the node's path; the budget calls them all by what they are. */
static const char *consumer_of(const char *owner)
{
	return owner[0] == '/' && strcmp(owner, "/memreserve/") != 0 ? "reserved regions" : owner;
}

static bool is_known(const struct replay *r, const char *owner)
{
	static const char *const image[] = { "kernel image", "initrd" };

	for (size_t i = 0; i < ARRAY_SIZE(image); i++)
		if (strcmp(owner, image[i]) == 0)
			return r->k->image.known;
	if (strcmp(owner, "per-CPU areas") == 0)
		return r->k->percpu_known;
	return r->k->has_config;
}

/* The claims and the NOMAP ranges in address order. */
static struct held *collect(struct replay *r, size_t *count)
{
	struct held *list = NULL, h;

	*count = 0;
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		h = (struct held){ r->mb.memory.regions[i].range, "no-map" };
		if (r->mb.memory.regions[i].flags & MEMBLOCK_NOMAP)
			arena_push(r->arena, list, *count, h);
	}
	for (size_t i = 0; i < r->mb.claim_count; i++) {
		h = (struct held){ r->mb.claims[i].range, consumer_of(r->mb.claims[i].owner) };
		arena_push(r->arena, list, *count, h);
	}
	if (*count)
		sort_items(list, *count, sizeof(*list), compare_held);
	return list;
}

/* Pages [start, end) that are nobody's free pages go to who holds a byte of them, the lowest first. */
static void charge_gap(struct replay *r, uint64_t start, uint64_t end, const struct held *held, size_t count)
{
	uint64_t at = start;

	for (size_t i = 0; i < count && at < end; i++) {
		uint64_t from = max_u64(pfn_down(r->k, held[i].range.base), at);
		uint64_t to = min_u64(pfn_up(r->k, range_end(held[i].range)), end);

		if (to <= from)
			continue;
		charge(r, held[i].owner, (int64_t)(to - from), is_known(r, held[i].owner));
		at = to;
	}
}

/* What boots of this kernel took beyond the model, or less than it. */
static void charge_learned(struct replay *r)
{
	charge(r, "learned from a boot", r->learned_pages, false);
}

/* CMA areas over each other, over the initrd or beyond RAM: the kernel counts their pages as managed more
 * than once, and those that are no RAM with them. */
static void charge_handed(struct replay *r)
{
	struct handed_pages handed = handed_pages(r);

	charge(r, "pages handed over twice", -(int64_t)handed.twice, true);
	charge(r, "pool pages that are no RAM", -(int64_t)handed.outside_ram, true);
}

/* Where no-map regions are given back after the zones were counted, pages that their edges cut are whole
 * again, but no zone has them as present. */
static void charge_mended(struct replay *r)
{
	int64_t pages = 0;

	for (size_t i = 0; i < r->boot->zone_count; i++)
		pages += r->boot->zones[i].present.value;
	for (size_t i = 0; i < r->mb.memory.count; i++)
		pages -= (int64_t)page_count(whole_pages(r->k, r->mb.memory.regions[i].range));
	charge(r, "partial pages", pages, true);
}

void itemise_budget(struct replay *r)
{
	size_t count, gaps;
	struct held *held = collect(r, &count);
	const struct pfn_range *free_pages = managed_ranges(r, &gaps);

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct pfn_range m = whole_pages(r->k, r->mb.memory.regions[i].range);
		uint64_t at = m.start, end = m.end;

		for (size_t g = 0; g < gaps && at < end; g++) {
			if (free_pages[g].end <= at || free_pages[g].start >= end)
				continue;
			if (free_pages[g].start > at)
				charge_gap(r, at, free_pages[g].start, held, count);
			at = min_u64(free_pages[g].end, end);
		}
		if (at < end)
			charge_gap(r, at, end, held, count);
	}
	charge_learned(r);
	charge_handed(r);
	charge_mended(r);
}
