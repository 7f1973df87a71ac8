/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel itself and a small init take from the buddy allocator until
 * the system is up: slab, stacks, page tables, DMA pools, the unpacked initrd.
 * No rule gives these pages; they were measured on quiet boots of own and of
 * distribution kernels, second by second after init started, and grow with the
 * size of the image. All of it is an estimate.
 */
#include "boot/replay.h"
#include "util/number.h"

/* One row a kernel; KiB. `spread` is how far the measured boots lay around the row, in percent. */
struct settled_use {
	uint32_t version;
	unsigned int base_kib, per_image_permille; /* of the kernel, with the image's bytes */
	unsigned int lower_zone_kib;               /* DMA pools and the like in the zones below the kernel's own */
	unsigned int user_kib;                     /* init and page cache, in the highest zone */
	unsigned int spread;
};

static const struct settled_use rows[] = {
	{ KERNEL_VERSION(3, 18, 0), 1400, 450, 1400, 1200, 50 },
	{ KERNEL_VERSION(4, 19, 0), 1400, 450, 1400, 1200, 40 },
	{ KERNEL_VERSION(5, 10, 0), 400, 480, 2400, 1200, 40 },
	{ KERNEL_VERSION(6, 1, 0), 0, 600, 9000, 2000, 40 },
	{ KERNEL_VERSION(6, 12, 0), 300, 420, 12000, 2400, 50 },
	{ KERNEL_VERSION(7, 2, 0), 600, 500, 5600, 2000, 40 },
};

static const struct settled_use *row_for(uint32_t version)
{
	const struct settled_use *row = &rows[0];

	for (size_t i = 1; i < ARRAY_SIZE(rows); i++)
		if (rows[i].version <= version)
			row = &rows[i];
	return row;
}

/* Larger pages leave more of each half used: measured at 16 KiB, about 1.8 times the bytes of 4 KiB. */
static uint64_t page_factor_permille(const struct replay *r)
{
	return r->k->page_shift == 12 ? 1000 : r->k->page_shift == 14 ? 1800 : 3200;
}

static uint64_t kernel_pages(const struct replay *r, const struct settled_use *row)
{
	uint64_t kib = row->base_kib + (r->k->image.image_size >> 10) * row->per_image_permille / 1000;

	return (kib * page_factor_permille(r) / 1000) >> (r->k->page_shift - 10);
}

/* Pages on per-CPU lists are in no free list; from 6.1 on their limit follows the low watermark. */
static uint64_t pcp_pages(const struct replay *r, const struct zone *zone)
{
	if (r->k->rules->version < KERNEL_VERSION(6, 1, 0))
		return 64;
	return min_u64((uint64_t)zone->low.value * 15 / 100, 2048);
}

static bool serves_kernel(const struct zone *zone)
{
	return zone->type <= ZONE_NORMAL && zone->managed.value > 0;
}

static enum migratetype ordinary_type(const struct replay *r)
{
	return r->boot->mobility_grouping ? MIGRATE_MOVABLE : MIGRATE_UNMOVABLE;
}

/* Takes a block of `order` off the list of `type`, splitting a larger one where there is none. */
static bool take_block(struct zone *zone, enum migratetype type, unsigned int order, unsigned int max_order)
{
	unsigned int o = order;

	while (o <= max_order && !zone->settled_free[type][o])
		o++;
	if (o > max_order)
		return false;
	zone->settled_free[type][o]--;
	while (o > order)
		zone->settled_free[type][--o]++;
	return true;
}

/* The part of a pageblock that is still free lies in pieces of every lower order. */
static void scatter(struct zone *zone, enum migratetype type, uint64_t pages, unsigned int below)
{
	while (pages && below--) {
		uint64_t piece = (uint64_t)1 << below;
		uint64_t count = (pages + piece - 1) / (2 * piece);

		count = min_u64(count, pages / piece);
		zone->settled_free[type][below] += count;
		pages -= count * piece;
	}
	zone->settled_free[type][0] += pages;
}

