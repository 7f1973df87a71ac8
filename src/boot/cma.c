/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CMA areas: declared early, given to the buddy allocator by an initcall.
 * Stands for linux:mm/cma.c (cma_init_reserved_mem, cma_declare_contiguous_nid,
 * cma_activate_area) and kernel/dma/contiguous.c:dma_contiguous_reserve.
 */
#include "boot/replay.h"
#include "util/arena.h"
#include "util/number.h"

static void add_area(struct replay *r, const char *name, struct range range, size_t region, bool is_default)
{
	struct cma_area area = { .name = name,
							 .range = range,
							 .pages = range.size >> r->k->page_shift,
							 .is_default = is_default,
							 .region = region,
							 .node = ANY_NODE };

	arena_push(r->arena, r->boot->cma, r->boot->cma_count, area);
	if (is_default)
		r->default_area = r->boot->cma_count - 1;
}

static bool has_slot(struct replay *r, size_t region)
{
	if (r->boot->cma_count < r->k->cma_areas)
		return true;
	say_for(r, region, "cma: Not enough slots for CMA reserved regions!");
	return false;
}

bool cma_init_reserved_mem(struct replay *r, size_t region, bool is_default)
{
	const struct region *row = &r->boot->regions[region];

	if (!has_slot(r, region))
		return false;
	if (!row->range.size || !memblock_overlaps_reserved(&r->mb, row->range))
		return false;
	add_area(r, row->name, row->range, region, is_default);
	return true;
}

uint64_t cma_total_pages(const struct replay *r)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < r->boot->cma_count; i++)
		pages += r->boot->cma[i].pages;
	return pages;
}

/* --- the default pool ------------------------------------------------------------------ */

static uint64_t ram_pages(const struct replay *r)
{
	uint64_t pages = 0;

	if (r->k->rules->cma_share_of_all_bytes)
		return memblock_phys_mem_size(&r->mb) >> r->k->page_shift;
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		pages += page_count(whole_pages(r->k, r->mb.memory.regions[i].range));
	}
	return pages;
}

/* linux:kernel/dma/contiguous.c: CMA_SIZE_SEL_* */
static uint64_t configured_size(const struct replay *r)
{
	uint64_t megabytes = MIB(r->k->cma_mbytes);
	uint64_t percent = (ram_pages(r) * r->k->cma_percent / 100) << r->k->page_shift;

	switch (r->k->default_cma) {
	case DEFAULT_CMA_PERCENT:
		return percent;
	case DEFAULT_CMA_MIN:
		return min_u64(megabytes, percent);
	case DEFAULT_CMA_MAX:
		return max_u64(megabytes, percent);
	default:
		return megabytes;
	}
}

/* Where cma_declare_contiguous_nid() looks in turn for a pool that is not fixed. */
static uint64_t find_place(struct replay *r, const struct pool_request *q)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t at = 0, limit = q->limit;
	uint64_t reach = rules->cma_limit_not_dram_end ? limit : memblock_end_of_dram(&r->mb);

	at = place_seen_before(r, q->size, range_between(q->base, limit));
	if (at)
		return at;
	r->mb.home = q->node;
	if (rules->cma_above_4g_first && !r->k->highmem && reach >= add_sat(GIB(4), q->size))
		at = memblock_find(&r->mb, q->size, q->align, GIB(4), limit, true);
	if (!at && r->k->highmem && limit > r->lowmem_limit) {
		at = memblock_find(&r->mb, q->size, q->align, r->lowmem_limit, limit, false);
		limit = r->lowmem_limit;
	}
	if (!at)
		at = memblock_find(&r->mb, q->size, q->align, q->base, limit, false);
	r->mb.home = ANY_NODE;
	return at;
}

/* 0, or false with the kernel's line said */
static bool check_request(struct replay *r, size_t region, struct pool_request *q)
{
	uint64_t end = memblock_end_of_dram(&r->mb);

	q->align = max_u64(q->align, r->k->cma_granule);
	if (q->fixed && !is_aligned(q->base, q->align)) {
		say_for(r, region, "cma: Region at %s must be aligned to %s bytes", phys(r, q->base),
				phys(r, q->align));
		return false;
	}
	q->base = round_up(q->base, q->align);
	q->size = round_up(q->size, q->align);
	q->limit = round_down(q->limit, q->align);
	q->fixed = q->fixed && q->base;
	if (!q->limit || q->limit > end)
		q->limit = end;
	if (add_sat(q->base, q->size) > q->limit) {
		say_for(r, region, "cma: Size (%s) of region at %s exceeds limit (%s)", phys(r, q->size),
				phys(r, q->base), phys(r, q->limit));
		return false;
	}
	return true;
}

static const char *on_node(struct replay *r, unsigned int node)
{
	if (!r->k->rules->cma_tells_node)
		return "";
	return node == ANY_NODE ? " on node -1" : arena_printf(r->arena, " on node %u", node);
}

