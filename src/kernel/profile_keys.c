/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/profile_keys.h"

#include <stdlib.h>
#include <string.h>

#include "util/arch.h"
#include "kernel/places.h"
#include "kernel/version.h"
#include "util/arena.h"
#include "util/number.h"

static bool takes_release(const struct profile_key *key, const char *value)
{
	(void)key;
	return kernel_version_parse(value) != 0 && strlen(value) <= 200;
}

static bool takes_arch(const struct profile_key *key, const char *value)
{
	enum arch arch;

	(void)key;
	return arch_from_name(value, &arch);
}

static bool takes_page_size(const struct profile_key *key, const char *value)
{
	uint64_t size;

	(void)key;
	return parse_size(value, &size) && (size == KIB(4) || size == KIB(16) || size == KIB(64));
}

static bool takes_number(const struct profile_key *key, const char *value)
{
	uint64_t number;

	return parse_size(value, &number) && number >= key->low && number <= key->high;
}

static bool takes_signed(const struct profile_key *key, const char *value)
{
	return takes_number(key, *value == '-' ? value + 1 : value);
}

static bool takes_kind(const struct profile_key *key, const char *value)
{
	(void)key;
	return strcmp(value, "partial") == 0 || strcmp(value, "whole") == 0;
}

static bool takes_text(const struct profile_key *key, const char *value)
{
	(void)key;
	return *value && strlen(value) <= 200;
}

static bool takes_places(const struct profile_key *key, const char *value)
{
	struct arena *arena = arena_new();
	struct range *places;
	size_t count;
	bool takes = places_parse(arena, value, &places, &count);

	(void)key;
	arena_free(arena);
	return takes;
}

static bool takes_cma_users(const struct profile_key *key, const char *value)
{
	(void)key;
	return strcmp(value, "movable") == 0 || strcmp(value, "gfp-cma") == 0;
}

#define KEY_NAMES .expected = "up to 200 letters, several names joined by +", .takes = takes_text
#define KEY_1G .expected = "a size of up to 1 GiB", .takes = takes_number, .high = GIB(1)
#define KEY_ADDRESS .expected = "an address or a size", .takes = takes_number, .high = UINT64_MAX
#define KEY_16M .expected = "a size of up to 16 MiB", .takes = takes_number, .high = MIB(16)
#define KEY_COUNT .expected = "a number of up to 1000000", .takes = takes_number, .high = 1000000

static const struct profile_key keys[] = {
	{ "release", "a kernel version such as 6.1.176", takes_release, 0, 0, false, false },
	{ "arch", "arm, arm64 or riscv64", takes_arch, 0, 0, false, true },
	{ "page_size", "4096, 16384 or 65536", takes_page_size, 0, 0, false, true },
	{ .name = "config", .expected = "whole or partial", .takes = takes_kind },
	{ .name = "image_size", KEY_1G },
	{ .name = "text_offset", KEY_1G },
	{ .name = "kernel_start_offset", KEY_1G },
	{ .name = "code_size", KEY_1G, .in_kib = true },
	{ .name = "rwdata_size", KEY_1G, .in_kib = true },
	{ .name = "rodata_size", KEY_1G, .in_kib = true },
	{ .name = "init_size", KEY_1G, .in_kib = true },
	{ .name = "bss_size", KEY_1G, .in_kib = true },
	{ .name = "init_freed", KEY_1G, .in_kib = true },
	{ .name = "stext_offset", KEY_1G },
	{ .name = "rodata_offset", KEY_1G },
	{ .name = "init_offset", KEY_1G },
	{ .name = "data_offset", KEY_1G },
	{ .name = "percpu_static", KEY_16M },
	{ .name = "percpu_reserved", KEY_16M },
	{ .name = "percpu_unit", KEY_16M },
	{ .name = "pgdat_size", KEY_16M },
	{ .name = "lpa2",
	  .expected = "1 where the CPU has 52-bit addresses, else 0",
	  .takes = takes_number,
	  .high = 1 },
	{ .name = "efi", .expected = "1 where EFI starts the kernel, else 0", .takes = takes_number, .high = 1 },
	{ .name = "extra_free_kbytes", .expected = "a number of KiB", .takes = takes_number, .high = UINT32_MAX },
	{ .name = "cma_compatible", KEY_NAMES },
	{ .name = "coherent_compatible", KEY_NAMES },
	{ .name = "plain_compatible", KEY_NAMES },
	{ .name = "loader_fills", KEY_NAMES },
	{ .name = "cma_users", .expected = "movable or gfp-cma", .takes = takes_cma_users },
	{ .name = "cma_threshold",
	  .expected = "sixteenths, 1 to 16",
	  .takes = takes_number,
	  .low = 1,
	  .high = 16 },
	{ .name = "swiotlb_size", KEY_1G },
	{ .name = "fdt_base", .expected = "an address", .takes = takes_number, .high = UINT64_MAX },
	{ .name = "kernel_base", .expected = "an address", .takes = takes_number, .high = UINT64_MAX },
	{ .name = "initrd", .expected = "SIZE@BASE", .takes = takes_places },
	{ .name = "dma_zone_size", .expected = "a size", .takes = takes_number, .high = UINT64_MAX },
	{ .name = "pageblock_order",
	  .expected = "an order from 1 to 20",
	  .takes = takes_number,
	  .low = 1,
	  .high = 20 },
	{ .name = "max_order", .expected = "an order from 1 to 20", .takes = takes_number, .low = 1, .high = 20 },
	{ .name = "seen_model", .expected = "a model of up to 200 letters", .takes = takes_text },
	{ .name = "seen_ram_end", KEY_ADDRESS },
	{ .name = "seen_ram", KEY_ADDRESS },
	{ .name = "seen_ram_tree", KEY_ADDRESS },
	{ .name = "seen_dma_limit", KEY_ADDRESS },
	{ .name = "seen_pools", .expected = "SIZE@BASE, several joined by +", .takes = takes_places },
	{ .name = "calibrated_boots", KEY_COUNT },
	{ .name = "calibrated_pages",
	  .expected = "a number of pages",
	  .takes = takes_number,
	  .high = UINT32_MAX },
	{ .name = "reserved_adjust",
	  .expected = "a number of pages, of up to 1000000",
	  .takes = takes_signed,
	  .high = 1000000 },
	{ .name = "reserved_spread", KEY_COUNT },
};

