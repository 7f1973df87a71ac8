/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/variant.h"

#include <string.h>

#include "kernel/facts.h"
#include "kernel/kernel.h"
#include "kernel/resolve.h"
#include "util/arena.h"
#include "util/error.h"

enum {
	ARM = 1 << ARCH_ARM,
	ARM64 = 1 << ARCH_ARM64,
	RISCV = 1 << ARCH_RISCV64,
	ANY = ARM | ARM64 | RISCV,
	ARM64_16K = 1 << 16, /* with pages of 16 KiB */
};

/* NULL: as in the usual configuration. */
static const struct row {
	const char *option, *lean, *rich;
	unsigned int archs;
	uint32_t since, until; /* releases, the last exclusive; 0: open */
} rows[] = {
	{ "NUMA", "n", "y", ARM64 | RISCV, 0, 0 },
	{ "MEMCG", "n", "y", RISCV | ARM, 0, 0 },
	{ "MODULES", "n", "y", ANY, 0, 0 },
	{ "OF_DYNAMIC", "n", "y", ANY, 0, 0 },
	{ "PAGE_EXTENSION", "n", "y", ANY, 0, 0 },
	{ "PAGE_IDLE_FLAG", "n", "y", ARM, 0, 0 },
	{ "MEMORY_HOTREMOVE", "n", "y", ARM64, 0, 0 },
	{ "KFENCE", "n", "y", ARM64 | RISCV, KERNEL_VERSION(5, 12, 0), 0 },
	{ "KFENCE_SAMPLE_INTERVAL", "0", "100", ARM64 | RISCV, KERNEL_VERSION(5, 12, 0), 0 },
	{ "RODATA_FULL_DEFAULT_ENABLED", "n", "y", ARM64, KERNEL_VERSION(5, 0, 0), 0 },
	{ "RANDOMIZE_BASE", "n", "y", ARM64, 0, 0 },
	{ "DMA_BOUNCE_UNALIGNED_KMALLOC", "n", "y", ARM64, KERNEL_VERSION(6, 5, 0), 0 },
	{ "HUGETLB_PAGE", "y", "n", ARM64 | RISCV, 0, KERNEL_VERSION(5, 0, 0) },
	{ "HUGETLB_PAGE", "n", "y", ARM64 | RISCV, KERNEL_VERSION(5, 0, 0), 0 },
	{ "FLATMEM", "y", NULL, ARM64, 0, KERNEL_VERSION(5, 12, 0) },
	{ "SPARSEMEM", "n", NULL, ARM64, 0, KERNEL_VERSION(5, 12, 0) },
	{ "ARM64_VA_BITS", "39", "48", ARM64, 0, KERNEL_VERSION(6, 9, 0) },
	{ "ARM64_VA_BITS", "39", "52", ARM64, KERNEL_VERSION(6, 9, 0), 0 },
	{ "LOG_BUF_SHIFT", "20", "14", ANY, 0, 0 },
	{ "LOG_CPU_MAX_BUF_SHIFT", "0", "13", ANY, 0, 0 },
	{ "CPUMASK_OFFSTACK", "n", "y", ARM64, 0, 0 },
	{ "PRINTK_EXECUTION_CTX", "n", "y", ANY, KERNEL_VERSION(6, 18, 0), 0 },
	{ "SWIOTLB", "n", "y", ARM, 0, 0 },
	{ "FORCE_MAX_ZONEORDER", NULL, "12", ARM, 0, KERNEL_VERSION(6, 1, 0) },
	{ "ARCH_FORCE_MAX_ORDER", NULL, "12", ARM, KERNEL_VERSION(6, 1, 0), KERNEL_VERSION(6, 4, 0) },
	{ "ARCH_FORCE_MAX_ORDER", NULL, "11", ARM, KERNEL_VERSION(6, 4, 0), 0 },
	{ "ARCH_FORCE_MAX_ORDER", "8", NULL, ARM64_16K, KERNEL_VERSION(6, 4, 0), 0 },
	{ "CMA", "n", "y", RISCV, 0, 0 },
	{ "CMA_DEBUGFS", "n", "y", ANY, 0, 0 },
	{ "DMA_CMA", "y", "y", ANY, 0, 0 },
	{ "CMA_AREAS", "7", "64", ANY, 0, 0 },
	{ "NR_CPUS", "16", "512", ANY, 0, 0 },
	{ "EFI", "n", "y", ARM64, 0, 0 },
	{ "ARM_GIC_V3_ITS", "n", "y", ARM64, 0, 0 },
};