/* Rounds the request; where the pool lies, 0: nowhere. */
static uint64_t take_pool(struct replay *r, size_t region, struct pool_request *q)
{
	uint64_t at;

	if (!has_slot(r, region) || !check_request(r, region, q))
		return 0;
	at = q->fixed ? q->base : find_place(r, q);
	if (q->fixed && (memblock_overlaps_reserved(&r->mb, (struct range){ q->base, q->size }) ||
					 !memblock_reserve(&r->mb, (struct range){ q->base, q->size }, "CMA pools")))
		return 0;
	if (at && !q->fixed)
		memblock_take(&r->mb, (struct range){ at, q->size }, "CMA pools");
	return at;
}

static void tell_pool(struct replay *r, size_t region, const struct pool_request *q, uint64_t mib, uint64_t at)
{
	if (at && q->in_ranges)
		say_for(r, region, "cma: Reserved %llu MiB in 1 range", (unsigned long long)mib);
	else if (at)
		say_for(r, region, "cma: Reserved %llu MiB at %s%s", (unsigned long long)mib, phys(r, at),
				on_node(r, q->node));
	else if (r->boot->cma_count < r->k->cma_areas || r->k->rules->cma_tells_asked_size)
		say_for(r, region, "cma: Failed to reserve %llu MiB%s", (unsigned long long)mib,
				on_node(r, q->node));
}

bool declare_cma(struct replay *r, const struct pool_request *asked)
{
	struct pool_request q = *asked;
	struct region failed = { .path = q.path,
							 .name = q.name,
							 .node = SIZE_MAX,
							 .dynamic = true,
							 .kind = REGION_CMA,
							 .outcome = REGION_FAILED };
	struct region *row;
	size_t region = r->boot->region_count;
	uint64_t at;

	arena_push(r->arena, r->boot->regions, r->boot->region_count, failed);
	row = &r->boot->regions[region];
	at = take_pool(r, region, &q);
	tell_pool(r, region, &q, (r->k->rules->cma_tells_asked_size ? asked->size : q.size) >> 20, at);
	if (!at)
		return false;
	row->range = (struct range){ at, q.size };
	row->outcome = REGION_APPLIED;
	row->taken = true;
	add_area(r, q.name, row->range, region, q.is_default);
	r->boot->cma[r->boot->cma_count - 1].node = q.node;
	return true;
}

void reserve_default_cma(struct replay *r)
{
	struct pool_request q = { .path = "(default CMA pool)",
							  .name = "reserved",
							  .is_default = true,
							  .limit = r->dma_limit,
							  .node = ANY_NODE };

	enter(r, "dma_contiguous_reserve");
	if (r->k->dma_cma && r->k->rules->node_cma == NODE_CMA_BEFORE_DEFAULT)
		reserve_node_cma(r);
	if (r->k->dma_cma && r->default_area == SIZE_MAX) {
		q.size = configured_size(r);
		if (r->cmdline.has_cma) {
			uint64_t limit = r->cmdline.cma_limit;

			q.size = r->cmdline.cma_size;
			q.base = r->cmdline.cma_base;
			q.fixed = limit && limit == q.base + q.size;
			if (limit)
				q.limit = r->k->rules->cma_limit_as_asked || !q.limit ? limit : min_u64(limit, q.limit);
		}
		if (q.size)
			declare_cma(r, &q);
	}
	if (r->k->dma_cma && r->k->rules->node_cma == NODE_CMA_BEHIND_DEFAULT)
		reserve_node_cma(r);
	r->mb.kept_count = 0; /* what is not asked for by now is not */
}

/* --- activation --------------------------------------------------------------------------- */

static bool outside_ram(const struct replay *r, struct range range)
{
	uint64_t at = range.base;

	for (size_t i = 0; i < r->mb.memory.count && at < range_end(range); i++) {
		struct range m = r->mb.memory.regions[i].range;

		if (at >= m.base && at < range_end(m))
			at = range_end(m);
	}
	return at < range_end(range);
}

/* Pages of a section without RAM have no struct page: touching it faults, on every version. */
static bool in_absent_section(const struct replay *r, struct range range)
{
	uint64_t section = (uint64_t)1 << r->k->section_bits, at = range.base;

	if (!r->k->section_bits)
		return false;
	for (size_t i = 0; i < r->mb.memory.count && at < range_end(range); i++) {
		struct range m = r->mb.memory.regions[i].range;

		if (at >= round_down(m.base, section) && at < round_up(range_end(m), section))
			at = round_up(range_end(m), section);
	}
	return at < range_end(range);
}

/* Where RAM of another node begins inside the range, among nodes that lie between each other; else its end.
 */
static uint64_t node_crossing(const struct replay *r, unsigned int node, struct range range)
{
	for (size_t i = 0; i < r->mb.memory.count && r->nodes_interleave; i++) {
		struct memblock_region m = r->mb.memory.regions[i];

		if (m.node != node && ranges_overlap(m.range, range))
			return max_u64(m.range.base, range.base);
	}
	return range_end(range);
}

