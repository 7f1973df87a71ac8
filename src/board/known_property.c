/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/known_property.h"

#include <stddef.h>
#include <string.h>

#include "util/number.h"

static const char *const names[PROPERTY_COUNT] = {
	[PROPERTY_UNKNOWN] = "",
	[PROPERTY_ADDRESS_CELLS] = "#address-cells",
	[PROPERTY_SIZE_CELLS] = "#size-cells",
	[PROPERTY_ALIGNMENT] = "alignment",
	[PROPERTY_ALLOC_RANGES] = "alloc-ranges",
	[PROPERTY_BOOTARGS] = "bootargs",
	[PROPERTY_COMPATIBLE] = "compatible",
	[PROPERTY_DEVICE_TYPE] = "device_type",
	[PROPERTY_DMA_RANGES] = "dma-ranges",
	[PROPERTY_ENABLE_METHOD] = "enable-method",
	[PROPERTY_HOTPLUGGABLE] = "hotpluggable",
	[PROPERTY_IOMMU_ADDRESSES] = "iommu-addresses",
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
	for (size_t i = PROPERTY_UNKNOWN + 1; i < PROPERTY_COUNT; i++)
		if (name[0] == names[i][0] && strcmp(name, names[i]) == 0)
			return (enum known_property)i;
	return PROPERTY_UNKNOWN;
}

bool property_may_name_memory(const char *name)
{
	static const char *const words[] = { "mem", "region", "pool", "carveout", "heap", "buffer" };

	for (; *name; name++)
		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (*name == words[i][0] && strncmp(name, words[i], strlen(words[i])) == 0)
				return true;
	return false;
}
