/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "kernel/page_alloc_rules.h"
#include "kernel/version.h"

static struct page_alloc_rules rules(const char *release)
{
	return page_alloc_rules_for(kernel_version_parse(release));
}

Test(page_alloc_rules, milestones)
{
	cr_expect(rules("3.18").order_loop);
	cr_expect(rules("3.18").migrate_reserve);
	cr_expect_not(rules("4.4").order_loop);
	cr_expect(rules("4.4").highatomic);
	cr_expect_eq(rules("4.19").cma, CMA_LAST_RESORT);
	cr_expect_eq(rules("5.4").cma, CMA_LAST_RESORT);
	cr_expect_eq(rules("5.10").cma, CMA_BALANCED);
	cr_expect_not(rules("4.19").boost);
	cr_expect(rules("5.4").boost);
	cr_expect_eq(rules("5.10").pcp_top_order, 0);
	cr_expect_eq(rules("5.15").pcp_top_order, 3);
	cr_expect_eq(rules("6.1").steal, STEAL_SMALLEST_M);
	cr_expect_eq(rules("6.12").steal, STEAL_CLAIM_FIRST);
	cr_expect_eq(rules("6.1").highatomic_charge, CHARGE_RESERVED);
	cr_expect_eq(rules("6.12").highatomic_charge, CHARGE_FREE);
}

Test(page_alloc_rules, unknown_ends)
{
	struct page_alloc_rules oldest = rules("2.6.32"), newest = rules("8.9");

	cr_expect_eq(oldest.order_loop, rules("3.18").order_loop);
	cr_expect_eq(newest.steal, rules("7.2").steal);
}