/* Sizes of the image and its parts, where not even the image's size is told: bytes. */
static const struct {
	const char *key;
	const char *lean, *rich;
} image_rows[] = {
	{ "image_size", "2M", "64M" },    { "code_size", "1M", "24M" }, { "rwdata_size", "96K", "8M" },
	{ "rodata_size", "448K", "24M" }, { "init_size", "96K", "3M" }, { "bss_size", "128K", "2M" },
};

/* Sizes of the default CMA pool that boards have, from none on; which of them fit depends on the board. */
static const char *const pool_mbytes[] = { "0", "64", "128", "256", "320", "512" };

/* Where lowmem of arm ends, and whether what lies above it is used. */
static const struct split {
	const char *page_offset, *highmem;
} splits[] = {
	{ NULL, "n" },         { "0xb0000000", NULL }, { "0x80000000", NULL },
	{ "0x80000000", "n" }, { "0x40000000", NULL },
};

static bool applies(const struct kernel *k, const struct row *row)
{
	bool here = row->archs == ARM64_16K ? k->page_shift == 14 : row->archs >> k->arch & 1;

	return here && k->version >= row->since && (!row->until || k->version < row->until);
}

static bool is_told(const struct kernel *k, const char *option)
{
	return k->has_config || config_option(&k->config, option);
}

static struct facts facts_of(struct kernel *k)
{
	struct facts facts = { .arena = k->arena, .config = config_copy(k->arena, &k->config) };

	return facts;
}

static void assume_option(struct kernel *k, struct facts *facts, const char *option, const char *value)
{
	if (value && !is_told(k, option))
		facts_tell_option(facts, "assumed", option, value);
}

static void assume_fact(struct kernel *k, struct facts *facts, const char *key, const char *value)
{
	struct error ignored;

	if (!config_fact(&k->config, key))
		facts_tell(facts, "assumed", key, value, &ignored);
}

/* .init is between 4 and 30 % of an image; how much of it, neither version nor size tells. */
static void assume_init(struct kernel *k, struct facts *facts, bool rich)
{
	uint64_t size = k->image.image_size * (rich ? 4 : 30) / 100, image;
	struct error ignored;

	if (config_fact(&k->config, "init_freed") || config_fact(&k->config, "init_size"))
		return;
	if (config_fact_number(&facts->config, "image_size", &image))
		size = image * (rich ? 4 : k->image.known ? 30 : 8) / 100;
	facts_tell_number(facts, "assumed", "init_freed", round_down(size, KIB(4)), &ignored);
}

static void add_with_rules(struct kernel *k, const struct facts *facts, const struct kernel_rules *rules,
						   enum unknown varies)
{
	struct kernel *v = arena_memdup(k->arena, k, sizeof(*k));

	v->rules = rules;
	v->config = facts->config;
	v->variant_count = 0;
	v->varies = varies;
	kernel_resolve(v);
	arena_push(k->arena, k->variants, k->variant_count, (const struct kernel *)v);
}

static void add(struct kernel *k, const struct facts *facts, enum unknown varies)
{
	add_with_rules(k, facts, k->rules, varies);
}

struct setup {
	bool rich, huge_pages, hugetlb, image;
};

