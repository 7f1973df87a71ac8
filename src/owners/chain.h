/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OWNERS_CHAIN_H
#define DTCARVE_OWNERS_CHAIN_H

/*
 * Call chains, each kept once however many pages it holds, and who they speak for.
 * Addresses and offsets are no part of a chain: two dumps of one kernel name it alike.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/migratetype.h"
#include "util/named.h"

struct arena;

#define OWNER_ORDERS 20

/* What a chain's pages are to who wants them back. */
#define PAGE_USE_LIST(X)                                                                                     \
	X(USE_DRIVER, "driver") /* nothing more is known than the function */                                    \
	X(USE_CMA_BUFFER, "CMA buffers") /* handed out by cma_alloc(): goes when its driver gives it back */     \
	X(USE_PIN, "pinned user pages") /* faulted in by get_user_pages(): stays while it is pinned */           \
	X(USE_BUFFERS, "file system metadata") /* file system metadata with buffer heads: stays while it is journalled */ \
	X(USE_ANON, "anonymous memory") /* what compaction can move, of processes */                             \
	X(USE_FILE, "page cache") /* page cache */                                                               \
	X(USE_SHMEM, "shared memory") /* tmpfs, memfd */                                                         \
	X(USE_HUGE, "huge pages") /* hugetlb */                                                                  \
	X(USE_ZRAM, "compressed swap") /* compressed pages */                                                    \
	X(USE_PAGE_TABLES, "page tables")                                                                        \
	X(USE_STACK, "kernel stacks")                                                                            \
	X(USE_SLAB, "slab caches") /* caches of the kernel's own */                                              \
	X(USE_NETWORK, "network buffers")                                                                        \
	X(USE_MODULE, "loaded modules") /* code and data of loaded modules */                                    \
	X(USE_EARLY, "before page_owner began") /* from before page_owner was there */
enum page_use { PAGE_USE_LIST(ENUM_VALUE) PAGE_USES };

const char *page_use_name(enum page_use use);

/* Can pages of that use be moved, where they were asked for as movable? */
bool page_use_moves(enum page_use use);

/* A driver, module or part of the kernel that holds pages. */
struct holder {
	const char *name;
	bool is_module;
	enum page_use use;
};

struct chain {
	const char *const *frames; /* "cma_alloc", "cma_heap_allocate [cma_heap]"; innermost first */
	uint32_t frame_count;
	uint32_t holder;      /* its place in the list */
	enum page_use use;    /* of its pages */
	const char *asked_by; /* the first function that is not the allocator's own */
	uint64_t blocks, pages, bytes;
	uint64_t by_order[OWNER_ORDERS]; /* blocks */
	uint64_t by_type[MIGRATE_TYPES]; /* pages, by the type asked for */
	uint64_t in_cma, foreign; /* pages */
	uint64_t first_ns, last_ns; /* when the oldest and the youngest were allocated; 0: not told */
	char task[16];              /* who allocated all of it; "" where there were several, or it is not told */
	bool several_tasks;
};

/* Both lists only grow; `left_out` counts the pages whose chain found no room. */
struct chains {
	struct arena *arena;
	struct chain *items;
	size_t count;
	struct holder *holders;
	size_t holder_count;
	struct chain_index *index;
	bool full; /* some chains are among those of `no_room` */
};

struct chains *chains_new(struct arena *arena);
void chains_free(struct chains *chains);

/* The chain whose frames are the lines of `text`. The place in `items` stays the same. */
size_t chains_find(struct chains *chains, const char *text, size_t length);

/* The same of a line that names a place in the sources, or a task: what `name` says is its holder, where it is
 * not NULL. */
size_t chains_find_place(struct chains *chains, const char *place, size_t length, const char *holder,
						 bool is_module);

/* --- frames.c: what a function says ------------------------------------------------------- */

enum frame_role {
	FRAME_OTHER,
	FRAME_PLUMBING, /* of the allocator, or a layer that only hands on */
	FRAME_TELLS,    /* says what the pages are for, and is nobody's driver */
};

struct frame_fact {
	enum frame_role role;
	enum page_use use;  /* of FRAME_TELLS, and of plumbing that leaves a mark */
	bool marks;         /* the use holds whoever called */
	bool lets_go;       /* takes no longer hold of what was faulted in than it needs to look at it */
};

/* Compares by the functions that asked, innermost first. */
int chain_by_frames(const struct chain *x, const struct chain *y);

/* `name` without offset and module. */
struct frame_fact frame_fact(const char *name, size_t length);

/* A module of helpers for other drivers. */
bool is_helper_module(const char *name, size_t length);

#endif
