/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_BOARD_H
#define DTCARVE_BOARD_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input/tree.h"
#include "util/arch.h"
#include "util/range.h"
#include "util/range_set.h"

struct arena;
struct error;
struct firmware_map;
struct tree;

/* A list of (base, size) tuples as a property holds it, read with the root's cells. */
struct tuples {
	bool present;
	bool whole;    /* the length is a multiple of one tuple's, and not 0 */
	size_t length; /* of the property, bytes */
	struct range *items;
	size_t count;
};

#define NO_NUMA_NODE UINT32_MAX

/* A tree with more is refused. */
#define BOARD_MOST_BANKS ((size_t)4096)        /* in all memory nodes */
#define BOARD_MOST_RESERVATIONS ((size_t)4096) /* /memreserve/ entries */
#define BOARD_MOST_REGIONS ((size_t)4096)      /* below /reserved-memory */
#define BOARD_MOST_RANGES ((size_t)4096)       /* of one region */

/* A node with device_type = "memory", wherever it stands. */
struct memory_node {
	const char *path;
	unsigned int depth; /* 1: a child of the root */
	bool enabled;       /* status absent, "ok" or "okay" */
	bool hotpluggable;
	uint32_t numa_node; /* numa-node-id, or NO_NUMA_NODE */
	struct tuples reg, usable;
};

/* linux,usable-memory stands for reg where both are there (linux:drivers/of/fdt.c:early_init_dt_scan_memory). */
static inline const struct tuples *memory_tuples(const struct memory_node *memory)
{
	return memory->usable.present ? &memory->usable : &memory->reg;
}

/* A property that holds one number in so many cells. */
struct sized_cell {
	bool present;
	size_t length; /* bytes */
	uint64_t value;
};

/* What memory a bus lets a device address, by its dma-ranges. */
struct bus_reach {
	const char *user; /* the device */
	const char *bus;
	size_t place;             /* of the bus in tree order */
	struct range_set windows; /* as the CPU sees them, joined */
	bool skipped_own; /* the device's own bus has no dma-ranges, which not every kernel passes over */
};

/* A node under /reserved-memory, in tree order, grandchildren included. */
struct rmem_node {
	const char *path, *name;
	size_t place;       /* of the node in tree order, the root has 0 */
	unsigned int depth; /* 1: a child of /reserved-memory */
	bool enabled;
	struct tuples reg, alloc_ranges;
	struct sized_cell size, alignment;
	bool no_map, reusable, cma_default, dma_default;
	bool ion_reusable; /* what Exynos trees say in the place of "reusable" */
	const char *const *compatible;
	size_t compatible_count;
	uint32_t phandle;             /* 0: none */
	const char *label;            /* in /__symbols__ or in the source, or NULL */
	const char *const *consumers; /* paths of the nodes whose memory-region names it */
	size_t consumer_count;
	const char *enabled_consumer; /* the first of them that is switched on, or NULL */
	struct bus_reach *reaches;    /* of those switched on, one a bus, where the tree tells it; boot/dma_windows.h */
	size_t reach_count;
	bool named_elsewhere; /* another property refers to it (shmem, ...), or it names devices (iommu-addresses)
						   */
};

/* The /reserved-memory node itself. */
struct rmem_root {
	bool present;
	bool enabled;
	bool has_address_cells, has_size_cells, has_ranges;
	uint32_t address_cells, size_cells;
};

struct chosen {
	const char *bootargs; /* never NULL */
	bool has_initrd;
	uint64_t initrd_start, initrd_end; /* end exclusive */
	struct range *usable_ranges;
	size_t usable_count;
	struct range elfcorehdr; /* size 0: none */
	const char **properties; /* names of all that stand there */
	size_t property_count;
	bool efi; /* an EFI stub has been here: linux,uefi-mmap-start */
};

/*
 * What unflattening the tree takes, for any kernel's struct sizes: every node
 * and property is one allocation, rounded to the pointer size.
 * Source: linux:drivers/of/fdt.c:populate_node, populate_properties.
 */
struct tree_shape {
	uint64_t nodes, properties;          /* properties include the "name" ones that the kernel adds */
	uint64_t text_bytes_8, text_bytes_4; /* node names and added name values, each rounded to 8 or 4 bytes */
	uint64_t path_bytes_8, path_bytes_4; /* more, where nodes keep their whole path */
	uint64_t last_name; /* of the very last allocation: bytes it was rounded up by, 8-byte case */
	uint64_t last_name_4;
	const unsigned int
		*alias_stems; /* /aliases entries that name a node and end in a number: length of the stem */
	size_t alias_count;
};

/* A memory-region reference that leads nowhere, or to no child of /reserved-memory. */
struct bad_reference {
	const char *consumer; /* node path */
	bool enabled;         /* the consumer is switched on */
	uint32_t phandle;
	const char *target; /* path of the node that is no reserved memory, or NULL */
};

