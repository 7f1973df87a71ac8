/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Zone limits and sizes. Stands for linux:arch/arm64/mm/init.c (max_zone_phys,
 * zone_sizes_init), arch/arm/mm/init.c, arch/riscv/mm/init.c and
 * mm/page_alloc.c, mm/mm_init.c (free_area_init, calculate_node_totalpages,
 * find_zone_movable_pfns_for_nodes, calc_memmap_size).
 */
#include "boot/replay.h"
#include "board/board.h"
#include "util/arena.h"
#include "util/number.h"

#define SIZE_4G GIB(4)

static const char *const zone_names[] = { "DMA", "DMA32", "Normal", "HighMem", "Movable" };

/* linux-5.10:arch/arm64/mm/init.c:max_zone_phys */
static uint64_t pow2_limit(const struct replay *r, unsigned int bits)
{
	uint64_t mask = bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
	uint64_t start = memblock_start_of_dram(&r->mb), end = memblock_end_of_dram(&r->mb);

	if (start > SIZE_4G - 1)
		mask = UINT64_MAX;
	else if (start > mask)
		mask = SIZE_4G - 1;
	return min_u64(mask, end - 1) + 1;
}

static void arm64_limits(struct replay *r)
{
	uint64_t start = memblock_start_of_dram(&r->mb), end = memblock_end_of_dram(&r->mb), limit;
	uint64_t dma_end = start, dma32_end = end;
	unsigned int bits;

	switch (r->k->rules->zone_rule) {
	case ZONE_OFFSET_4G:
		dma32_end = min_u64((start & ~(SIZE_4G - 1)) + SIZE_4G, end);
		dma_end = r->k->zone_dma ? dma32_end : 0;
		r->dma_limit = dma32_end;
		break;
	case ZONE_FIRST_GIB:
		dma_end = min_u64((start & ~(GIB(1) - 1)) + GIB(1), end);
		dma32_end = min_u64((start & ~(SIZE_4G - 1)) + SIZE_4G, end);
		dma_end = r->k->zone_dma ? dma_end : 0;
		r->dma_limit = dma32_end;
		r->bounce_limit = r->k->zone_dma ? dma_end : dma32_end;
		break;
	case ZONE_POW2_BITS:
		bits = fls_u64(dma_reach(r));
		dma_end = pow2_limit(r, bits < 32 ? bits : 32);
		dma32_end = pow2_limit(r, 32);
		r->dma_limit = r->k->zone_dma ? dma_end : r->k->zone_dma32 ? dma32_end : end;
		break;
	case ZONE_EXACT_LIMIT:
		limit = dma_reach(r);
		if (start < SIZE_4G - 1)
			limit = min_u64(limit, SIZE_4G - 1);
		dma_end = min_u64(limit, end - 1) + 1;
		dma32_end = min_u64(SIZE_4G - 1, end - 1) + 1;
		r->dma_limit = r->k->zone_dma ? dma_end : r->k->zone_dma32 ? dma32_end : end;
		break;
	}
	if (r->k->zone_dma)
		r->zone_end[ZONE_DMA] = pfn_down(r->k, dma_end);
	if (r->k->zone_dma32)
		r->zone_end[ZONE_DMA32] = pfn_down(r->k, dma32_end);
	r->zone_end[ZONE_NORMAL] = pfn_down(r->k, end);
}

static void arm_limits(struct replay *r)
{
	uint64_t max_low = pfn_down(r->k, r->lowmem_limit), end = pfn_down(r->k, memblock_end_of_dram(&r->mb));
	uint64_t dma = UINT64_MAX;

	if (r->k->dma_zone_size)
		dma = pfn_down(r->k, r->phys_offset + r->k->dma_zone_size);
	if (r->k->zone_dma)
		r->zone_end[ZONE_DMA] = min_u64(max_low, dma);
	r->zone_end[ZONE_NORMAL] = max_low;
	if (r->k->highmem)
		r->zone_end[ZONE_HIGHMEM] = end;
	r->dma_limit = r->k->dma_zone_size ? min_u64(r->phys_offset + r->k->dma_zone_size, SIZE_4G) : SIZE_4G;
}

static void riscv_limits(struct replay *r)
{
	uint64_t end = memblock_end_of_dram(&r->mb);

	if (r->k->zone_dma32)
		r->zone_end[ZONE_DMA32] = pfn_down(r->k, min_u64(SIZE_4G, end));
	r->zone_end[ZONE_NORMAL] = pfn_down(r->k, end);
	r->dma_limit = min_u64(SIZE_4G, end);
}

void zone_limits(struct replay *r)
{
	r->bounce_limit = 0;
	if (r->k->arch == ARCH_ARM)
		arm_limits(r);
	else if (r->k->arch == ARCH_RISCV64)
		riscv_limits(r);
	else
		arm64_limits(r);
	if (!r->bounce_limit)
		r->bounce_limit = r->dma_limit;
	r->boot->dma_limit = r->dma_limit;
}

