/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/rules.h"

#include <stddef.h>

#include "kernel/version.h"
#include "util/number.h"

#define FDT_PREFIX "OF: fdt: "
#define RMEM_PREFIX "OF: reserved mem: "

/* In ascending order; a field that is left out is 0, false or NULL. */
static const struct kernel_rules rows[] = {
	{
		.name = "3.18", .version = KERNEL_VERSION(3, 18, 0),
		.memory_nodes_at_any_depth = true,
		.rmem_table = 16, .rmem_order = RMEM_TREE_ORDER, .rmem_init = RMEM_INIT_INTERLEAVED,
		.rmem_grandchildren = true, .rmem_empty_reg_with_size_is_dynamic = true,
		.nomap = NOMAP_REMOVES, .dynamic_nomap = DYNAMIC_RESERVE_REMOVE,
		.handler_says_nothing_on_failure = true,
		.memory_regions = 128, .memory_regions_efi = 128,
		.static_prefix = "", .dynamic_prefix = "Reserved memory: ",
		.table_full_line = "not enough space all defined regions.",
		.cma_granule_is_max_order = true, .cma_extra_areas = 1,
		.cma_step = CMA_BEFORE_PAGE_TABLES, .cma_conflict = TREE_WINS, .cma_crossing = CROSSING_ABORTS_REST,
		.cma_on_node = "",
		.zone_rule = ZONE_OFFSET_4G, .linear_map = KERNEL_ALIAS_BLOCKS,
		.page_tables_for_kernel_early = false, .swapper_tail_freed = false,
		.device_node = 168, .property = 88, .alias_prop = 40, .pgdat = 0,
		.pageblock_flag_bits = 4, .device_node_32 = 88, .property_32 = 44, .pcpu_chunk_32 = 84, .static_vm_32 = 40,
		.pcpu_chunk = 104, .pcpu_block_md = 0, .pcpu_slot_extra = 2,
		.pcpu_slot_types = 1, .cmdline_copies = 3, .resource_copies = 1,
		.section_bits_4k = 30, .section_bits_16k = 30, .section_bits_64k = 30,
		.sparse_buffer_unaligned = true,
		.highmem_freed_with_lowmem = false, .order_gap_merges = true,
		.min_free_max_kb = 65536, .swiotlb_overflow_page = true,
	},
	{
		.name = "4.19", .version = KERNEL_VERSION(4, 19, 0),
		.memory_nodes_at_any_depth = true,
		.usable_ranges = 1, .fdt_reserved_at_start = true,
		.rmem_table = 32, .rmem_order = RMEM_HEAPSORT, .rmem_init = RMEM_INIT_BY_BASE,
		.rmem_grandchildren = true, .rmem_empty_reg_with_size_is_dynamic = true,
		.nomap = NOMAP_REMOVES, .dynamic_nomap = DYNAMIC_RESERVE_REMOVE,
		.dynamic_cma_aligned = true, .overlap_reported = true,
		.handler_says_nothing_on_failure = true,
		.memory_regions = 128, .memory_regions_efi = 128, .memory_full_is_fatal = true, .memory_spare = 4,
		.static_prefix = FDT_PREFIX, .dynamic_prefix = RMEM_PREFIX,
		.table_full_line = "not enough space all defined regions.",
		.cma_granule_is_max_order = true, .cma_extra_areas = 1, .cma_names = true,
		.cma_step = CMA_BEFORE_PAGE_TABLES, .cma_conflict = TREE_WINS, .cma_crossing = CROSSING_ABORTS_REST,
		.cma_on_node = "",
		.crash_before_page_tables = true,
		.zone_rule = ZONE_OFFSET_4G, .linear_map = KERNEL_ALIAS_BLOCKS,
		.page_tables_for_kernel_early = true, .swapper_tail_freed = true, .temporary_pgd = true,
		.device_node = 168, .property = 88, .alias_prop = 40, .pgdat = 6016, .numa_distance_allocs = 1,
		.pageblock_flag_bits = 4, .device_node_32 = 88, .property_32 = 44, .pcpu_chunk_32 = 84, .static_vm_32 = 40,
		.pcpu_chunk = 104, .pcpu_block_md = 20, .pcpu_slot_extra = 2,
		.pcpu_slot_types = 1, .cmdline_copies = 3, .resource_copies = 1,
		.section_bits_4k = 30, .section_bits_16k = 30, .section_bits_64k = 30,
		.sparse_buffer_unaligned = true,
		.order_gap_merges = true,
		.min_free_max_kb = 65536, .watermark_scale = true, .swiotlb_overflow_page = true,
	},
	{
		.name = "5.10", .version = KERNEL_VERSION(5, 10, 0),
		.memory_nodes_at_any_depth = true, .sub_page_memory_always_tested = true,
		.usable_ranges = 1, .fdt_reserved_at_start = true,
		.rmem_table = 64, .rmem_order = RMEM_HEAPSORT, .rmem_init = RMEM_INIT_BY_BASE,
		.rmem_grandchildren = true, .rmem_empty_reg_with_size_is_dynamic = true,
		.nomap = NOMAP_MARKS, .dynamic_nomap = DYNAMIC_REMOVE,
		.dynamic_cma_aligned = true, .failed_region_given_back = true, .overlap_reported = true,
		.memory_regions = 128, .memory_regions_efi = 128, .reserved_regions_grow_with_cpus = true,
		.static_prefix = FDT_PREFIX, .dynamic_prefix = RMEM_PREFIX,
		.table_full_line = "not enough space for all defined regions.",
		.cma_granule_is_max_order = true, .cma_extra_areas = 1, .cma_names = true,
		.cma_step = CMA_AFTER_MEMMAP, .cma_conflict = CMDLINE_GIVES_BACK, .cma_crossing = CROSSING_ABORTS_AREA,
		.cma_on_node = "",
		.crash_maps_all_by_pages = true, .zone_rule = ZONE_POW2_BITS, .linear_map = KERNEL_ALIAS_BLOCKS,
		.page_tables_for_kernel_early = true, .init_pg_dir_freed = true,
		.device_node = 168, .property = 88, .property_dynamic = 8, .alias_prop = 40, .pgdat_riscv = 8000, .pgdat = 9472,
		.numa_distance_allocs = 2, .section_usage = 80, .pageblock_flag_bits = 4,
		.device_node_32 = 88, .property_32 = 44, .pcpu_chunk_32 = 92, .static_vm_32 = 40,
		.pcpu_chunk = 136, .pcpu_block_md = 32, .pcpu_slot_extra = 2, .pcpu_slot_types = 2,
		.cmdline_copies = 2, .resource_copies = 1, .log_desc = 24,
		.section_bits_4k = 30, .section_bits_16k = 30, .section_bits_64k = 30,
		.order_gap_merges = true,
		.min_free_max_kb = 262144, .watermark_scale = true,
	},
	{
		.name = "6.1", .version = KERNEL_VERSION(6, 1, 0),
		.memory_status_honoured = true, .sub_page_memory_always_tested = true,
		.usable_ranges = 2, .usable_ranges_with_the_scan = true, .fdt_reserved_at_start = true,
		.rmem_table = 64, .rmem_order = RMEM_HEAPSORT, .rmem_init = RMEM_INIT_BY_BASE,
		.rmem_empty_reg_with_size_is_dynamic = true,
		.nomap = NOMAP_MARKS_IN_RAM, .dynamic_nomap = DYNAMIC_RESERVE_MARK,
		.dynamic_cma_aligned = true, .failed_region_given_back = true, .overlap_reported = true,
		.memory_regions = 128, .memory_regions_efi = 1024, .reserved_regions_grow_with_cpus = true,
		.memory_full_is_fatal = true, .memory_spare = 2,
		.static_prefix = FDT_PREFIX, .dynamic_prefix = RMEM_PREFIX,
		.table_full_line = "not enough space for all defined regions.", .alloc_failed_tells_size = true,
		.restricted_pools = true,
		.cma_extra_areas = 1, .cma_names = true,
		.cma_step = CMA_AFTER_MEMMAP, .cma_conflict = CMDLINE_GIVES_BACK, .cma_crossing = CROSSING_FREES_ALL,
		.cma_above_4g_first = true, .cma_on_node = "", .cma_outside_ram_is_fatal = true,
		.kernel_reserved_from_stext = true,
		.crash_maps_all_by_pages = true, .zone_rule = ZONE_POW2_BITS, .linear_map = KERNEL_ALIAS_BLOCKS,
		.page_tables_for_kernel_early = true, .idmap_pages = 4, .init_pg_dir_freed = true,
		.device_node = 208, .property = 96, .property_dynamic = 8, .alias_prop = 40, .pgdat_riscv = 9000, .pgdat = 11392,
		.numa_distance_allocs = 2, .section_usage = 24, .pageblock_flag_bits = 4,
		.device_node_32 = 108, .property_32 = 48, .pcpu_chunk_32 = 92, .static_vm_32 = 40,
		.pcpu_chunk = 136, .pcpu_block_md = 32, .pcpu_slot_extra = 4, .pcpu_slot_types = 1,
		.cmdline_copies = 2, .resource_copies = 1, .log_desc = 24,
		.section_bits_4k = 27, .section_bits_16k = 27, .section_bits_64k = 29,
		.pages_valid_in_holes = true,
		.thp_off_recomputes = true, .min_free_max_kb = 262144, .watermark_scale = true, .swiotlb_slot = 24, .swiotlb_slots_on_pages = true,
	},
	{
		.name = "6.12", .version = KERNEL_VERSION(6, 12, 0),
		.memory_status_honoured = true, .sub_page_memory_always_tested = true,
		.usable_ranges = 2, .usable_ranges_with_the_scan = true, .fdt_reserved_at_start = true,
		.memreserve_last = true,
		.dynamic_overflow_is_fatal = true,
		.rmem_table = 64, 
		.rmem_order = RMEM_TREE_ORDER, .rmem_init = RMEM_INIT_LATE,
		.nomap = NOMAP_MARKS_IN_RAM, .dynamic_nomap = DYNAMIC_RESERVE_MARK,
		.rmem_bottom_up_beside_regions = true,
		.dynamic_cma_aligned = true, .failed_region_given_back = true,
		.rmem_summary_lines = true, .overlap_reported = true, .overlap_reported_late = true,
		.unsupported_printed_twice = true, .bad_reg_printed_twice = true, .no_node_line = true,
		.ignored_tuples_line = true,
		.memory_regions = 128, .memory_regions_efi = 1024, .reserved_regions_grow_with_cpus = true,
		.array_overflow_panics = true, .memory_full_is_fatal = true, .memory_spare = 4,
		.static_prefix = RMEM_PREFIX, .dynamic_prefix = RMEM_PREFIX,
		.table_full_line = "not enough space for all defined regions.", .alloc_failed_tells_size = true,
		.restricted_pools = true,
		.cma_names = true,
		.cma_step = CMA_AFTER_MEMMAP, .cma_conflict = CMDLINE_GIVES_BACK, .cma_crossing = CROSSING_FREES_ALL,
		.cma_above_4g_first = true, .cma_on_node = " on node %d", .cma_outside_ram_is_fatal = true,
		.crash_high_by_default = true,
		.zone_rule = ZONE_EXACT_LIMIT, .linear_map = KERNEL_ALIAS_BLOCKS,
		.nomap_ranges_rounded_inward = true,
		.device_node = 208, .property = 104, .property_dynamic = 8, .alias_prop = 40, .pgdat_riscv = 9280, .pgdat = 14144,
		.numa_cpumasks = 1, .section_usage = 24, .pageblock_flag_bits = 4,
		.device_node_32 = 108, .property_32 = 56, .pcpu_chunk_32 = 128, .static_vm_32 = 44,
		.pcpu_chunk = 192, .pcpu_block_md = 32, .pcpu_slot_extra = 4, .pcpu_slot_types = 1,
		.cmdline_copies = 2, .resource_copies = 1, .log_desc = 24,
		.section_bits_4k = 27, .section_bits_16k = 27, .section_bits_64k = 29,
		.hash_from_free_memory = true, .managed_starts_at_present = true, .total_after_smp = true,
		.pages_valid_in_holes = true,
		.thp_off_recomputes = true, .min_free_max_kb = 262144, .watermark_scale = true, .movable_is_highmem = true,
		.swiotlb_kmalloc_bounce = true, .swiotlb_slot = 24, .swiotlb_slots_on_pages = true,
	},
	{
		/* the stable series got the table that grows between 6.12.95 and 6.12.107 */
		.name = "6.12", .version = KERNEL_VERSION(6, 12, 100),
		.memory_status_honoured = true, .sub_page_memory_always_tested = true,
		.usable_ranges = 2, .usable_ranges_with_the_scan = true, .fdt_reserved_at_start = true,
		.memreserve_last = true,
		.rmem_dynamic_limit = 64,
		.rmem_order = RMEM_TREE_ORDER, .rmem_init = RMEM_INIT_LATE,
		.nomap = NOMAP_MARKS_IN_RAM, .dynamic_nomap = DYNAMIC_RESERVE_MARK,
		.rmem_bottom_up_beside_regions = true,
		.dynamic_cma_aligned = true, .failed_region_given_back = true,
		.rmem_summary_lines = true, .overlap_reported = true, .overlap_reported_late = true,
		.unsupported_printed_twice = true, .bad_reg_printed_twice = true, .no_node_line = true,
		.ignored_tuples_line = true,
		.memory_regions = 128, .memory_regions_efi = 1024, .reserved_regions_grow_with_cpus = true,
		.array_overflow_panics = true, .memory_full_is_fatal = true, .memory_spare = 4,
		.static_prefix = RMEM_PREFIX, .dynamic_prefix = RMEM_PREFIX,
		.table_full_line = "not enough space for all defined regions.", .alloc_failed_tells_size = true,
		.restricted_pools = true,
		.cma_names = true,
		.cma_step = CMA_AFTER_MEMMAP, .cma_conflict = CMDLINE_GIVES_BACK, .cma_crossing = CROSSING_FREES_ALL,
		.cma_above_4g_first = true, .cma_on_node = " on node %d", .cma_outside_ram_is_fatal = true,
		.crash_high_by_default = true,
		.zone_rule = ZONE_EXACT_LIMIT, .linear_map = KERNEL_ALIAS_BLOCKS,
		.nomap_ranges_rounded_inward = true,
		.device_node = 208, .property = 104, .property_dynamic = 8, .alias_prop = 40, .pgdat_riscv = 9280, .pgdat = 14144,
		.numa_cpumasks = 1, .reserved_mem_entry = 48, .section_usage = 24, .pageblock_flag_bits = 4,
		.device_node_32 = 108, .property_32 = 56, .pcpu_chunk_32 = 128, .static_vm_32 = 44,
		.pcpu_chunk = 192, .pcpu_block_md = 32, .pcpu_slot_extra = 4, .pcpu_slot_types = 1,
		.cmdline_copies = 2, .resource_copies = 1, .log_desc = 24,
		.section_bits_4k = 27, .section_bits_16k = 27, .section_bits_64k = 29,
		.hash_from_free_memory = true, .managed_starts_at_present = true, .total_after_smp = true,
		.pages_valid_in_holes = true,
		.thp_off_recomputes = true, .min_free_max_kb = 262144, .watermark_scale = true, .movable_is_highmem = true,
		.swiotlb_kmalloc_bounce = true, .swiotlb_slot = 24, .swiotlb_slots_on_pages = true,
	},
	{
		.name = "7.2", .version = KERNEL_VERSION(7, 2, 0),
		.memory_status_honoured = true, .memory_bad_length_dropped = true, .sub_page_memory_always_tested = true,
		.usable_ranges = 2, .usable_ranges_with_the_scan = true, .fdt_reserved_at_start = true,
		.memreserve_last = true, .memreserve_by_libfdt = true,
		.rmem_dynamic_limit = 64,
		.rmem_order = RMEM_TREE_ORDER, .rmem_init = RMEM_INIT_LATE,
		.rmem_first_tuple_only = true, .rmem_bad_reg_is_no_reg = true, .rmem_bad_ranges_is_none = true,
		.nomap = NOMAP_MARKS_IN_RAM, .dynamic_nomap = DYNAMIC_RESERVE_MARK,
		.rmem_bottom_up_beside_regions = true,
		.dynamic_cma_aligned = true, .failed_region_given_back = true, .only_not_mine_tries_next_handler = true,
		.rmem_lookup_by_name = true,
		.rmem_summary_lines = true, .overlap_reported = true, .overlap_reported_late = true,
		.unsupported_printed_twice = true, .no_node_line = true,
		.memory_regions = 128, .memory_regions_efi = 1024, .reserved_regions_grow_with_cpus = true,
		.array_overflow_panics = true, .memory_full_is_fatal = true, .memory_spare = 0,
		.static_prefix = RMEM_PREFIX, .dynamic_prefix = RMEM_PREFIX,
		.table_full_line = "not enough space for all defined regions.", .alloc_failed_tells_size = true,
		.restricted_pools = true,
		.cma_names = true,
		.cma_step = CMA_BEFORE_MEMMAP, .cma_conflict = CMDLINE_SKIPS, .cma_crossing = CROSSING_FREES_ALL,
		.cma_above_4g_first = true, .cma_limit_not_dram_end = true, .cma_on_node = " on node %d",
		.cma_tells_asked_size = true, .cma_outside_ram_is_fatal = true,
		.crash_high_by_default = true,
		.zone_rule = ZONE_EXACT_LIMIT, .linear_map = KERNEL_ALIAS_PAGES,
		.nomap_ranges_rounded_inward = true,
		.device_node = 208, .property = 104, .property_dynamic = 8, .alias_prop = 40, .pgdat_riscv = 10752, .pgdat = 14336,
		.numa_cpumasks = 1, .reserved_mem_entry = 40, .section_usage = 24, .pageblock_flag_bits = 8,
		.device_node_32 = 108, .property_32 = 56, .pcpu_chunk_32 = 128, .static_vm_32 = 44,
		.pcpu_chunk = 128, .pcpu_block_md = 32, .pcpu_slot_extra = 4, .pcpu_slot_types = 1,
		.cmdline_copies = 2, .resource_copies = 1, .log_desc = 24,
		.section_bits_4k = 27, .section_bits_16k = 27, .section_bits_64k = 29, .sparse_no_buffer = true,
		.hash_from_free_memory = true, .managed_starts_at_present = true, .total_after_smp = true,
		.highmem_freed_with_lowmem = true, .pages_valid_in_holes = true,
		.thp_off_recomputes = true, .min_free_max_kb = 262144, .watermark_scale = true, .movable_is_highmem = true,
		.swiotlb_kmalloc_bounce = true, .swiotlb_slot = 24, .swiotlb_slots_on_pages = true,
	},
};

