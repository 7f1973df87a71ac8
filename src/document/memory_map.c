/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/memory_map.h"

#include <stdlib.h>
#include <string.h>

#include "boot/boot.h"
#include "kernel/kernel.h"
#include "alloc/ddr.h"
#include "util/arena.h"
#include "util/sort.h"

/* Early allocations this near to each other are one item. */
#define NEAR KIB(256)

/* Owners that an item of several is named after. */
#define NAMED 3

struct builder {
	struct arena *arena;
	const struct boot *boot;
	struct ddr ddr;
	struct memory_map map;
};

static void add(struct builder *b, struct map_item item)
{
	arena_push(b->arena, b->map.items, b->map.count, item);
}

/* --- regions ----------------------------------------------------------------------------- */

static uint64_t bytes_outside(struct builder *b, struct range range)
{
	struct range_set whole = { &range, 1 }, outside = range_set_minus(b->arena, &whole, &b->ddr.banks);

	return range_set_bytes(&outside);
}

static void add_tuple(struct builder *b, const struct region *region, struct range range, bool further)
{
	struct map_item item = { .kind = MAP_REGION, .range = range, .region = region, .further = further };

	if (!range.size || (further && !region->taken))
		return;
	item.outside = bytes_outside(b, range);
	item.estimated = !is_exact(region_base(region)) || !is_exact(region_size(region));
	add(b, item);
}

static void add_regions(struct builder *b)
{
	for (size_t i = 0; i < b->boot->region_count; i++) {
		const struct region *region = &b->boot->regions[i];

		if (region->outcome == REGION_DISABLED)
			continue;
		add_tuple(b, region, region->range, false);
		for (size_t j = 0; j < region->extra_count; j++)
			add_tuple(b, region, region->extra[j], true);
	}
}

/* --- the kernel's own ------------------------------------------------------------------------ */

/* Claims that are shown alone, with what tells their place. */
static bool stands_alone(const char *owner)
{
	static const char *const names[] = { "kernel image", "initrd", "device tree", "crashkernel",
										 "elfcorehdr" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(owner, names[i]) == 0)
			return true;
	return false;
}

static bool is_estimated(const struct builder *b, const char *owner)
{
	const struct boot *boot = b->boot;

	if (strcmp(owner, "kernel image") == 0)
		return !boot->kernel_base_known || !boot->kernel->image.known;
	if (strcmp(owner, "device tree") == 0)
		return !boot->fdt_base_known;
	return !stands_alone(owner) && (!boot->kernel->has_config || !boot->kernel->image.known);
}

/* Regions have items of their own. */
static bool is_region(const char *owner)
{
	return owner[0] == '/' || strcmp(owner, "CMA pools") == 0;
}

struct share {
	const char *owner;
	uint64_t bytes;
};

struct cluster {
	struct map_item item;
	struct share *shares;
	size_t count;
	uint64_t used;
};

static void add_share(struct builder *b, struct cluster *c, const struct claim *claim)
{
	struct share share = { claim->owner, claim->range.size };

	c->used += claim->range.size;
	for (size_t i = 0; i < c->count; i++) {
		if (strcmp(c->shares[i].owner, share.owner) == 0) {
			c->shares[i].bytes += share.bytes;
			return;
		}
	}
	arena_push(b->arena, c->shares, c->count, share);
}

static int by_share(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	MORE_FIRST(bytes);
	return strcmp(x->owner, y->owner);
}

static void close_cluster(struct builder *b, struct cluster *c)
{
	char *name;

	if (!c->count)
		return;
	sort_items(c->shares, c->count, sizeof(*c->shares), by_share);
	name = arena_strdup(b->arena, c->shares[0].owner);
	for (size_t i = 1; i < min_u64(c->count, NAMED); i++)
		name = arena_printf(b->arena, "%s, %s", name, c->shares[i].owner);
	if (c->count > NAMED)
		name = arena_printf(b->arena, "%s and %zu more", name, c->count - NAMED);
	c->item.name = name;
	c->item.free_bytes = c->item.range.size > c->used ? c->item.range.size - c->used : 0;
	add(b, c->item);
	*c = (struct cluster){ 0 };
}

static void extend_cluster(struct builder *b, struct cluster *c, const struct claim *claim)
{
	bool alone = stands_alone(claim->owner);
	uint64_t end = c->count ? range_end(c->item.range) : 0;

	if (alone || (c->count && claim->range.base > add_sat(end, NEAR)))
		close_cluster(b, c);
	if (!c->count) {
		c->item = (struct map_item){ .kind = MAP_OWN, .range = claim->range };
		end = range_end(claim->range);
	}
	c->item.range = range_between(c->item.range.base, max_u64(end, range_end(claim->range)));
	c->item.estimated |= is_estimated(b, claim->owner);
	add_share(b, c, claim);
	if (alone)
		close_cluster(b, c);
}

/* Is there a region between the two, so that they are no neighbours? */
static bool is_parted(const struct builder *b, const struct cluster *c, struct range next)
{
	struct range between = range_between(range_end(c->item.range), next.base);

	for (size_t i = 0; c->count && between.size && i < b->boot->region_count; i++)
		if (ranges_overlap(b->boot->regions[i].range, between))
			return true;
	return false;
}