static void assume_config(struct kernel *k, struct facts *facts, const struct setup *setup)
{
	if (setup->hugetlb)
		assume_option(k, facts, "HUGETLB_PAGE", "y");
	assume_option(k, facts, "TRANSPARENT_HUGEPAGE", setup->huge_pages ? "y" : "n");
	assume_option(k, facts, "TRANSPARENT_HUGEPAGE_ALWAYS", setup->huge_pages ? "y" : "n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (applies(k, &rows[i]))
			assume_option(k, facts, rows[i].option, setup->rich ? rows[i].rich : rows[i].lean);
	if (setup->rich && k->arch == ARCH_ARM64)
		assume_fact(k, facts, "lpa2", "1");
	if (!k->percpu_known)
		assume_fact(k, facts, "percpu_static", setup->rich ? "128K" : k->arch == ARCH_ARM ? "16K" : "32K");
}

static void assume_image(struct kernel *k, struct facts *facts, bool rich)
{
	for (size_t i = 0; i < ARRAY_SIZE(image_rows) && !k->image.known; i++)
		assume_fact(k, facts, image_rows[i].key, rich ? image_rows[i].rich : image_rows[i].lean);
	assume_init(k, facts, rich);
}

static void add_config(struct kernel *k, struct setup setup)
{
	struct facts facts = facts_of(k);

	assume_config(k, &facts, &setup);
	if (setup.image)
		assume_image(k, &facts, setup.rich);
	add(k, &facts, setup.image ? UNKNOWN_PLACES : UNKNOWN_CONFIG);
}

static void add_image(struct kernel *k, bool rich)
{
	struct facts facts = facts_of(k);

	assume_image(k, &facts, rich);
	add(k, &facts, UNKNOWN_IMAGE);
}

/* A boot tells the sum of the kernel's own needs, but not how these are set. */
static void add_untold(struct kernel *k)
{
	static const char *const settings[] = { "y", "n" };

	for (size_t i = 0; i < ARRAY_SIZE(settings) && !k->has_config; i++) {
		struct facts facts = facts_of(k);

		assume_option(k, &facts, "TRANSPARENT_HUGEPAGE", settings[i]);
		assume_option(k, &facts, "TRANSPARENT_HUGEPAGE_ALWAYS", settings[i]);
		assume_option(k, &facts, "TRANSPARENT_HUGEPAGE_MADVISE", "n");
		assume_option(k, &facts, "CMA_DEBUGFS", settings[i]);
		if (k->arch == ARCH_RISCV64)
			assume_option(k, &facts, "CMA", settings[i]);
		add(k, &facts, UNKNOWN_CONFIG);
	}
}

static void add_pool(struct kernel *k, const char *mbytes)
{
	struct facts facts = facts_of(k);

	assume_option(k, &facts, "CMA_SIZE_MBYTES", mbytes);
	add(k, &facts, UNKNOWN_POOL);
}

static void add_split(struct kernel *k, const struct split *split)
{
	struct facts facts = facts_of(k);

	if ((split->page_offset && is_told(k, "PAGE_OFFSET")) || (split->highmem && is_told(k, "HIGHMEM")))
		return;
	assume_option(k, &facts, "PAGE_OFFSET", split->page_offset);
	assume_option(k, &facts, "HIGHMEM", split->highmem);
	add(k, &facts, UNKNOWN_SPLIT);
}

/* The CPU may have the 52-bit addresses that the kernel is built for: the tree does not tell. */
static void add_lpa2(struct kernel *k)
{
	struct facts facts = facts_of(k);

	assume_fact(k, &facts, "lpa2", "1");
	add(k, &facts, UNKNOWN_LPA2);
}

static void add_page_size(struct kernel *k, unsigned int shift)
{
	struct facts facts = facts_of(k);
	unsigned int assumed = k->page_shift;

	k->page_shift = shift;
	add(k, &facts, UNKNOWN_PAGE_SIZE);
	k->page_shift = assumed;
}

static bool has_rules(const struct kernel *k, const struct kernel_rules *rules)
{
	bool found = memcmp(rules, k->rules, sizeof(*rules)) == 0;

	for (size_t i = 0; i < k->variant_count && !found; i++)
		found = memcmp(rules, k->variants[i]->rules, sizeof(*rules)) == 0;
	return found;
}

static void add_rules(struct kernel *k, uint32_t version)
{
	struct kernel_rules rules = kernel_rules_for(version, k->arch);
	struct facts facts = facts_of(k);

	/* in which release the zones changed is known */
	rules.zone_rule = k->rules->zone_rule;
	rules.zone_dma = k->rules->zone_dma;
	rules.zone_dma32 = k->rules->zone_dma32;
	if (!has_rules(k, &rules))
		add_with_rules(k, &facts, arena_memdup(k->arena, &rules, sizeof(rules)), UNKNOWN_VERSION);
}

/* Of a series that is told without its patch level: the rules of its first releases. */
static void add_first_release(struct kernel *k)
{
	struct kernel_rules rules = kernel_rules_for(k->version + 1, k->arch);
	struct facts facts = facts_of(k);

	k->sublevel_unknown = (k->version & 0xff) == 0 && memcmp(&rules, k->rules, sizeof(rules)) != 0;
	if (!k->sublevel_unknown)
		return;
	k->first_zones_other = rules.zone_rule != k->rules->zone_rule;
	if (k->first_zones_other)
		add_with_rules(k, &facts, arena_memdup(k->arena, &rules, sizeof(rules)), UNKNOWN_SUBLEVEL_ZONES);
	rules.zone_rule = k->rules->zone_rule;
	add_with_rules(k, &facts, arena_memdup(k->arena, &rules, sizeof(rules)), UNKNOWN_SUBLEVEL);
}

/* The rules of both neighbours of a release that was not read, as they were at first and are by now. */
static void add_other_rules(struct kernel *k)
{
	for (size_t i = 0; i < k->known_count && k->known_count > 1; i++) {
		add_rules(k, k->known[i].version);
		add_rules(k, k->known[i].version + 1);
	}
}

void kernel_add_variants(struct kernel *k)
{
	bool init_known = config_fact(&k->config, "init_freed") || config_fact(&k->config, "init_size");

	k->pool_unknown = k->dma_cma && !is_told(k, "CMA_SIZE_MBYTES");
	add_other_rules(k);
	add_first_release(k);
	if (k->lpa2_unknown)
		add_lpa2(k);
	if (!k->page_size_told) {
		add_page_size(k, 14);
		add_page_size(k, 16);
	}
	for (size_t i = 0; i < ARRAY_SIZE(pool_mbytes) && k->pool_unknown; i++)
		add_pool(k, pool_mbytes[i]);
	for (size_t i = 0; i < ARRAY_SIZE(splits) && k->arch == ARCH_ARM; i++)
		add_split(k, &splits[i]);
	if (k->has_config && k->image.known && k->percpu_known && init_known)
		return;
	if (k->calibrated) {
		add_untold(k);
		return;
	}
	for (int i = 0; i < 4; i++)
		if (i < 2 || (k->arch != ARCH_ARM && !is_told(k, "TRANSPARENT_HUGEPAGE")))
			add_config(k, (struct setup){ .rich = i & 1, .huge_pages = i & 2 });
	/* small pageblocks in a lean kernel put a pool higher than any other does */
	if (!k->rules->cma_granule_is_max_order && k->arch != ARCH_ARM && !is_told(k, "HUGETLB_PAGE"))
		add_config(k, (struct setup){ .huge_pages = true, .hugetlb = true });
	for (int i = 0; i < 2; i++)
		add_image(k, i & 1);
	/* a place depends on both */
	for (int i = 0; i < 2 && !k->image.known; i++)
		add_config(k, (struct setup){ .rich = i & 1, .huge_pages = true, .image = true });
}