/* Pages of RAM in [start, end) of a node; NULL: of all. */
static uint64_t present_in(const struct replay *r, const struct node *node, uint64_t start, uint64_t end)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		const struct memblock_region *m = &r->mb.memory.regions[i];

		if (!node || m->node == node->id)
			sum += page_count(pages_between(whole_pages(r->k, m->range), start, end));
	}
	return sum;
}

static uint64_t core_pages(const struct replay *r, const struct core_size *core, uint64_t total)
{
	return core->percent ? total * core->percent / 100 : core->bytes >> r->k->page_shift;
}

/* Pages that kernelcore= and movablecore= leave to the kernel; 0: all. */
static uint64_t kernelcore_pages(const struct replay *r)
{
	const struct cmdline *c = &r->cmdline;
	uint64_t total = present_in(r, NULL, 0, UINT64_MAX), align = (uint64_t)1 << r->k->max_order;
	uint64_t kernel = core_pages(r, &c->kernelcore, total), movable = core_pages(r, &c->movablecore, total);

	if (!c->kernelcore.present && !c->movablecore.present)
		return 0;
	if (r->k->arch == ARCH_ARM64 && !r->k->numa && r->k->rules->movable_zone_needs_numa)
		return 0; /* free_area_init_node() without the node map knows no ZONE_MOVABLE */
	if (movable)
		kernel = max_u64(kernel, total - min_u64(total, round_up(movable, align)));
	return kernel < total ? kernel : 0;
}

/* Gives the kernel up to `share` pages of the node's memory that is not counted yet, and takes them off
 * *needed. */
static void count_kernelcore(struct replay *r, struct node *node, uint64_t highest_start, uint64_t share,
							 uint64_t *needed)
{
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		const struct memblock_region *m = &r->mb.memory.regions[i];
		struct pfn_range pages = pages_between(whole_pages(r->k, m->range), node->movable_start, UINT64_MAX);
		uint64_t low = page_count(pages_between(pages, 0, highest_start)); /* in zones below */

		if (m->node != node->id || !page_count(pages))
			continue;
		share -= min_u64(share, low);
		*needed -= min_u64(*needed, low);
		node->movable_start = pages.start + low;
		if (node->movable_start == pages.end)
			continue;
		low = min_u64(pages.end - node->movable_start, share);
		node->movable_start += low;
		share -= low;
		*needed -= min_u64(*needed, low);
		if (!share)
			return;
	}
}

/*
 * linux:find_zone_movable_pfns_for_nodes: the pages that the kernel may use are spread over the nodes, and
 * counted from the lowest address of each; the rest of the highest zone moves.
 */
static void find_movable_start(struct replay *r, uint64_t highest_start)
{
	uint64_t needed = kernelcore_pages(r), share, nodes = 0;

	if (!needed)
		return;
	for (size_t i = 0; i < r->node_count; i++)
		nodes += present_in(r, &r->nodes[i], 0, UINT64_MAX) > 0;
	do {
		share = needed / nodes;
		for (size_t i = 0; i < r->node_count; i++) {
			if (needed < share)
				share = needed / nodes;
			count_kernelcore(r, &r->nodes[i], highest_start, share, &needed);
		}
		nodes--;
	} while (nodes && needed > nodes);
	for (size_t i = 0; i < r->node_count; i++) {
		struct node *node = &r->nodes[i];

		node->movable_start = round_up(node->movable_start, (uint64_t)1 << r->k->max_order);
		if (node->movable_start >= node_span(r, node).end)
			node->movable_start = 0;
	}
}

static void add_zone(struct replay *r, const struct node *node, enum zone_type type, uint64_t low,
					 uint64_t high)
{
	struct zone *zone = &r->boot->zones[r->boot->zone_count++];
	struct pfn_range span = node_span(r, node);
	uint64_t start = max_u64(low, span.start), end = min_u64(high, span.end);

	zone->type = type;
	zone->node = node->id;
	zone->name = zone->title = zone_names[type];
	if (r->node_count > 1)
		zone->title = arena_printf(r->arena, "%s of node %u", zone->name, node->id);
	zone->configured = true;
	zone->span_exact = true;
	if (end > start) {
		zone->start_pfn = start;
		zone->spanned = end - start;
		zone->present = exact((int64_t)present_in(r, node, start, end));
	}
}

/* linux:calc_memmap_size: holes cost nothing where the span is mostly holes and SPARSEMEM leaves them out */
uint64_t memmap_pages(const struct replay *r, const struct zone *zone)
{
	uint64_t pages = zone->spanned, present = (uint64_t)zone->present.value;

	if (r->k->section_bits && pages > present + (present >> 4))
		pages = present;
	return div_round_up(pages * r->k->struct_page, page_size(r->k));
}

static bool has_zone(const struct replay *r, enum zone_type type)
{
	switch (type) {
	case ZONE_DMA:
		return r->k->zone_dma;
	case ZONE_DMA32:
		return r->k->zone_dma32;
	case ZONE_HIGHMEM:
		return r->k->highmem;
	default:
		return true;
	}
}

