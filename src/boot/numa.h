/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_NUMA_H
#define DTCARVE_BOOT_NUMA_H

/* What numa.c and numa_emulation.c share: the memory of each node (linux:include/linux/numa_memblks.h). */

#include "boot/replay.h"

#define MAX_NODE_BLOCKS (2 * MAX_NODES) /* NR_NODE_MEMBLKS */

struct node_block {
	uint64_t start, end; /* end exclusive */
	unsigned int node;
};

struct numa_map {
	struct node_block blocks[MAX_NODE_BLOCKS];
	size_t count;
	unsigned char physical[MAX_NODES]; /* emu_nid_to_phys; of a node that is not faked its own */
	uint64_t nodes;                    /* bit 1 << node of each that memory, a CPU or a distance names */
};

unsigned int max_numa_nodes(const struct replay *r);

/* false where there are too many */
bool numa_map_add(const struct replay *r, struct numa_map *map, uint64_t start, uint64_t end,
				  unsigned int node);

/* linux:numa_cleanup_meminfo: false where memory of two nodes overlaps */
bool numa_map_join(struct replay *r, struct numa_map *map);
void numa_map_remove(struct numa_map *map, size_t at);

/* linux:mm/numa_emulation.c:numa_emulation; false where it is not asked for, or fails: the map stays as it is
 */
bool numa_emulation(struct replay *r, struct numa_map *map);

#endif
