/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_WHAT_IF_H
#define DTCARVE_JOB_WHAT_IF_H

/* A board whose regions are resized, moved, given another kind or taken away by hand. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "plan/plan.h"
#include "util/file.h"

struct arena;
struct boot;
struct error;
struct tree;

/* What can be done to one child of /reserved-memory. */
struct what_if_region {
	size_t node; /* index into board->rmem */
	struct range range;
	uint64_t granule; /* step of its size; of its place too where it is a CMA pool */
	uint64_t room;    /* that it could have from its base on: to the next region or the bank's end */
	struct range bank;
	bool may_resize, may_move, may_convert;
	const char *why; /* whose it is, or why nothing may be done */
};

struct what_if_regions {
	struct what_if_region *items;
	size_t count;
};

/* As the tree has them, in its order; what the kernel never looks at is not among them. */
int what_if_regions_of(struct arena *arena, const struct tree *tree, const struct boot *boot,
					   struct what_if_regions *regions, struct error *error);

/* Refers to the arena, the tree and the boot. */
struct what_if {
	struct site site; /* board and boot alone, as the tree is */
	struct plan plan; /* its layouts, changes and edits alone */
};

/*
 * Each edit is a line
 *
 *   /reserved-memory/vpu@84000000 size=64M base=0x84000000 kind=no-map|reusable|removed
 *
 * with what is to be otherwise. -EINVAL with one line where a region is not there,
 * or cannot be what it is asked to be.
 */
int what_if_make(struct arena *arena, const struct tree *tree, const struct boot *boot, const char *const *edits,
				 size_t count, struct what_if *what, struct error *error);

/* The tree with the edits; caller frees it with tree_free(), and what it came from after it. */
int what_if_tree(const struct what_if *what, struct tree **changed, struct error *error);

#endif
