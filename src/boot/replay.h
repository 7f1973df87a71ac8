/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_REPLAY_H
#define DTCARVE_BOOT_REPLAY_H

/* The state that the steps of early boot hand on to each other. */

#include "boot/boot.h"
#include "boot/cmdline.h"
#include "boot/trace.h"
#include "kernel/kernel.h"

struct table;

/* A NUMA node; there is one without NUMA. */
struct node {
	unsigned int id, physical; /* numa=fake=: the node that it is a part of, else its own */
	uint64_t data;             /* where NODE_DATA lies, 0: there is none */
	uint64_t movable_start;    /* pfn, 0: no ZONE_MOVABLE */
};

/* One boot of those that agree with all that is told. */
struct variant {
	const struct kernel *kernel;
	enum unknown varies;
	bool places_only; /* ends where the pools are placed */
	bool traced;
	bool heard; /* what the kernel says of regions is kept: of the nominal boot */
	/* where nobody told it: the tree, and an initrd above it, below the boot loader's own bytes at the top of
	 * the first bank; the image higher than assumed */
	bool fdt_high, kernel_moved;
	bool fdt_nowhere; /* nor the initrd: what places are like without them */
	uint64_t loader_bytes;
};

struct replay {
	const struct variant *variant;
	struct arena *arena;
	const struct board *board;
	const struct kernel *k;
	const struct boot_options *options;
	struct boot *boot;
	struct memblock mb;
	struct cmdline cmdline;
	unsigned int cpus;

	struct range kernel_reserved; /* what setup_arch reserves for the image */
	uint64_t dma_limit;           /* of the default pool, exclusive */
	uint64_t bounce_limit;        /* of the bounce buffer: ARCH_LOW_ADDRESS_LIMIT + 1 */
	uint64_t memstart;            /* start of the linear map */
	uint64_t phys_offset;         /* arm, riscv */
	uint64_t lowmem_limit;        /* arm: end of lowmem */
	uint64_t zone_end[MAX_ZONES]; /* pfn, exclusive */
	struct node nodes[MAX_NODES]; /* ascending */
	size_t node_count;
	bool nodes_interleave; /* the span of one reaches over memory of another */
	bool numa_off;         /* all CPUs are of node 0 */
	uint64_t nr_kernel_pages, nr_all_pages;
	bool seen_before;    /* the profile tells of a boot of this very board */
	size_t default_area; /* index into boot->cma, SIZE_MAX: none */
	bool crash_done;
	struct range crash;       /* what crashkernel= got, size 0: nothing */
	struct table *rmem_table; /* of reserved_mem.c, between the early and the late scan */
	size_t rmem_static_count;
	uint64_t memmap, memmap_start; /* FLATMEM: where mem_map lies, and its first pfn */
	int64_t learned_pages;         /* by which what was learned lowers managed */
	uint64_t kasan_doubt;          /* pages by which its shadow may be off: few boots have shown it */
	uint64_t beyond_ram;           /* pages that managed may count beyond those of RAM */
	uint64_t doubt_more,
		doubt_less; /* pages that the kernel's own needs may be higher or lower than modelled */
};

