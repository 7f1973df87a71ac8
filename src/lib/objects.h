/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_OBJECTS_H
#define DTCARVE_LIB_OBJECTS_H

/*
 * The public objects: each wraps one value of a room and counts who needs it,
 * so that they can be given back in any order. What has no life of its own
 * (regions, zones, pools, nodes) is the room's own struct under a public name.
 */
#include "boot/boot.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/range.h"

#include <dtcarve/types.h>

struct dtcarve_ctx {
	unsigned int users;
	struct error error;
};

struct dtcarve_tree {
	unsigned int users;
	struct dtcarve_ctx *ctx;
	struct tree *tree;
	bool has_file; /* its name is that of a file */
};

struct dtcarve_board {
	unsigned int users;
	struct dtcarve_ctx *ctx;
	struct dtcarve_tree *tree;
	struct board *board;
};

struct dtcarve_kernel {
	unsigned int users;
	struct dtcarve_ctx *ctx;
	struct dtcarve_tree *tree; /* that it is for, or NULL */
	struct arena *arena;       /* what was read of its image */
	struct kernel *kernel;
};

struct dtcarve_boot {
	unsigned int users;
	struct dtcarve_board *board;
	struct dtcarve_kernel *kernel;
	struct boot *boot;
	unsigned int cpus;           /* possible ones */
	struct arena *arena;         /* of the text in the options */
	struct boot_options options; /* as it was predicted with */
};

/* One more user of what is not NULL. */
struct dtcarve_ctx *ctx_hold(struct dtcarve_ctx *ctx);
struct dtcarve_tree *tree_hold(struct dtcarve_tree *tree);
struct dtcarve_board *board_hold(struct dtcarve_board *board);
struct dtcarve_kernel *kernel_hold(struct dtcarve_kernel *kernel);
struct dtcarve_boot *boot_hold(struct dtcarve_boot *boot);

/* -ENODATA with the reason where the kernel does not get through. */
int boot_must_come_up(const struct dtcarve_boot *boot);

/*
 * The objects begin with their users. Who is held in an entry that runs out of
 * memory is let go again, and what the entry allocated is freed (util/memory.h).
 */
void hold(void *object);
bool let_go(void *object); /* was the last user */

/* What is left of the function is an entry, which returns -ENOMEM where memory is out. */
#define ENTRY(error)                                                                                         \
	MEMORY_GUARD(entry_guard);                                                                               \
	if (setjmp(entry_guard.back))                                                                            \
	return error_set((error), -ENOMEM, "out of memory")

/* The same of a setter of options, which cannot fail: those who use the options do. */
#define SETTER(options)                                                                                      \
	MEMORY_GUARD(entry_guard);                                                                               \
	if (setjmp(entry_guard.back)) {                                                                          \
		(options)->out_of_memory = true;                                                                     \
		return;                                                                                              \
	}                                                                                                        \
	(void)0

static inline struct dtcarve_range public_range(struct range r)
{
	return (struct dtcarve_range){ r.base, r.size };
}

#endif
