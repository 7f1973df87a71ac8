/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_WORD_SCAN_H
#define DTCARVE_KLOG_WORD_SCAN_H

#include <stddef.h>

/*
 * Finds the few words that make a line worth reading. Gigabytes of other lines
 * are passed over without being split into lines or looked at bytewise.
 */
enum klog_anchor {
	ANCHOR_NONE,
	/* a report begins */
	ANCHOR_ALLOC_FAILURE, /* "page allocation failure" */
	ANCHOR_ALLOC_STALL,   /* "page allocation stall" */
	ANCHOR_ALLOC_24,      /* "-order allocation failed" of 2.4 */
	ANCHOR_OOM,           /* "oom-killer:" */
	ANCHOR_VMALLOC,       /* "vmalloc: allocation failure", "vmalloc error:" */
	ANCHOR_VMAP,          /* "vmap allocation for size" */
	ANCHOR_VMEMMAP,       /* "vmemmap alloc failure" */
	ANCHOR_CMA_ALLOC,     /* "alloc failed, req-size" */
	ANCHOR_CMA_BITMAP,    /* "number of available pages" */
	ANCHOR_PFNS_BUSY,     /* "PFNs busy" */
	ANCHOR_SWIOTLB,       /* "swiotlb buffer is full" */
	ANCHOR_HUNG,          /* "blocked for more than ", "stuck for " */
	/* inside one, or all that is left of one */
	ANCHOR_MEMINFO,        /* "Mem-Info", "Mem-info" */
	ANCHOR_COMM,           /* " Comm: ", " comm: " */
	ANCHOR_FREE,           /* " free:" */
	ANCHOR_ACTIVE_ANON,    /* "active_anon:" */
	ANCHOR_LOWMEM_RESERVE, /* "lowmem_reserve[]" */
	ANCHOR_LIST,           /* "*64kB" */
	ANCHOR_PAGES_RAM,      /* " pages RAM", " pages of RAM" */
	ANCHOR_PAGES_RESERVED, /* " pages reserved" */
	ANCHOR_PAGES_CMA,      /* " pages cma reserved" */
	ANCHOR_KILLED,         /* "Killed process", "Kill process" */
	ANCHOR_OOM_KILL,       /* "oom-kill:" */
	ANCHOR_SLUB,           /* "SLUB: Unable to allocate" */
	ANCHOR_HOLDERS,        /* "Memory allocations:" */
	ANCHOR_SUPPRESSED,     /* "callbacks suppressed" */
	ANCHOR_DROPPED,        /* "messages dropped" */
	/* boot */
	ANCHOR_LINUX_VERSION, /* "Linux version " */
	ANCHOR_BOOTING,       /* "Booting Linux" */
	ANCHOR_RESERVED_MEM,  /* "eserved memory:", "eserved mem:" */
	ANCHOR_CMA_BOOT,      /* "cma: Reserved", "cma: Failed", "cma: CMA area", ... */
	ANCHOR_BOOT_MEMORY,   /* "K available (" */
	ANCHOR_NODE_TOTAL,    /* " totalpages: " */
	ANCHOR_ZONE_RANGES,   /* "Zone ranges:" */
	ANCHOR_IGNORED_RAM,   /* "gnoring RAM at", "runcating RAM at", "gnoring memory ", "HIGHMEM enabled kernel"
						   */
	ANCHOR_UBOOT,         /* "fdt memory region failed" */
	ANCHORS
};

#define KLOG_SCAN_WINDOW 6 /* bytes of the shortest word */
#define KLOG_SCAN_BUCKETS 4096

/* The tables of the search; filled by klog_scanner_init() and constant from then on. */
struct klog_scanner {
	unsigned char shift[KLOG_SCAN_BUCKETS];
	unsigned char first[KLOG_SCAN_BUCKETS]; /* index of a word + 1, where shift is 0 */
	unsigned char next[ANCHORS * 2];        /* next word of the same bucket + 1 */
	unsigned char length[ANCHORS * 2];
};

void klog_scanner_init(struct klog_scanner *scanner);

/*
 * The first anchor that lies wholly in from..end: its place, and its kind in
 * *anchor; NULL where there is none.
 */
const char *klog_scan(const struct klog_scanner *scanner, const char *from, const char *end,
					  enum klog_anchor *anchor);

/* The number of newlines in text[0..size). */
size_t klog_count_lines(const char *text, size_t size);

#endif
