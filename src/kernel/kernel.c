/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kernel.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/facts.h"
#include "kernel/family.h"
#include "kernel/gather.h"
#include "kernel/places.h"
#include "kernel/resolve.h"
#include "kernel/variant.h"
#include "kernel/version.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/text.h"

/* The release that the inputs tell, which --kernel may narrow down to its series only. */
static int resolve_release(struct kernel *k, const struct kernel_options *o, struct error *error)
{
	const char *told = config_fact(&k->config, "release");
	const struct kernel_family *family = kernel_family_named(o->kernel);
	const char *wanted = family ? family->release : o->kernel;
	bool typed = o->kernel && !kernel_option_is_file(o->kernel);

	k->given = told || typed;
	k->release = told ? told : typed ? arena_strdup(k->arena, kernel_version_plain(o->kernel)) : NEWEST_KERNEL;
	if (typed && strncmp(o->kernel, "next-", 5) == 0)
		return error_set(error, -EINVAL,
						 "--kernel %s: tells no version: give what \"make kernelversion\" says there, such as %s-%s",
						 o->kernel, NEWEST_KERNEL, o->kernel);
	if (typed && isdigit((unsigned char)*wanted) && strchr(wanted, '.') && !kernel_version_parse(wanted))
		return error_set(error, -EINVAL,
						 "--kernel %s: no release of Linux is called so; the newest known is %s", o->kernel,
						 NEWEST_KERNEL);
	if (typed && !kernel_version_parse(wanted))
		return error_set(
			error, -EINVAL,
			"--kernel %s: neither a version such as 6.1 nor a kernel-profile file that exists, nor a shipped one (%s)",
			o->kernel, kernel_family_names(k->arena));
	if (typed && told && kernel_version_parse(wanted) >> 8 != kernel_version_parse(told) >> 8)
		return error_set(error, -EINVAL, "--kernel %s: but the kernel's files are of Linux %s", o->kernel,
						 told);
	if (o->kernel && !typed && !told)
		return error_set(error, -EINVAL, "%s: a kernel profile needs a line \"#dtcarve release=VERSION\"",
						 o->kernel);
	k->version = kernel_version_parse(k->release);
	return 0;
}

static bool option(const struct kernel *k, const char *name, bool missing)
{
	if (!k->has_config && !config_option(&k->config, name))
		return missing;
	return config_is_set(&k->config, name);
}

static uint64_t number(const struct kernel *k, const char *name, uint64_t missing)
{
	uint64_t value;

	return config_number(&k->config, name, &value) ? value : missing;
}

static uint64_t fact(const struct kernel *k, const char *key, uint64_t missing)
{
	uint64_t value;

	return config_fact_number(&k->config, key, &value) ? value : missing;
}

static int64_t signed_fact(const struct kernel *k, const char *key)
{
	const char *text = config_fact(&k->config, key);
	uint64_t value;

	if (!text || !parse_size(*text == '-' ? text + 1 : text, &value) || value > INT32_MAX)
		return 0;
	return *text == '-' ? -(int64_t)value : (int64_t)value;
}

static int resolve_arch(struct kernel *k, enum arch wanted, struct error *error)
{
	const char *told = config_fact(&k->config, "arch");

	k->arch = wanted;
	if (told && !arch_from_name(told, &k->arch))
		return error_set(error, -EINVAL, "arch \"%s\" is none of arm, arm64, riscv64", told);
	if (told && wanted != ARCH_UNKNOWN && k->arch != wanted)
		return error_set(error, -EINVAL,
						 "the kernel is for %s, but the tree is for %s: give the right kernel, or --arch",
						 told, arch_name(wanted));
	if (k->arch == ARCH_UNKNOWN)
		k->arch = ARCH_ARM64;
	k->pointer_bytes = k->arch == ARCH_ARM ? 4 : 8;
	return 0;
}

static int resolve_page_size(struct kernel *k, uint64_t wanted, struct error *error)
{
	uint64_t size = wanted ? wanted : fact(k, "page_size", 0);

	if (!size && k->arch == ARCH_ARM64 && config_is_set(&k->config, "ARM64_16K_PAGES"))
		size = 16384;
	if (!size && k->arch == ARCH_ARM64 && config_is_set(&k->config, "ARM64_64K_PAGES"))
		size = 65536;
	k->page_size_told = size || k->has_config || k->arch != ARCH_ARM64;
	if (!size)
		size = 4096;
	if (size != 4096 && !(k->arch == ARCH_ARM64 && (size == 16384 || size == 65536)))
		return error_set(error, -EINVAL, "page size %llu: %s has pages of 4K%s", (unsigned long long)size,
						 arch_name(k->arch), k->arch == ARCH_ARM64 ? ", 16K or 64K" : "");
	k->page_shift = ilog2_u64(size);
	return 0;
}

