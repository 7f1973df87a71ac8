/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From memblock to the buddy allocator: which pages each zone gets, in which
 * blocks, and how many pageblocks it counts. Stands for
 * linux:mm/memblock.c:memblock_free_all, mm/page_alloc.c:__free_one_page and
 * mm/vmstat.c:pagetypeinfo_showblockcount_print. The blocks follow from the
 * ranges: a maximal run of free pages of one type falls into its maximal
 * aligned blocks, whatever the order in which the pages came.
 */
#include <stdlib.h>

#include "boot/replay.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

struct pfn_list {
	struct pfn_range *items;
	size_t count;
};

static void push(struct replay *r, struct pfn_list *list, struct pfn_range pages)
{
	if (pages.end > pages.start)
		arena_push(r->arena, list->items, list->count, pages);
}

/* The pages of a range whose ends are pages' or count as such. */
static struct pfn_range pages_down(const struct replay *r, struct range bytes)
{
	return (struct pfn_range){ pfn_down(r->k, bytes.base), pfn_down(r->k, range_end(bytes)) };
}

static int compare(const void *a, const void *b)
{
	const struct pfn_range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static bool is_sorted(const struct pfn_list *list)
{
	for (size_t i = 1; i < list->count; i++)
		if (list->items[i].start < list->items[i - 1].start)
			return false;
	return true;
}

/* Sorts and joins what touches or overlaps. */
static void join(struct pfn_list *list)
{
	size_t kept = 0;

	if (!list->count)
		return;
	if (!is_sorted(list))
		sort_items(list->items, list->count, sizeof(*list->items), compare);
	for (size_t i = 1; i < list->count; i++) {
		if (list->items[i].start <= list->items[kept].end)
			list->items[kept].end = max_u64(list->items[kept].end, list->items[i].end);
		else
			list->items[++kept] = list->items[i];
	}
	list->count = kept + 1;
}

/* linux:__free_pages_memory: the largest aligned block at each step */
static void cut(const struct replay *r, struct zone *zone, enum migratetype type, struct pfn_range pages)
{
	uint64_t start = pages.start, end = pages.end;

	zone->free_pages += end - start;
	while (start < end) {
		unsigned int order = r->k->max_order;

		if (start && (unsigned int)__builtin_ctzll(start) < order)
			order = (unsigned int)__builtin_ctzll(start);
		while (start + ((uint64_t)1 << order) > end)
			order--;
		if (order == r->k->max_order) {
			uint64_t blocks = (end - start) >> order;

			zone->free_area[type][order] += blocks;
			start += blocks << order;
			continue;
		}
		zone->free_area[type][order]++;
		start += (uint64_t)1 << order;
	}
}

static struct pfn_range in_zone(const struct zone *zone, struct pfn_range pages)
{
	return pages_between(pages, zone->start_pfn, zone->start_pfn + zone->spanned);
}

/* What of the list lies on a node, where the nodes' spans do not tell; it must be ascending where it is long.
 */
static struct pfn_list on_node(struct replay *r, const struct pfn_list *list, unsigned int node)
{
	struct pfn_list part = { 0 };
	size_t m = 0;

	if (!r->nodes_interleave)
		return *list;
	for (size_t i = 0; i < list->count; i++) {
		struct pfn_range p = list->items[i];

		while (m && pfn_down(r->k, range_end(r->mb.memory.regions[m - 1].range)) > p.start)
			m--;
		for (; m < r->mb.memory.count; m++) {
			struct memblock_region region = r->mb.memory.regions[m];
			struct pfn_range pages = whole_pages(r->k, region.range);

			if (pages.start >= p.end)
				break;
			if (region.node == node)
				push(r, &part, pages_between(pages, p.start, p.end));
			if (pages.end > p.end)
				break;
		}
	}
	return part;
}

static void hand_to_zones(struct replay *r, const struct pfn_list *all, enum migratetype type)
{
	for (size_t z = 0; z < r->boot->zone_count; z++) {
		struct zone *zone = &r->boot->zones[z];
		struct pfn_list list = on_node(r, all, zone->node);

		join(&list);
		for (size_t i = 0; i < list.count; i++) {
			struct pfn_range pages = in_zone(zone, list.items[i]);

			cut(r, zone, type, pages);
			if (type == MIGRATE_CMA)
				zone->cma = exact(zone->cma.value + (int64_t)page_count(pages));
		}
	}
}

/* Movable or, where grouping by mobility is off, unmovable: what every pageblock starts as. */
/* What the boot has given back by then. */
enum stage { BEFORE_INITRD, WITH_INITRD, WITH_INIT };

static struct pfn_list ordinary_pages(struct replay *r, enum stage stage)
{
	struct pfn_list list = { 0 };
	size_t count;
	struct range *ranges = memblock_free_ranges(&r->mb, r->arena, &count);
	struct range initrd = r->cmdline.retain_initrd ? (struct range){ 0, 0 } : r->boot->initrd;
	struct range init = r->boot->init_freed;

	for (size_t i = 0; i < count; i++)
		push(r, &list, whole_pages(r->k, ranges[i]));
	for (size_t i = 0; i < r->boot->cma_count; i++) {
		const struct cma_area *area = &r->boot->cma[i];

		if (!area->activated && !area->partial.size && r->k->rules->cma_crossing == CROSSING_FREES_ALL)
			push(r, &list, pages_down(r, area->range));
	}
	/* arm gives back the pages at both ends that the initrd only touches */
	if (stage >= WITH_INITRD && r->k->arch == ARCH_ARM && initrd.size)
		push(r, &list, (struct pfn_range){ pfn_down(r->k, initrd.base), pfn_up(r->k, range_end(initrd)) });
	else if (stage >= WITH_INITRD)
		push(r, &list, whole_pages(r->k, initrd));
	if (stage == WITH_INIT)
		push(r, &list, whole_pages(r->k, init));
	join(&list);
	return list;
}

/* What the areas hand over, not joined: pages of overlapping areas are handed over twice. */
static struct pfn_list cma_pages(struct replay *r)
{
	struct pfn_list list = { 0 };

	for (size_t i = 0; i < r->boot->cma_count; i++) {
		const struct cma_area *area = &r->boot->cma[i];
		struct range given = area->activated ? area->range : area->partial;

		push(r, &list, pages_down(r, given));
	}
	return list;
}

static uint64_t length(const struct pfn_list *list)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < list->count; i++)
		sum += page_count(list->items[i]);
	return sum;
}

