/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_BOOT_LOG_H
#define DTCARVE_KLOG_BOOT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "klog/cursor.h"

/*
 * What the first seconds of a kernel log tell of memory. A number that the log
 * does not hold is BOOT_NONE, a text is empty. Sizes are bytes, unless named
 * otherwise.
 */
#define BOOT_NONE INT64_MIN

#define BOOT_REGIONS 160
#define BOOT_ZONES 8
#define BOOT_RANGES 64
#define BOOT_TABLES 16

enum boot_region_kind {
	BOOT_REGION_CMA,         /* "created CMA memory pool", "cma: Reserved" */
	BOOT_REGION_COHERENT,    /* "created DMA memory pool" */
	BOOT_REGION_RESTRICTED,  /* "created restricted DMA pool" */
	BOOT_REGION_RESERVED,    /* "map non-reusable", "nomap": 6.x */
	BOOT_REGION_INITIALIZED, /* "initialized node" */
	BOOT_REGION_FAILED,      /* any line that says that something went wrong */
};

struct boot_region {
	enum boot_region_kind kind;
	uint64_t line;
	bool has_base, has_size;
	uint64_t base, size;
	char name[64];
	char text[160]; /* the line itself */
};

struct boot_zone {
	char name[12];
	int node;
	bool empty;
	uint64_t start, end;                         /* inclusive, "Zone ranges:" */
	int64_t memmap_pages, reserved_pages, pages; /* "  Normal zone: N pages ..." */
};

struct boot_range {
	uint64_t start, end; /* inclusive, "Early memory node ranges" */
	int node;
};

/* "Memory: AK/BK available (...)": bytes. */
struct boot_memory {
	int64_t available, total;
	int64_t code, rwdata, rodata, init, bss, reserved, cma, highmem;
};

/* "percpu: Embedded N pages/cpu s.. r.. d.. u..". */
struct boot_percpu {
	int64_t pages, static_size, reserved_size, dynamic_size, unit_size;
};

/* "Dentry cache hash table entries: N (order: O, B bytes, ...)". */
struct boot_table {
	char name[40];
	int64_t entries, order, bytes;
};

struct boot_log {
	uint64_t first_line;
	char release[80];
	char machine[128];
	char command_line[2048];

	struct boot_region regions[BOOT_REGIONS];
	size_t region_count;
	size_t regions_left_out;
	struct boot_zone zones[BOOT_ZONES];
	size_t zone_count;
	struct boot_range ranges[BOOT_RANGES];
	size_t range_count;
	struct boot_table tables[BOOT_TABLES];
	size_t table_count;

	struct boot_memory memory;
	struct boot_percpu percpu;
	int64_t total_pages;       /* "On node N totalpages:", summed */
	int64_t zonelist_pages;    /* "Built N zonelists ... Total pages:" */
	int64_t mobility_grouping; /* 1 on, 0 off */
	int64_t swiotlb_start, swiotlb_end, swiotlb_size;
	int64_t init_freed;   /* "Freeing unused kernel memory" */
	int64_t initrd_freed; /* "Freeing initrd memory" */
	int64_t log_buf_len;
	int64_t crashkernel_base, crashkernel_size;
	size_t failures; /* regions of kind FAILED */
	bool panicked;
	char panic[160];

	/* inside the parser: which list the next indented line belongs to */
	int section;
};

void boot_log_init(struct boot_log *boot);

/*
 * Reads one line, prefix and all stripped off; false where it tells nothing of
 * memory. A later line of the same kind wins, as the kernel's own does.
 */
bool boot_log_line(struct boot_log *boot, struct cursor text, uint64_t line);

/* True where any line has been read. */
bool boot_log_has_any(const struct boot_log *boot);

#endif