/* Order of a huge page that one PMD entry maps. */
static unsigned int pmd_order(const struct kernel *k)
{
	return k->page_shift - 3;
}

/* FORCE_MAX_ZONEORDER and ARCH_FORCE_MAX_ORDER count orders up to 6.3, and name the largest from 6.4 on. */
static unsigned int resolve_max_order(const struct kernel *k)
{
	uint64_t n = number(k, "ARCH_FORCE_MAX_ORDER", number(k, "FORCE_MAX_ZONEORDER", 0));
	bool late = k->rules->large_pages_large_orders;

	if (config_fact_number(&k->config, "max_order", &n))
		return (unsigned int)n;
	if (n && n <= 20)
		return (unsigned int)(k->version < KERNEL_VERSION(6, 4, 0) ? n - 1 : n);
	if (k->page_shift == 14)
		return late || k->thp_possible ? 11 : 10;
	if (k->page_shift == 16)
		return late || k->thp_possible ? 13 : 10;
	return k->arch == ARCH_ARM && option(k, "SOC_AM33XX", false) ? 11 : 10;
}

/* linux:include/linux/pageblock-flags.h */
static unsigned int resolve_pageblock_order(const struct kernel *k)
{
	unsigned int limit = (unsigned int)number(k, "PAGE_BLOCK_MAX_ORDER", k->max_order);
	unsigned int order = k->max_order;

	if (config_fact(&k->config, "pageblock_order"))
		return (unsigned int)fact(k, "pageblock_order", 0);
	if (k->hugetlb)
		order = pmd_order(k);
	else if (k->thp_possible && k->rules->thp_pageblocks)
		order = pmd_order(k);
	if (k->rules->pageblock_within_max_order && order > k->max_order)
		order = k->max_order;
	return order < limit ? order : limit;
}

/* A pool that came up is aligned to the granule, whatever the options. */
static uint64_t alignment_of(struct range pool)
{
	uint64_t bits = pool.base | pool.size;

	return bits & -bits;
}

static bool is_told_off(const struct kernel *k, const char *name)
{
	const char *value = config_option(&k->config, name);

	return value && strcmp(value, "n") == 0;
}

static unsigned int resolve_section_bits(const struct kernel *k)
{
	if (k->arch == ARCH_ARM)
		return option(k, "SPARSEMEM", false) ? 28 : 0;
	/* mem_map is no witness of it: it is there without NUMA as well */
	if ((option(k, "FLATMEM", false) && !option(k, "SPARSEMEM", true)) || is_told_off(k, "SPARSEMEM"))
		return 0;
	if (k->arch == ARCH_RISCV64)
		return 27;
	switch (k->page_shift) {
	case 14:
		return k->rules->section_bits_16k;
	case 16:
		return k->rules->section_bits_64k;
	default:
		return k->rules->section_bits_4k;
	}
}