static uint64_t pages_in(struct replay *r, const struct zone *zone, const struct pfn_list *all)
{
	struct pfn_list list = on_node(r, all, zone->node);
	uint64_t sum = 0;

	for (size_t i = 0; i < list.count; i++)
		sum += page_count(in_zone(zone, list.items[i]));
	return sum;
}

static uint64_t pages_outside(struct replay *r, const struct pfn_list *list)
{
	uint64_t inside = 0;

	for (size_t i = 0; i < r->boot->zone_count; i++)
		inside += pages_in(r, &r->boot->zones[i], list);
	return length(list) - inside;
}

/* --- pageblocks ------------------------------------------------------------------------- */

static uint64_t blocks_between(uint64_t origin, uint64_t start, uint64_t end, unsigned int order)
{
	uint64_t size = (uint64_t)1 << order;
	uint64_t first = start <= origin ? 0 : (start - origin + size - 1) >> order;
	uint64_t last = end <= origin ? 0 : (end - origin + size - 1) >> order;

	return last > first ? last - first : 0;
}

/*
 * The pages that count when a zone's pageblocks are asked for their type: all
 * of RAM, and from 6.1 on what of a hole shares a 2 MiB subsection with RAM
 * (linux:mm/memory_hotplug.c:pfn_to_online_page, pfn_section_valid), or, in a
 * kernel without memory hotplug, a section (pfn_valid). Pages of a hole are of
 * the zone in which the RAM behind it begins (memmap_init_zone_range).
 */
static struct pfn_list valid_pages(struct replay *r, const struct zone *zone)
{
	bool holes = r->k->rules->pages_valid_in_holes && r->k->section_bits;
	bool sections = r->k->has_config && !config_is_set(&r->k->config, "MEMORY_HOTPLUG");
	uint64_t subsection = sections ? (uint64_t)1 << r->k->section_bits : max_u64(MIB(2), page_size(r->k));
	struct pfn_list list = { 0 };

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct memblock_region m = r->mb.memory.regions[i];
		uint64_t start = m.range.base, end = range_end(m.range), zone_end = zone->start_pfn + zone->spanned;
		uint64_t next = i + 1 < r->mb.memory.count ? r->mb.memory.regions[i + 1].range.base : 0;

		if (holes && pfn_up(r->k, start) < zone_end)
			start = round_down(start, subsection);
		if (holes && pfn_up(r->k, next) < zone_end)
			end = round_up(end, subsection);
		if (holes)
			push(r, &list, pages_down(r, (struct range){ start, end - start }));
		else if (!(m.flags & MEMBLOCK_NOMAP) || !r->k->section_bits)
			push(r, &list, whole_pages(r->k, m.range));
	}
	join(&list);
	return list;
}

/* How many steps of a pageblock from the zone's first page meet a page of the list in [from, to). */
static uint64_t count_steps(const struct replay *r, const struct zone *zone, const struct pfn_list *valid,
							uint64_t from, uint64_t to)
{
	uint64_t count = 0;

	for (size_t i = 0; i < valid->count; i++) {
		struct pfn_range p = in_zone(zone, pages_between(valid->items[i], from, to));

		count += blocks_between(zone->start_pfn, p.start, p.end, r->k->pageblock_order);
	}
	return count;
}

/* /proc/pagetypeinfo steps from the zone's first page, aligned or not, and asks the page it meets. */
static void count_pageblocks(struct replay *r, struct zone *zone, const struct pfn_list *cma,
							 enum migratetype ordinary)
{
	struct pfn_list all = valid_pages(r, zone), valid = on_node(r, &all, zone->node);
	uint64_t total = count_steps(r, zone, &valid, 0, UINT64_MAX), in_cma = 0;
	uint64_t block = (uint64_t)1 << r->k->pageblock_order;

