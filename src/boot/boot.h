/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_BOOT_H
#define DTCARVE_BOOT_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot/memblock.h"
#include "kernel/migratetype.h"
#include "kernel/variant.h"
#include "util/estimate.h"
#include "util/named.h"
#include "util/range.h"

struct arena;
struct board;
struct error;
struct firmware_map;
struct kernel;
struct memory_input;
struct trace;

#define MAX_ZONES 5  /* of one node */
#define MAX_NODES 64 /* NUMA nodes that are told apart */
#define MAX_ORDERS 21
#define LOADER_ALIGN MIB(2) /* of the places that a boot loader is assumed to choose */

#define REGION_KINDS(X)                                                                                      \
	X(REGION_NOMAP, "no-map")                                                                                \
	X(REGION_RESERVED, "reserved")                                                                           \
	X(REGION_CMA, "cma")                                                                                     \
	X(REGION_COHERENT, "coherent")                                                                           \
	X(REGION_RESTRICTED, "restricted")                                                                       \
	X(REGION_MEMRESERVE, "memreserve")
enum region_kind { REGION_KINDS(ENUM_VALUE) };

#define REGION_OUTCOMES(X)                                                                                   \
	X(REGION_APPLIED, "applied")                                                                             \
	X(REGION_GIVEN_BACK, "given-back") /* refused by its handler, ordinary RAM again */                      \
	X(REGION_RESERVED_UNUSABLE, "reserved-unusable") /* refused by its handler, lost all the same */         \
	X(REGION_FAILED, "failed") /* no place, or no memory reserved */                                         \
	X(REGION_IGNORED, "ignored") /* never looked at */                                                       \
	X(REGION_DISABLED, "disabled")
enum region_outcome { REGION_OUTCOMES(ENUM_VALUE) };

/* The bounds of a range that rests on assumptions; those of the range itself where it does not. */
struct reach {
	uint64_t base_low, base_high, size_low, size_high; /* size_low 0: it may not be there at all */
};

/* What became of one /memreserve/ entry, /reserved-memory child or the default CMA pool. */
struct region {
	const char *path, *name;
	size_t node;        /* index into board->rmem; SIZE_MAX: none */
	struct range range; /* the first tuple, or where a dynamic one was placed; size 0: nowhere */
	struct reach reach;
	const struct range *extra; /* further tuples */
	size_t extra_count;
	bool dynamic;
	enum region_kind kind;
	enum region_outcome outcome;
	bool outcome_open; /* a boot that agrees with all that is told makes something else of it */
	bool taken; /* its bytes are out of the buddy allocator's hands (CMA aside) */
	const char **dmesg;
	size_t dmesg_count;
};

struct cma_area {
	const char *name;
	struct range range;
	uint64_t pages;
	bool is_default, activated;
	struct range partial; /* not activated: the blocks that were released as CMA before it failed */
	size_t region;        /* index into boot->regions, SIZE_MAX: none */
	unsigned int node;    /* that it was asked for on, or ANY_NODE */
};

enum zone_type { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, ZONE_HIGHMEM, ZONE_MOVABLE };

/* Pages, unless said otherwise. */
struct zone {
	enum zone_type type;
	unsigned int node;
	const char *name, *title; /* the kernel's; with the node, where there are several */
	bool configured;          /* stands in /proc/zoneinfo even when it is empty */
	uint64_t start_pfn, spanned;
	bool span_exact; /* no assumption moves start or end */
	struct estimate present, cma;
	struct estimate managed;       /* in the end */
	struct estimate managed_first; /* when min_free_kbytes was computed for the first time */
	struct estimate managed_early; /* behind the initcalls of the pools, before initrd and .init were freed */
	struct estimate min, low, high;
	struct estimate protection[MAX_ZONES + 1];
	uint64_t pageblocks[MIGRATE_TYPES];
	uint64_t free_area[MIGRATE_TYPES]
					  [MAX_ORDERS]; /* blocks as memblock hands them over, with CMA, initrd, .init */
	uint64_t free_pages;
	/* what the kernel and init will have taken from the free lists when the system is up */
	struct estimate settled_kernel, settled_user;
};

/* Sums over the zones, pages. */
struct totals {
	struct estimate present, managed, cma;
	struct estimate unmovable; /* what GFP_KERNEL and GFP_ATOMIC can use: no CMA, HighMem or Movable */
};

/*
 * Pages of another size, or zones as a stable series had them at first, would make ranges that hold for
 * nobody: figures stand for what is assumed, and by how many bytes the sums would differ is told.
 */
bool unknown_is_weighed_only(enum unknown unknown);

/* Something that no input told. */
struct assumption {
	enum unknown unknown;
	const char *what;
	const char *option; /* which option of the command line tells it, or NULL */
	int64_t moves;      /* bytes by which the figure that it moves most may go; 0: none, or not replayed */
	size_t told_at;     /* in which order they were made */
};