static void resolve_memory_model(struct kernel *k)
{
	bool large = k->rules->usual_config_is_large;
	bool arm64 = k->arch == ARCH_ARM64, arm = k->arch == ARCH_ARM;

	k->hugetlb = option(k, "HUGETLB_PAGE", !arm && large);
	k->thp_possible = option(k, "TRANSPARENT_HUGEPAGE", !arm && large);
	k->thp_enabled = k->thp_possible && (option(k, "TRANSPARENT_HUGEPAGE_ALWAYS", true) ||
										 option(k, "TRANSPARENT_HUGEPAGE_MADVISE", false));
	k->max_order = resolve_max_order(k);
	k->pageblock_order = resolve_pageblock_order(k);
	k->cma_granule = page_size(k) << (k->rules->cma_granule_is_max_order && k->max_order > k->pageblock_order
										  ? k->max_order
										  : k->pageblock_order);
	for (size_t i = 0; i < k->seen_pool_count; i++)
		k->cma_granule = min_u64(k->cma_granule, alignment_of(k->seen_pools[i]));
	k->section_bits = resolve_section_bits(k);
	k->memcg = option(k, "MEMCG", true);
	k->struct_page = k->memcg ? k->rules->struct_page : k->rules->struct_page_bare;
	k->vmemmap = option(k, "SPARSEMEM_VMEMMAP", !arm);
	k->numa = option(k, "NUMA", !arm && large);
	k->numa_emu = k->numa && k->rules->numa_meminfo && option(k, "NUMA_EMU", true);
	k->nodes_shift = (unsigned int)number(k, "NODES_SHIFT", k->arch == ARCH_RISCV64 ? 2 : 4);
	/* logs of arm boards: 8 of 9 have no zone DMA */
	k->zone_dma_told = !arm || k->has_config || config_option(&k->config, "ZONE_DMA");
	k->zone_dma = k->rules->zone_dma && option(k, "ZONE_DMA", !arm);
	k->zone_dma32 = k->rules->zone_dma32 && option(k, "ZONE_DMA32", true);
	k->zone_device = option(k, "ZONE_DEVICE", false);
	k->highmem = arm && option(k, "HIGHMEM", true);
	k->lpae = arm && option(k, "ARM_LPAE", false);
	k->va_bits = (unsigned int)number(k, "ARM64_VA_BITS", large ? 48 : 39);
	k->pgtable_levels = (unsigned int)number(k, "PGTABLE_LEVELS", arm ? 2 : large ? 4 : 3);
	k->phys_bits = k->arch == ARCH_RISCV64 ? 56
				   : k->page_shift == 16   ? (unsigned int)number(k, "ARM64_PA_BITS", 48)
										   : 48;
	/* 52-bit addresses need a CPU that has them; on others the fifth (or fourth, 16K) level folds away */
	k->lpa2_unknown = arm64 && k->va_bits == 52 && k->page_shift < 16 && !config_fact(&k->config, "lpa2");
	if (arm64 && k->va_bits == 52 && fact(k, "lpa2", 0)) {
		k->phys_bits = 52;
	} else if (arm64 && k->va_bits == 52) {
		k->va_bits = k->page_shift == 14 ? 47 : 48;
	}
	if (arm64 && k->va_bits >= 36 && k->va_bits <= 52) /* ARM64_HW_PGTABLE_LEVELS */
		k->pgtable_levels = (k->va_bits - 4) / (k->page_shift - 3);
}

static void resolve_cma(struct kernel *k)
{
	uint64_t areas = k->numa ? k->rules->usual_cma_areas_numa : k->rules->usual_cma_areas;

	k->cma = option(k, "CMA", true);
	k->dma_cma = k->cma && k->rules->dma_cma && option(k, "DMA_CMA", true);
	k->node_cma = k->numa && (option(k, "DMA_PERNUMA_CMA", true) || option(k, "DMA_NUMA_CMA", true));
	k->node_cma_in_config =
		k->node_cma && k->rules->node_cma_in_config && option(k, "CMA_SIZE_PERNUMA", true);
	k->cma_areas = (unsigned int)number(k, "CMA_AREAS", areas) + k->rules->cma_extra_areas;
	k->cma_mbytes = number(k, "CMA_SIZE_MBYTES", 16);
	k->cma_percent = number(k, "CMA_SIZE_PERCENTAGE", 10);
	if (option(k, "CMA_SIZE_SEL_PERCENTAGE", false))
		k->default_cma = DEFAULT_CMA_PERCENT;
	else if (option(k, "CMA_SIZE_SEL_MIN", false))
		k->default_cma = DEFAULT_CMA_MIN;
	else if (option(k, "CMA_SIZE_SEL_MAX", false))
		k->default_cma = DEFAULT_CMA_MAX;
}

static void resolve_debug(struct kernel *k)
{
	uint64_t interval = number(k, "KFENCE_SAMPLE_INTERVAL", 100);

	k->rodata_full = k->rules->rodata_full && k->arch == ARCH_ARM64 &&
					 (option(k, "RODATA_FULL_DEFAULT_ENABLED", true) || k->rules->rodata_full_always);
	k->debug_pagealloc = option(k, "DEBUG_PAGEALLOC_ENABLE_DEFAULT", false);
	k->kfence = option(k, "KFENCE", false) && interval != 0;
	if (k->kfence)
		k->kfence_pool = (number(k, "KFENCE_NUM_OBJECTS", 255) + 1) * 2 * page_size(k);
	k->stack_depot = option(k, "STACKDEPOT_ALWAYS_INIT", false) ||
					 (k->rules->stack_depot_always && option(k, "STACKDEPOT", false));
	k->page_extension = option(k, "PAGE_EXTENSION", false);
	/* 32-bit page flags have no room for the young and idle bits */
	if (k->arch == ARCH_ARM && option(k, "PAGE_IDLE_FLAG", false))
		k->page_ext_bytes = 4;
	k->memory_hotremove = option(k, "MEMORY_HOTREMOVE", false);
	k->randomize_base = option(k, "RANDOMIZE_BASE", k->rules->usual_config_is_large);
	k->strict_rwx = option(k, "STRICT_KERNEL_RWX", true);
	k->isolation = option(k, "MEMORY_ISOLATION", true);
	k->of_dynamic = option(k, "OF_DYNAMIC", false);
	k->modules = option(k, "MODULES", fact(k, "percpu_reserved", 1) != 0);
}

