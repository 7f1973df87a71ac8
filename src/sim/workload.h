/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_WORKLOAD_H
#define DTCARVE_SIM_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/named.h"

struct arena;
struct error;

/*
 * What a board does with its memory, as an INI file: a [workload] section, then
 * one section a consumer, named by its kind and a name: "[anon apps]".
 *
 *   [workload]
 *   name = ...            duration = 10 min     tick = 50 ms     swap = 256M
 *
 *   [anon apps]           anonymous pages of processes
 *   [file video]          page cache          [shmem tmp]       tmpfs
 *   [slab objects]        unmovable slabs     [reclaimable inodes]  slabs that shrink
 *   [kernel stacks]       anything unmovable: stacks, page tables, driver pools
 *   [burst wlan]          blocks taken in one go, without sleeping, and given back
 *   [cma camera]          contiguous buffers out of CMA areas
 *   [network sockets]     buffers of 32 KiB without a right to any reserve, single pages in their place
 *   [request wlan-probe]  what the question is about: attempts that are counted
 *
 * Amounts are pages ("300 pages"), bytes ("64M"), a share of managed memory
 * ("24%"), a share of another consumer ("2.6% of video") or, for file, "all".
 * Times are "10 s", "50 ms", "2 min", "1 h"; rates "200/s", in blocks.
 */

#define CONSUMER_KINDS(X)                                                                                    \
	X(CONSUMER_ANON, "anon")                                                                                 \
	X(CONSUMER_FILE, "file")                                                                                 \
	X(CONSUMER_SHMEM, "shmem")                                                                               \
	X(CONSUMER_SLAB, "slab")                                                                                 \
	X(CONSUMER_RECLAIMABLE, "reclaimable")                                                                   \
	X(CONSUMER_KERNEL, "kernel")                                                                             \
	X(CONSUMER_BURST, "burst")                                                                               \
	X(CONSUMER_CMA, "cma")                                                                                   \
	X(CONSUMER_NETWORK, "network")                                                                           \
	X(CONSUMER_REQUEST, "request")
enum consumer_kind { CONSUMER_KINDS(ENUM_VALUE) };

enum amount_unit { AMOUNT_NONE, AMOUNT_PAGES, AMOUNT_BYTES, AMOUNT_SHARE, AMOUNT_OF, AMOUNT_ALL };

struct amount {
	enum amount_unit unit;
	double value;   /* pages, bytes, or a share 0..1 (of another consumer: 0..) */
	const char *of; /* AMOUNT_OF: the other consumer's name */
};

/* Comes at `start` and is gone at `stop`, s. */
struct life {
	double start, stop;
	int64_t pages;
};

struct consumer {
	enum consumer_kind kind;
	const char *name;
	struct amount size, size_most; /* what it grows to; a range of one process, or drawn by each run */
	unsigned int order;
	const char *gfp;     /* NULL: usual for the kind */
	const char *request; /* CONSUMER_REQUEST: as of alloc/request.h */
	double start, ramp;  /* s: when it begins, how long until it has its size */
	double stop;         /* s: when it gives all back; 0: never */
	double lifetime,
		lifetime_most; /* s: mean time that a block is kept, or that a process lives; 0: until it stops */
	double pause, pause_most; /* s: from the end of a process to the next one */
	uint32_t processes;       /* at a time; 0: the usual number */
	struct amount set; /* CONSUMER_FILE: what is read at random; what is cached of it is not read again */
	bool spared;       /* the OOM killer leaves it alone */
	const struct life *lives; /* instead of processes that are drawn */
	size_t life_count;
	double rate; /* blocks a second: how fast it may grow, or attempts of a request; 0: no limit */
	double every, every_most; /* s: time between bursts; of others: it comes every so often */
	double hold, hold_most;   /* s: how long blocks of a burst are kept; of others: it stays so long */
	uint32_t count;           /* blocks of one burst or attempt */
	struct amount chunk;      /* CONSUMER_CMA: one buffer */
	uint32_t thin;            /* at thin_at, all but every n-th block are given back; 0: never */
	double thin_at;
	bool vendor_cma; /* adds __GFP_CMA on trees that have it */
};

struct workload {
	struct arena *arena; /* owns all of it */
	const char *name, *about;
	double duration, tick; /* s */
	struct amount swap;
	double
		zram; /* share of a swapped page that its compressed copy takes up in RAM; 0: swapped to a device */
	struct consumer *consumers;
	size_t consumer_count;
};

/*
 * Reads a workload file; -EINVAL with "FILE:LINE: ..." in `error`. Freed with
 * workload_free().
 */
int workload_load(const char *path, struct workload **workload, struct error *error);

/* The same from a text; `name` stands for the file in errors. */
int workload_parse(const char *name, const char *text, struct workload **workload, struct error *error);
void workload_free(struct workload *workload);

/* An empty one of ten minutes, to be filled. */
struct workload *workload_new(void);

const char *consumer_kind_name(enum consumer_kind kind);

struct footprint_sample;

/* What a running system held, in pages; -1 where it is not known. */
struct footprint {
	int64_t managed, free, free_cma, cma;
	int64_t anon, file, shmem, slab_reclaimable, slab_unreclaimable, kernel_stack, page_tables, pcp;
	int64_t swap_total, swap_free;
	int64_t cma_held; /* by drivers, of CMA */
	const struct footprint_sample *history; /* in the order of time, this one the last; or NULL */
	size_t history_count;
};

/* The same at one time, with what has been counted since boot: pages given back, page faults, kB read in. */
struct footprint_sample {
	double time; /* s */
	struct footprint footprint;
	int64_t freed, faults, read_kb; /* -1: not known */
};

/*
 * The workload that leads to such a footprint, as the text of a workload file with
 * its reasons: each part as a consumer of that size with the turnover of a busy
 * board, what is not accounted for as driver pools, and processes that come and
 * go, as large as memory and swap together tell. `used` pages are gone already
 * when user space begins. `request` is what is asked for, as of alloc/request.h.
 *
 * With a history nothing of that is assumed which it tells: sizes are ranges over all
 * samples, what has grown steadily goes on to grow, and lifetimes are what the
 * counters allow.
 */
const char *footprint_text(struct arena *arena, const struct footprint *footprint, int64_t used,
						   const char *request);

/* The same, read. */
struct workload *workload_from_footprint(const struct footprint *footprint, int64_t used,
										 const char *request);

/* Out of a captured /proc/meminfo; -EINVAL where it is none. */
int footprint_from_meminfo(const char *file, const char *text, unsigned int page_shift,
						   struct footprint *footprint, struct error *error);

/* A sample of a history; `vmstat` may be NULL. */
int footprint_sample_read(const char *file, double time, const char *meminfo, const char *vmstat,
						  unsigned int page_shift, struct footprint_sample *sample, struct error *error);

#endif
