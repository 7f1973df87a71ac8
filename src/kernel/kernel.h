/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_KERNEL_H
#define DTCARVE_KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arch.h"
#include "util/file.h"
#include "kernel/config.h"
#include "kernel/version_rules.h"
#include "kernel/variant.h"
#include "kernel/version.h"
#include "util/estimate.h"
#include "util/range.h"
#include "util/number.h"
#include "util/range.h"

struct arena;
struct error;
struct facts;

/* What is known of the kernel image, bytes; the K figures of its "Memory:" line rounded to pages. */
struct image_facts {
	bool known;          /* image_size was told, not guessed */
	bool from_sections;  /* known, but only as the sum of its parts */
	uint64_t image_size; /* _text to _end */
	uint64_t text_offset;
	uint64_t code, rwdata, rodata, init, bss;
	bool sections_known;
	uint64_t init_freed;   /* given to the buddy allocator at the end of boot */
	uint64_t start_offset; /* arm: start of the kernel's own reservation within its 128 MiB */
	bool start_offset_known;
	/* where its parts begin, from the start of the image; 0: not told, they follow each other aligned */
	uint64_t stext_offset, rodata_offset, init_offset, data_offset;
};

/* Without --kernel, the newest whose rules are known. */
#define NEWEST_KERNEL "7.2"

enum default_cma { DEFAULT_CMA_MBYTES, DEFAULT_CMA_PERCENT, DEFAULT_CMA_MIN, DEFAULT_CMA_MAX };

struct names {
	const char **items;
	size_t count;
};

bool names_have(const struct names *names, const char *name);

/* Facts of one kernel, resolved: each from the profile where it tells, else a default of that version. */
struct kernel {
	struct arena *arena, *facts_arena;
	const char *release; /* "6.1.0-50-arm64", or what the user typed */
	uint32_t version;    /* KERNEL_VERSION() */
	const struct kernel_rules *rules;
	bool given;                  /* somebody told the version */
	const char *told_by, *config_told_by; /* by default, "dtcarve.ini:2"; NULL: not by default */
	struct known_rules known[2]; /* the series whose rules stand for it; two where it lies between them */
	size_t known_count;
	bool has_config;             /* the whole of it: an option that is missing is off */
	const char *const *warnings; /* contradictions between the inputs */
	size_t warning_count;
	struct config config;
	enum arch arch;

	unsigned int page_shift, pointer_bytes;
	bool page_size_told; /* or there is one only */
	unsigned int va_bits, pgtable_levels;
	unsigned int phys_bits; /* MAX_PHYSMEM_BITS */
	bool lpa2_unknown;      /* whether the CPU has the 52-bit addresses that the kernel is built for */
	unsigned int max_order, pageblock_order;
	uint64_t cma_granule; /* bytes; base and size of a pool must be multiples */
	unsigned int cma_areas;
	bool cma, dma_cma, node_cma, node_cma_in_config;
	enum default_cma default_cma;
	uint64_t cma_mbytes, cma_percent;
	unsigned int section_bits; /* 0: FLATMEM */
	unsigned int struct_page;  /* bytes */
	bool zone_dma_told;        /* or usual: all but arm */
	bool zone_dma, zone_dma32, highmem, lpae, zone_device;
	bool numa, memcg, hugetlb, thp_possible, thp_enabled;
	bool numa_emu;               /* numa=fake= is heeded */
	unsigned int nodes_shift;    /* there may be 2^nodes_shift NUMA nodes */
	unsigned int page_ext_bytes; /* of each page's extension, FLATMEM; 0: none in use */
	bool page_extension, memory_hotremove, vmemmap, modules;
	bool stack_depot; /* a hash table of call stacks is made early */
	bool rodata_full, debug_pagealloc, kfence;
	unsigned int kasan_scale_shift; /* 2^it bytes of memory have one of KASAN's shadow; 0: there is none */
	uint64_t kfence_pool;
	bool isolation; /* MEMORY_ISOLATION */
	bool restricted_pool, swiotlb, bounce_kmalloc;
	bool of_dynamic;
	bool randomize_base, strict_rwx;
	unsigned int log_buf_shift, log_cpu_shift, nr_cpus;
	uint64_t page_offset, vmalloc_end; /* arm */
	struct image_facts image;
	bool efi;       /* a log of it was of a boot by EFI */
	uint64_t pgdat; /* bytes of NODE_DATA, told by the profile; 0: by the rules */
	bool percpu_known;
	uint64_t percpu_static, percpu_unit;
	uint64_t extra_free_kbytes; /* vendor patch of Android trees, 0: none */
	/* what vendors' kernels take for pools, or for their drivers' own; nodes that a boot loader fills in, by
	 * name or compatible */
	struct names cma_compatible, coherent_compatible, plain_compatible, loader_fills;
	bool cma_needs_flag;        /* only requests with __GFP_CMA use CMA */
	unsigned int cma_threshold; /* sixteenths of the free pages that must be CMA's; 0: Linux's own rule */
	uint64_t dma_zone_size;     /* arm: the machine's, 0: none */
	bool swiotlb_told; /* a boot showed the buffer: its bytes, 0 where RAM that needs none got none */
	uint64_t swiotlb_bytes;
	uint64_t fdt_base; /* where the boot loader of a learned boot put the tree, 0: not told */
	uint64_t kernel_base; /* and on the very board of that boot the Image and the initrd */
	struct range initrd;
	/* a board of which a boot was seen: NULL and 0 where its log does not tell */
	const char *seen_model;
	uint64_t seen_ram_end;
	struct range *seen_pools; /* where its pools lay */
	size_t seen_pool_count;
	uint64_t seen_dma_limit;                /* end of ZONE_DMA below 4 GiB, exclusive */
	uint64_t seen_ram_bytes, seen_ram_tree; /* RAM that the kernel told, and what the tree has of it */
	enum unknown varies;                    /* of a variant: what it answers otherwise */
	bool sublevel_unknown;                  /* and the first releases of its series had other rules */
	bool first_zones_other;                 /* among them where its zones end */
	bool pool_unknown;                      /* nobody told the size of the default CMA pool */
	const struct kernel *
		*variants; /* kernels that agree with all that is told, each with other assumptions */
	size_t variant_count;
	/* what boots of this kernel taught (calibration) */
	unsigned int calibrated;        /* how many boots; 0: none */
	uint64_t calibrated_pages;      /* RAM of the first */
	int64_t learned_reserved_pages; /* by how much its own needs exceed the model's */
	unsigned int learned_spread;    /* how far the boots lay from that, pages */
};

