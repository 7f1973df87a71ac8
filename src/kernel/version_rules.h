/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_VERSION_RULES_H
#define DTCARVE_KERNEL_VERSION_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arch.h"

/*
 * How early boot differs from version to version, as data: version_rules.c has one line for each change of
 * each rule.
 * Nothing else in the boot model asks for a version.
 */

enum cma_step { CMA_BEFORE_PAGE_TABLES, CMA_AFTER_MEMMAP, CMA_BEFORE_MEMMAP };
enum nomap_rule { NOMAP_REMOVES, NOMAP_MARKS, NOMAP_MARKS_IN_RAM };
enum dynamic_nomap_rule { DYNAMIC_RESERVE_REMOVE, DYNAMIC_REMOVE, DYNAMIC_RESERVE_MARK };
enum rmem_order { RMEM_TREE_ORDER, RMEM_HEAPSORT, RMEM_STABLE_SORT };
enum rmem_init { RMEM_INIT_INTERLEAVED, RMEM_INIT_BY_BASE, RMEM_INIT_LATE };
enum cma_default_conflict { TREE_WINS, CMDLINE_GIVES_BACK, CMDLINE_SKIPS };
enum cma_zone_crossing { CROSSING_ABORTS_REST, CROSSING_ABORTS_AREA, CROSSING_FREES_ALL };
enum node_cma { NODE_CMA_NONE, NODE_CMA_BEFORE_MEMMAP, NODE_CMA_BEFORE_DEFAULT, NODE_CMA_BEHIND_DEFAULT };
enum zone_rule { ZONE_OFFSET_4G, ZONE_FIRST_GIB, ZONE_POW2_BITS, ZONE_EXACT_LIMIT };
/* When min_free_kbytes is computed. */
enum marks_step { MARKS_AFTER_INITRD, MARKS_BEFORE_CMA, MARKS_AFTER_CMA };
enum resource_rule { RESOURCES_ONE_BY_ONE, RESOURCES_LOW_ARRAY, RESOURCES_ARRAY };
enum linear_map_rule { KERNEL_ALIAS_BLOCKS, KERNEL_ALIAS_PAGES, FROM_THE_IMAGE };

struct kernel_rules {
	/* --- drivers/of/fdt.c ------------------------------------------------ */
	bool memory_nodes_at_any_depth; /* early_init_dt_scan_memory */
	bool memory_status_honoured;
	bool memory_bad_length_dropped;
	bool sub_page_memory_always_tested; /* early_init_dt_add_memory_arch */
	unsigned int usable_ranges;         /* linux,usable-memory-range tuples */
	bool usable_ranges_with_the_scan;
	bool fdt_reserved_at_start; /* before all else, not with /reserved-memory */
	bool memreserve_last;

	/* --- drivers/firmware/efi/efi-init.c, arm-init.c:reserve_regions --------- */
	bool efi_runtime_reserved;     /* rather than no-map */
	bool efi_memory_is_write_back; /* memory that is only write-through or write-combined is none */
	bool efi_acpi_tables_usable;   /* mapped, and reserved */

	/* --- mm/memblock.c ----------------------------------------------------- */
	unsigned int memory_regions;          /* room of the static array of RAM ranges with CONFIG_EFI (arm64) */
	bool reserved_regions_grow_with_cpus; /* 128 + NR_CPUS + 1 (arm64) */
	bool array_overflow_panics; /* "memblock: cannot resize memory array" where older ones drop the range */
	bool arrays_grow_before_page_tables; /* memblock_allow_resize in arm64_memblock_init, not paging_init */
	unsigned int cache_line;             /* SMP_CACHE_BYTES */
	bool kernel_ranges_flagged; /* MEMBLOCK_RSRV_KERN: ranges of the kernel's own do not merge with others */
	bool memory_full_is_fatal;  /* later steps need `memory_spare` more entries */
	unsigned int memory_spare;

	/* --- drivers/of/of_reserved_mem.c ------------------------------------ */
	unsigned int rmem_table;         /* entries; 0: as many as there are */
	unsigned int rmem_dynamic_limit; /* dynamic nodes; 0: the table's */
	enum rmem_order rmem_order;      /* in which dynamic nodes are placed */
	enum rmem_init rmem_init;        /* when static regions are given to their handlers */
	bool rmem_grandchildren;
	bool rmem_first_tuple_only;
	bool rmem_bad_reg_is_no_reg;  /* a bad reg does not skip the node */
	bool rmem_bad_ranges_is_none; /* likewise alloc-ranges */
	bool rmem_empty_reg_with_size_is_dynamic;
	enum nomap_rule nomap;
	enum dynamic_nomap_rule dynamic_nomap;
	bool rmem_bottom_up_beside_regions; /* __reserved_mem_alloc_in_range */
	bool dynamic_cma_aligned;
	bool failed_region_given_back;
	bool only_not_mine_tries_next_handler;
	bool rmem_lookup_by_name; /* drivers' references find a region by its node's name */
	bool rmem_summary_lines;
	bool overlap_reported, overlap_reported_late;
	bool unsupported_printed_twice, bad_reg_printed_twice;
	bool no_node_line; /* "No reserved-memory node in the DT" */
	bool ignored_tuples_line;
	const char *static_prefix; /* printk prefix of the lines about static nodes */
	const char *dynamic_prefix;
	const char *table_full_line;
	bool alloc_failed_tells_size;
	bool restricted_pools; /* kernel/dma/swiotlb.c */

