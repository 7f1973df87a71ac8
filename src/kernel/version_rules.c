/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/version_rules.h"

#include <stddef.h>
#include <string.h>

#include "kernel/version.h"
#include "util/number.h"

/*
 * From `version` on, and below `until`, the rule at `offset` is `value`, or `text`, on these architectures;
 * `source` says so.
 */
struct change {
	uint32_t version, until;
	unsigned int archs;
	size_t offset, size;
	uint32_t value;
	const char *text;
	const char *source;
};

enum { ARM = 1 << ARCH_ARM, ARM64 = 1 << ARCH_ARM64, RISCV = 1 << ARCH_RISCV64, ANY = ARM | ARM64 | RISCV };

#define RULE(rule) offsetof(struct kernel_rules, rule), sizeof(((struct kernel_rules *)0)->rule)
#define ON(archs, major, minor, patch, rule, value, source)                                                  \
	{                                                                                                        \
		KERNEL_VERSION(major, minor, patch), UINT32_MAX, archs, RULE(rule), value, NULL, source              \
	}
#define FROM(major, minor, patch, rule, value, source) ON(ANY, major, minor, patch, rule, value, source)
#define TEXT(major, minor, patch, rule, text, source)                                                        \
	{                                                                                                        \
		KERNEL_VERSION(major, minor, patch), UINT32_MAX, ANY, RULE(rule), 0, text, source                    \
	}
/* A change of a later release that one stable series took over. */
#define STABLE(major, minor, patch, rule, value, source)                                                     \
	{                                                                                                        \
		KERNEL_VERSION(major, minor, patch), KERNEL_VERSION(major, minor + 1, 0), ANY, RULE(rule), value,    \
			NULL, source                                                                                     \
	}

#define FDT_PREFIX "OF: fdt: "
#define RMEM_PREFIX "OF: reserved mem: "

/*
 * By rule, in the order of struct kernel_rules, and of one rule oldest first: a rule's history is read in one
 * place. What has no line is 0. The first version that was read is 3.18.
 */