/* A line of the boot log; the first without, the second for a region. */
void say(struct replay *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_for(struct replay *r, size_t region, const char *format, ...) __attribute__((format(printf, 3, 4)));
void assume(struct replay *r, enum unknown unknown, const char *option, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* A function of the kernel begins, by its name there. */
static inline void enter(struct replay *r, const char *function)
{
	trace_step(r->boot->trace, function);
}

/* The boot ends here; the first reason given stays. */
void dies(struct replay *r, const char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "%pa" of that architecture. */
const char *phys(struct replay *r, uint64_t address);

/* scan_memory.c */
void scan_memory(struct replay *r);
void add_memory_bank(struct replay *r, struct range bank, bool hotpluggable);
void apply_usable_ranges(struct replay *r);
void apply_mem_limit(struct replay *r);
void place_images(struct replay *r);
int check_told_places(struct replay *r, struct error *error);
struct range pages_touched(const struct replay *r, struct range bytes);
void reserve_initrd_in_ram(struct replay *r); /* arm, riscv: only where it lies in RAM that nobody holds */

/* learned.c: by the model and the end of RAM; then where a pool was, 0: not told, and the highest address
 * that all devices reach */
void recognise_board(struct replay *r);
bool was_seen(const struct replay *r, struct range pool);
uint64_t place_seen_before(const struct replay *r, uint64_t size, struct range window);
uint64_t dma_reach(const struct replay *r);

/* arm64.c, arm.c, riscv.c: the architecture's setup_arch() up to the zones */
void replay_arm64(struct replay *r);
void replay_arm(struct replay *r);
void replay_riscv(struct replay *r);

/* reserved_mem.c */
void scan_reserved_mem(struct replay *r);
void init_static_reserved_mem_late(struct replay *r);

/* rmem_handlers.c */
enum handler_result { HANDLED, NOT_MINE, REFUSED, NO_HANDLER };
enum handler_result init_region(struct replay *r, size_t region);

/* cma.c */
bool cma_init_reserved_mem(struct replay *r, size_t region, bool is_default);
void reserve_default_cma(struct replay *r);
struct pool_request {
	const char *path, *name;
	uint64_t size, base, limit, align;
	unsigned int node; /* or ANY_NODE */
	bool fixed, is_default;
	bool in_ranges; /* it may be of several (linux-7.2:cma_declare_contiguous_multi) */
};
bool declare_cma(struct replay *r, const struct pool_request *q); /* linux:cma_declare_contiguous_nid */

/* cma_node.c */
void reserve_node_cma(struct replay *r);
void reserve_hugetlb_cma(struct replay *r);
void activate_cma(struct replay *r);
uint64_t cma_total_pages(const struct replay *r);

/* crashkernel.c */
void reserve_crashkernel(struct replay *r);

/* pgtable.c */
void alloc_tables(struct replay *r, uint64_t count); /* page tables, one page each */
void map_linear_arm64(struct replay *r);
void map_linear_riscv(struct replay *r);
struct range init_section(const struct replay *r); /* .init, as free_initmem() gives it to the buddy */

/* kasan.c */
void alloc_kasan_shadow(struct replay *r);

/* early_alloc.c: what setup_arch() and start_kernel() take one after the other */
void unflatten_device_tree(struct replay *r);
void alloc_resources(struct replay *r);
void alloc_cmdline(struct replay *r);
void alloc_log_buf(struct replay *r);
void alloc_system_hashes(struct replay *r);

/* numa.c, numa_emulation.c */
void init_numa(struct replay *r);
unsigned int node_of_cpu(const struct replay *r, unsigned int cpu);
unsigned int physical_node(const struct replay *r, unsigned int id);
struct pfn_range node_span(const struct replay *r, const struct node *node);

/* percpu.c, swiotlb.c, sparse.c */
void alloc_percpu(struct replay *r);
void alloc_swiotlb(struct replay *r);
void alloc_sparse_memmap(struct replay *r);
void alloc_flat_memmap(struct replay *r);
void free_unused_memmap(struct replay *r);

/* zone.c */
void zone_limits(struct replay *r);
void init_zones(struct replay *r);
struct zone *zone_of_pfn(struct replay *r, uint64_t pfn);
uint64_t memmap_pages(const struct replay *r, const struct zone *zone);

/* hand_over.c, zone_watermarks.c, budget.c */
void hand_over_to_buddy(struct replay *r);
uint64_t freed_by_memblock(struct replay *r);                            /* pages of memblock_free_all() */
const struct pfn_range *managed_ranges(struct replay *r, size_t *count); /* ascending, joined */
struct handed_pages {
	uint64_t twice, outside_ram;
};
struct handed_pages handed_pages(struct replay *r); /* what managed counts beyond the pages of RAM */
void compute_watermarks(struct replay *r);
void widen_watermarks(struct replay *r, const struct kernel *kernel); /* as that one computes them */
void itemise_budget(struct replay *r);

/* doubt.c */
void state_assumptions(struct replay *r);
void set_doubt(struct replay *r);
void apply_calibration(struct replay *r); /* to managed pages, before the watermarks */

/* variants.c */
void replay_variants(struct replay *r); /* all of them: the figures of r's boot get their ranges */

/* boot.c: one variant from the scan to the zones, in its two parts, too; the caller frees r->boot */
int replay_loader(const struct board *board, const struct boot_options *options, const struct variant *variant,
				  struct replay *r, struct error *error);
void replay_kernel(struct replay *r);
int replay_boot(const struct board *board, const struct boot_options *options, const struct variant *variant,
				struct replay *r, struct error *error);

/* efi.c */
void scan_efi_map(struct replay *r); /* instead of the memory nodes, where it is told */
bool find_in_efi_map(const struct replay *r, uint64_t size, uint64_t *at);
void boot_by_efi(struct replay *r);  /* before the replay */
void doubt_by_efi(struct replay *r); /* of managed pages, before the watermarks */
void widen_by_efi(struct replay *r); /* behind it */

/* inputs.c */
void note_unmodelled(struct replay *r);

/* settle.c */
void settle(struct replay *r);

#endif