	/* --- mm/cma.c --------------------------------------------------------- */
	/* CMA alignment (CMA_MIN_ALIGNMENT_BYTES): MAX_ORDER_NR_PAGES rather than pageblock_nr_pages */
	bool cma_granule_is_max_order;
	unsigned int cma_extra_areas;  /* MAX_CMA_AREAS - CONFIG_CMA_AREAS */
	bool cma_names;
	enum cma_step cma_step;
	enum cma_default_conflict cma_conflict;
	enum cma_zone_crossing cma_crossing;
	bool cma_above_4g_first;     /* bottom-up above 4 GiB where the limit allows */
	bool cma_limit_not_dram_end; /* 7.2 tests the limit, 6.x the end of DRAM */
	bool cma_tells_node;         /* " on node %d" behind "Reserved %ld MiB at %pa" and "Failed to reserve" */
	bool cma_share_of_all_bytes; /* cma_early_percent_memory: of all bytes, not of the whole pages of each
									range */
	bool cma_limit_as_asked;     /* cma=SIZE@BASE-END: END also where it lies above the DMA limit */
	bool pages_given_twice_tolerated; /* cma_activate_area: a page that is free already stops nothing */
	bool cma_overlap_is_fatal;
	bool cma_outside_ram_is_fatal;
	bool cma_spans_tested;     /* zones are told apart by their spans, not page by page */
	enum node_cma node_cma;    /* when cma_pernuma= and numa_cma= are heeded */
	bool node_cma_in_config;   /* CMA_SIZE_PERNUMA gives each of several nodes a pool */
	bool hugetlb_cma;          /* hugetlb_cma= is known */
	bool hugetlb_cma_aligned;  /* to a gigantic page */
	bool hugetlb_cma_exact;    /* only multiples of a gigantic page */
	bool cma_tells_asked_size; /* both lines before rounding, "Failed" for want of a slot, too */

	/* --- arch/arm64/mm ---------------------------------------------------- */
	bool kernel_reserved_from_stext;
	bool crash_known; /* crashkernel= reserves anything */
	bool crash_before_page_tables;
	bool crash_high;         /* crashkernel=SIZE,high is known */
	bool crash_place_tested; /* reserve_crashkernel asks for memory, free and aligned, before it reserves */
	bool crash_high_by_default;
	bool crash_maps_all_by_pages;
	bool dynamic_overflow_is_fatal; /* 6.12.95: the 65th dynamic node writes beyond an array on the stack */
	enum zone_rule zone_rule;
	enum linear_map_rule linear_map;
	bool page_tables_for_kernel_early; /* map_kernel allocates from memblock */
	unsigned int idmap_pages;          /* tables of the identity map, allocated behind the linear map's */
	bool init_pg_dir_freed;
	bool swapper_tail_freed;
	bool temporary_pgd;             /* paging_init allocates and frees one page */
	bool initrd_made_ram;           /* arm64_memblock_init adds its pages to RAM */
	bool initrd_removed_first;      /* arm64_memblock_init: memblock_remove before memblock_add */
	bool rodata_on_keeps_full;      /* rodata=on leaves rodata=full as it was built */
	bool image_begins_with_segment; /* _stext stands SEGMENT_ALIGN behind _text */
	bool nomap_ranges_rounded_inward;

	/* --- arch/arm/mm/mmu.c, arch/riscv/mm/init.c ------------------------------ */
	uint32_t vmalloc_end;        /* arm: VMALLOC_END */
	bool vmalloc_offset_counted; /* arm: early_vmalloc and the limit of lowmem leave VMALLOC_OFFSET free */
	bool keeps_ram_below;        /* RAM below the kernel stays; on riscv memory_limit counts from it then */

