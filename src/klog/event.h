/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_EVENT_H
#define DTCARVE_KLOG_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/named.h"

/*
 * What one report of a kernel log holds. All of it is fixed in size, so that a
 * log of any length is read in constant memory. A number that the log does not
 * hold is KLOG_NONE, a text is empty, a time is negative.
 */
#define KLOG_NONE INT64_MIN

#define COMM_LENGTH 15 /* TASK_COMM_LEN without its NUL */

static inline bool klog_has(int64_t number)
{
	return number != KLOG_NONE;
}

#define KLOG_KINDS(X)                                                                                        \
	X(KLOG_PAGE_ALLOC, "page-allocation-failure", "Page allocation failure")                                 \
	X(KLOG_STALL, "page-allocation-stall", "Page allocation stall") /* page allocation stall: slow, but no failure */ \
	X(KLOG_OOM, "oom", "Out of memory")                                                                      \
	X(KLOG_VMALLOC, "vmalloc", "vmalloc failure")                                                            \
	X(KLOG_VMEMMAP, "vmemmap", "vmemmap failure")                                                            \
	X(KLOG_CMA, "cma", "CMA failure")                                                                        \
	X(KLOG_SLAB, "slab", "Slab failure") /* a slab that could not grow, without a page allocation failure */ \
	X(KLOG_SWIOTLB, "swiotlb", "Bounce buffer full")                                                         \
	X(KLOG_HUNG, "hung", "Stuck compaction") /* a task that compacts is stuck */                             \
	X(KLOG_MEMINFO, "meminfo", "Memory dump") /* a memory dump whose header the log does not hold */
enum klog_kind { KLOG_KINDS(ENUM_VALUE) };

#define KLOG_ORDERS 20
#define KLOG_COLUMNS 8
#define KLOG_ZONES 40
#define KLOG_NODES 16

/* One entry of a free list: blocks of an order, and the types that have some. */
struct klog_entry {
	int64_t count;
	unsigned int types; /* 1 << enum migratetype, or'ed */
	char letters[8];    /* as printed */
};

/* A zone's line, its lowmem_reserve[] line and its free-list line. Sizes in kB. */
struct klog_zone {
	char name[12];
	int node; /* -1 where not printed */
	double time, list_time;

	int64_t free, boost, min, low, high;
	int64_t reserved_highatomic, free_highatomic;
	int64_t present, managed, free_pcp, local_pcp, free_cma;
	int64_t active_anon, inactive_anon, active_file, inactive_file, unevictable, mlocked;
	int64_t active, inactive; /* up to 2.6.27: programs and files together */
	int64_t slab_reclaimable, slab_unreclaimable, kernel_stack, pagetables, zspages;
	int64_t pages_scanned; /* no unit */

	int64_t reserve[KLOG_COLUMNS]; /* pages */
	size_t reserve_count;

	struct klog_entry list[KLOG_ORDERS]; /* index: order */
	size_t orders;                       /* entries read, from order 0 without a gap */
	int64_t list_total;                  /* "= NkB"; KLOG_NONE: the list is cut */
};

/* "Node N active_anon:..." of 4.8 and later. kB. */
struct klog_node {
	int node;
	int64_t active_anon, inactive_anon, active_file, inactive_file, unevictable, shmem;
	int64_t slab_reclaimable, slab_unreclaimable, kernel_stack, pagetables, pages_scanned;
};

/* The lines between "Mem-Info:" and the first zone. Pages. */
struct klog_counters {
	double time;
	int64_t active_anon, inactive_anon, active_file, inactive_file, unevictable, dirty, writeback;
	int64_t slab_reclaimable, slab_unreclaimable, mapped, shmem, pagetables;
	int64_t active, inactive, slab; /* up to 2.6.27 and 2.6.30 */
	int64_t free, free_pcp, free_cma;
};

/* The lines behind the free lists. */
struct klog_totals {
	int64_t ram, highmem, reserved, cma, hwpoisoned; /* pages */
	int64_t pagecache;                               /* pages */
	int64_t free_swap, total_swap;                   /* kB */
	int64_t hugepage_kb;                             /* smallest hugepages_size= */
};

/* "Memory allocations:" of 6.10 and later: a place in the sources, and what it holds. */
#define KLOG_HOLDERS 10
struct klog_holder {
	char place[96]; /* "mm/slub.c:2300 func:alloc_slab_page" */
	int64_t bytes, count;
};

/* How the stack trace says the request was made. */
enum klog_context {
	KLOG_CONTEXT_UNKNOWN, /* no trace, or cut before it tells */
	KLOG_CONTEXT_PROCESS,
	KLOG_CONTEXT_INTERRUPT, /* hard or soft interrupt */
};