static bool has_all_sections(const struct kernel *k)
{
	static const char *const keys[] = { "code_size", "rwdata_size", "rodata_size", "init_size", "bss_size" };
	bool all = true;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		all = all && config_fact(&k->config, keys[i]);
	return all;
}

/* Where only the K figures of the "Memory:" line are known: text, rodata and .init start on `align`, data
 * follows. */
static uint64_t image_from_sections(const struct kernel *k, uint64_t missing)
{
	uint64_t align = k->arch == ARCH_ARM ? MIB(1) : k->arch == ARCH_RISCV64 ? MIB(2) : KIB(64);

	if (!has_all_sections(k))
		return missing;
	return round_up(fact(k, "code_size", 0), align) + round_up(fact(k, "rodata_size", 0), align) +
		   round_up(fact(k, "init_size", 0), align) + fact(k, "rwdata_size", 0) + fact(k, "bss_size", 0);
}

/* linux:mm/percpu.c:pcpu_embed_first_chunk: static areas, those of modules, and PERCPU_DYNAMIC_RESERVE */
static uint64_t percpu_unit_of(const struct kernel *k, uint64_t fixed)
{
	bool tags = k->rules->module_tags_per_cpu && option(k, "MEM_ALLOC_PROFILING", false);
	uint64_t dynamic = k->arch == ARCH_ARM ? KIB(20) : KIB(28), reserved = k->modules ? KIB(tags ? 64 : 8) : 0;

	if (option(k, "RANDOM_KMALLOC_CACHES", false))
		dynamic <<= 2;
	return round_up(max_u64(fixed + fact(k, "percpu_reserved", reserved) + dynamic, KIB(32)), page_size(k));
}

/* Static per-CPU data grow with what is built in: a line through what 30 kernels have. */
static uint64_t usual_percpu_static(const struct kernel *k)
{
	return k->rules->usual_percpu_base + k->image.image_size / 800;
}

static void resolve_percpu(struct kernel *k)
{
	bool fixed = config_fact(&k->config, "percpu_static");

	k->percpu_static = fact(k, "percpu_static", usual_percpu_static(k));
	k->percpu_unit = fact(k, "percpu_unit", percpu_unit_of(k, k->percpu_static));
	k->percpu_known = fixed && (k->has_config || config_fact(&k->config, "percpu_unit"));
}

static bool has_fact(const struct kernel *k, const char *key)
{
	return config_fact(&k->config, key) != NULL;
}

static uint64_t default_text_offset(const struct kernel *k)
{
	if (k->arch == ARCH_RISCV64)
		return MIB(2);
	return k->rules->text_offset;
}

/* Parts of which nothing is told are shares of the image: those of a usual one, in permille. */
static void resolve_image(struct kernel *k)
{
	bool sized = has_fact(k, "image_size"), summed = has_all_sections(k);
	uint64_t size = fact(k, "image_size", image_from_sections(k, MIB(32)));
	uint64_t init = fact(k, "init_size", round_down(size * 125 / 1000, KIB(4)));

	k->image = (struct image_facts){
		.known = sized || summed,
		.from_sections = !sized && summed,
		.image_size = size,
		.text_offset = fact(k, "text_offset", default_text_offset(k)),
		.code = fact(k, "code_size", size * 400 / 1000),
		.rwdata = fact(k, "rwdata_size", size * 100 / 1000),
		.rodata = fact(k, "rodata_size", size * 300 / 1000),
		.init = init,
		.bss = fact(k, "bss_size", size * 20 / 1000),
		.sections_known = has_fact(k, "code_size") && has_fact(k, "rodata_size"),
		.init_freed = fact(k, "init_freed", init),
		.start_offset = fact(k, "kernel_start_offset", MIB(3)),
		.start_offset_known = has_fact(k, "kernel_start_offset"),
		.stext_offset = fact(k, "stext_offset", 0),
		.rodata_offset = fact(k, "rodata_offset", 0),
		.init_offset = fact(k, "init_offset", 0),
		.data_offset = fact(k, "data_offset", 0),
	};
}