/*
 * A node outside /reserved-memory that carries a reserved region's compatible
 * or properties, or a second /reserved-memory under another name or parent;
 * of nested ones the outermost.
 */
struct stray_region {
	const char *path;
	size_t place;      /* of the node in tree order, the root has 0 */
	bool is_container; /* meant as /reserved-memory itself */
};

/* An entry of the node that is compatible with numa-distance-map-v1. */
struct numa_distance {
	uint32_t from, to, distance;
};

/* Registers, or memory that is no DDR, of a node: by its `reg`, as the CPU sees it. */
struct device {
	struct range range;
	const char *path;
};

/* What the tree says, and nothing that a kernel makes of it. */
struct board {
	struct arena *arena;
	const char *file, *format, *entry;
	struct image_told told; /* by the image that the tree came in */
	const char *model;      /* or NULL */
	const char *const *compatible;
	size_t compatible_count;
	enum arch arch; /* told by /cpus and the root; ARCH_UNKNOWN where nothing tells */
	bool has_address_cells, has_size_cells;
	uint32_t address_cells, size_cells; /* the root's; 1 and 1 by default (linux:drivers/of/fdt.c) */
	struct memory_node *memory;
	size_t memory_count;
	const char *ddr_from;      /* the defaults file that told the DDR, "dtcarve.ini:5"; or NULL */
	bool ddr_by_firmware;      /* what no memory node tells stands in the image or in firmware's map */
	bool ram_start_told;       /* by a memory node, be it an empty one */
	uint64_t likely_ram_start; /* as told, else board_guess_ram_start() */
	const char *ram_start_soc; /* whose RAM is known to begin there, where no memory node tells; or NULL */
	bool ram_start_guessed; /* a bank was given without a base, the tree's (empty) memory node lent its own */
	struct range *memreserve; /* up to the first entry of size 0 */
	size_t memreserve_count;
	struct rmem_root rmem_root;
	struct rmem_node *rmem;
	size_t rmem_count;
	struct chosen chosen;
	unsigned int cpus;      /* enabled cpu nodes, at least 1 */
	struct device *devices; /* in tree order */
	size_t device_count;
	uint32_t *cpu_nodes; /* numa-node-id of each that stands in the tree, or NO_NUMA_NODE */
	size_t cpu_node_count;
	bool has_distance_map;
	struct numa_distance *distances;
	size_t distance_count;
	uint64_t dma_max;     /* linux:drivers/of/address.c:of_dma_get_max_cpu_address; UINT64_MAX: no limit */
	const char *dma_node; /* whose dma-ranges set it, or NULL */
	uint64_t fdt_size;    /* fdt_totalsize, bytes */
	struct tree_shape shape;
	struct bad_reference *bad_references;
	size_t bad_reference_count;
	struct stray_region *strays;
	size_t stray_count;
	bool has_symbols;         /* /__symbols__: every labelled node has a phandle */
	bool memory_without_type; /* a node named memory at the root lacks device_type */
	const char *memory_without_type_path;
};

/*
 * Reads the board out of a tree that blob_check() has passed. The board
 * keeps no reference to the tree. Caller frees it with board_free().
 */
int board_read(const struct tree *tree, struct board **board, struct error *error);
void board_free(struct board *board);

/* By one of its compatibles. */
bool rmem_is_compatible(const struct rmem_node *node, const char *compatible);

/* The SoC, where it is known where its RAM begins, and where; or NULL. */
const char *board_soc_ram_start(const struct board *board, uint64_t *base);

/* Where RAM may begin: as on other boards with the SoC, else by where there are no devices. */
uint64_t board_guess_ram_start(const struct board *board);

/* Bytes of RAM that the memory nodes tell, for asking the user; 0 where none does. */
uint64_t board_memory_told(const struct board *board);

/* The bank that all of the range lies in; false where none is. */
bool board_bank_of(const struct board *board, struct range range, struct range *bank);

/*
 * Where no memory node tells RAM, what the image that the tree came in tells of
 * it, or firmware's map (NULL: none); -ENODATA with one line, and how to tell it,
 * where nothing does.
 */
int board_need_memory(struct board *board, const struct firmware_map *map, struct error *error);

/*
 * Replaces the memory nodes by `count` banks, as a boot loader would that
 * fills in /memory; a bank is of the NUMA node whose memory began where it begins. A bank with base
 * UINT64_MAX starts where the tree's first memory node starts; where the tree does not tell that, at
 * likely_ram_start, or -EINVAL if the caller wants no guess.
 */
int board_set_ddr(struct board *board, const struct range *banks, size_t count, bool may_guess,
				  struct error *error);

#endif
