/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/account.h"

#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "alloc/ddr.h"
#include "util/arena.h"
#include "util/named.h"
#include "util/sort.h"

struct builder {
	struct arena *arena;
	const struct boot *boot;
	struct account account;
};

NAMER(account_step_name, account_step, ACCOUNT_STEPS, ENUM_NAME)

static void add(struct builder *b, struct account_row row)
{
	arena_push(b->arena, b->account.rows, b->account.count, row);
}

static void total(struct builder *b, const char *id, const char *label, struct estimate bytes)
{
	add(b, (struct account_row){ ACCOUNT_TOTAL, id, label, bytes, is_exact(bytes), 0 });
}

/* Rows that take nothing are left out. */
static void less(struct builder *b, const char *id, const char *label, struct estimate bytes, size_t count)
{
	if (bytes.value || !is_exact(bytes))
		add(b, (struct account_row){ ACCOUNT_LESS, id, label, bytes, is_exact(bytes), count });
}

static int64_t bounded(uint64_t bytes)
{
	return (int64_t)min_u64(bytes, INT64_MAX);
}

/* --- what the zones say -------------------------------------------------------------------- */

static struct estimate in_bytes(const struct builder *b, struct estimate pages)
{
	return estimate_times(pages, (int64_t)page_size(b->boot->kernel));
}

/* Pages of a zone type, on any node, that are no CMA. */
static struct estimate ordinary_bytes(const struct builder *b, enum zone_type type)
{
	struct estimate pages = exact(0);

	for (size_t i = 0; i < b->boot->zone_count; i++) {
		const struct zone *zone = &b->boot->zones[i];

		if (zone->type == type)
			pages = estimate_add(pages, estimate_sub(zone->managed, zone->cma));
	}
	return in_bytes(b, pages);
}

/* --- what regions and pools say ------------------------------------------------------------ */

static bool is_nomap(const struct builder *b, const struct region *r)
{
	return r->node != SIZE_MAX && b->boot->board->rmem[r->node].no_map;
}

static bool is_live_pool(const struct builder *b, size_t region)
{
	for (size_t i = 0; i < b->boot->cma_count; i++)
		if (b->boot->cma[i].region == region)
			return b->boot->cma[i].activated;
	return false;
}

static size_t count_nomap(const struct builder *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->boot->region_count; i++)
		count += b->boot->regions[i].taken && is_nomap(b, &b->boot->regions[i]);
	return count;
}

static size_t count_reserved(const struct builder *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->boot->region_count; i++) {
		const struct region *r = &b->boot->regions[i];

		count += r->taken && !is_nomap(b, r) && !is_live_pool(b, i);
	}
	return count;
}

static size_t count_pools(const struct builder *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->boot->cma_count; i++)
		count += b->boot->cma[i].activated;
	return count;
}

/* --- what the budget says ------------------------------------------------------------------ */

enum holder { HELD_KERNEL, HELD_NOMAP, HELD_RESERVED };

static enum holder holder_of(const char *consumer)
{
	static const struct word_value others[] = {
		{ "no-map", HELD_NOMAP },
		{ "reserved regions", HELD_RESERVED },
		{ "/memreserve/", HELD_RESERVED },
		{ "CMA pools", HELD_RESERVED },
	};

	return (enum holder)value_of_word(consumer, others, ARRAY_SIZE(others), HELD_KERNEL);
}

/* Rows below 0 are no holder's: add_more() has them. */
static int64_t held_bytes(const struct builder *b, enum holder holder)
{
	int64_t bytes = 0;

	for (size_t i = 0; i < b->boot->budget_count; i++)
		if (holder_of(b->boot->budget[i].consumer) == holder && b->boot->budget[i].bytes > 0)
			bytes += b->boot->budget[i].bytes;
	return bytes;
}

static int by_size(const void *a, const void *b)
{
	const struct account_row *x = a, *y = b;

	MORE_FIRST(bytes.value);
	return strcmp(x->label, y->label);
}

