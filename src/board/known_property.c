/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/known_property.h"

#include <stddef.h>
#include <string.h>

static const char *const names[PROPERTY_COUNT] = {
	[PROPERTY_UNKNOWN] = "",
	[PROPERTY_ADDRESS_CELLS] = "#address-cells",
	[PROPERTY_SIZE_CELLS] = "#size-cells",
	[PROPERTY_ALIGNMENT] = "alignment",
	[PROPERTY_ALLOC_RANGES] = "alloc-ranges",
	[PROPERTY_BOOTARGS] = "bootargs",
	[PROPERTY_COMPATIBLE] = "compatible",
	[PROPERTY_DEVICE_TYPE] = "device_type",
	[PROPERTY_DISTANCE_MATRIX] = "distance-matrix",
	[PROPERTY_DMA_RANGES] = "dma-ranges",
	[PROPERTY_ENABLE_METHOD] = "enable-method",
	[PROPERTY_HOTPLUGGABLE] = "hotpluggable",
	[PROPERTY_INTERCONNECT_NAMES] = "interconnect-names",
	[PROPERTY_IOMMU_ADDRESSES] = "iommu-addresses",
	[PROPERTY_IOMMUS] = "iommus",
	[PROPERTY_ION_REUSABLE] = "ion,reusable",
	[PROPERTY_CMA_DEFAULT] = "linux,cma-default",
	[PROPERTY_DMA_DEFAULT] = "linux,dma-default",
	[PROPERTY_ELFCOREHDR] = "linux,elfcorehdr",
	[PROPERTY_INITRD_END] = "linux,initrd-end",
	[PROPERTY_INITRD_START] = "linux,initrd-start",
	[PROPERTY_LINUX_PHANDLE] = "linux,phandle",
	[PROPERTY_USABLE_MEMORY] = "linux,usable-memory",
	[PROPERTY_USABLE_MEMORY_RANGE] = "linux,usable-memory-range",
	[PROPERTY_MEMORY_REGION] = "memory-region",
	[PROPERTY_MODEL] = "model",
	[PROPERTY_NAME] = "name",
	[PROPERTY_NO_MAP] = "no-map",
	[PROPERTY_NUMA_NODE_ID] = "numa-node-id",
	[PROPERTY_PHANDLE] = "phandle",
	[PROPERTY_RANGES] = "ranges",
	[PROPERTY_REG] = "reg",
	[PROPERTY_REUSABLE] = "reusable",
	[PROPERTY_RISCV_ISA] = "riscv,isa",
	[PROPERTY_RISCV_ISA_BASE] = "riscv,isa-base",
	[PROPERTY_SIZE] = "size",
	[PROPERTY_STATUS] = "status",
};

enum known_property known_property_of(const char *name)
{
	static const unsigned char first[128] = {
		['#'] = PROPERTY_ADDRESS_CELLS, ['a'] = PROPERTY_ALIGNMENT,
		['b'] = PROPERTY_BOOTARGS,      ['c'] = PROPERTY_COMPATIBLE,
		['d'] = PROPERTY_DEVICE_TYPE,   ['e'] = PROPERTY_ENABLE_METHOD,
		['h'] = PROPERTY_HOTPLUGGABLE,  ['i'] = PROPERTY_INTERCONNECT_NAMES,
		['l'] = PROPERTY_CMA_DEFAULT,   ['m'] = PROPERTY_MEMORY_REGION,
		['n'] = PROPERTY_NAME,          ['p'] = PROPERTY_PHANDLE,
		['r'] = PROPERTY_RANGES,        ['s'] = PROPERTY_SIZE,
	};
	size_t i = first[name[0] & 127];

	for (; i && i < PROPERTY_COUNT && names[i][0] == name[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum known_property)i;
	return PROPERTY_UNKNOWN;
}

bool property_may_name_memory(const char *name)
{
	static const char words[32][10] = {
		['m' & 31] = "mem",      ['r' & 31] = "region", ['p' & 31] = "pool",
		['c' & 31] = "carveout", ['h' & 31] = "heap",   ['b' & 31] = "buffer"
	};

	/* every name of every board comes here: a look at two letters tells most */
	static const char second[32] = { ['m' & 31] = 'e', ['r' & 31] = 'e', ['p' & 31] = 'o',
									 ['c' & 31] = 'a', ['h' & 31] = 'e', ['b' & 31] = 'u' };

	for (; name[0]; name++) {
		const char *word = words[name[0] & 31];

		if (name[1] == second[name[0] & 31] && word[0] && strncmp(name, word, strlen(word)) == 0)
			return true;
	}
	return false;
}
