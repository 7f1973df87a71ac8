/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_KNOWN_PROPERTY_H
#define DTCARVE_BOARD_KNOWN_PROPERTY_H

#include <stdbool.h>

#include "util/named.h"

/* The properties that a board is read from; those of one first letter in a row. */
#define KNOWN_PROPERTIES(X)                                                                                  \
	X(PROPERTY_UNKNOWN, "")                                                                                  \
	X(PROPERTY_ADDRESS_CELLS, "#address-cells")                                                              \
	X(PROPERTY_SIZE_CELLS, "#size-cells")                                                                    \
	X(PROPERTY_ALIGNMENT, "alignment")                                                                       \
	X(PROPERTY_ALLOC_RANGES, "alloc-ranges")                                                                 \
	X(PROPERTY_BOOTARGS, "bootargs")                                                                         \
	X(PROPERTY_COMPATIBLE, "compatible")                                                                     \
	X(PROPERTY_DEVICE_TYPE, "device_type")                                                                   \
	X(PROPERTY_DISTANCE_MATRIX, "distance-matrix")                                                           \
	X(PROPERTY_DMA_RANGES, "dma-ranges")                                                                     \
	X(PROPERTY_ENABLE_METHOD, "enable-method")                                                               \
	X(PROPERTY_HOTPLUGGABLE, "hotpluggable")                                                                 \
	X(PROPERTY_INTERCONNECT_NAMES, "interconnect-names")                                                     \
	X(PROPERTY_IOMMU_ADDRESSES, "iommu-addresses")                                                           \
	X(PROPERTY_IOMMUS, "iommus")                                                                             \
	X(PROPERTY_ION_REUSABLE, "ion,reusable")                                                                 \
	X(PROPERTY_CMA_DEFAULT, "linux,cma-default")                                                             \
	X(PROPERTY_DMA_DEFAULT, "linux,dma-default")                                                             \
	X(PROPERTY_ELFCOREHDR, "linux,elfcorehdr")                                                               \
	X(PROPERTY_INITRD_END, "linux,initrd-end")                                                               \
	X(PROPERTY_INITRD_START, "linux,initrd-start")                                                           \
	X(PROPERTY_LINUX_PHANDLE, "linux,phandle")                                                               \
	X(PROPERTY_USABLE_MEMORY, "linux,usable-memory")                                                         \
	X(PROPERTY_USABLE_MEMORY_RANGE, "linux,usable-memory-range")                                             \
	X(PROPERTY_MEMORY_REGION, "memory-region")                                                               \
	X(PROPERTY_MODEL, "model")                                                                               \
	X(PROPERTY_NAME, "name")                                                                                 \
	X(PROPERTY_NO_MAP, "no-map")                                                                             \
	X(PROPERTY_NUMA_NODE_ID, "numa-node-id")                                                                 \
	X(PROPERTY_PHANDLE, "phandle")                                                                           \
	X(PROPERTY_RANGES, "ranges")                                                                             \
	X(PROPERTY_REG, "reg")                                                                                   \
	X(PROPERTY_REUSABLE, "reusable")                                                                         \
	X(PROPERTY_RISCV_ISA, "riscv,isa")                                                                       \
	X(PROPERTY_RISCV_ISA_BASE, "riscv,isa-base")                                                             \
	X(PROPERTY_SIZE, "size")                                                                                 \
	X(PROPERTY_STATUS, "status")
enum known_property { KNOWN_PROPERTIES(ENUM_VALUE) PROPERTY_COUNT };

/* PROPERTY_UNKNOWN for any other name. */
enum known_property known_property_of(const char *name);

/*
 * Whether a property of that name may hold references to reserved memory:
 * shmem, secure-heap and others, bindings of single drivers, which are known
 * by the words that their names have in common.
 */
bool property_may_name_memory(const char *name);

#endif