	for (size_t i = 0; i < cma->count; i++)
		in_cma += count_steps(r, zone, &valid, round_down(cma->items[i].start, block),
							  round_up(cma->items[i].end, block));
	zone->pageblocks[MIGRATE_CMA] = in_cma;
	zone->pageblocks[ordinary] = total > in_cma ? total - in_cma : 0;
}

static bool groups_by_mobility(const struct replay *r)
{
	uint64_t total = 0, types = 4u + r->k->cma + r->k->isolation;

	for (size_t i = 0; i < r->boot->zone_count; i++) {
		const struct zone *zone = &r->boot->zones[i];
		uint64_t memmap = zone->type == ZONE_HIGHMEM ? 0 : memmap_pages(r, zone);
		uint64_t present = (uint64_t)zone->present.value;

		total += r->k->rules->managed_starts_at_present ? present : present - min_u64(memmap, present);
	}
	r->boot->total_pages = total;
	return total >= types << r->k->pageblock_order;
}

/*
 * The free pages of early boot are as sure as the sizes of what was taken:
 * every guess of the kernel's own needs widens the range.
 */
static struct estimate with_doubt(const struct replay *r, uint64_t pages, int64_t present)
{
	int64_t value = (int64_t)pages, less = (int64_t)r->doubt_more, more = (int64_t)r->doubt_less;
	int64_t most = present + (int64_t)r->beyond_ram;

	if (!pages)
		return exact(0);
	if (value - less < 0)
		less = value;
	if (value + more > most)
		more = most > value ? most - value : 0;
	return (struct estimate){ value, value - less, value + more };
}

uint64_t freed_by_memblock(struct replay *r)
{
	uint64_t sum = 0;
	size_t count;
	struct range *ranges = memblock_free_ranges(&r->mb, r->arena, &count);

	for (size_t i = 0; i < count; i++)
		sum += page_count(whole_pages(r->k, ranges[i]));
	return sum;
}

/* All that zones count as managed, as it comes: of the pools also what lies in no zone. */
static struct pfn_list all_handed(struct replay *r)
{
	struct pfn_list ordinary = ordinary_pages(r, WITH_INIT), all = cma_pages(r);

	for (size_t z = 0; z < r->boot->zone_count; z++) {
		struct pfn_list list = on_node(r, &ordinary, r->boot->zones[z].node);

		for (size_t i = 0; i < list.count; i++)
			push(r, &all, in_zone(&r->boot->zones[z], list.items[i]));
	}
	return all;
}

const struct pfn_range *managed_ranges(struct replay *r, size_t *count)
{
	struct pfn_list all = all_handed(r);

	join(&all);
	*count = all.count;
	return all.items;
}

struct handed_pages handed_pages(struct replay *r)
{
	struct pfn_list all = all_handed(r), in_ram = { 0 };
	struct handed_pages handed = { .twice = length(&all) };

	join(&all);
	handed.twice -= length(&all);
	for (size_t i = 0, first = 0; i < r->mb.memory.count; i++) {
		struct pfn_range ram = whole_pages(r->k, r->mb.memory.regions[i].range);

		while (first < all.count && all.items[first].end <= ram.start)
			first++;
		for (size_t p = first; p < all.count && all.items[p].start < ram.end; p++)
			push(r, &in_ram, pages_between(ram, all.items[p].start, all.items[p].end));
	}
	handed.outside_ram = length(&all) - length(&in_ram);
	return handed;
}

void hand_over_to_buddy(struct replay *r)
{
	enum marks_step step = r->k->rules->marks_step;
	struct pfn_list early, first, final, handed = cma_pages(r), cma = cma_pages(r);
	enum migratetype ordinary;

	join(&cma);
	r->boot->mobility_grouping = groups_by_mobility(r);
	if (r->boot->cma_count) {
		struct handed_pages handed_over = handed_pages(r);

		r->beyond_ram = handed_over.twice + handed_over.outside_ram;
	}
	ordinary = r->boot->mobility_grouping ? MIGRATE_MOVABLE : MIGRATE_UNMOVABLE;
	early = ordinary_pages(r, BEFORE_INITRD);
	first = step == MARKS_AFTER_INITRD ? ordinary_pages(r, WITH_INITRD) : early;
	final = ordinary_pages(r, WITH_INIT);
	hand_to_zones(r, &final, ordinary);
	hand_to_zones(r, &cma, MIGRATE_CMA);
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		struct zone *zone = &r->boot->zones[i];
		uint64_t pool = pages_in(r, zone, &handed);

		/* struct pages of no RAM are zeroed: they count for the first zone */
		if (i == 0)
			pool += pages_outside(r, &handed);

		zone->managed = with_doubt(r, pages_in(r, zone, &final) + pool, zone->present.value);
		zone->managed_early = with_doubt(r, pages_in(r, zone, &early) + pool, zone->present.value);
		zone->managed_first = with_doubt(r, pages_in(r, zone, &first) + (step == MARKS_BEFORE_CMA ? 0 : pool),
										 zone->present.value);
		if (zone->spanned)
			count_pageblocks(r, zone, &cma, ordinary);
	}
}