bool names_have(const struct names *names, const char *name)
{
	return text_is_among(name, names->items, names->count);
}

/* "A+B+C" of a profile key. */
static void read_names(struct kernel *k, const char *key, struct names *names)
{
	const char *text = config_fact(&k->config, key);

	for (size_t length; text && *text; text += length + (text[length] == '+')) {
		length = strcspn(text, "+");
		arena_push(k->arena, names->items, names->count, arena_strndup(k->arena, text, length));
	}
}

static void resolve_vendor(struct kernel *k)
{
	const char *users = config_fact(&k->config, "cma_users");

	k->cma_needs_flag = users && strcmp(users, "gfp-cma") == 0;
	k->cma_threshold = (unsigned int)fact(k, "cma_threshold", 0);
	read_names(k, "cma_compatible", &k->cma_compatible);
	read_names(k, "coherent_compatible", &k->coherent_compatible);
	read_names(k, "plain_compatible", &k->plain_compatible);
	read_names(k, "loader_fills", &k->loader_fills);
}

static void resolve_sizes(struct kernel *k)
{
	k->restricted_pool = option(k, "DMA_RESTRICTED_POOL", false); /* vendors take it to older kernels */
	k->swiotlb = option(k, "SWIOTLB", true);
	k->bounce_kmalloc =
		k->rules->swiotlb_kmalloc_bounce && option(k, "DMA_BOUNCE_UNALIGNED_KMALLOC", k->arch == ARCH_ARM64);
	k->log_buf_shift = (unsigned int)number(k, "LOG_BUF_SHIFT", 17);
	k->log_cpu_shift = (unsigned int)number(k, "LOG_CPU_MAX_BUF_SHIFT", 12);
	k->nr_cpus = (unsigned int)number(k, "NR_CPUS", k->arch == ARCH_ARM ? 8 : 256);
	k->page_offset = number(k, "PAGE_OFFSET", 0xc0000000u);
	resolve_image(k);
	resolve_percpu(k);
	k->kasan_scale_shift = config_is_set(&k->config, "KASAN_GENERIC")   ? 3
						   : config_is_set(&k->config, "KASAN_SW_TAGS") ? 4
																		: 0;
	k->efi = fact(k, "efi", 0) == 1;
	k->pgdat = fact(k, "pgdat_size", 0);
	k->calibrated = (unsigned int)fact(k, "calibrated_boots", 0);
	k->calibrated_pages = fact(k, "calibrated_pages", 0);
	k->learned_reserved_pages = signed_fact(k, "reserved_adjust");
	k->learned_spread = (unsigned int)fact(k, "reserved_spread", 0);
	k->extra_free_kbytes = fact(k, "extra_free_kbytes", 0);
	resolve_vendor(k);
	k->dma_zone_size = fact(k, "dma_zone_size", 0);
	k->swiotlb_told = has_fact(k, "swiotlb_size");
	k->swiotlb_bytes = fact(k, "swiotlb_size", 0);
	k->fdt_base = fact(k, "fdt_base", 0);
}

static void resolve_seen_board(struct kernel *k)
{
	const char *pools = config_fact(&k->config, "seen_pools"), *initrd = config_fact(&k->config, "initrd");
	struct range *places;
	size_t count;

	k->seen_model = config_fact(&k->config, "seen_model");
	k->seen_ram_end = fact(k, "seen_ram_end", 0);
	k->seen_dma_limit = fact(k, "seen_dma_limit", 0);
	k->seen_ram_bytes = fact(k, "seen_ram", 0);
	k->seen_ram_tree = fact(k, "seen_ram_tree", 0);
	if (!pools || !places_parse(k->arena, pools, &k->seen_pools, &k->seen_pool_count))
		k->seen_pool_count = 0;
	k->kernel_base = fact(k, "kernel_base", 0);
	if (initrd && places_parse(k->arena, initrd, &places, &count) && count == 1)
		k->initrd = places[0];
}

void kernel_resolve(struct kernel *k)
{
	resolve_memory_model(k);
	resolve_cma(k);
	resolve_debug(k);
	resolve_sizes(k);
}