/* The kernel's own needs, largest first. */
static void add_kernel_parts(struct builder *b)
{
	size_t first = b->account.count;

	for (size_t i = 0; i < b->boot->budget_count; i++) {
		const struct budget_row *row = &b->boot->budget[i];
		struct account_row part = { ACCOUNT_PART, "part", row->consumer, exact(row->bytes), row->exact, 0 };

		if (holder_of(row->consumer) == HELD_KERNEL && row->bytes > 0)
			add(b, part);
	}
	if (b->account.count > first)
		sort_items(b->account.rows + first, b->account.count - first, sizeof(*b->account.rows), by_size);
}

/* What managed counts beyond what is present. */
static void add_more(struct builder *b)
{
	static const struct word_pair kinds[] = {
		{ "pages handed over twice", "twice" },
		{ "pool pages that are no RAM", "no-ram" },
		{ "partial pages", "partial" },
		{ "learned from a boot", "learned" },
	};

	for (size_t i = 0; i < b->boot->budget_count; i++) {
		const struct budget_row *row = &b->boot->budget[i];

		for (size_t k = 0; k < ARRAY_SIZE(kinds) && row->bytes < 0; k++)
			if (strcmp(row->consumer, kinds[k].word) == 0)
				add(b, (struct account_row){ ACCOUNT_MORE, kinds[k].other, row->consumer, exact(-row->bytes),
											 row->exact, 0 });
	}
}

/* --- the rows -------------------------------------------------------------------------------- */

static void from_ddr_to_present(struct builder *b)
{
	struct ddr ddr = ddr_of(b->arena, b->boot);
	int64_t banks = bounded(range_set_bytes(&ddr.banks)), removed = bounded(range_set_bytes(&ddr.removed));
	struct estimate present = in_bytes(b, b->boot->totals.present);

	total(b, "ddr", "DDR", exact(banks));
	less(b, "nomap-removed", "no-map, taken out of RAM", exact(removed), count_nomap(b));
	less(b, "unused", "not used by Linux", estimate_sub(exact(banks - removed), present), 0);
	total(b, "present", "present", present);
}

static void from_present_to_managed(struct builder *b)
{
	int64_t nomap = held_bytes(b, HELD_NOMAP), reserved = held_bytes(b, HELD_RESERVED);
	int64_t kernel = held_bytes(b, HELD_KERNEL);
	struct estimate managed = in_bytes(b, b->boot->totals.managed);
	/* as unsure as what is left of it */
	struct estimate own = { kernel, kernel - (managed.high - managed.value),
							kernel + (managed.value - managed.low) };

	less(b, "nomap", "no-map, marked and still present", exact(nomap), count_nomap(b));
	less(b, "reserved", "reserved regions", exact(reserved), count_reserved(b));
	less(b, "kernel", "the kernel's own", own, 0);
	add_kernel_parts(b);
	add_more(b);
	total(b, "managed", "managed", managed);
}

struct estimate unmovable_bytes(const struct boot *boot)
{
	return estimate_times(boot->totals.unmovable, (int64_t)page_size(boot->kernel));
}

static void from_managed_to_unmovable(struct builder *b)
{
	less(b, "cma", "CMA pools, movable pages only", in_bytes(b, b->boot->totals.cma), count_pools(b));
	less(b, "highmem", "zone HighMem, user pages only", ordinary_bytes(b, ZONE_HIGHMEM), 0);
	less(b, "movable", "zone Movable, movable pages only", ordinary_bytes(b, ZONE_MOVABLE), 0);
	total(b, "unmovable", "what unmovable requests can use", unmovable_bytes(b->boot));
}

struct estimate account_figure(const struct account *account, const char *id)
{
	for (size_t i = 0; i < account->count; i++)
		if (strcmp(account->rows[i].id, id) == 0)
			return account->rows[i].bytes;
	return exact(0);
}

struct account account_of(struct arena *arena, const struct boot *boot)
{
	struct builder b = { .arena = arena, .boot = boot };

	from_ddr_to_present(&b);
	from_present_to_managed(&b);
	from_managed_to_unmovable(&b);
	return b.account;
}
