/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linux:arch/arm64/kernel/setup.c:setup_arch and arch/arm64/mm/init.c:arm64_memblock_init, bootmem_init. */
#include "boot/replay.h"
#include "util/number.h"

/* ARM64_MEMSTART_ALIGN: what one entry of the level that holds block mappings of the linear map spans. */
static uint64_t memstart_align(const struct replay *r)
{
	uint64_t align = r->k->page_shift == 16 ? MIB(512) : GIB(1);

	return max_u64(align, (uint64_t)1 << r->k->section_bits);
}

static void clip_to_linear_map(struct replay *r)
{
	uint64_t align = memstart_align(r), size = (uint64_t)1 << (r->k->va_bits - 1), end;

	memblock_remove(&r->mb, range_between((uint64_t)1 << r->k->phys_bits, UINT64_MAX));
	r->memstart = round_down(memblock_start_of_dram(&r->mb), align);
	end = max_u64(add_sat(r->memstart, size), range_end(r->boot->kernel_image));
	memblock_remove(&r->mb, range_between(end, UINT64_MAX));
	if (r->memstart + size < memblock_end_of_dram(&r->mb)) {
		r->memstart = round_up(memblock_end_of_dram(&r->mb) - size, align);
		memblock_remove(&r->mb, range_between(0, r->memstart));
	}
}

/* The initrd's pages become RAM again, whatever the tree said of them, and are reserved. */
static void reserve_initrd(struct replay *r)
{
	uint64_t size = (uint64_t)1 << (r->k->va_bits - 1);
	struct range pages = pages_touched(r, r->boot->initrd);

	if (!pages.size)
		return;
	if (pages.base < memblock_start_of_dram(&r->mb) ||
		range_end(pages) > add_sat(memblock_start_of_dram(&r->mb), size)) {
		say(r, "initrd not fully accessible via the linear mapping -- please check your bootloader ...");
		r->boot->initrd = (struct range){ 0, 0 };
		return;
	}
	if (!r->k->rules->initrd_made_ram) {
		memblock_reserve(&r->mb, r->boot->initrd, "initrd");
		return;
	}
	if (r->k->rules->initrd_removed_first)
		memblock_remove(&r->mb, pages);
	memblock_add(&r->mb, pages, MEMBLOCK_NONE);
	memblock_set_flags(&r->mb, pages, MEMBLOCK_NOMAP, false);
	memblock_reserve(&r->mb, pages, "initrd");
}

static void reserve_kernel(struct replay *r)
{
	struct range image = r->boot->kernel_image;

	if (r->k->rules->kernel_reserved_from_stext)
		image = range_between(image.base + KIB(64), range_end(image));
	r->kernel_reserved = image;
	memblock_reserve(&r->mb, image, "kernel image");
}

static void memblock_init_arm64(struct replay *r)
{
	enter(r, "arm64_memblock_init");
	if (!r->k->rules->usable_ranges_with_the_scan)
		apply_usable_ranges(r);
	clip_to_linear_map(r);
	apply_mem_limit(r);
	/* [_text, _end) and the initrd come back where mem= or the tree cut them off */
	if (r->cmdline.has_mem)
		memblock_add(&r->mb, r->boot->kernel_image, MEMBLOCK_NONE);
	reserve_initrd(r);
	reserve_kernel(r);
	scan_reserved_mem(r);
	zone_limits(r);
	if (r->k->rules->crash_before_page_tables)
		reserve_crashkernel(r);
	if (r->k->rules->cma_step == CMA_BEFORE_PAGE_TABLES)
		reserve_default_cma(r);
	if (r->k->rules->arrays_grow_before_page_tables)
		r->mb.can_resize = true;
}

static void check_arrays(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;

	if (rules->array_overflow_panics && r->mb.overflowed)
		dies(r, NULL, "memblock: cannot resize an array of %zu ranges of RAM before the linear map exists",
			 r->mb.memory.max);
	if (r->mb.reserved.count >= r->mb.reserved.max)
		dies(r, NULL, "%zu reserved ranges fill memblock's array of %zu before the linear map exists",
			 r->mb.reserved.count, r->mb.reserved.max);
	if (rules->memory_full_is_fatal && r->mb.memory.count + rules->memory_spare > r->mb.memory.max)
		dies(r, NULL,
			 "%zu ranges of RAM leave no room in memblock's array of %zu before the linear map exists",
			 r->mb.memory.count, r->mb.memory.max);
}

/* linux-4.4:mm/page_alloc.c:wait_table_hash_nr_entries: one a MiB, up to 4096 */
static void alloc_wait_table(struct replay *r, uint64_t pages)
{
	uint64_t entries = min_u64(roundup_pow2(max_u64(pages / 256, 4)), 4096);

	if (pages)
		memblock_alloc(&r->mb, entries * r->k->rules->wait_queue_head, 0, "page wait tables");
}

static void init_memmap(struct replay *r)
{
	if (r->k->section_bits)
		alloc_sparse_memmap(r);
	else
		alloc_flat_memmap(r);
	zone_limits(r);
	init_zones(r);
	for (size_t i = 0; i < r->boot->zone_count && r->k->rules->wait_queue_head; i++)
		alloc_wait_table(r, r->boot->zones[i].spanned);
}

void replay_arm64(struct replay *r)
{
	enum cma_step step = r->k->rules->cma_step;

	enter(r, "setup_machine_fdt");
	if (r->k->rules->fdt_reserved_at_start)
		memblock_reserve(&r->mb, r->boot->fdt, "device tree");
	memblock_init_arm64(r);
	check_arrays(r);
	if (r->variant->places_only && step == CMA_BEFORE_PAGE_TABLES)
		return;
	map_linear_arm64(r);
	init_static_reserved_mem_late(r);
	if (!r->k->rules->unflattened_after_memmap)
		unflatten_device_tree(r);
	init_numa(r);
	zone_limits(r);
	if (step != CMA_BEFORE_MEMMAP)
		reserve_hugetlb_cma(r);
	if (r->k->rules->node_cma == NODE_CMA_BEFORE_MEMMAP)
		reserve_node_cma(r);
	if (step != CMA_BEFORE_MEMMAP)
		init_memmap(r);
	if (step == CMA_BEFORE_MEMMAP || step == CMA_AFTER_MEMMAP)
		reserve_default_cma(r);
	if (r->variant->places_only)
		return;
	reserve_crashkernel(r);
	alloc_kasan_shadow(r);
	if (step == CMA_BEFORE_MEMMAP)
		reserve_hugetlb_cma(r);
	alloc_resources(r);
	if (step == CMA_BEFORE_MEMMAP)
		init_memmap(r);
	if (r->k->rules->unflattened_after_memmap)
		unflatten_device_tree(r);
	alloc_cmdline(r);
	alloc_percpu(r);
	alloc_log_buf(r);
	alloc_system_hashes(r);
	alloc_swiotlb(r);
	free_unused_memmap(r);
}
