/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_CMDLINE_H
#define DTCARVE_BOOT_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/range.h"

struct arena;

/* A size given in bytes or in percent of all pages (kernelcore=, movablecore=). */
struct core_size {
	bool present;
	uint64_t bytes;
	unsigned int percent;
};

/* crashkernel= */
struct crash_request {
	bool present, fixed, high, low_present;
	bool cma; /* ",cma" as well: from 6.17 on, on some architectures */
	uint64_t size, base; /* bytes; size is already chosen by RAM size where ranges were given */
	uint64_t low_size;
	const char *ranges; /* "512M-2G:64M,2G-:128M[@base]", still to be chosen from, or NULL */
};

struct huge_request {
	uint64_t bytes, count; /* bytes 0: of the default size */
};

/* The arguments that shape memory. Source: the early_param handlers of linux:mm, kernel, arch. */
struct cmdline {
	const char *text;
	const char **arguments; /* names of all of them, '-' as '_' */
	size_t argument_count;
	bool has_mem;
	struct range *mem; /* arm: every mem=; others use the last size */
	size_t mem_count;
	bool has_cma;
	uint64_t cma_size, cma_base, cma_limit;
	struct crash_request crash;
	struct core_size kernelcore, movablecore;
	uint64_t log_buf_len; /* 0: not given */
	bool has_swiotlb_slabs, swiotlb_force, swiotlb_off;
	uint64_t swiotlb_slabs, swiotlb_areas; /* areas 0: not given */
	bool thp_given, thp_never;
	bool rodata_given, rodata_full, rodata_off;
	bool debug_pagealloc_given, debug_pagealloc;
	struct range initrd; /* size 0: not given */
	uint64_t nr_cpus;    /* 0: not given */
	uint64_t vmalloc;    /* arm; 0: not given */
	uint64_t dhash, ihash;
	bool hashdist_given, hashdist;
	bool kfence_given;
	uint64_t kfence_interval;
	bool numa_off;
	bool by_grub; /* it has BOOT_IMAGE= */
	bool cma_open; /* restrict_cma_redirect=false of Android trees */
	const char *numa_fake;    /* what follows numa=fake=, or NULL */
	uint64_t min_free_kbytes; /* sysctl.vm.min_free_kbytes=, 0: not given */
	const struct huge_request *huge; /* hugepages=, with the size of the hugepagesz= before it */
	size_t huge_count;
	uint64_t huge_bytes, huge_default; /* of the next one, and of those without a size; 0: not given */
	bool retain_initrd;
	uint64_t cma_pernuma;               /* 0: not given */
	const char *numa_cma, *hugetlb_cma; /* SIZE, or NODE:SIZE,...; NULL: not given */
};

void cmdline_parse(struct arena *arena, const char *text, struct cmdline *cmdline);

/* The size that crashkernel=RANGES asks for on a board with `ram` bytes; 0: none. */
uint64_t crash_size_for(const struct crash_request *crash, uint64_t ram, uint64_t *base, bool *fixed);

#endif