enum klog_path {
	KLOG_PATH_RECLAIM = 1, /* frames of direct reclaim or compaction, OOM */
	KLOG_PATH_MEMCG = 2,   /* charged to a memory cgroup */
	KLOG_PATH_PAGEFAULT = 4,
	KLOG_PATH_DMA = 8, /* frames of the DMA API */
	KLOG_PATH_SLAB = 16,
	KLOG_PATH_KMALLOC_LARGE = 32,
	KLOG_PATH_NET = 64,
	KLOG_PATH_MODULE_ALLOC = 128,
	KLOG_PATH_KERNEL_STACK = 256,
	KLOG_PATH_PAGE_TABLE = 512,
	KLOG_PATH_VMEMMAP = 1024,
	KLOG_PATH_COMPACTION = 2048,
	KLOG_PATH_KVMALLOC = 4096, /* kvmalloc() and its like */
	KLOG_PATH_SLAB_OLD = 8192, /* mm/slab.c, up to 6.7 */
};

/* Why a vmalloc gave up, as far as its line tells. */
enum klog_vmalloc {
	KLOG_VMALLOC_UNKNOWN,
	KLOG_VMALLOC_SPACE, /* no address range */
	KLOG_VMALLOC_PAGES, /* no pages */
	KLOG_VMALLOC_ZERO,  /* asked for 0 bytes */
	KLOG_VMALLOC_LIMIT, /* more than all pages */
};

struct klog_event {
	enum klog_kind kind;
	uint64_t line;      /* of the header, from 1 */
	double time;        /* seconds, printk clock */
	double last_time;
	double stall_seconds; /* KLOG_STALL */

	char process[32];
	int64_t pid, cpu;
	char release[80];
	char hardware[128];
	char nodemask[32], mems_allowed[64];

	int64_t order; /* -1 is sysrq's */
	bool has_mode;
	uint32_t mode;
	bool has_names;
	char names[256]; /* printed GFP names */

	int64_t bytes, allocated; /* vmalloc */
	enum klog_vmalloc vmalloc;

	char area[40]; /* CMA */
	int64_t pages, ret, busy_ranges, cma_available, cma_total, cma_largest;

	char caller[96], module[48];
	char through[64];      /* the allocator's function that the caller called */
	bool caller_uncertain; /* the trace marks every frame with "?" */
	unsigned int caller_frame;
	bool frame_certain;    /* it has one that is not so marked */
	unsigned int frames;
	bool allocator_seen; /* the trace has begun inside the allocator, as it should */
	bool request_seen;   /* beyond what prints the report */
	enum klog_context context;
	unsigned int path; /* enum klog_path, or'ed */

	char victim[32]; /* OOM */
	int64_t victim_pid, victim_rss_kb;
	bool memcg, compaction_disabled, constrained;
	char cgroup[96]; /* whose limit it was */
	int64_t cgroup_limit_kb;

	char device[64]; /* of the bounce buffer */
	int64_t slots, slots_used;

	char slab_cache[48]; /* "SLUB: Unable to allocate" that followed */
	int64_t slab_object;

	int64_t suppressed; /* "warn_alloc: N callbacks suppressed" before it */
	bool dropped;       /* the log says that it lost messages here */
	bool dismissed;     /* KLOG_SLAB: told by the page allocator's own report */
	bool old_style;     /* "failure." with a full stop: up to 2.6 */
	bool oomkilladj;    /* the OOM header has this word: up to 2.6.35 */

	bool has_meminfo;
	int64_t page_kb; /* smallest block of the free lists */
	char letters[8]; /* the longest set of free-list letters: its order is a fingerprint */
	struct klog_counters counters;
	bool zones_left_out; /* more than KLOG_ZONES */
	struct klog_totals totals;
	size_t node_count, zone_count, holder_count;

	/* last: a new event starts as zero up to here, and these are set up as they are met */
	struct klog_node nodes[KLOG_NODES];
	struct klog_zone zones[KLOG_ZONES];
	struct klog_holder holders[KLOG_HOLDERS]; /* the largest first, as printed */
};

/* Sets every field to "not in the log". */
void klog_event_init(struct klog_event *event, enum klog_kind kind);
void klog_zone_init(struct klog_zone *zone);
void klog_node_init(struct klog_node *node, int number);

/* "page-allocation-failure", "oom", ... as the JSON has it. */
const char *klog_kind_name(enum klog_kind kind);

#endif
