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

struct pfn_list {
	struct pfn_range *items;
	size_t count;
};

static void push(struct replay *r, struct pfn_list *list, uint64_t start, uint64_t end)
{
	struct pfn_range item = { start, end };

	if (end > start)
		arena_push(r->arena, list->items, list->count, item);
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
		qsort(list->items, list->count, sizeof(*list->items), compare);
	for (size_t i = 1; i < list->count; i++) {
		if (list->items[i].start <= list->items[kept].end)
			list->items[kept].end = max_u64(list->items[kept].end, list->items[i].end);
		else
			list->items[++kept] = list->items[i];
	}
	list->count = kept + 1;
}

/* linux:__free_pages_memory: the largest aligned block at each step */
static void cut(const struct replay *r, struct zone *zone, enum migratetype type, uint64_t start,
				uint64_t end)
{
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

static uint64_t clip(const struct zone *zone, const struct pfn_range *p, uint64_t *start)
{
	uint64_t end = min_u64(p->end, zone->start_pfn + zone->spanned);

	*start = max_u64(p->start, zone->start_pfn);
	return end > *start ? end : *start;
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
			uint64_t start = pfn_up(r->k, region.range.base), end = pfn_down(r->k, range_end(region.range));

			if (start >= p.end)
				break;
			if (region.node == node)
				push(r, &part, max_u64(start, p.start), min_u64(end, p.end));
			if (end > p.end)
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
			uint64_t start, end = clip(zone, &list.items[i], &start);

			if (end > start)
				cut(r, zone, type, start, end);
			if (type == MIGRATE_CMA)
				zone->cma = exact(zone->cma.value + (int64_t)(end - start));
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
	struct range initrd = r->boot->initrd, init = r->init_freed;

	for (size_t i = 0; i < count; i++)
		push(r, &list, pfn_up(r->k, ranges[i].base), pfn_down(r->k, range_end(ranges[i])));
	for (size_t i = 0; i < r->boot->cma_count; i++) {
		const struct cma_area *area = &r->boot->cma[i];

		if (!area->activated && !area->partial.size && r->k->rules->cma_crossing == CROSSING_FREES_ALL)
			push(r, &list, pfn_down(r->k, area->range.base), pfn_down(r->k, range_end(area->range)));
	}
	/* arm gives back the pages at both ends that the initrd only touches */
	if (stage >= WITH_INITRD && r->k->arch == ARCH_ARM && initrd.size)
		push(r, &list, pfn_down(r->k, initrd.base), pfn_up(r->k, range_end(initrd)));
	else if (stage >= WITH_INITRD)
		push(r, &list, pfn_up(r->k, initrd.base), pfn_down(r->k, range_end(initrd)));
	if (stage == WITH_INIT)
		push(r, &list, pfn_up(r->k, init.base), pfn_down(r->k, range_end(init)));
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

		push(r, &list, pfn_down(r->k, given.base), pfn_down(r->k, range_end(given)));
	}
	return list;
}

static uint64_t pages_in(struct replay *r, const struct zone *zone, const struct pfn_list *all)
{
	struct pfn_list list = on_node(r, all, zone->node);
	uint64_t sum = 0;

	for (size_t i = 0; i < list.count; i++) {
		uint64_t start, end = clip(zone, &list.items[i], &start);

		sum += end - start;
	}
	return sum;
}

static uint64_t pages_outside(struct replay *r, const struct pfn_list *list)
{
	uint64_t outside = 0, inside = 0;

	for (size_t i = 0; i < list->count; i++)
		outside += list->items[i].end - list->items[i].start;
	for (size_t i = 0; i < r->boot->zone_count; i++)
		inside += pages_in(r, &r->boot->zones[i], list);
	return outside - inside;
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
			push(r, &list, pfn_down(r->k, start), pfn_down(r->k, end));
		else if (!(m.flags & MEMBLOCK_NOMAP) || !r->k->section_bits)
			push(r, &list, pfn_up(r->k, start), pfn_down(r->k, end));
	}
	join(&list);
	return list;
}

/* How many steps of a pageblock from the zone's first page meet a page of both lists; NULL stands for all
 * pages. */
static uint64_t count_steps(const struct replay *r, const struct zone *zone, const struct pfn_list *valid,
							const struct pfn_range *within)
{
	struct pfn_range all = { 0, UINT64_MAX };
	uint64_t count = 0;

	for (size_t i = 0; i < valid->count; i++) {
		struct pfn_range p = valid->items[i];
		uint64_t start, end;

		p.start = max_u64(p.start, within ? within->start : all.start);
		p.end = min_u64(p.end, within ? within->end : all.end);
		if (p.end <= p.start)
			continue;
		end = clip(zone, &p, &start);
		count += blocks_between(zone->start_pfn, start, end, r->k->pageblock_order);
	}
	return count;
}

/* /proc/pagetypeinfo steps from the zone's first page, aligned or not, and asks the page it meets. */
static void count_pageblocks(struct replay *r, struct zone *zone, const struct pfn_list *cma,
							 enum migratetype ordinary)
{
	struct pfn_list all = valid_pages(r, zone), valid = on_node(r, &all, zone->node);
	uint64_t total = count_steps(r, zone, &valid, NULL), in_cma = 0,
			 block = (uint64_t)1 << r->k->pageblock_order;

	for (size_t i = 0; i < cma->count; i++) {
		struct pfn_range blocks = { round_down(cma->items[i].start, block),
									round_up(cma->items[i].end, block) };

		in_cma += count_steps(r, zone, &valid, &blocks);
	}
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

	if (!pages)
		return exact(0);
	if (value - less < 0)
		less = value;
	if (value + more > present)
		more = present > value ? present - value : 0;
	return (struct estimate){ value, value - less, value + more };
}

uint64_t freed_by_memblock(struct replay *r)
{
	uint64_t sum = 0;
	size_t count;
	struct range *ranges = memblock_free_ranges(&r->mb, r->arena, &count);

	for (size_t i = 0; i < count; i++) {
		uint64_t start = pfn_up(r->k, ranges[i].base), end = pfn_down(r->k, range_end(ranges[i]));

		sum += end > start ? end - start : 0;
	}
	return sum;
}

const struct pfn_range *managed_ranges(struct replay *r, size_t *count)
{
	struct pfn_list all = ordinary_pages(r, WITH_INIT), cma = cma_pages(r);

	for (size_t i = 0; i < cma.count; i++)
		push(r, &all, cma.items[i].start, cma.items[i].end);
	join(&all);
	*count = all.count;
	return all.items;
}

void hand_over_to_buddy(struct replay *r)
{
	enum marks_step step = r->k->rules->marks_step;
	struct pfn_list early, first, final, handed = cma_pages(r), cma = cma_pages(r);
	enum migratetype ordinary;

	join(&cma);
	r->boot->mobility_grouping = groups_by_mobility(r);
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