/* Pages that count for the sizes of the hash tables (nr_kernel_pages, nr_all_pages). */
static void count_kernel_pages(struct replay *r)
{
	size_t count;
	struct range *free_ranges;
	uint64_t low_end = r->k->arch == ARCH_ARM ? pfn_down(r->k, r->lowmem_limit) : UINT64_MAX;

	if (!r->k->rules->hash_from_free_memory) {
		for (size_t i = 0; i < r->boot->zone_count; i++) {
			const struct zone *zone = &r->boot->zones[i];
			uint64_t memmap = memmap_pages(r, zone), present = (uint64_t)zone->present.value;

			if (zone->type == ZONE_HIGHMEM) {
				r->nr_all_pages += present;
				if (r->nr_kernel_pages > 2 * memmap)
					r->nr_kernel_pages -= memmap;
				continue;
			}
			memmap = memmap < present ? memmap : 0;
			r->nr_kernel_pages += present - memmap;
			r->nr_all_pages += present - memmap;
		}
		return;
	}
	free_ranges = memblock_free_ranges(&r->mb, r->arena, &count);
	for (size_t i = 0; i < count; i++) {
		struct pfn_range pages = whole_pages(r->k, free_ranges[i]);

		r->nr_all_pages += page_count(pages);
		r->nr_kernel_pages += page_count(pages_between(pages, 0, low_end));
	}
}

static void add_zones(struct replay *r, const struct node *node)
{
	uint64_t low = 0, movable = node->movable_start;

	for (int t = ZONE_DMA; t < ZONE_MOVABLE; t++) {
		uint64_t end = max_u64(r->zone_end[t], low);

		if (!has_zone(r, (enum zone_type)t))
			continue;
		add_zone(r, node, (enum zone_type)t, low, movable ? min_u64(end, movable) : end);
		low = end;
	}
	add_zone(r, node, ZONE_MOVABLE, movable, movable ? low : 0);
}

/* Where the highest zone with pages begins: what lies below it cannot move. */
static uint64_t start_of_highest_zone(const struct replay *r)
{
	uint64_t low = 0, highest = 0;

	for (int t = ZONE_DMA; t < ZONE_MOVABLE; t++) {
		uint64_t start = low;

		if (!has_zone(r, (enum zone_type)t))
			continue;
		low = max_u64(low, r->zone_end[t]);
		if (present_in(r, NULL, start, low))
			highest = start;
	}
	return highest;
}

/* "[mem 0x...-0x...]" of page frames; linux:free_area_init prints both with %#018Lx */
static void trace_zone_ranges(struct replay *r)
{
	struct trace *trace = r->boot->trace;

	trace_say(trace, "Zone ranges:");
	for (size_t i = 0; i < r->boot->zones_per_node; i++) {
		struct pfn_range pages = { UINT64_MAX, 0 };

		for (size_t n = i; n < r->boot->zone_count; n += r->boot->zones_per_node) {
			const struct zone *zone = &r->boot->zones[n];

			if (!zone->spanned)
				continue;
			pages.start = min_u64(pages.start, zone->start_pfn);
			pages.end = max_u64(pages.end, zone->start_pfn + zone->spanned);
		}
		if (!pages.end)
			trace_say(trace, "  %-8s empty", r->boot->zones[i].name);
		else
			trace_say(trace, "  %-8s [mem 0x%016llx-0x%016llx]", r->boot->zones[i].name,
					  (unsigned long long)(pages.start << r->k->page_shift),
					  (unsigned long long)((pages.end << r->k->page_shift) - 1));
	}
	trace_say(trace, "Early memory node ranges");
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		const struct memblock_region *m = &r->mb.memory.regions[i];

		trace_say(trace, "  node %3u: [mem 0x%016llx-0x%016llx]", m->node, (unsigned long long)m->range.base,
				  (unsigned long long)range_end(m->range) - 1);
	}
}

void init_zones(struct replay *r)
{
	enter(r, "free_area_init");
	find_movable_start(r, start_of_highest_zone(r));
	r->boot->zones = arena_alloc(r->arena, r->node_count * MAX_ZONES * sizeof(*r->boot->zones));
	for (size_t i = 0; i < r->node_count; i++)
		add_zones(r, &r->nodes[i]);
	r->boot->node_count = r->node_count;
	r->boot->zones_per_node = r->boot->zone_count / r->node_count;
	count_kernel_pages(r);
	if (r->boot->trace)
		trace_zone_ranges(r);
}

/* The node of a page, where the span of more than one holds it. */
static bool is_of_node(const struct replay *r, uint64_t pfn, unsigned int node)
{
	uint64_t address = pfn << r->k->page_shift;

	for (size_t i = 0; i < r->mb.memory.count && r->nodes_interleave; i++)
		if (range_contains(r->mb.memory.regions[i].range, (struct range){ address, 1 }))
			return r->mb.memory.regions[i].node == node;
	return true;
}

struct zone *zone_of_pfn(struct replay *r, uint64_t pfn)
{
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		struct zone *zone = &r->boot->zones[i];

		if (pfn >= zone->start_pfn && pfn < zone->start_pfn + zone->spanned && is_of_node(r, pfn, zone->node))
			return zone;
	}
	return NULL;
}