/* linux-7.2:mm/mm_init.c:pfn_range_intersects_zones asks the zones' spans, and only those of the area's node
 */
static bool meets_two_zones(const struct replay *r, const struct cma_area *area)
{
	unsigned int met = 0;

	for (size_t i = 0; i < r->boot->zone_count; i++) {
		const struct zone *zone = &r->boot->zones[i];
		struct range span = { zone->start_pfn << r->k->page_shift, zone->spanned << r->k->page_shift };

		if (area->node == ANY_NODE || area->node == zone->node)
			met += ranges_overlap(span, area->range);
	}
	return met > 1;
}

/* The first pageblock of the area that lies in another zone than its first page; the end where all agree. */
static uint64_t zone_crossing(struct replay *r, const struct cma_area *area)
{
	struct range range = area->range;
	const struct zone *zone = zone_of_pfn(r, pfn_down(r->k, range.base));
	uint64_t step = page_size(r->k) << r->k->pageblock_order, end = range_end(range);

	if (r->k->rules->cma_spans_tested)
		return meets_two_zones(r, area) ? range.base : end;
	/* struct pages of no RAM are zeroed, as if they were of the first zone */
	if (!zone)
		zone = &r->boot->zones[0];
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		const struct zone *other = &r->boot->zones[i];
		uint64_t start = other->start_pfn << r->k->page_shift;

		if (other != zone && other->present.value && start > range.base && start < range_end(range))
			end = min_u64(end, max_u64(round_down(start, step), range.base));
	}
	return node_crossing(r, zone->node, range_between(range.base, end));
}

static void blame_conflicts(struct replay *r, const struct cma_area *area)
{
	const struct kernel_rules *rules = r->k->rules;
	const char *path = r->boot->regions[area->region].path;

	if (in_absent_section(r, area->range))
		dies(r, path, "CMA pool %s reaches into a section without RAM: its struct pages are not mapped",
			 area->name);
	if (rules->cma_outside_ram_is_fatal && outside_ram(r, area->range))
		dies(r, path, "CMA pool %s reaches outside RAM: its missing pages are given to the buddy allocator",
			 area->name);
	if (rules->pages_given_twice_tolerated)
		return;
	if (ranges_overlap(area->range, r->boot->initrd))
		dies(r, path, "CMA pool %s lies over the initrd: the same pages are freed twice", area->name);
	if (ranges_overlap(area->range, r->kernel_reserved))
		dies(r, path, "CMA pool %s lies over the kernel image: kernel pages are given away", area->name);
	for (const struct cma_area *other = r->boot->cma; other < area; other++)
		if (ranges_overlap(other->range, area->range) && rules->cma_overlap_is_fatal)
			dies(r, path, "CMA pools %s and %s overlap: the same pages are freed twice", other->name,
				 area->name);
}

/*
 * What happens to an area across a zone boundary: dropped together with all
 * later ones, dropped alone, or given to the buddy as ordinary movable pages.
 */
static void drop_area(struct replay *r, struct cma_area *area, uint64_t crossing)
{
	enum cma_zone_crossing rule = r->k->rules->cma_crossing;
	struct region *row = &r->boot->regions[area->region];

	if (r->k->rules->cma_names)
		say_for(r, area->region, "cma: CMA area %s could not be activated", area->name);
	row->outcome = rule == CROSSING_FREES_ALL ? REGION_GIVEN_BACK : REGION_RESERVED_UNUSABLE;
	row->taken = rule != CROSSING_FREES_ALL;
	area->activated = false;
	area->partial =
		rule == CROSSING_FREES_ALL ? (struct range){ 0, 0 } : range_between(area->range.base, crossing);
	if (rule == CROSSING_ABORTS_REST && config_is_set(&r->k->config, "CMA_DEBUGFS"))
		dies(r, row->path,
			 "CMA pool %s crosses a zone boundary and CMA_DEBUGFS is on: its freed bitmap is read",
			 area->name);
}

/* linux:cma_activate_area: the bitmap, one bit a page, is one kmalloc(), and that ends at the largest block.
 */
static bool has_bitmap(const struct replay *r, const struct cma_area *area)
{
	return area->pages / 8 <= page_size(r->k) << r->k->max_order;
}

void activate_cma(struct replay *r)
{
	bool aborted = false;

	for (size_t i = 0; i < r->boot->cma_count; i++) {
		struct cma_area *area = &r->boot->cma[i];
		uint64_t crossing;

		blame_conflicts(r, area);
		if (aborted)
			continue;
		crossing = has_bitmap(r, area) ? zone_crossing(r, area) : area->range.base;
		area->activated = crossing == range_end(area->range);
		if (!area->activated) {
			drop_area(r, area, crossing);
			aborted = r->k->rules->cma_crossing == CROSSING_ABORTS_REST;
		}
	}
}
