/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_KNOWN_PROPERTY_H
#define DTCARVE_BOARD_KNOWN_PROPERTY_H

#include <stdbool.h>

/* The properties that a board is read from; those of one first letter in a row. */
enum known_property {
	PROPERTY_UNKNOWN,
	PROPERTY_ADDRESS_CELLS,
	PROPERTY_SIZE_CELLS,
	PROPERTY_ALIGNMENT,
	PROPERTY_ALLOC_RANGES,
	PROPERTY_BOOTARGS,
	PROPERTY_COMPATIBLE,
	PROPERTY_DEVICE_TYPE,
	PROPERTY_DISTANCE_MATRIX,
	PROPERTY_DMA_RANGES,
	PROPERTY_ENABLE_METHOD,
	PROPERTY_HOTPLUGGABLE,
	PROPERTY_IOMMU_ADDRESSES,
	PROPERTY_ION_REUSABLE,
	PROPERTY_CMA_DEFAULT,
	PROPERTY_DMA_DEFAULT,
	PROPERTY_ELFCOREHDR,
	PROPERTY_INITRD_END,
	PROPERTY_INITRD_START,
	PROPERTY_LINUX_PHANDLE,
	PROPERTY_USABLE_MEMORY,
	PROPERTY_USABLE_MEMORY_RANGE,
	PROPERTY_MEMORY_REGION,
	PROPERTY_MODEL,
	PROPERTY_NAME,
	PROPERTY_NO_MAP,
	PROPERTY_NUMA_NODE_ID,
	PROPERTY_PHANDLE,
	PROPERTY_RANGES,
	PROPERTY_REG,
	PROPERTY_REUSABLE,
	PROPERTY_RISCV_ISA,
	PROPERTY_RISCV_ISA_BASE,
	PROPERTY_SIZE,
	PROPERTY_STATUS,
	PROPERTY_COUNT
};

/* PROPERTY_UNKNOWN for any other name. */
enum known_property known_property_of(const char *name);

/*
 * Whether a property of that name may hold references to reserved memory:
 * shmem, secure-heap and others, bindings of single drivers, which are known
 * by the words that their names have in common.
 */
bool property_may_name_memory(const char *name);

#endif