/*
 * `pages` in use spoil whole pageblocks: unmovable requests take the largest
 * blocks first and retag them (linux:steal_suitable_fallback), at least
 * `least` blocks, one for each type that asks.
 */
static void spoil_blocks(struct replay *r, struct zone *zone, uint64_t pages, uint64_t least)
{
	unsigned int order = r->k->pageblock_order < r->k->max_order ? r->k->pageblock_order : r->k->max_order;
	uint64_t block = (uint64_t)1 << order, blocks = max_u64(least, (pages + block / 2) >> order), taken = 0;
	enum migratetype from = ordinary_type(r);
	uint64_t rest;

	while (taken < blocks && take_block(zone, from, order, r->k->max_order))
		taken++;
	rest = taken << order;
	rest = rest > pages ? rest - pages : 0;
	scatter(zone, MIGRATE_UNMOVABLE, rest / 2, order);
	if (r->boot->mobility_grouping) {
		uint64_t tagged = min_u64(zone->pageblocks[from], taken > 1 ? taken - 1 : taken);

		scatter(zone, MIGRATE_RECLAIMABLE, rest / 4, order);
		zone->settled_blocks[from] -= tagged;
		zone->settled_blocks[MIGRATE_UNMOVABLE] += tagged;
	}
	scatter(zone, from, rest - rest / 2 - (r->boot->mobility_grouping ? rest / 4 : 0), order);
}

static uint64_t listed_pages(const struct zone *zone)
{
	uint64_t sum = 0;

	for (unsigned int t = 0; t < MIGRATE_TYPES; t++)
		for (unsigned int o = 0; o < MAX_ORDERS; o++)
			sum += zone->settled_free[t][o] << o;
	return sum;
}

static void settle_zone(struct replay *r, struct zone *zone, uint64_t kernel, uint64_t user, uint64_t spread)
{
	uint64_t before = listed_pages(zone), used = min_u64(kernel + user, before), margin;
	uint64_t least = (kernel ? 2u : 0u) + (user ? 1u : 0u);

	if (!used)
		return;
	if (zone->type == ZONE_HIGHMEM)
		least = 3;
	spoil_blocks(r, zone, used, least);
	used = before - listed_pages(zone);
	margin = used * spread / 100 + 64;
	zone->settled_use = between((int64_t)used - (int64_t)min_u64(margin, used), (int64_t)used, (int64_t)(used + margin));
}

void settle(struct replay *r)
{
	const struct settled_use *row = row_for(r->k->rules->version);
	unsigned int kb = r->k->page_shift - 10;
	size_t main_zone = SIZE_MAX, top_zone = 0;
	uint64_t huge = (r->cmdline.hugepage_bytes ? r->cmdline.hugepage_bytes : page_size(r->k) << (r->k->page_shift - 3)) >>
			r->k->page_shift;

	if (!r->k->hugetlb)
		huge = 0;

	for (size_t i = 0; i < r->boot->zone_count; i++) {
		struct zone *zone = &r->boot->zones[i];

		for (int t = 0; t < MIGRATE_TYPES; t++) {
			zone->settled_blocks[t] = zone->pageblocks[t];
			for (int o = 0; o < MAX_ORDERS; o++)
				zone->settled_free[t][o] = zone->free_area[t][o];
		}
		if (serves_kernel(zone))
			main_zone = i;
		if (zone->managed.value > 0)
			top_zone = i;
	}
	for (size_t i = 0; i < r->boot->zone_count && main_zone != SIZE_MAX; i++) {
		struct zone *zone = &r->boot->zones[i];
		uint64_t kernel = 0, user = i == top_zone ? row->user_kib >> kb : 0;

		/* hugepages= are set aside by an initcall, from the highest zone */
		if (i == top_zone)
			user += r->cmdline.hugepages * huge;
		if (i == main_zone)
			kernel = kernel_pages(r, row) + pcp_pages(r, zone);
		else if (serves_kernel(zone))
			kernel = row->lower_zone_kib >> kb;
		settle_zone(r, zone, kernel, user, row->spread);
	}
}
