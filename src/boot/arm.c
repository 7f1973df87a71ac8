/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linux:arch/arm/kernel/setup.c:setup_arch, arch/arm/mm/mmu.c
 * (adjust_lowmem_bounds, paging_init) and arch/arm/mm/init.c (arm_memblock_init,
 * bootmem_init), without LPAE tables.
 */
#include <string.h>

#include "boot/replay.h"
#include "util/number.h"

#define SECTION_PAIR MIB(2) /* PMD_SIZE */
#define VMALLOC_OFFSET MIB(8)
#define VMALLOC_DEFAULT MIB(240)

/* Bytes of lowmem that the split and vmalloc= leave. */
static uint64_t lowmem_max(const struct replay *r)
{
	uint64_t gap = r->k->rules->vmalloc_offset_counted ? VMALLOC_OFFSET : 0;
	uint64_t end = r->k->rules->vmalloc_end, vmalloc = r->cmdline.vmalloc, most;

	if (!vmalloc)
		return end - VMALLOC_DEFAULT - VMALLOC_OFFSET - r->k->page_offset;
	most = end - r->k->page_offset - MIB(32) - gap;
	vmalloc = max_u64(min_u64(vmalloc, most), MIB(16));
	return end - vmalloc - r->k->page_offset - gap;
}

/* linux:adjust_lowmem_bounds: where lowmem ends, and up to where memory is mapped by the early tables. */
static void adjust_lowmem_bounds(struct replay *r)
{
	uint64_t vmalloc_limit = r->phys_offset + lowmem_max(r), lowmem = 0, mapped = 0;

	/* the first usable range must start where a pair of sections does */
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		uint64_t base = r->mb.memory.regions[i].range.base;

		if (r->mb.memory.regions[i].flags & MEMBLOCK_NOMAP)
			continue;
		if (!is_aligned(base, SECTION_PAIR))
			memblock_set_flags(&r->mb, range_between(base, round_up(base, SECTION_PAIR)), MEMBLOCK_NOMAP,
							   true);
		break;
	}
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct memblock_region m = r->mb.memory.regions[i];
		uint64_t end = range_end(m.range);

		if (m.flags & MEMBLOCK_NOMAP || m.range.base >= vmalloc_limit)
			continue;
		lowmem = max_u64(lowmem, min_u64(end, vmalloc_limit));
		if (mapped)
			continue;
		if (!is_aligned(m.range.base, SECTION_PAIR))
			mapped = m.range.base;
		else if (!is_aligned(end, SECTION_PAIR))
			mapped = min_u64(vmalloc_limit, end);
	}
	r->lowmem_limit = lowmem;
	r->mb.current_limit = round_down(mapped ? mapped : lowmem, SECTION_PAIR);
	if (!r->k->highmem && memblock_end_of_dram(&r->mb) > r->lowmem_limit) {
		say(r, "Ignoring RAM at %s-%s", phys(r, r->mb.current_limit), phys(r, memblock_end_of_dram(&r->mb)));
		say(r, "Consider using a HIGHMEM enabled kernel.");
		memblock_remove(&r->mb, range_between(r->mb.current_limit, UINT64_MAX));
	}
}

/* mem=SIZE[@START]: the first one forgets what the tree said. */
static void apply_mem_arm(struct replay *r)
{
	if (!r->cmdline.has_mem)
		return;
	memblock_remove(&r->mb, range_between(0, UINT64_MAX));
	for (size_t i = 0; i < r->cmdline.mem_count; i++) {
		struct range m = r->cmdline.mem[i];

		if (m.base == UINT64_MAX)
			m.base = r->phys_offset;
		memblock_add(&r->mb, (struct range){ m.base, round_down(m.size, page_size(r->k)) }, MEMBLOCK_NONE);
	}
}

static void alloc_static_vm(struct replay *r)
{
	memblock_alloc(&r->mb, r->k->rules->static_vm, 4, "page tables");
}

/*
 * linux:arch/arm/mm/mmu.c:map_lowmem: one page of second-level tables for each
 * 2 MiB with an edge that is no multiple of 1 MiB. They come from below
 * current_limit, which keeps to what the boot tables map.
 */
static void map_odd_edges(struct replay *r)
{
	uint64_t last = UINT64_MAX;

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct memblock_region m = r->mb.memory.regions[i];
		uint64_t edges[2] = { m.range.base, min_u64(range_end(m.range), r->lowmem_limit) };

		if (m.flags & MEMBLOCK_NOMAP || m.range.base >= r->lowmem_limit)
			continue;
		for (size_t e = 0; e < 2; e++) {
			if (is_aligned(edges[e], MIB(1)) || edges[e] / SECTION_PAIR == last)
				continue;
			last = edges[e] / SECTION_PAIR;
			alloc_tables(r, 1);
		}
	}
}

/* linux:arch/arm/mm/dma-mapping.c:dma_contiguous_remap: lowmem pools are mapped by pages */
static void remap_pool(struct replay *r, struct range pool)
{
	uint64_t end = min_u64(range_end(pool), r->lowmem_limit);

	if (pool.base >= end)
		return;
	alloc_static_vm(r);
	alloc_tables(r, (round_up(end, SECTION_PAIR) - round_down(pool.base, SECTION_PAIR)) / SECTION_PAIR);
}

