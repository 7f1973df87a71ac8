/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "kernel/version_rules.h"
#include "kernel/version.h"

static struct kernel_rules rules_of(const char *release, enum arch arch)
{
	return kernel_rules_for(kernel_version_parse(release), arch);
}

Test(rules, change_inside_a_stable_series)
{
	cr_expect_eq(rules_of("6.12.95", ARCH_ARM64).rmem_table, 64);
	cr_expect_eq(rules_of("6.12.117", ARCH_ARM64).rmem_table, 0);
	cr_expect_eq(rules_of("6.12.117", ARCH_ARM64).rmem_dynamic_limit, 64);
}

Test(rules, each_kind_of_value)
{
	struct kernel_rules old = rules_of("4.19.176", ARCH_ARM64), new = rules_of("6.12.95", ARCH_ARM64);

	cr_expect_eq(old.zone_rule, ZONE_OFFSET_4G);
	cr_expect_eq(new.zone_rule, ZONE_EXACT_LIMIT);
	cr_expect(old.rmem_grandchildren && !new.rmem_grandchildren);
	cr_expect(!old.cma_tells_node && new.cma_tells_node);
	cr_expect_str_eq(new.static_prefix, "OF: reserved mem: ");
	cr_expect_eq(old.min_free_max_kb, 65536);
}

Test(rules, architectures_have_values_of_their_own)
{
	cr_expect_eq(rules_of("6.1", ARCH_ARM).device_node, 108);
	cr_expect_eq(rules_of("6.1", ARCH_ARM64).device_node, 208);
	cr_expect_eq(rules_of("6.1", ARCH_RISCV64).struct_page_bare, 56);
	cr_expect(!rules_of("4.19", ARCH_RISCV64).dma_cma);
	cr_expect(rules_of("4.19", ARCH_ARM64).dma_cma);
}

static size_t known_of(const char *release, struct known_rules known[2])
{
	return kernel_rules_known(kernel_version_parse(release), known);
}

Test(rules, a_series_that_was_read_stands_for_itself)
{
	struct known_rules known[2];

	cr_assert_eq(known_of("5.15.100", known), 1);
	cr_expect_str_eq(known[0].name, "5.15");
	cr_assert_eq(known_of("6.1.0-50-arm64", known), 1);
	cr_expect_str_eq(known[0].name, "6.1");
}

Test(rules, between_two_series_both_are_named)
{
	struct known_rules known[2];

	cr_assert_eq(known_of("5.17", known), 2);
	cr_expect_str_eq(known[0].name, "5.15");
	cr_expect_str_eq(known[1].name, "6.1");
	cr_assert_eq(known_of("2.6.32", known), 2);
	cr_expect_str_eq(known[0].name, "3.18");
	cr_assert_eq(known_of("8.0", known), 2);
	cr_expect_str_eq(known[1].name, "7.2");
}

Test(rules, a_stable_series_takes_over_a_later_change)
{
	cr_expect_eq(rules_of("4.14.67", ARCH_ARM64).marks_step, MARKS_BEFORE_CMA);
	cr_expect_eq(rules_of("4.14.200", ARCH_ARM64).marks_step, MARKS_AFTER_CMA);
	cr_expect_eq(rules_of("4.20", ARCH_ARM64).marks_step, MARKS_BEFORE_CMA);
	cr_expect_eq(rules_of("5.10.100", ARCH_ARM64).section_usage, 64);
	cr_expect_eq(rules_of("5.10.0-32-arm64", ARCH_ARM64).section_usage, 80, "the latest of the series");
}

Test(rules, dma_zone_of_arm64_by_stable_release)
{
	cr_expect_eq(rules_of("5.4.286", ARCH_ARM64).zone_rule, ZONE_OFFSET_4G);
	cr_expect_eq(rules_of("5.10.21", ARCH_ARM64).zone_rule, ZONE_FIRST_GIB);
	cr_expect_eq(rules_of("5.10.22", ARCH_ARM64).zone_rule, ZONE_POW2_BITS);
	cr_expect_eq(rules_of("5.10", ARCH_ARM64).zone_rule, ZONE_POW2_BITS);
}