static const struct change changes[] = {
	FROM(3, 18, 0, memory_nodes_at_any_depth, 1, "drivers/of/fdt.c:early_init_dt_scan_memory"),
	FROM(5, 17, 0, memory_nodes_at_any_depth, 0, "drivers/of/fdt.c:early_init_dt_scan_memory"),
	FROM(5, 19, 0, memory_status_honoured, 1, "drivers/of/fdt.c:early_init_dt_scan_memory"),
	FROM(7, 2, 0, memory_bad_length_dropped, 1, "drivers/of/fdt.c:early_init_dt_scan_memory"),
	FROM(3, 18, 0, efi_runtime_reserved, 1, "arch/arm64/kernel/efi.c:reserve_regions"),
	FROM(4, 5, 0, efi_runtime_reserved, 0, "drivers/firmware/efi/arm-init.c:reserve_regions"),
	FROM(3, 18, 0, efi_memory_is_write_back, 1, "arch/arm64/kernel/efi.c:is_normal_ram"),
	FROM(4, 9, 0, efi_memory_is_write_back, 0, "drivers/firmware/efi/arm-init.c:is_memory"),
	FROM(4, 14, 0, efi_acpi_tables_usable, 1, "drivers/firmware/efi/arm-init.c:is_usable_memory"),
	FROM(5, 10, 0, sub_page_memory_always_tested, 1, "drivers/of/fdt.c:early_init_dt_add_memory_arch"),
	FROM(4, 12, 0, usable_ranges, 1, "drivers/of/fdt.c:early_init_dt_check_for_usable_mem_range"),
	FROM(5, 19, 0, usable_ranges, 2, "drivers/of/fdt.c:early_init_dt_check_for_usable_mem_range"),
	FROM(5, 15, 0, usable_ranges_with_the_scan, 1, "drivers/of/fdt.c:early_init_dt_scan_nodes"),
	FROM(4, 2, 0, fdt_reserved_at_start, 1, "arch/arm64/mm/mmu.c:fixmap_remap_fdt"),
	FROM(6, 4, 0, memreserve_last, 1, "drivers/of/fdt.c:early_init_fdt_scan_reserved_mem"),
	FROM(3, 18, 0, memory_regions, 128, "arch/arm64/include/asm/memory.h:INIT_MEMBLOCK_MEMORY_REGIONS"),
	FROM(6, 0, 0, memory_regions, 1024, "arch/arm64/include/asm/memory.h:INIT_MEMBLOCK_MEMORY_REGIONS"),
	FROM(5, 1, 0, reserved_regions_grow_with_cpus, 1,
		 "arch/arm64/include/asm/memory.h:INIT_MEMBLOCK_RESERVED_REGIONS"),
	FROM(6, 12, 0, array_overflow_panics, 1, "mm/memblock.c:memblock_double_array"),
	FROM(3, 18, 0, arrays_grow_before_page_tables, 1, "arch/arm64/mm/init.c:arm64_memblock_init"),
	FROM(4, 20, 0, arrays_grow_before_page_tables, 0, "arch/arm64/mm/init.c:arm64_memblock_init"),
	FROM(7, 2, 0, kernel_ranges_flagged, 1, "mm/memblock.c:memblock_reserve_kern"),
	FROM(3, 18, 0, cache_line, 64, "arch/arm64/include/asm/cache.h:L1_CACHE_SHIFT"),
	ON(ARM64, 4, 4, 0, cache_line, 128, "arch/arm64/include/asm/cache.h:L1_CACHE_SHIFT"),
	ON(ARM64, 4, 17, 0, cache_line, 64, "arch/arm64/include/asm/cache.h:L1_CACHE_SHIFT"),
	FROM(3, 18, 0, memory_full_is_fatal, 1, "mm/memblock.c:memblock_double_array"),
	FROM(4, 20, 0, memory_full_is_fatal, 0, "mm/memblock.c:memblock_double_array"),
	FROM(5, 12, 0, memory_full_is_fatal, 1, "mm/memblock.c:memblock_double_array"),
	FROM(3, 18, 0, memory_spare, 4, "mm/memblock.c:memblock_double_array"),
	FROM(4, 20, 0, memory_spare, 0, "mm/memblock.c:memblock_double_array"),
	FROM(5, 12, 0, memory_spare, 2, "mm/memblock.c:memblock_double_array"),
	FROM(6, 12, 0, memory_spare, 4, "mm/memblock.c:memblock_double_array"),
	FROM(7, 2, 0, memory_spare, 0, "mm/memblock.c:memblock_double_array"),
	FROM(3, 18, 0, rmem_table, 16, "drivers/of/of_reserved_mem.c:MAX_RESERVED_REGIONS"),
	FROM(4, 14, 0, rmem_table, 32, "drivers/of/of_reserved_mem.c:MAX_RESERVED_REGIONS"),
	FROM(5, 10, 0, rmem_table, 64, "drivers/of/of_reserved_mem.c:MAX_RESERVED_REGIONS"),
	FROM(6, 12, 100, rmem_table, 0, "drivers/of/of_reserved_mem.c:MAX_RESERVED_REGIONS"),
	FROM(6, 12, 100, rmem_dynamic_limit, 64, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem"),
	FROM(3, 18, 0, rmem_order, RMEM_TREE_ORDER, "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(4, 4, 0, rmem_order, RMEM_HEAPSORT, "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(6, 5, 0, rmem_order, RMEM_STABLE_SORT, "drivers/of/of_reserved_mem.c:__rmem_cmp"),
	FROM(6, 12, 0, rmem_order, RMEM_TREE_ORDER, "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(3, 18, 0, rmem_init, RMEM_INIT_INTERLEAVED, "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(4, 4, 0, rmem_init, RMEM_INIT_BY_BASE, "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(6, 12, 0, rmem_init, RMEM_INIT_LATE, "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(3, 18, 0, rmem_grandchildren, 1, "drivers/of/fdt.c:__fdt_scan_reserved_mem"),
	FROM(5, 18, 0, rmem_grandchildren, 0, "drivers/of/fdt.c:__fdt_scan_reserved_mem"),
	FROM(7, 2, 0, rmem_first_tuple_only, 1, "drivers/of/of_reserved_mem.c:__reserved_mem_reserve_reg"),
	FROM(7, 2, 0, rmem_bad_reg_is_no_reg, 1, "drivers/of/of_reserved_mem.c:__reserved_mem_reserve_reg"),
	FROM(7, 2, 0, rmem_bad_ranges_is_none, 1, "drivers/of/of_reserved_mem.c:__reserved_mem_alloc_size"),
	FROM(3, 18, 0, rmem_empty_reg_with_size_is_dynamic, 1,
		 "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(6, 12, 0, rmem_empty_reg_with_size_is_dynamic, 0,
		 "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(3, 18, 0, nomap, NOMAP_REMOVES, "drivers/of/fdt.c:early_init_dt_reserve_memory_arch"),
	FROM(5, 10, 0, nomap, NOMAP_MARKS, "drivers/of/fdt.c:early_init_dt_reserve_memory_arch"),
	FROM(6, 1, 0, nomap, NOMAP_MARKS_IN_RAM, "drivers/of/fdt.c:early_init_dt_reserve_memory_arch"),
	FROM(3, 18, 0, dynamic_nomap, DYNAMIC_RESERVE_REMOVE,
		 "drivers/of/of_reserved_mem.c:early_init_dt_alloc_reserved_memory_arch"),
	FROM(4, 20, 0, dynamic_nomap, DYNAMIC_REMOVE,
		 "drivers/of/of_reserved_mem.c:early_init_dt_alloc_reserved_memory_arch"),
	FROM(5, 15, 0, dynamic_nomap, DYNAMIC_RESERVE_MARK,
		 "drivers/of/of_reserved_mem.c:early_init_dt_alloc_reserved_memory_arch"),
	FROM(6, 5, 0, rmem_bottom_up_beside_regions, 1,
		 "drivers/of/of_reserved_mem.c:__reserved_mem_alloc_in_range"),
	FROM(4, 19, 0, dynamic_cma_aligned, 1, "drivers/of/of_reserved_mem.c:__reserved_mem_alloc_size"),
	FROM(5, 1, 0, failed_region_given_back, 1, "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem"),
	FROM(7, 2, 0, only_not_mine_tries_next_handler, 1,
		 "drivers/of/of_reserved_mem.c:__reserved_mem_init_node"),
	FROM(7, 2, 0, rmem_lookup_by_name, 1, "drivers/of/of_reserved_mem.c:of_reserved_mem_lookup"),
	FROM(6, 4, 0, rmem_summary_lines, 1, "drivers/of/of_reserved_mem.c:fdt_init_reserved_mem_node"),
	FROM(4, 4, 0, overlap_reported, 1, "drivers/of/of_reserved_mem.c:__rmem_check_for_overlap"),
	FROM(6, 12, 0, overlap_reported_late, 1, "drivers/of/of_reserved_mem.c:__rmem_check_for_overlap"),
	FROM(6, 12, 0, unsupported_printed_twice, 1, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem"),
	FROM(6, 12, 0, bad_reg_printed_twice, 1, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem_reg_nodes"),
	FROM(7, 2, 0, bad_reg_printed_twice, 0, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem_reg_nodes"),
	FROM(6, 12, 0, no_node_line, 1, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem_reg_nodes"),
	FROM(6, 12, 0, ignored_tuples_line, 1, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem_reg_nodes"),
	FROM(7, 2, 0, ignored_tuples_line, 0, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem_reg_nodes"),
	TEXT(3, 18, 0, static_prefix, "", "drivers/of/fdt.c:pr_fmt"),
	TEXT(4, 8, 0, static_prefix, FDT_PREFIX, "drivers/of/fdt.c:pr_fmt"),
	TEXT(6, 12, 0, static_prefix, RMEM_PREFIX, "drivers/of/fdt.c:pr_fmt"),
	TEXT(3, 18, 0, dynamic_prefix, "Reserved memory: ", "drivers/of/of_reserved_mem.c:pr_fmt"),
	TEXT(4, 8, 0, dynamic_prefix, RMEM_PREFIX, "drivers/of/of_reserved_mem.c:pr_fmt"),
	TEXT(3, 18, 0, table_full_line, "not enough space all defined regions.",
		 "drivers/of/of_reserved_mem.c:fdt_reserved_mem_save_node"),
	TEXT(5, 10, 0, table_full_line, "not enough space for all defined regions.",
		 "drivers/of/of_reserved_mem.c:fdt_reserved_mem_save_node"),
	FROM(6, 1, 0, alloc_failed_tells_size, 1, "drivers/of/of_reserved_mem.c:__reserved_mem_alloc_size"),
	FROM(5, 15, 0, restricted_pools, 1, "kernel/dma/swiotlb.c:rmem_swiotlb_setup"),
	FROM(3, 18, 0, cma_granule_is_max_order, 1, "mm/cma.c:cma_init_reserved_mem"),
	FROM(5, 19, 0, cma_granule_is_max_order, 0, "mm/cma.c:cma_init_reserved_mem"),
	FROM(3, 18, 0, cma_extra_areas, 1, "include/linux/cma.h:MAX_CMA_AREAS"),
	FROM(6, 12, 0, cma_extra_areas, 0, "include/linux/cma.h:MAX_CMA_AREAS"),
	FROM(4, 12, 0, cma_names, 1, "mm/cma.c:cma_init_reserved_mem"),
	FROM(3, 18, 0, cma_step, CMA_BEFORE_PAGE_TABLES, "arch/arm64/mm/init.c:bootmem_init"),
	STABLE(5, 10, 22, cma_step, CMA_AFTER_MEMMAP, "arch/arm64/mm/init.c:bootmem_init"),
	FROM(5, 11, 0, cma_step, CMA_AFTER_MEMMAP, "arch/arm64/mm/init.c:bootmem_init"),
	FROM(7, 2, 0, cma_step, CMA_BEFORE_MEMMAP, "arch/arm64/mm/init.c:bootmem_init"),
	FROM(3, 18, 0, cma_conflict, TREE_WINS, "kernel/dma/contiguous.c:rmem_cma_setup"),
	FROM(5, 10, 0, cma_conflict, CMDLINE_GIVES_BACK, "kernel/dma/contiguous.c:rmem_cma_setup"),
	FROM(7, 2, 0, cma_conflict, CMDLINE_SKIPS, "kernel/dma/contiguous.c:rmem_cma_setup"),
	FROM(3, 18, 0, cma_crossing, CROSSING_ABORTS_REST, "mm/cma.c:cma_activate_area"),
	FROM(5, 4, 0, cma_crossing, CROSSING_ABORTS_AREA, "mm/cma.c:cma_activate_area"),
	FROM(5, 12, 0, cma_crossing, CROSSING_FREES_ALL, "mm/cma.c:cma_activate_area"),
	FROM(5, 12, 0, cma_above_4g_first, 1, "mm/cma.c:cma_declare_contiguous_nid"),
	FROM(7, 2, 0, cma_limit_not_dram_end, 1, "mm/cma.c:cma_alloc_mem"),
	FROM(6, 6, 0, cma_tells_node, 1, "mm/cma.c:cma_declare_contiguous_nid"),
	FROM(6, 15, 0, cma_tells_node, 0, "mm/cma.c:cma_declare_contiguous_nid"),
	FROM(5, 10, 0, cma_share_of_all_bytes, 1, "kernel/dma/contiguous.c:cma_early_percent_memory"),
	FROM(7, 2, 0, cma_limit_as_asked, 1, "kernel/dma/contiguous.c:dma_contiguous_reserve"),
	FROM(6, 12, 0, pages_given_twice_tolerated, 1, "mm/cma.c:cma_activate_area"),
	FROM(5, 10, 0, cma_overlap_is_fatal, 1, "mm/cma.c:cma_activate_area"),
	FROM(6, 12, 0, cma_overlap_is_fatal, 0, "mm/cma.c:cma_activate_area"),
	FROM(5, 14, 0, cma_outside_ram_is_fatal, 1, "mm/cma.c:cma_activate_area"),
	FROM(7, 2, 0, cma_spans_tested, 1, "mm/cma.c:cma_validate_zones"),
	FROM(5, 10, 0, node_cma, NODE_CMA_BEFORE_MEMMAP, "kernel/dma/contiguous.c:dma_pernuma_cma_reserve"),
	FROM(6, 6, 0, node_cma, NODE_CMA_BEFORE_DEFAULT, "kernel/dma/contiguous.c:dma_numa_cma_reserve"),
	FROM(7, 2, 0, node_cma, NODE_CMA_BEHIND_DEFAULT, "kernel/dma/contiguous.c:dma_numa_cma_reserve"),
	FROM(7, 2, 0, node_cma_in_config, 1, "kernel/dma/contiguous.c:dma_numa_cma_reserve"),
	FROM(5, 7, 0, hugetlb_cma, 1, "mm/hugetlb.c:hugetlb_cma_reserve"),
	FROM(6, 12, 0, hugetlb_cma_aligned, 1, "mm/hugetlb.c:hugetlb_cma_reserve"),
	FROM(7, 2, 0, hugetlb_cma_exact, 1, "mm/hugetlb.c:hugetlb_cma_reserve"),
	FROM(6, 15, 0, cma_tells_asked_size, 1, "mm/cma.c:cma_declare_contiguous_nid"),
	FROM(5, 12, 0, kernel_reserved_from_stext, 1, "arch/arm64/mm/init.c:arm64_memblock_init"),
	FROM(6, 12, 0, kernel_reserved_from_stext, 0, "arch/arm64/mm/init.c:arm64_memblock_init"),
	ON(ARM, 3, 18, 0, crash_known, 1, "arch/arm/kernel/setup.c:reserve_crashkernel"),
	ON(ARM64, 4, 12, 0, crash_known, 1, "arch/arm64/mm/init.c:reserve_crashkernel"),
	ON(RISCV, 5, 13, 0, crash_known, 1, "arch/riscv/mm/init.c:reserve_crashkernel"),
	FROM(4, 12, 0, crash_before_page_tables, 1, "arch/arm64/mm/init.c:arm64_memblock_init"),
	STABLE(5, 10, 22, crash_before_page_tables, 0, "arch/arm64/mm/init.c:arm64_memblock_init"),
	FROM(5, 11, 0, crash_before_page_tables, 0, "arch/arm64/mm/init.c:arm64_memblock_init"),
	FROM(6, 0, 0, crash_high, 1, "arch/arm64/mm/init.c:reserve_crashkernel"),
	FROM(3, 18, 0, crash_place_tested, 1, "arch/arm64/mm/init.c:reserve_crashkernel"),
	FROM(5, 15, 0, crash_place_tested, 0, "arch/arm64/mm/init.c:reserve_crashkernel"),
	FROM(6, 3, 0, crash_high_by_default, 1, "kernel/crash_core.c:reserve_crashkernel_generic"),
	STABLE(5, 10, 22, crash_maps_all_by_pages, 1, "arch/arm64/mm/mmu.c:map_mem"),
	FROM(5, 11, 0, crash_maps_all_by_pages, 1, "arch/arm64/mm/mmu.c:map_mem"),
	FROM(6, 4, 0, crash_maps_all_by_pages, 0, "arch/arm64/mm/mmu.c:map_mem"),
	FROM(6, 12, 0, dynamic_overflow_is_fatal, 1, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem"),
	FROM(6, 12, 100, dynamic_overflow_is_fatal, 0, "drivers/of/of_reserved_mem.c:fdt_scan_reserved_mem"),
	FROM(3, 18, 0, zone_rule, ZONE_OFFSET_4G, "arch/arm64/mm/init.c:zone_sizes_init"),
	FROM(5, 5, 0, zone_rule, ZONE_FIRST_GIB, "arch/arm64/mm/init.c:zone_sizes_init"),
	STABLE(5, 10, 22, zone_rule, ZONE_POW2_BITS, "arch/arm64/mm/init.c:zone_sizes_init"),
	FROM(5, 11, 0, zone_rule, ZONE_POW2_BITS, "arch/arm64/mm/init.c:zone_sizes_init"),
	FROM(6, 12, 0, zone_rule, ZONE_EXACT_LIMIT, "arch/arm64/mm/init.c:zone_sizes_init"),
	FROM(3, 18, 0, linear_map, FROM_THE_IMAGE, "arch/arm64/mm/mmu.c:map_mem"),
	FROM(4, 6, 0, linear_map, KERNEL_ALIAS_BLOCKS, "arch/arm64/mm/mmu.c:map_mem"),
	FROM(7, 2, 0, linear_map, KERNEL_ALIAS_PAGES, "arch/arm64/mm/mmu.c:map_mem"),
	FROM(4, 6, 0, page_tables_for_kernel_early, 1, "arch/arm64/mm/mmu.c:map_kernel"),
	FROM(6, 9, 0, page_tables_for_kernel_early, 0, "arch/arm64/mm/mmu.c:map_kernel"),
	FROM(6, 0, 0, idmap_pages, 4, "arch/arm64/mm/mmu.c:create_idmap"),
	FROM(6, 9, 0, idmap_pages, 0, "arch/arm64/mm/mmu.c:create_idmap"),
	FROM(4, 20, 0, init_pg_dir_freed, 1, "arch/arm64/mm/mmu.c:paging_init"),
	FROM(6, 9, 0, init_pg_dir_freed, 0, "arch/arm64/mm/mmu.c:paging_init"),
	FROM(4, 6, 0, swapper_tail_freed, 1, "arch/arm64/mm/mmu.c:paging_init"),
	FROM(4, 20, 0, swapper_tail_freed, 0, "arch/arm64/mm/mmu.c:paging_init"),
	FROM(4, 6, 0, temporary_pgd, 1, "arch/arm64/mm/mmu.c:paging_init"),
	FROM(4, 20, 0, temporary_pgd, 0, "arch/arm64/mm/mmu.c:paging_init"),
	FROM(4, 6, 0, initrd_made_ram, 1, "arch/arm64/mm/init.c:arm64_memblock_init"),
	FROM(3, 18, 0, initrd_removed_first, 1, "arch/arm64/mm/init.c:arm64_memblock_init"),
	FROM(6, 1, 0, initrd_removed_first, 0, "arch/arm64/mm/init.c:arm64_memblock_init"),
	FROM(3, 18, 0, rodata_on_keeps_full, 1, "arch/arm64/mm/mmu.c:parse_rodata"),
	FROM(6, 1, 0, rodata_on_keeps_full, 0, "arch/arm64/mm/mmu.c:parse_rodata"),
	FROM(5, 12, 0, image_begins_with_segment, 1, "arch/arm64/kernel/vmlinux.lds.S"),
	FROM(6, 12, 0, nomap_ranges_rounded_inward, 1, "arch/arm64/mm/mmu.c:map_mem"),
	ON(ARM, 3, 18, 0, vmalloc_end, 0xff000000, "arch/arm/include/asm/pgtable.h:VMALLOC_END"),
	ON(ARM, 4, 19, 0, vmalloc_end, 0xff800000, "arch/arm/include/asm/pgtable.h:VMALLOC_END"),
	FROM(6, 1, 0, vmalloc_offset_counted, 1, "arch/arm/mm/mmu.c:early_vmalloc"),
	ON(ARM64, 4, 6, 0, keeps_ram_below, 1, "arch/arm64/mm/init.c:arm64_memblock_init"),
	ON(RISCV, 6, 4, 0, keeps_ram_below, 1, "arch/riscv/mm/init.c:setup_bootmem"),
	ON(ARM64 | RISCV, 3, 18, 0, device_node, 168, "include/linux/of.h:struct device_node"),
	ON(ARM64 | RISCV, 5, 0, 0, device_node, 160, "include/linux/of.h:struct device_node"),
	ON(ARM64 | RISCV, 5, 9, 0, device_node, 168, "include/linux/of.h:struct device_node"),
	ON(ARM64 | RISCV, 5, 12, 0, device_node, 208, "include/linux/of.h:struct device_node"),
	ON(ARM, 3, 18, 0, device_node, 88, "include/linux/of.h:struct device_node"),
	ON(ARM, 5, 12, 0, device_node, 108, "include/linux/of.h:struct device_node"),
	ON(ARM64 | RISCV, 3, 18, 0, property, 104, "include/linux/of.h:struct property"),
	ON(ARM64 | RISCV, 4, 18, 0, property, 88, "include/linux/of.h:struct property"),
	ON(ARM64 | RISCV, 5, 12, 0, property, 96, "include/linux/of.h:struct property"),
	ON(ARM64 | RISCV, 6, 12, 0, property, 104, "include/linux/of.h:struct property"),
	ON(ARM, 3, 18, 0, property, 52, "include/linux/of.h:struct property"),
	ON(ARM, 4, 18, 0, property, 44, "include/linux/of.h:struct property"),
	ON(ARM, 5, 12, 0, property, 48, "include/linux/of.h:struct property"),
	ON(ARM, 6, 12, 0, property, 56, "include/linux/of.h:struct property"),
	ON(ARM64 | RISCV, 5, 10, 0, property_dynamic, 8, "include/linux/of.h:struct property"),
	ON(ARM, 5, 10, 0, property_dynamic, 4, "include/linux/of.h:struct property"),
	ON(ARM64 | RISCV, 3, 18, 0, alias_prop, 40, "drivers/of/of_private.h:struct alias_prop"),
	ON(ARM, 3, 18, 0, alias_prop, 20, "drivers/of/of_private.h:struct alias_prop"),
	FROM(3, 18, 0, nodes_keep_their_path, 1, "drivers/of/fdt.c:populate_node"),
	FROM(4, 15, 0, nodes_keep_their_path, 0, "drivers/of/fdt.c:populate_node"),
	ON(ARM, 3, 18, 0, static_vm, 40, "include/linux/vmalloc.h:struct vm_struct"),
	ON(ARM, 6, 12, 0, static_vm, 44, "include/linux/vmalloc.h:struct vm_struct"),
	ON(ARM64, 4, 19, 0, pgdat, 6016, "include/linux/mmzone.h:struct pglist_data"),
	ON(ARM64, 5, 10, 0, pgdat, 9472, "include/linux/mmzone.h:struct pglist_data"),
	ON(ARM64, 6, 1, 0, pgdat, 11392, "include/linux/mmzone.h:struct pglist_data"),
	ON(ARM64, 6, 12, 0, pgdat, 14144, "include/linux/mmzone.h:struct pglist_data"),
	ON(ARM64, 7, 2, 0, pgdat, 14336, "include/linux/mmzone.h:struct pglist_data"),
	ON(RISCV, 5, 10, 0, pgdat, 8000, "include/linux/mmzone.h:struct pglist_data"),
	ON(RISCV, 6, 1, 0, pgdat, 9000, "include/linux/mmzone.h:struct pglist_data"),
	ON(RISCV, 6, 12, 0, pgdat, 9280, "include/linux/mmzone.h:struct pglist_data"),
	ON(RISCV, 7, 2, 0, pgdat, 10752, "include/linux/mmzone.h:struct pglist_data"),
	FROM(4, 19, 0, numa_distance_allocs, 1, "arch/arm64/mm/numa.c:numa_alloc_distance"),
	FROM(5, 10, 0, numa_distance_allocs, 2, "arch/arm64/mm/numa.c:numa_alloc_distance"),
	FROM(6, 12, 0, numa_distance_allocs, 0, "arch/arm64/mm/numa.c:numa_alloc_distance"),
	FROM(6, 12, 0, numa_meminfo, 1, "mm/numa_memblks.c:numa_memblks_init"),
	FROM(6, 12, 0, numa_cpumasks, 1, "drivers/base/arch_numa.c:setup_node_to_cpumask_map"),
	FROM(6, 12, 100, reserved_mem_entry, 48, "include/linux/of_reserved_mem.h:struct reserved_mem"),
	FROM(7, 2, 0, reserved_mem_entry, 40, "include/linux/of_reserved_mem.h:struct reserved_mem"),
	FROM(5, 12, 0, stack_depot_entry, 8, "lib/stackdepot.c:stack_depot_init"),
	FROM(6, 8, 0, stack_depot_entry, 16, "lib/stackdepot.c:stack_table"),
	FROM(5, 12, 0, stack_depot_always, 1, "init/main.c:start_kernel"),
	FROM(5, 17, 0, stack_depot_always, 0, "lib/stackdepot.c:stack_depot_early_init"),
	FROM(5, 19, 0, stack_depot_by_memory, 1, "lib/stackdepot.c:stack_depot_early_init"),
	FROM(5, 3, 0, section_usage, 64, "include/linux/mmzone.h:struct mem_section_usage"),
	STABLE(5, 10, 209, section_usage, 80, "include/linux/mmzone.h:struct mem_section_usage"),
	FROM(5, 12, 0, section_usage, 8, "include/linux/mmzone.h:struct mem_section_usage"),
	STABLE(5, 15, 148, section_usage, 24, "include/linux/mmzone.h:struct mem_section_usage"),
	STABLE(6, 1, 75, section_usage, 24, "include/linux/mmzone.h:struct mem_section_usage"),
	STABLE(6, 6, 14, section_usage, 24, "include/linux/mmzone.h:struct mem_section_usage"),
	FROM(6, 8, 0, section_usage, 24, "include/linux/mmzone.h:struct mem_section_usage"),
	FROM(3, 18, 0, pageblock_flag_bits, 4, "include/linux/pageblock-flags.h:NR_PAGEBLOCK_BITS"),
	FROM(7, 2, 0, pageblock_flag_bits, 8, "include/linux/pageblock-flags.h:NR_PAGEBLOCK_BITS"),
	ON(ARM64 | RISCV, 3, 18, 0, pcpu_chunk, 88, "mm/percpu-internal.h:struct pcpu_chunk"),
	ON(ARM64 | RISCV, 4, 14, 0, pcpu_chunk, 104, "mm/percpu-internal.h:struct pcpu_chunk"),
	ON(ARM64 | RISCV, 5, 3, 0, pcpu_chunk, 120, "mm/percpu-internal.h:struct pcpu_chunk"),
	ON(ARM64 | RISCV, 5, 9, 0, pcpu_chunk, 136, "mm/percpu-internal.h:struct pcpu_chunk"),
	ON(ARM64 | RISCV, 6, 12, 0, pcpu_chunk, 192, "mm/percpu-internal.h:struct pcpu_chunk"),
	ON(ARM64 | RISCV, 7, 2, 0, pcpu_chunk, 128, "mm/percpu-internal.h:struct pcpu_chunk"),
	ON(ARM, 3, 18, 0, pcpu_chunk, 84, "mm/percpu-internal.h:struct pcpu_chunk"),
	ON(ARM, 5, 3, 0, pcpu_chunk, 92, "mm/percpu-internal.h:struct pcpu_chunk"),
	ON(ARM, 6, 12, 0, pcpu_chunk, 128, "mm/percpu-internal.h:struct pcpu_chunk"),
	FROM(4, 14, 0, pcpu_block_md, 20, "mm/percpu-internal.h:struct pcpu_block_md"),
	FROM(5, 3, 0, pcpu_block_md, 32, "mm/percpu-internal.h:struct pcpu_block_md"),
	FROM(6, 10, 0, module_tags_per_cpu, 1, "include/linux/percpu.h:PERCPU_MODULE_RESERVE"),
	FROM(6, 15, 0, module_tags_per_cpu, 0, "include/linux/percpu.h:PERCPU_MODULE_RESERVE"),
	FROM(3, 18, 0, pcpu_slot_extra, 2, "mm/percpu.c:pcpu_setup_first_chunk"),
	FROM(5, 14, 0, pcpu_slot_extra, 4, "mm/percpu.c:pcpu_setup_first_chunk"),
	FROM(3, 18, 0, pcpu_info_unaligned, 1, "mm/percpu.c:pcpu_alloc_alloc_info"),
	FROM(4, 19, 0, pcpu_info_unaligned, 0, "mm/percpu.c:pcpu_alloc_alloc_info"),
	FROM(5, 9, 0, pcpu_slots_by_memcg, 1, "mm/percpu-internal.h:pcpu_chunk_type"),
	FROM(5, 14, 0, pcpu_slots_by_memcg, 0, "mm/percpu-internal.h:pcpu_chunk_type"),
	ON(ARM64 | RISCV, 3, 18, 0, resource, 56, "include/linux/ioport.h:struct resource"),
	ON(ARM64 | RISCV, 4, 6, 0, resource, 64, "include/linux/ioport.h:struct resource"),
	ON(ARM, 3, 18, 0, resource, 28, "include/linux/ioport.h:struct resource"),
	ON(ARM, 4, 6, 0, resource, 32, "include/linux/ioport.h:struct resource"),
	FROM(3, 18, 0, resources, RESOURCES_ONE_BY_ONE, "arch/arm64/kernel/setup.c:request_standard_resources"),
	FROM(4, 19, 0, resources, RESOURCES_LOW_ARRAY, "arch/arm64/kernel/setup.c:request_standard_resources"),
	FROM(5, 1, 0, resources, RESOURCES_ARRAY, "arch/arm64/kernel/setup.c:request_standard_resources"),
	FROM(3, 18, 0, cmdline_copies, 3, "init/main.c:setup_command_line"),
	FROM(5, 10, 0, cmdline_copies, 2, "init/main.c:setup_command_line"),
	ON(ARM64 | RISCV, 5, 10, 0, log_desc, 24, "kernel/printk/printk.c:setup_log_buf"),
	ON(ARM, 5, 10, 0, log_desc, 12, "kernel/printk/printk.c:setup_log_buf"),
	FROM(3, 18, 0, section_bits_4k, 30, "arch/arm64/include/asm/sparsemem.h:SECTION_SIZE_BITS"),
	FROM(5, 12, 0, section_bits_4k, 27, "arch/arm64/include/asm/sparsemem.h:SECTION_SIZE_BITS"),
	FROM(3, 18, 0, section_bits_16k, 30, "arch/arm64/include/asm/sparsemem.h:SECTION_SIZE_BITS"),
	FROM(5, 12, 0, section_bits_16k, 27, "arch/arm64/include/asm/sparsemem.h:SECTION_SIZE_BITS"),
	FROM(3, 18, 0, section_bits_64k, 30, "arch/arm64/include/asm/sparsemem.h:SECTION_SIZE_BITS"),
	FROM(5, 12, 0, section_bits_64k, 29, "arch/arm64/include/asm/sparsemem.h:SECTION_SIZE_BITS"),
	FROM(3, 18, 0, sparse_buffer_unaligned, 1, "mm/sparse.c:sparse_buffer_alloc"),
	FROM(5, 4, 0, sparse_buffer_unaligned, 0, "mm/sparse.c:sparse_buffer_alloc"),
	FROM(3, 18, 0, sparse_no_buffer, 1, "mm/sparse.c:sparse_early_mem_map_alloc"),
	FROM(4, 19, 0, sparse_no_buffer, 0, "mm/sparse.c:sparse_init_nid"),
	FROM(7, 2, 0, sparse_no_buffer, 1, "mm/sparse.c:sparse_init_nid"),
	FROM(3, 18, 0, sparse_usage_list, 1, "mm/sparse.c:sparse_init"),
	FROM(4, 19, 0, sparse_usage_list, 0, "mm/sparse.c:sparse_init"),
	STABLE(4, 14, 8, section_roots_allocated, 1, "mm/sparse.c:sparse_index_alloc"),
	FROM(4, 15, 0, section_roots_allocated, 1, "mm/sparse.c:sparse_index_alloc"),
	FROM(3, 18, 0, hashdist_with_numa, 1, "mm/page_alloc.c:alloc_large_system_hash"),
	FROM(5, 2, 0, hashdist_with_numa, 0, "mm/page_alloc.c:alloc_large_system_hash"),
	FROM(3, 18, 0, movable_zone_needs_numa, 1, "arch/arm64/mm/init.c:zone_sizes_init"),
	FROM(5, 8, 0, movable_zone_needs_numa, 0, "arch/arm64/mm/init.c:zone_sizes_init"),
	FROM(6, 12, 0, hash_from_free_memory, 1, "mm/mm_init.c:calc_nr_kernel_pages"),
	ON(ARM64, 3, 18, 0, wait_queue_head, 24, "mm/page_alloc.c:zone_wait_table_init"),
	ON(ARM64, 4, 9, 0, wait_queue_head, 0, "mm/page_alloc.c:zone_wait_table_init"),
	ON(ARM64, 3, 18, 0, unflattened_after_memmap, 1, "arch/arm64/kernel/setup.c:setup_arch"),
	ON(ARM64, 4, 7, 0, unflattened_after_memmap, 0, "arch/arm64/kernel/setup.c:setup_arch"),
	FROM(3, 18, 0, pid_hash, 1, "kernel/pid.c:pidhash_init"),
	FROM(4, 15, 0, pid_hash, 0, "kernel/pid.c:pidhash_init"),
	FROM(6, 12, 0, managed_starts_at_present, 1, "mm/mm_init.c:free_area_init_core"),
	FROM(5, 14, 0, pages_valid_in_holes, 1, "arch/arm64/mm/init.c:pfn_valid"),
	FROM(5, 10, 0, usual_config_is_large, 1, "arch/arm64/configs/defconfig"),
	ON(ARM, 3, 18, 0, zone_dma, 1, "arch/arm/Kconfig:ZONE_DMA"),
	ON(ARM64, 3, 18, 0, zone_dma, 1, "arch/arm64/Kconfig:ZONE_DMA"),
	ON(ARM64, 4, 16, 0, zone_dma, 0, "arch/arm64/Kconfig:ZONE_DMA"),
	ON(ARM64, 5, 5, 0, zone_dma, 1, "arch/arm64/Kconfig:ZONE_DMA"),
	ON(ARM64, 4, 16, 0, zone_dma32, 1, "arch/arm64/Kconfig:ZONE_DMA32"),
	ON(RISCV, 4, 15, 0, zone_dma32, 1, "arch/riscv/Kconfig:ZONE_DMA32"),
	FROM(6, 1, 0, large_pages_large_orders, 1, "arch/arm64/Kconfig:ARCH_FORCE_MAX_ORDER"),
	FROM(6, 12, 0, thp_pageblocks, 1, "include/linux/pageblock-flags.h:pageblock_order"),
	FROM(6, 1, 0, pageblock_within_max_order, 1, "include/linux/pageblock-flags.h:pageblock_order"),
	ON(ARM64 | RISCV, 3, 18, 0, struct_page, 56, "include/linux/mm_types.h:struct page"),
	ON(ARM64 | RISCV, 4, 4, 0, struct_page, 64, "include/linux/mm_types.h:struct page"),
	ON(ARM, 3, 18, 0, struct_page, 32, "include/linux/mm_types.h:struct page"),
	ON(ARM, 4, 4, 0, struct_page, 36, "include/linux/mm_types.h:struct page"),
	ON(ARM64, 3, 18, 0, struct_page_bare, 56, "include/linux/mm_types.h:struct page"),
	ON(ARM64, 4, 4, 0, struct_page_bare, 64, "include/linux/mm_types.h:struct page"),
	ON(ARM, 3, 18, 0, struct_page_bare, 32, "include/linux/mm_types.h:struct page"),
	ON(RISCV, 3, 18, 0, struct_page_bare, 56, "include/linux/mm_types.h:struct page"),
	ON(RISCV, 7, 2, 0, struct_page_bare, 64, "include/linux/mm_types.h:struct page"),
	ON(ARM64 | RISCV, 3, 18, 0, usual_percpu_base, KIB(12), "boots of 4.4"),
	ON(ARM64 | RISCV, 4, 9, 0, usual_percpu_base, KIB(44), "boots of 4.14 to 7.2"),
	ON(ARM, 3, 18, 0, usual_percpu_base, KIB(24), "boots of 5.10 to 7.2"),
	FROM(3, 18, 0, usual_cma_areas, 7, "mm/Kconfig:CMA_AREAS"),
	FROM(6, 12, 0, usual_cma_areas, 8, "mm/Kconfig:CMA_AREAS"),
	FROM(3, 18, 0, usual_cma_areas_numa, 7, "mm/Kconfig:CMA_AREAS"),
	FROM(5, 10, 0, usual_cma_areas_numa, 19, "mm/Kconfig:CMA_AREAS"),
	FROM(6, 12, 0, usual_cma_areas_numa, 20, "mm/Kconfig:CMA_AREAS"),
	ON(ARM | ARM64, 3, 18, 0, dma_cma, 1, "arch/arm/Kconfig:HAVE_DMA_CONTIGUOUS"),
	ON(RISCV, 5, 10, 0, dma_cma, 1, "arch/riscv/Kconfig:HAVE_DMA_CONTIGUOUS"),
	FROM(5, 10, 0, rodata_full, 1, "arch/arm64/Kconfig:RODATA_FULL_DEFAULT_ENABLED"),
	FROM(7, 2, 0, rodata_full_always, 1, "arch/arm64/mm/mmu.c:parse_rodata"),
	FROM(3, 18, 0, text_offset, KIB(512), "arch/arm64/Makefile:TEXT_OFFSET"),
	FROM(5, 10, 0, text_offset, 0, "arch/arm64/Makefile:TEXT_OFFSET"),
	FROM(3, 18, 0, marks_step, MARKS_AFTER_INITRD, "mm/page_alloc.c:init_per_zone_wmark_min"),
	FROM(4, 4, 0, marks_step, MARKS_BEFORE_CMA, "mm/page_alloc.c:init_per_zone_wmark_min"),
	STABLE(4, 9, 234, marks_step, MARKS_AFTER_CMA, "mm/page_alloc.c:init_per_zone_wmark_min"),
	STABLE(4, 14, 195, marks_step, MARKS_AFTER_CMA, "mm/page_alloc.c:init_per_zone_wmark_min"),
	STABLE(4, 19, 142, marks_step, MARKS_AFTER_CMA, "mm/page_alloc.c:init_per_zone_wmark_min"),
	STABLE(5, 4, 61, marks_step, MARKS_AFTER_CMA, "mm/page_alloc.c:init_per_zone_wmark_min"),
	FROM(5, 9, 0, marks_step, MARKS_AFTER_CMA, "mm/page_alloc.c:init_per_zone_wmark_min"),
	FROM(3, 18, 0, min_free_max_kb, 65536, "mm/page_alloc.c:calculate_min_free_kbytes"),
	FROM(5, 10, 0, min_free_max_kb, 262144, "mm/page_alloc.c:calculate_min_free_kbytes"),
	FROM(5, 10, 0, no_reserve_of_empty_zones, 1, "mm/page_alloc.c:setup_per_zone_lowmem_reserve"),
	FROM(4, 6, 0, watermark_scale, 1, "mm/page_alloc.c:__setup_per_zone_wmarks"),
	FROM(6, 6, 0, movable_is_highmem, 1, "mm/page_alloc.c:__setup_per_zone_wmarks"),
	FROM(5, 15, 0, thp_off_recomputes, 1, "mm/khugepaged.c:set_recommended_min_free_kbytes"),
	FROM(6, 5, 0, swiotlb_kmalloc_bounce, 1, "arch/arm64/mm/init.c:mem_init"),
	FROM(5, 18, 0, swiotlb_halves, 1, "kernel/dma/swiotlb.c:swiotlb_init_remap"),
	FROM(6, 7, 0, swiotlb_small_for_kmalloc, 1, "arch/arm64/mm/init.c:mem_init"),
	ON(ARM64, 4, 2, 0, swiotlb_always, 1, "arch/arm64/mm/init.c:mem_init"),
	ON(ARM64, 4, 6, 0, swiotlb_always, 0, "arch/arm64/mm/init.c:mem_init"),
	ON(RISCV, 3, 18, 0, swiotlb_always, 1, "arch/riscv/mm/init.c:mem_init"),
	ON(RISCV, 6, 1, 0, swiotlb_always, 0, "arch/riscv/mm/init.c:mem_init"),
	FROM(3, 18, 0, swiotlb_overflow_page, 1, "kernel/dma/swiotlb.c:swiotlb_init_with_tbl"),
	FROM(5, 0, 0, swiotlb_overflow_page, 0, "kernel/dma/swiotlb.c:swiotlb_init_with_tbl"),
	FROM(5, 14, 0, swiotlb_slot, 24, "kernel/dma/swiotlb.c:struct io_tlb_slot"),
	FROM(6, 0, 0, swiotlb_areas, 1, "kernel/dma/swiotlb.c:swiotlb_init_remap"),
	FROM(6, 1, 0, bus_without_dma_ranges, 1, "drivers/of/device.c:of_dma_configure_id"),
};

/* The series whose rules are known, each whole; which of them rest on sources alone, doc/MODEL.md tells. */
static const struct known_rules releases[] = {
	{ "3.18", KERNEL_VERSION(3, 18, 0) }, { "4.4", KERNEL_VERSION(4, 4, 0) },
	{ "4.9", KERNEL_VERSION(4, 9, 0) },   { "4.14", KERNEL_VERSION(4, 14, 0) },
	{ "4.19", KERNEL_VERSION(4, 19, 0) }, { "5.4", KERNEL_VERSION(5, 4, 0) },
	{ "5.10", KERNEL_VERSION(5, 10, 0) }, { "5.15", KERNEL_VERSION(5, 15, 0) },
	{ "6.1", KERNEL_VERSION(6, 1, 0) },   { "6.6", KERNEL_VERSION(6, 6, 0) },
	{ "6.12", KERNEL_VERSION(6, 12, 0) }, { "7.2", KERNEL_VERSION(7, 2, 0) },
};

static void apply(struct kernel_rules *rules, const struct change *change)
{
	unsigned char *field = (unsigned char *)rules + change->offset;

	if (change->text)
		memcpy(field, &change->text, sizeof(change->text));
	else if (change->size == sizeof(bool))
		*(bool *)field = change->value != 0;
	else
		memcpy(field, &change->value, sizeof(change->value));
}

static uint32_t series_of(uint32_t version)
{
	return version >> 8;
}

struct kernel_rules kernel_rules_for(uint32_t version, enum arch arch)
{
	struct kernel_rules rules = { 0 };

	if ((version & 0xff) == 0)
		version |= 0xff;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
		if (changes[i].version <= version && version < changes[i].until && changes[i].archs >> arch & 1)
			apply(&rules, &changes[i]);
	return rules;
}

size_t kernel_rules_known(uint32_t version, struct known_rules known[2])
{
	size_t at = 0, last = ARRAY_SIZE(releases) - 1;

	while (at < last && series_of(releases[at + 1].version) <= series_of(version))
		at++;
	if (series_of(releases[at].version) == series_of(version)) {
		known[0] = releases[at];
		return 1;
	}
	at = at < last ? at : last - 1;
	known[0] = releases[at];
	known[1] = releases[at + 1];
	return 2;
}