/* How many releases lie before a major version: 3.0 to 3.19, 4.0 to 4.20, 5.0 to 5.19, 6.0 to 6.19. */
static unsigned int release_number(unsigned int version)
{
	static const unsigned int before[] = { 0, 0, 0, 0, 20, 41, 61, 81 };
	unsigned int major = version >> 16, minor = version >> 8 & 0xff;

	if (major < 3)
		return 0;
	return major < ARRAY_SIZE(before) ? before[major] + minor : before[7] + 20 * (major - 7) + minor;
}

static unsigned int distance(unsigned int a, unsigned int b)
{
	return a > b ? a - b : b - a;
}

/* Of two rows of one release the later counts from its stable release on. */
static bool is_nearer(const struct kernel_rules *row, const struct kernel_rules *best, uint32_t version)
{
	unsigned int wanted = release_number(version);
	unsigned int here = distance(release_number(row->version), wanted);
	unsigned int there = distance(release_number(best->version), wanted);

	return here < there || (here == there && row->version >> 8 == best->version >> 8 && row->version <= version);
}

const struct kernel_rules *kernel_rules_find(uint32_t version, bool *nearest)
{
	const struct kernel_rules *best = &rows[0];
	for (size_t i = 1; i < ARRAY_SIZE(rows); i++)
		if (is_nearer(&rows[i], best, version))
			best = &rows[i];
	*nearest = best->version >> 8 != version >> 8;
	return best;
}
