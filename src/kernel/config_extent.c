/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/config_extent.h"

#include <string.h>

#include "kernel/facts.h"
#include "util/arena.h"
#include "util/named.h"
#include "util/number.h"

const char *config_arch(const struct config *config)
{
	static const struct {
		const char *option, *arch;
	} rows[] = { { "ARM64", "arm64" }, { "ARM", "arm" }, { "RISCV", "riscv64" } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (config_is_set(config, rows[i].option))
			return rows[i].arch;
	return NULL;
}

/* Options that a whole .config has only where the other is on. */
static const char *missing_dependency(struct arena *arena, const struct config *config)
{
	static const struct word_pair rows[] = {
		{ "CMA_SIZE_MBYTES", "DMA_CMA" },
		{ "DMA_CMA", "CMA" },
		{ "CMA_AREAS", "CMA" },
		{ "TRANSPARENT_HUGEPAGE_ALWAYS", "TRANSPARENT_HUGEPAGE" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *value = config_option(config, rows[i].word);

		if (value && strcmp(value, "n") != 0 && !config_option(config, rows[i].other))
			return arena_printf(arena, "CONFIG_%s without CONFIG_%s", rows[i].word, rows[i].other);
	}
	return NULL;
}

const char *config_why_partial(struct arena *arena, const struct config *config, bool kconfig_wrote,
							   bool profile)
{
	const char *missing = missing_dependency(arena, config);

	if (missing)
		return missing;
	/* linux-6.1:scripts/kconfig/confdata.c:conf_write_defconfig leaves out what nobody can choose */
	if (!profile && !config_arch(config))
		return "no CONFIG_ARM64, CONFIG_ARM or CONFIG_RISCV in it";
	/* it can be chosen on every board with an MMU, so one of a whole .config is set or "is not set" */
	if (!kconfig_wrote && !config_option(config, "CMA"))
		return "it neither sets CONFIG_CMA nor says that it is not set";
	return NULL;
}

void config_tell_implied(struct facts *facts, const char *source, const struct config *config)
{
	static const struct {
		const char *option, *implied, *value;
	} rows[] = {
		{ "CMA_SIZE_MBYTES", "DMA_CMA", "y" },
		{ "CMA_SIZE_MBYTES", "CMA", "y" },
		{ "DMA_CMA", "CMA", "y" },
		{ "CMA_AREAS", "CMA", "y" },
		{ "TRANSPARENT_HUGEPAGE_ALWAYS", "TRANSPARENT_HUGEPAGE", "y" },
		{ "TRANSPARENT_HUGEPAGE_MADVISE", "TRANSPARENT_HUGEPAGE", "y" },
		{ "HUGETLBFS", "HUGETLB_PAGE", "y" },
		{ "ARM_LPAE", "PGTABLE_LEVELS", "3" },
		{ "VMSPLIT_3G", "PAGE_OFFSET", "0xc0000000" },
		{ "VMSPLIT_3G_OPT", "PAGE_OFFSET", "0xb0000000" },
		{ "VMSPLIT_2G", "PAGE_OFFSET", "0x80000000" },
		{ "VMSPLIT_1G", "PAGE_OFFSET", "0x40000000" },
		{ "ARM64_VA_BITS_36", "ARM64_VA_BITS", "36" },
		{ "ARM64_VA_BITS_39", "ARM64_VA_BITS", "39" },
		{ "ARM64_VA_BITS_42", "ARM64_VA_BITS", "42" },
		{ "ARM64_VA_BITS_47", "ARM64_VA_BITS", "47" },
		{ "ARM64_VA_BITS_48", "ARM64_VA_BITS", "48" },
		{ "ARM64_VA_BITS_52", "ARM64_VA_BITS", "52" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *value = config_option(config, rows[i].option);

		if (value && strcmp(value, "n") != 0 && !config_option(config, rows[i].implied))
			facts_tell_option(facts, source, rows[i].implied, rows[i].value);
	}
}
