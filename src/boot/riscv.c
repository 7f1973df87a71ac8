/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linux:arch/riscv/kernel/setup.c:setup_arch and arch/riscv/mm/init.c:setup_bootmem, setup_vm_final,
 * misc_mem_init. */
#include "boot/replay.h"
#include "util/number.h"

#define PMD MIB(2)

/* Half of what sv48 leaves for the kernel; wider modes are not told by the tree. */
#define LINEAR_MAP_BITS 46

/* linux-6.12:setup_bootmem: RAM beyond the linear map is dropped */
static void clip_to_linear_map(struct replay *r)
{
	r->memstart = memblock_start_of_dram(&r->mb);
	memblock_remove(&r->mb, range_between(add_sat(r->memstart, (uint64_t)1 << LINEAR_MAP_BITS), UINT64_MAX));
}

void replay_riscv(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;
	struct range image = r->boot->kernel_image;

	if (r->k->strict_rwx)
		image.size = round_up(range_end(image), PMD) - image.base;
	r->kernel_reserved = image;
	enter(r, "setup_bootmem");
	clip_to_linear_map(r);
	apply_mem_limit(r);
	memblock_reserve(&r->mb, image, "kernel image");
	reserve_initrd_in_ram(r);
	r->dma_limit = min_u64(GIB(4), memblock_end_of_dram(&r->mb));
	scan_reserved_mem(r);
	if (rules->fdt_reserved_at_start)
		memblock_reserve(&r->mb, r->boot->fdt, "device tree");
	reserve_default_cma(r);
	if (r->variant->places_only)
		return;
	map_linear_riscv(r);
	r->mb.can_resize = true;
	init_static_reserved_mem_late(r);
	unflatten_device_tree(r);
	init_numa(r);
	zone_limits(r);
	if (rules->cma_step == CMA_BEFORE_MEMMAP) {
		reserve_crashkernel(r);
		alloc_resources(r);
	}
	alloc_sparse_memmap(r);
	init_zones(r);
	if (rules->cma_step != CMA_BEFORE_MEMMAP) {
		reserve_crashkernel(r);
		alloc_resources(r);
	}
	alloc_cmdline(r);
	alloc_percpu(r);
	alloc_log_buf(r);
	alloc_system_hashes(r);
	alloc_swiotlb(r);
}
