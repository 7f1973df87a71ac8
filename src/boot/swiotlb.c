/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bounce buffer for devices that cannot reach all RAM. Stands for
 * linux:arch/arm64/mm/init.c:mem_init and kernel/dma/swiotlb.c
 * (swiotlb_init_remap, swiotlb_init_with_tbl, swiotlb_adjust_size).
 */
#include "boot/replay.h"
#include "util/number.h"

#define SLAB 2048            /* IO_TLB_SIZE */
#define SEGMENT 128          /* IO_TLB_SEGSIZE, slabs */
#define MIN_SLABS 512        /* IO_TLB_MIN_SLABS: 1 MiB */
#define DEFAULT_SIZE MIB(64) /* IO_TLB_DEFAULT_SIZE */
#define OVERFLOW_BUFFER KIB(32)
#define OWNER "software IO TLB"

static uint64_t take(struct replay *r, uint64_t size, uint64_t align, uint64_t max)
{
	return memblock_alloc_range(&r->mb, size, align, 0, max, OWNER);
}

static bool ram_beyond_limit(const struct replay *r)
{
	if (r->k->arch == ARCH_ARM && !r->k->lpae)
		return false;
	return pfn_down(r->k, memblock_end_of_dram(&r->mb)) > pfn_down(r->k, r->bounce_limit);
}

/* Bytes of the buffer; 0: none. */
static uint64_t buffer_bytes(const struct replay *r)
{
	uint64_t size = r->cmdline.has_swiotlb_slabs ? r->cmdline.swiotlb_slabs * SLAB : DEFAULT_SIZE;
	uint64_t small = div_round_up(memblock_phys_mem_size(&r->mb), 1024);

	/* coherent riscv platforms align kmalloc to nothing, arm is always aligned: no small buffers to bounce */
	bool bounces = r->k->bounce_kmalloc && r->k->arch == ARCH_ARM64;

	if (r->k->swiotlb_told && !r->cmdline.has_swiotlb_slabs && (r->k->swiotlb_bytes || !ram_beyond_limit(r)))
		return r->k->swiotlb_bytes;
	if (ram_beyond_limit(r) || r->k->rules->swiotlb_always)
		return size;
	if (!bounces && !r->cmdline.swiotlb_force)
		return 0;
	/* swiotlb_adjust_size() leaves a size that was asked for */
	if (!bounces || !r->k->rules->swiotlb_small_for_kmalloc || size != DEFAULT_SIZE)
		return size;
	return round_up(min_u64(size, small), SEGMENT * SLAB);
}

void alloc_swiotlb(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t page = page_size(r->k), low = r->bounce_limit - 1, size, slabs;
	uint64_t areas = roundup_pow2(r->cmdline.swiotlb_areas ? r->cmdline.swiotlb_areas : r->cpus);

	if (!r->k->swiotlb || r->cmdline.swiotlb_off)
		return;
	enter(r, "swiotlb_init");
	size = buffer_bytes(r);
	if (!size)
		return;
	slabs = size / SLAB;
	if (rules->swiotlb_areas)
		slabs = roundup_pow2(max_u64(slabs, areas * SEGMENT)); /* areas divide it evenly */
	while (!take(r, round_up(slabs * SLAB, page), page, low)) {
		if (!rules->swiotlb_halves || slabs <= MIN_SLABS)
			return;
		slabs = round_up(slabs / 2, SEGMENT);
	}
	if (rules->swiotlb_overflow_page)
		take(r, OVERFLOW_BUFFER, page, low);
	if (rules->swiotlb_slot) {
		take(r, round_up(slabs * rules->swiotlb_slot, page), page, MEMBLOCK_ACCESSIBLE);
		if (rules->swiotlb_areas)
			take(r, 16 * areas, 0, MEMBLOCK_ACCESSIBLE);
		return;
	}
	take(r, round_up(slabs * 4, page), page, MEMBLOCK_ACCESSIBLE);
	take(r, round_up(slabs * 8, page), page, MEMBLOCK_ACCESSIBLE);
}