static const char *const options[] = {
	"ARCH_FORCE_MAX_ORDER",
	"ARM64_16K_PAGES",
	"ARM64_64K_PAGES",
	"ARM64_MTE",
	"ARM64_PA_BITS",
	"ARM64_VA_BITS",
	"ARM_GIC_V3_ITS",
	"ARM_LPAE",
	"CMA",
	"CMA_AREAS",
	"CMA_DEBUGFS",
	"CMA_SIZE_MBYTES",
	"CMA_SIZE_PERCENTAGE",
	"CMA_SIZE_PERNUMA",
	"CMA_SIZE_SEL_MAX",
	"CMA_SIZE_SEL_MIN",
	"CMA_SIZE_SEL_PERCENTAGE",
	"CMDLINE",
	"CMDLINE_EXTEND",
	"CMDLINE_FORCE",
	"CPUMASK_OFFSTACK",
	"DEBUG_PAGEALLOC_ENABLE_DEFAULT",
	"DEFERRED_STRUCT_PAGE_INIT",
	"DMA_BOUNCE_UNALIGNED_KMALLOC",
	"DMA_CMA",
	"DMA_NUMA_CMA",
	"DMA_PERNUMA_CMA",
	"DMA_RESTRICTED_POOL",
	"EFI",
	"FLATMEM",
	"FORCE_MAX_ZONEORDER",
	"HIGHMEM",
	"HUGETLB_PAGE",
	"KASAN_GENERIC",
	"KASAN_HW_TAGS",
	"KASAN_SW_TAGS",
	"KFENCE",
	"KFENCE_NUM_OBJECTS",
	"KFENCE_SAMPLE_INTERVAL",
	"LOCKDEP",
	"LOG_BUF_SHIFT",
	"LOG_CPU_MAX_BUF_SHIFT",
	"MEMCG",
	"MEMORY_HOTPLUG",
	"MEMORY_HOTREMOVE",
	"MEMORY_ISOLATION",
	"MEM_ALLOC_PROFILING",
	"MODULES",
	"NODES_SHIFT",
	"NR_CPUS",
	"NUMA",
	"NUMA_EMU",
	"OF_DYNAMIC",
	"PAGE_BLOCK_MAX_ORDER",
	"PAGE_EXTENSION",
	"PAGE_IDLE_FLAG",
	"PAGE_OFFSET",
	"PGTABLE_LEVELS",
	"PRINTK_EXECUTION_CTX",
	"RANDOMIZE_BASE",
	"RANDOM_KMALLOC_CACHES",
	"RODATA_FULL_DEFAULT_ENABLED",
	"SOC_AM33XX",
	"SPARSEMEM",
	"SPARSEMEM_VMEMMAP",
	"STACKDEPOT",
	"STACKDEPOT_ALWAYS_INIT",
	"STACK_HASH_ORDER",
	"STRICT_KERNEL_RWX",
	"SWIOTLB",
	"TRANSPARENT_HUGEPAGE",
	"TRANSPARENT_HUGEPAGE_ALWAYS",
	"TRANSPARENT_HUGEPAGE_MADVISE",
	"VMAP_STACK",
	"ZONE_DEVICE",
	"ZONE_DMA",
	"ZONE_DMA32",
};

const struct profile_key *profile_key(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

bool profile_key_takes(const struct profile_key *key, const char *value)
{
	return key->takes(key, value);
}

const struct profile_key *profile_keys(size_t *count)
{
	*count = ARRAY_SIZE(keys);
	return keys;
}

const char *const *profile_options(size_t *count)
{
	*count = ARRAY_SIZE(options);
	return options;
}
