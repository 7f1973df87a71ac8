/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linux:arch/arm/kernel/setup.c:setup_arch, arch/arm/mm/mmu.c
 * (adjust_lowmem_bounds, paging_init) and arch/arm/mm/init.c (arm_memblock_init,
 * bootmem_init), without LPAE tables.
 */
#include "boot/replay.h"
#include "util/number.h"

#define SECTION_PAIR MIB(2)  /* PMD_SIZE */
#define VMALLOC_OFFSET MIB(8)
#define VMALLOC_DEFAULT MIB(240)

/* Bytes of lowmem that the split and vmalloc= leave. */
static uint64_t lowmem_max(const struct replay *r)
{
	bool old = r->k->rules->version < KERNEL_VERSION(4, 19, 0);
	bool gap = r->k->rules->version >= KERNEL_VERSION(6, 1, 0);
	uint64_t end = old ? 0xff000000u : 0xff800000u, vmalloc = r->cmdline.vmalloc, most;

	if (!vmalloc)
		return end - VMALLOC_DEFAULT - VMALLOC_OFFSET - r->k->page_offset;
	most = end - r->k->page_offset - MIB(32) - (gap ? VMALLOC_OFFSET : 0);
	vmalloc = max_u64(min_u64(vmalloc, most), MIB(16));
	return end - vmalloc - r->k->page_offset - (gap ? VMALLOC_OFFSET : 0);
}

/* linux:adjust_lowmem_bounds: where lowmem ends, and up to where memory is mapped by the early tables. */
static void adjust_lowmem_bounds(struct replay *r)
{
	uint64_t vmalloc_limit = r->phys_offset + lowmem_max(r), lowmem = 0, mapped = 0;

	if (r->mb.memory.count && !is_aligned(r->mb.memory.regions[0].range.base, SECTION_PAIR) &&
	    !(r->mb.memory.regions[0].flags & MEMBLOCK_NOMAP)) {
		uint64_t base = r->mb.memory.regions[0].range.base;

		memblock_set_flags(&r->mb, range_between(base, round_up(base, SECTION_PAIR)), MEMBLOCK_NOMAP, true);
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

static void reserve_initrd(struct replay *r)
{
	uint64_t page = page_size(r->k);
	struct range bytes = r->initrd_bytes, pages;

	if (!bytes.size)
		return;
	pages = range_between(round_down(bytes.base, page), round_up(range_end(bytes), page));
	if (!memblock_is_region_memory(&r->mb, pages) || memblock_overlaps_reserved(&r->mb, pages)) {
		say(r, memblock_is_region_memory(&r->mb, pages)
			       ? "INITRD: 0x%08llx+0x%08llx overlaps in-use memory region - disabling initrd"
			       : "INITRD: 0x%08llx+0x%08llx is not a memory region - disabling initrd",
		    (unsigned long long)pages.base, (unsigned long long)pages.size);
		r->boot->initrd = (struct range){ 0, 0 };
		return;
	}
	memblock_reserve(&r->mb, pages, "initrd");
}

void replay_arm(struct replay *r)
{
	uint64_t start;

	apply_mem_arm(r);
	memblock_reserve(&r->mb, r->boot->fdt, "device tree");
	adjust_lowmem_bounds(r);
	start = r->phys_offset + r->k->image.start_offset;
	r->boot->kernel_image = (struct range){ start, r->k->image.image_size };
	r->kernel_reserved = r->boot->kernel_image;
	memblock_reserve(&r->mb, r->kernel_reserved, "kernel image");
	reserve_initrd(r);
	/* swapper_pg_dir stands 16 KiB before the first 32 KiB of the image's place */
	memblock_reserve(&r->mb, (struct range){ r->phys_offset + KIB(16), KIB(16) }, "page tables");
	scan_reserved_mem(r);
	r->dma_limit = r->k->dma_zone_size ? r->phys_offset + r->k->dma_zone_size : GIB(4);
	reserve_default_cma(r);
	adjust_lowmem_bounds(r);
	map_lowmem_arm(r);
	r->mb.can_resize = true;
	r->mb.current_limit = r->lowmem_limit;
	init_static_reserved_mem_late(r);
	unflatten_device_tree(r);
	zone_limits(r);
	if (r->k->section_bits)
		alloc_sparse_memmap(r);
	else
		alloc_flat_memmap(r);
	init_zones(r);
	alloc_resources(r);
	reserve_crashkernel(r);
	alloc_cmdline(r);
	alloc_percpu(r);
	alloc_log_buf(r);
	alloc_system_hashes(r);
	alloc_swiotlb(r);
}