struct kernel_options {
	const char
		*kernel; /* a version or a profile file; NULL: as the other files tell, else the newest rules */
	const char *fallback, *fallback_from; /* where nothing else tells the version, and which file says so; or NULL */
	const char *config;       /* a .config, plain or compressed, or NULL */
	const char *config_from;  /* the file that names it by default; NULL: an option does */
	const char *system_map;   /* or NULL */
	const char *image;        /* name of the kernel's image, or NULL */
	struct bytes image_bytes; /* what is in it: the kernel alone, out of its container */
	struct bytes told_image; /* what came in one image with the tree: counts where no option contradicts it */
	const char *told_image_from, *told_release;
	enum arch arch;     /* of the board, or what --arch says */
	uint64_t page_size; /* 0: by config, else 4096 */
};

/*
 * Resolves a kernel out of the user's options. -EINVAL or another negative
 * errno with one line in `error`. Caller frees it with kernel_free().
 */
int kernel_load(const struct kernel_options *options, struct kernel **kernel, struct error *error);

/* The same out of facts that were gathered before, and that must outlive the kernel. */
int kernel_from_facts(const struct facts *facts, const struct kernel_options *options, struct kernel **kernel,
					  struct error *error);
void kernel_free(struct kernel *kernel);

/* "6.1.176", "5.17 (between 5.15 and 6.1)", "7.2 (nobody told which)", "6.1 (dtcarve.ini:2)": what stands at the
 * head of an output. */
const char *kernel_words(struct arena *arena, const struct kernel *kernel);

/* "whole", "partial" or "none": how much of its configuration is known. */
const char *kernel_config_extent(const struct kernel *kernel);

static inline uint64_t page_size(const struct kernel *k)
{
	return (uint64_t)1 << k->page_shift;
}

static inline uint64_t pfn_up(const struct kernel *k, uint64_t address)
{
	return round_up(address, page_size(k)) >> k->page_shift;
}

static inline uint64_t pfn_down(const struct kernel *k, uint64_t address)
{
	return address >> k->page_shift;
}

struct pfn_range {
	uint64_t start, end; /* end exclusive, never below start */
};

/* The pages that lie in it as a whole. */
static inline struct pfn_range whole_pages(const struct kernel *k, struct range bytes)
{
	uint64_t start = pfn_up(k, bytes.base), end = pfn_down(k, range_end(bytes));

	return (struct pfn_range){ start, end > start ? end : start };
}

static inline uint64_t page_count(struct pfn_range pages)
{
	return pages.end - pages.start;
}

/* What of it lies in [start, end). */
static inline struct pfn_range pages_between(struct pfn_range pages, uint64_t start, uint64_t end)
{
	start = max_u64(pages.start, start);
	end = min_u64(pages.end, end);
	return (struct pfn_range){ start, end > start ? end : start };
}

#endif