	/* --- struct sizes (bytes) ----------------------------------- */
	unsigned int device_node, property, property_dynamic, alias_prop;
	bool nodes_keep_their_path;        /* full_name is the path, not the name of the node */
	unsigned int static_vm;            /* arm */
	unsigned int pgdat;                /* NODE_DATA with NUMA */
	unsigned int numa_distance_allocs; /* how often numa_init builds its table */
	unsigned int numa_cpumasks;
	bool
		numa_meminfo; /* mm/numa_memblks.c: nodes are gathered and joined first, and numa=fake= splits them */
	unsigned int reserved_mem_entry;
	bool module_tags_per_cpu;       /* those of MEM_ALLOC_PROFILING, with room for modules' own */
	unsigned int stack_depot_entry; /* bytes of a bucket; 0: the table is a part of the image */
	bool stack_depot_always;        /* made early whoever needs it */
	bool stack_depot_by_memory;     /* its size follows RAM, but for KASAN */
	unsigned int section_usage; /* struct mem_section_usage without pageblock_flags */
	unsigned int pageblock_flag_bits;
	unsigned int pcpu_chunk, pcpu_block_md, pcpu_slot_extra;
	bool pcpu_info_unaligned;     /* to pages */
	bool pcpu_slots_by_memcg;     /* lists of their own for chunks that MEMCG accounts */
	unsigned int resource;        /* struct resource */
	enum resource_rule resources; /* request_standard_resources of arm64 */
	unsigned int cmdline_copies;
	unsigned int log_desc; /* struct prb_desc, one per 32 bytes of text; 0: none */

	/* --- mm/sparse.c, mm/page_alloc.c -------------------------------------- */
	unsigned int section_bits_4k, section_bits_16k, section_bits_64k;
	bool sparse_buffer_unaligned, sparse_no_buffer;
	bool hashdist_with_numa;      /* HASHDIST_DEFAULT where CONFIG_NUMA: tables by vmalloc */
	bool movable_zone_needs_numa; /* arm64: free_area_init_node without the node map */
	bool sparse_usage_list; /* sparse_init keeps a list for all sections that there could be, for a while */
	bool section_roots_allocated; /* mem_section is no array in .bss */
	bool pid_hash;
	unsigned int wait_queue_head;  /* one for each MiB of a zone; 0: no such tables */
	bool unflattened_after_memmap; /* and after the resources: setup_arch of arm64 */
	bool hash_from_free_memory;    /* nr_kernel_pages counts free memblock pages */
	bool managed_starts_at_present;
	bool pages_valid_in_holes; /* pfn_valid() of no-map and hole pages inside a section */

	/* --- what a build has, and without a .config is likely to have --------------- */
	/* as distributions build: NUMA, THP, hugetlbfs, 48-bit addresses, KASLR */
	bool usual_config_is_large;
	bool zone_dma, zone_dma32;       /* there is such a zone */
	bool large_pages_large_orders;   /* ARCH_FORCE_MAX_ORDER of 16 and 64 KiB pages without THP */
	bool thp_pageblocks;             /* include/linux/pageblock-flags.h: THP alone makes them of PMD size */
	bool pageblock_within_max_order; /* likewise min_t(HUGETLB_PAGE_ORDER, MAX_ORDER) */
	unsigned int struct_page, struct_page_bare;         /* bytes; bare: without MEMCG */
	unsigned int usual_percpu_base;                     /* static per-CPU bytes of a small kernel */
	unsigned int usual_cma_areas, usual_cma_areas_numa; /* CONFIG_CMA_AREAS */
	bool dma_cma;
	bool rodata_full, rodata_full_always; /* arm64: is there; without RODATA_FULL_DEFAULT_ENABLED, too */
	unsigned int text_offset;             /* arm64: TEXT_OFFSET, bytes */

	/* --- watermarks -------------------------------------------------------- */
	enum marks_step marks_step;
	unsigned int min_free_max_kb;
	bool no_reserve_of_empty_zones; /* setup_per_zone_lowmem_reserve: 0 for a zone without managed pages */
	bool watermark_scale;           /* watermark_scale_factor exists */
	bool movable_is_highmem;        /* ZONE_MOVABLE left out of lowmem pages */
	bool thp_off_recomputes;
	bool swiotlb_kmalloc_bounce;
	bool swiotlb_halves;            /* until it finds room */
	bool swiotlb_small_for_kmalloc; /* 1 MiB a GiB where only kmalloc buffers bounce */
	bool swiotlb_always;            /* whether RAM reaches beyond the DMA limit or not */
	bool swiotlb_overflow_page;
	unsigned int swiotlb_slot; /* bytes of struct io_tlb_slot; 0: list of ints and addresses */
	bool swiotlb_areas;        /* each with a lock of its own, as many as CPUs */
	bool bus_without_dma_ranges; /* of a device's own: its parent's bound the device */
};

/*
 * The rules of a KERNEL_VERSION() on an architecture. Without a patch level, "6.1" as well as the "6.1.0-50"
 * of distributions, it is the latest of its series.
 */
struct kernel_rules kernel_rules_for(uint32_t version, enum arch arch);

/* A series that was read. */
struct known_rules {
	const char *name; /* "6.1" */
	uint32_t version;
};

/*
 * The series that was read for a version: one where it is its own, else the two that it lies between. What
 * lies before the first or behind the last takes the two at that end. Returns how many.
 */
size_t kernel_rules_known(uint32_t version, struct known_rules known[2]);

#endif