static void remap_pools(struct replay *r)
{
	/* static pools become CMA areas later, but are announced by the early scan */
	for (size_t i = 0; i < r->boot->region_count && r->k->rules->rmem_init == RMEM_INIT_LATE; i++) {
		const struct region *region = &r->boot->regions[i];

		if (region->kind == REGION_CMA && region->taken && !region->dynamic && r->k->dma_cma)
			remap_pool(r, region->range);
	}
	for (size_t i = 0; i < r->boot->cma_count; i++)
		remap_pool(r, r->boot->cma[i].range);
}

/* linux:arch/arm/mm/mmu.c:paging_init: vectors, their table, the gap for PCI I/O, pkmap, fixmap and zero page
 */
static void map_lowmem(struct replay *r)
{
	uint64_t page = page_size(r->k);
	bool early_fixmap = strstr(r->cmdline.text, "earlycon") != NULL;

	enter(r, "paging_init");
	map_odd_edges(r);
	r->mb.current_limit = r->lowmem_limit;
	remap_pools(r);
	if (early_fixmap)
		alloc_tables(r, 1); /* the console's fixmap shares its table with the vectors */
	memblock_alloc(&r->mb, 2 * page, 2 * page, "page tables");
	if (!early_fixmap)
		alloc_tables(r, 1);
	alloc_static_vm(r);
	alloc_tables(r, 3);
}

/* One bit group for each pageblock of a zone (FLATMEM); linux:setup_usemap */
static void alloc_usemaps(struct replay *r)
{
	uint64_t block = (uint64_t)1 << r->k->pageblock_order;

	for (size_t i = 0; i < r->boot->zone_count; i++) {
		const struct zone *zone = &r->boot->zones[i];
		uint64_t blocks =
			round_up(zone->spanned + (zone->start_pfn & (block - 1)), block) >> r->k->pageblock_order;

		if (zone->spanned)
			memblock_alloc(&r->mb, round_up(blocks * r->k->rules->pageblock_flag_bits, 32) / 8, 0,
						   "memory sections");
	}
}

static void init_memmap(struct replay *r)
{
	zone_limits(r);
	if (r->k->section_bits)
		alloc_sparse_memmap(r);
	else
		alloc_flat_memmap(r);
	init_zones(r);
	if (!r->k->section_bits)
		alloc_usemaps(r);
}

/* swapper_pg_dir stands 16 KiB below TEXT_OFFSET, which lies 32 KiB behind the last 2 MiB boundary before the
 * image. */
static uint64_t swapper_offset(const struct replay *r)
{
	uint64_t start = r->k->image.start_offset;

	return (start ? round_down(start - 1, MIB(2)) : 0) + KIB(16);
}

/* linux:mm/page_ext.c:page_ext_init_flatmem, where a user of it is built in */
static void alloc_page_ext(struct replay *r)
{
	uint64_t start = pfn_up(r->k, memblock_start_of_dram(&r->mb));
	uint64_t end = pfn_down(r->k, memblock_end_of_dram(&r->mb)), block = (uint64_t)1 << r->k->max_order;
	uint64_t pages = end - start;

	if (!r->k->page_ext_bytes || r->k->section_bits)
		return;
	enter(r, "page_ext_init_flatmem");
	if (!is_aligned(start | end, block))
		pages += block;
	memblock_alloc(&r->mb, pages * r->k->page_ext_bytes, page_size(r->k), "page extensions");
}

void replay_arm(struct replay *r)
{
	bool late_memmap = r->k->rules->cma_step == CMA_BEFORE_MEMMAP;

	apply_mem_arm(r);
	enter(r, "arm_memblock_init");
	memblock_reserve(&r->mb, r->boot->fdt, "device tree");
	adjust_lowmem_bounds(r);
	r->kernel_reserved = r->boot->kernel_image;
	memblock_reserve(&r->mb, r->kernel_reserved, "kernel image");
	reserve_initrd_in_ram(r);
	memblock_reserve(&r->mb, (struct range){ r->phys_offset + swapper_offset(r), KIB(16) }, "page tables");
	scan_reserved_mem(r);
	r->dma_limit = r->k->dma_zone_size ? r->phys_offset + r->k->dma_zone_size : GIB(4);
	reserve_default_cma(r);
	if (r->variant->places_only)
		return;
	adjust_lowmem_bounds(r);
	map_lowmem(r);
	r->mb.can_resize = true;
	if (!late_memmap)
		init_memmap(r);
	alloc_resources(r);
	init_static_reserved_mem_late(r);
	unflatten_device_tree(r);
	reserve_crashkernel(r);
	if (late_memmap)
		init_memmap(r);
	alloc_cmdline(r);
	alloc_percpu(r);
	alloc_log_buf(r);
	alloc_system_hashes(r);
	alloc_swiotlb(r);
	alloc_page_ext(r);
	free_unused_memmap(r);
}