static int resolve(struct kernel *k, const struct kernel_options *options, struct error *error)
{
	struct kernel_rules rules;
	int ret = resolve_release(k, options, error);

	if (ret == 0)
		ret = resolve_arch(k, options->arch, error);
	if (ret == 0)
		ret = resolve_page_size(k, options->page_size, error);
	if (ret)
		return ret;
	rules = kernel_rules_for(k->version, k->arch);
	k->known_count = kernel_rules_known(k->version, k->known);
	k->rules = arena_memdup(k->arena, &rules, sizeof(rules));
	resolve_seen_board(k);
	kernel_resolve(k);
	kernel_add_variants(k);
	return 0;
}

int kernel_from_facts(const struct facts *facts, const struct kernel_options *options, struct kernel **result,
					  struct error *error)
{
	struct arena *arena = arena_new();
	struct kernel *k = arena_new_object(arena, struct kernel);
	int ret;

	*result = NULL;
	k->arena = arena;
	k->config = facts->config;
	k->has_config = facts->whole;
	k->warnings = facts->warnings;
	k->warning_count = facts->warning_count;
	ret = resolve(k, options, error);
	if (ret) {
		arena_free(arena);
		return ret;
	}
	*result = k;
	return 0;
}

static int load(const struct kernel_options *options, const char *warning, struct kernel **result,
				struct error *error)
{
	struct kernel_options with = *options;
	struct arena *arena = arena_new();
	struct facts facts;
	int ret;

	*result = NULL;
	facts_init(&facts, arena);
	if (warning)
		facts_warn(&facts, "%s", warning);
	ret = kernel_gather(&facts, &with, error);
	if (ret == 0)
		ret = kernel_from_facts(&facts, &with, result, error);
	if (ret) {
		arena_free(arena);
		return ret;
	}
	(*result)->facts_arena = arena;
	(*result)->told_by = arena_strdup_or_null(arena, with.fallback_from);
	(*result)->config_told_by = arena_strdup_or_null(arena, with.config_from);
	return 0;
}

/* What nobody asked for, and that another input contradicts, is left aside. */
static int load_without(struct kernel_options *rest, const char *what, struct kernel **result, struct error *error)
{
	char warning[sizeof(error->text) + 80];

	snprintf(warning, sizeof(warning), "without %s: %s", what, error->text);
	return load(rest, warning, result, error);
}

/* An image that came with the tree and is no kernel, or of another than the options say, is left aside. */
int kernel_load(const struct kernel_options *options, struct kernel **result, struct error *error)
{
	struct kernel_options rest = *options;
	int ret = load(options, NULL, result, error);

	if (ret && ret != -ENOMEM && options->config_from) {
		rest.config = rest.config_from = NULL;
		ret = load_without(&rest, "the .config that is the default here", result, error);
	}
	if (ret && ret != -ENOMEM && (options->told_image.size || options->told_release)) {
		rest.told_image.size = 0;
		rest.told_release = NULL;
		ret = load_without(&rest, "the kernel that came with the tree", result, error);
	}
	return ret;
}

void kernel_free(struct kernel *kernel)
{
	if (!kernel)
		return;
	if (kernel->facts_arena)
		arena_free(kernel->facts_arena);
	arena_free(kernel->arena);
}

static const char *version_words(struct arena *arena, const struct kernel *k)
{
	const struct known_rules *known = k->known;

	if (!k->given)
		return arena_printf(arena, "%s (nobody told which)", k->release);
	if (k->known_count < 2)
		return k->release;
	if (k->version < known[0].version)
		return arena_printf(arena, "%s (older than %s, the first that is known)", k->release, known[0].name);
	if (k->version > known[1].version)
		return arena_printf(arena, "%s (newer than %s, the last that is known)", k->release, known[1].name);
	return arena_printf(arena, "%s (between %s and %s)", k->release, known[0].name, known[1].name);
}

const char *kernel_words(struct arena *arena, const struct kernel *k)
{
	const char *words = version_words(arena, k);

	if (k->told_by)
		words = arena_printf(arena, "%s (%s)", words, k->told_by);
	return k->config_told_by ? arena_printf(arena, "%s (.config: %s)", words, k->config_told_by) : words;
}

const char *kernel_config_extent(const struct kernel *k)
{
	return k->has_config ? "whole" : k->config.option_count ? "partial" : "none";
}