static void add_own(struct builder *b)
{
	const struct memblock *mb = &b->boot->memblock;
	struct claim *claims = arena_memdup(b->arena, mb->claims, mb->claim_count * sizeof(*claims));
	struct cluster cluster = { 0 };

	if (mb->claim_count)
		sort_items(claims, mb->claim_count, sizeof(*claims), range_by_base);
	for (size_t i = 0; i < mb->claim_count; i++) {
		if (is_region(claims[i].owner) || !claims[i].range.size)
			continue;
		if (is_parted(b, &cluster, claims[i].range))
			close_cluster(b, &cluster);
		extend_cluster(b, &cluster, &claims[i]);
	}
	close_cluster(b, &cluster);
}

/* --- gaps -------------------------------------------------------------------------------------- */

/* Where free memory is cut although nobody holds the border: pages of two zones never join. */
static struct range_set cut_at_zones(struct builder *b, struct range free)
{
	struct range_set pieces = { 0 };
	uint64_t at = free.base;

	for (size_t i = 0; i < b->boot->zone_count; i++) {
		const struct zone *zone = &b->boot->zones[i];
		uint64_t start = zone->start_pfn << b->boot->kernel->page_shift;

		if (!zone->spanned || start <= at || start >= range_end(free))
			continue;
		range_set_push(b->arena, &pieces, range_between(at, start));
		at = start;
	}
	range_set_push(b->arena, &pieces, range_between(at, range_end(free)));
	return pieces;
}

static unsigned int largest_order(const struct kernel *k, struct range range)
{
	uint64_t start = pfn_up(k, range.base), end = pfn_down(k, range_end(range));
	unsigned int order = k->max_order;

	while (order) {
		uint64_t first = round_up(start, (uint64_t)1 << order);

		if (first < end && end - first >= (uint64_t)1 << order)
			break;
		order--;
	}
	return order;
}

static void add_free(struct builder *b)
{
	struct range_set free = { 0 }, taken = { 0 };

	free.ranges = memblock_free_ranges(&b->boot->memblock, b->arena, &free.count);
	range_set_join(&free);
	for (size_t i = 0; i < b->map.count; i++)
		if (b->map.items[i].kind == MAP_OWN ||
			(b->map.items[i].kind == MAP_REGION && b->map.items[i].region->taken))
			range_set_push(b->arena, &taken, b->map.items[i].range);
	range_set_join(&taken);
	free = range_set_minus(b->arena, &free, &taken);
	for (size_t i = 0; i < free.count; i++) {
		const struct kernel *k = b->boot->kernel;
		uint64_t start = round_up(free.ranges[i].base, page_size(k));
		struct range whole = range_between(start, round_down(range_end(free.ranges[i]), page_size(k)));
		struct range_set pieces = cut_at_zones(b, whole);

		for (size_t j = 0; j < pieces.count; j++)
			add(b, (struct map_item){ .kind = MAP_FREE,
									  .range = pieces.ranges[j],
									  .largest_order = largest_order(k, pieces.ranges[j]) });
	}
}

static void add_banks(struct builder *b)
{
	const struct range_set *banks = &b->ddr.banks;

	for (size_t i = 0; i < banks->count; i++) {
		uint64_t last = i ? range_end(banks->ranges[i - 1]) : 0;

		if (i)
			add(b,
				(struct map_item){ .kind = MAP_HOLE, .range = range_between(last, banks->ranges[i].base) });
		add(b, (struct map_item){ .kind = MAP_BANK, .range = banks->ranges[i] });
	}
	b->map.bank_count = banks->count;
	for (size_t i = 0; i < b->ddr.unused.count; i++)
		add(b, (struct map_item){ .kind = MAP_UNUSED, .range = b->ddr.unused.ranges[i] });
}

static void add_zones(struct builder *b)
{
	unsigned int shift = b->boot->kernel->page_shift;

	for (size_t i = 0; i < b->boot->zone_count; i++) {
		const struct zone *zone = &b->boot->zones[i];

		if (zone->spanned)
			add(b, (struct map_item){ .kind = MAP_ZONE,
									  .zone = zone,
									  .range = { zone->start_pfn << shift, zone->spanned << shift } });
	}
}

/* --- order ---------------------------------------------------------------------------------------- */

static const char *name_of(const struct map_item *item)
{
	return item->region ? item->region->name : item->name ? item->name : "";
}

/* A hole ends where a bank and its zone begin; a larger item comes before those inside it. */
static int in_order(const void *a, const void *b)
{
	const struct map_item *x = a, *y = b;

	LESS_FIRST(range.base);
	if ((x->kind <= MAP_ZONE || y->kind <= MAP_ZONE) && x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	MORE_FIRST(range.size);
	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(name_of(x), name_of(y));
}

/* Only what lies there counts: a region that was given up holds nothing. */
static void note_overlaps(struct memory_map *map)
{
	const struct map_item *reaching = NULL;

	for (size_t i = 0; i < map->count; i++) {
		struct map_item *item = &map->items[i];

		if (item->kind != MAP_REGION && item->kind != MAP_OWN)
			continue;
		if (reaching && range_end(reaching->range) > item->range.base)
			item->overlaps = name_of(reaching);
		if (item->kind == MAP_REGION && !item->region->taken)
			continue;
		if (!reaching || range_end(item->range) > range_end(reaching->range))
			reaching = item;
	}
}

struct memory_map memory_map_of(struct arena *arena, const struct boot *boot)
{
	struct builder b = { .arena = arena, .boot = boot, .ddr = ddr_of(arena, boot) };

	add_regions(&b);
	add_own(&b);
	add_free(&b);
	add_banks(&b);
	add_zones(&b);
	sort_items(b.map.items, b.map.count, sizeof(*b.map.items), in_order);
	note_overlaps(&b.map);
	return b.map;
}
