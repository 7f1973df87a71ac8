/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_RMEM_SORT_H
#define DTCARVE_BOOT_RMEM_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A row of the kernel's reserved_mem table. */
struct rmem_entry {
	uint64_t base, size; /* 0, 0 for a dynamic node that is not placed yet */
	size_t region;       /* index into boot->regions; they stand in tree order */
	bool dynamic;
};

/*
 * Sorts by (base, size) with the kernel's heapsort. It is not stable, and
 * dynamic nodes all compare equal: the order in which they are placed is
 * whatever this very algorithm leaves (linux-5.10:lib/sort.c:sort_r; 4.19's
 * gives the same). From 6.5 on the node's place in the tree breaks ties.
 */
void rmem_sort(struct rmem_entry *entries, size_t count, bool ties_in_tree_order);

#endif