/* A line of the boot log that belongs to no region. */
struct message {
	const char *text;
	bool certain; /* every boot that agrees with all that is told prints it */
};

/* Who holds pages that are present but not managed. */
struct budget_row {
	const char *consumer;
	int64_t bytes; /* below 0: pages that managed counts beyond those that are present */
	bool exact;
};

struct boot_options {
	bool has_kernel_base, has_fdt_base;
	uint64_t kernel_base; /* physical load address of the Image */
	uint64_t fdt_base;
	struct range initrd; /* size 0: /chosen tells; base UINT64_MAX: as a boot loader would place it */
	const char *cmdline; /* NULL: /chosen bootargs */
	bool efi;            /* started by EFI, whose memory map is not told */
	const struct firmware_map *firmware_map; /* what firmware says of the memory, or NULL */
	unsigned int cpus;   /* 0: as the tree counts */
	/* leave out what no finding is told by: the ranges of estimates that other configurations of the kernel
	 * span, the budget, the assumptions, the log's lines of regions that got what they asked for */
	bool findings_only;
	bool trace; /* keep what each step does, boot->trace */
};

/* What the user tells of the kernel, and behind it what came in one image with the tree. */
struct kernel_options kernel_options_for(const struct kernel_options *given, const struct board *board,
										 bool arch_given);

struct boot {
	struct arena *arena;
	const struct board *board;
	const struct kernel *kernel;
	bool boots;
	bool fate_open;          /* a boot that agrees with all that is told ends in the other way */
	const char *reason;      /* why it does not boot, or NULL */
	const char *reason_path; /* node to blame, or NULL */
	const char *cmdline;     /* as the kernel got it */
	struct trace *trace;     /* of the boot that is the likeliest, where it was asked for; else NULL */
	struct range *ram;       /* what was RAM before any reservation, ascending, adjacent ranges joined */
	size_t ram_count;
	struct memblock memblock; /* at the end of boot: what debugfs shows */
	bool memory_open;         /* a boot that agrees with all that is told has other RAM */
	struct region *regions;
	size_t region_count;
	struct cma_area *cma;
	size_t cma_count;
	struct zone *zones; /* node by node, each in zone order; only configured ones count */
	size_t zone_count;
	size_t zones_per_node; /* the same ones on each, with pages or without */
	size_t node_count;     /* NUMA nodes, at least 1 */
	struct totals totals;
	size_t protection_columns; /* MAX_NR_ZONES: the configured zones and ZONE_DEVICE */
	bool cma_open;         /* all movable requests may use CMA where else only those with __GFP_CMA do */
	struct estimate min_free_kbytes;
	struct estimate total_kb, reserved_kb, cma_kb; /* the "Memory:" line */
	struct budget_row *budget;
	size_t budget_count;
	uint64_t total_pages;                   /* of "Built N zonelists ... Total pages" */
	bool mobility_grouping;                 /* page_group_by_mobility_disabled is 0 */
	struct range kernel_image, initrd, fdt; /* physical; size 0: none */
	struct range init_freed;                /* of the image, at the end of boot */
	bool kernel_base_known, fdt_base_known;
	uint64_t fdt_sought_from; /* assumed in the lowest free LOADER_ALIGN from here on; 0: told, or sought elsewhere */
	uint64_t dma_limit;                     /* where the default CMA pool must end, exclusive */
	const struct memory_input **unmodelled; /* inputs that the numbers do not follow */
	size_t unmodelled_count;
	bool efi; /* firmware's map tells the RAM, not the tree */
	const struct firmware_map *firmware_map; /* that was told, or NULL */
	struct message *messages;
	size_t message_count;
	const char **possible; /* and those that only a boot prints in which an assumption does not hold */
	size_t possible_count;
	struct assumption *assumptions; /* what moves most first */
	size_t assumption_count;
};

/*
 * Replays the boot of `kernel` on `board`. Both must outlive the result, which
 * the caller frees with boot_free(). -EINVAL where the board tells no memory.
 */
int boot_predict(const struct board *board, const struct kernel *kernel, const struct boot_options *options,
				 struct boot **boot, struct error *error);
void boot_free(struct boot *boot);

/* NULL where there is none of that type on the node. */
struct zone *boot_zone(const struct boot *boot, enum zone_type type, unsigned int node);

/* What early boot made of a node; NULL where it never got to it. */
const struct region *boot_region(const struct boot *boot, size_t node);

/* Bytes of a region, and where it begins, with what assumptions make of them. */
struct estimate region_size(const struct region *region);
struct estimate region_base(const struct region *region);

/* Bytes of the largest pool that comes up. */
struct estimate largest_pool(const struct boot *boot);

const char *region_kind_name(enum region_kind kind);
const char *region_outcome_name(enum region_outcome outcome);

#endif
