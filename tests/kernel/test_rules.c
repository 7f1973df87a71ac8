/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "kernel/rules.h"
#include "kernel/version.h"

static struct kernel_rules rules_of(const char *release, enum arch arch)
{
	bool nearest;

	return kernel_rules_for(kernel_version_parse(release), arch, &nearest);
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
	cr_expect_str_eq(old.cma_on_node, "");
	cr_expect_str_eq(new.cma_on_node, " on node %d");
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
