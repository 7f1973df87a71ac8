/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/family.h"

#include <string.h>

#include "kernel/config.h"
#include "kernel/facts.h"
#include "kernel/version.h"
#include "util/arena.h"
#include "util/number.h"

#define GKI "kernel/common android13-5.15: arch/arm64/configs/gki_defconfig"

static const struct family_fact android13_5_15[] = {
	{ "cma_users", "gfp-cma", "kernel/common android13-5.15: mm/page_alloc.c:gfp_to_alloc_flags_cma" },
	{ "CONFIG_CMA", "y", GKI },
	{ "CONFIG_CMA_AREAS", "32", GKI },
	{ "CONFIG_CMA_DEBUGFS", "y", GKI },
	{ "CONFIG_DMA_CMA", "y", GKI },
	{ "CONFIG_DMA_RESTRICTED_POOL", "y", GKI },
	{ "CONFIG_KFENCE", "y", GKI },
	{ "CONFIG_KFENCE_NUM_OBJECTS", "63", GKI },
	{ "CONFIG_MEMCG", "y", GKI },
	{ "CONFIG_MEMORY_HOTPLUG", "y", GKI },
	{ "CONFIG_MEMORY_HOTREMOVE", "y", GKI },
	{ "CONFIG_NR_CPUS", "32", GKI },
	{ "CONFIG_RANDOMIZE_BASE", "y", GKI },
	{ "CONFIG_TRANSPARENT_HUGEPAGE", "y", GKI },
	{ "CONFIG_TRANSPARENT_HUGEPAGE_MADVISE", "y", GKI },
	{ "CONFIG_ZONE_DMA", "n", GKI },
	{ NULL, NULL, NULL },
};

/* the rule that restrict_cma_redirect, true unless given, keeps */
#define RESTRICT "kernel/common: mm/page_alloc.c:restrict_cma_redirect"

static const struct family_fact android_6_1_on[] = {
	{ "cma_users", "gfp-cma", RESTRICT },
	{ NULL, NULL, NULL },
};

static const struct family_fact rpi_6_6[] = {
	{ "cma_threshold", "12", "raspberrypi/linux pull request 4964: alloc_in_cma_threshold, default" },
	{ NULL, NULL, NULL },
};

#define NVMAP "L4T: drivers/video/tegra/nvmap/nvmap_init.c:nvmap_co_setup"

static const struct family_fact l4t_5_10[] = {
	{ "cma_compatible", "nvidia,generic_carveout+nvidia,vpr-carveout+nvidia,fsi-carveout", NVMAP },
	{ "loader_fills", "nvidia,vpr-carveout", "edk2-nvidia: VprDxe, which writes or deletes the node" },
	{ NULL, NULL, NULL },
};

static const struct family_fact exynos_4_14[] = {
	{ "cma_compatible", "exynos9820-ion",
	  "Exynos 9820: drivers/staging/android/ion/ion_fdt_exynos.c:exynos_ion_reserved_mem_setup" },
	{ NULL, NULL, NULL },
};

static const struct family_fact hisi_4_9[] = {
	{ "cma_compatible", "hisi-cma-pool+hisi-iris-sta-cma-pool+hisi-algo-sta-cma-pool",
	  "Kirin 970: drivers/staging/android/ion/hisi:hisi_sec_cma_set_up" },
	{ NULL, NULL, NULL },
};

static const struct kernel_family families[] = {
	{ "android13-5.15", "5.15", "-android13", android13_5_15 },
	{ "android14-6.1", "6.1", "-android14", android_6_1_on },
	{ "android15-6.6", "6.6", "-android15", android_6_1_on },
	{ "exynos-4.14", "4.14", NULL, exynos_4_14 },
	{ "hisi-4.9", "4.9", NULL, hisi_4_9 },
	{ "l4t-5.10", "5.10", "-tegra", l4t_5_10 },
	{ "rpi-6.6", "6.6", "-rpi-", rpi_6_6 },
};

const struct kernel_family *kernel_family_at(size_t index)
{
	return index < ARRAY_SIZE(families) ? &families[index] : NULL;
}

const char *kernel_family_names(struct arena *arena)
{
	const char *names = "";

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		names = arena_printf(arena, "%s%s%s", names, i ? ", " : "", families[i].name);
	return names;
}

const struct kernel_family *kernel_family_named(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(families); i++)
		if (strcmp(families[i].name, name) == 0)
			return &families[i];
	return NULL;
}

uint32_t kernel_named_version(const char *name)
{
	const struct kernel_family *family = kernel_family_named(name);

	return kernel_version_parse(family ? family->release : name);
}

const struct kernel_family *kernel_family_of_release(const char *release)
{
	for (size_t i = 0; release && i < ARRAY_SIZE(families); i++)
		if (families[i].mark && strstr(release, families[i].mark) &&
			kernel_version_parse(release) >> 8 == kernel_version_parse(families[i].release) >> 8)
			return &families[i];
	return NULL;
}

static bool is_told(const struct facts *facts, const struct family_fact *fact, bool option)
{
	return option ? facts->whole || config_option(&facts->config, fact->key + strlen("CONFIG_"))
				  : config_fact(&facts->config, fact->key) != NULL;
}

int kernel_family_tell(struct facts *facts, const struct kernel_family *family, bool inferred,
					   struct error *error)
{
	const char *who = arena_printf(facts->arena, "%s, shipped", family->name), *taken = "";

	for (const struct family_fact *fact = family->facts; fact->key; fact++) {
		bool option = strncmp(fact->key, "CONFIG_", strlen("CONFIG_")) == 0;
		int ret = 0;

		if (is_told(facts, fact, option))
			continue;
		if (option)
			facts_tell_option(facts, who, fact->key + strlen("CONFIG_"), fact->value);
		else
			ret = facts_tell(facts, who, fact->key, fact->value, error);
		if (ret)
			return ret;
		taken = arena_printf(facts->arena, "%s%s%s=%s", taken, *taken ? ", " : "", fact->key, fact->value);
	}
	if (inferred && *taken)
		facts_warn(facts, "the release %s is of the family %s, whose facts are taken where nothing else tells: %s",
				   config_fact(&facts->config, "release"), family->name, taken);
	return 0;
}
