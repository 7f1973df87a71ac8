/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "alloc/fixture.h"
#include "alloc/fragmentation.h"

Test(fragmentation, case_study)
{
	static const int unusable[] = { 0, 44, 65, 75, 79, 110, 129, 130, 137, 145, 151 };
	struct zone_state zone = fixture_ld20();

	for (unsigned int k = 0; k <= 10; k++) {
		cr_expect_eq(extfrag_index(&zone, TYPES_ALL, k), -1000);
		cr_expect_eq(unusable_index(&zone, TYPES_ALL, k), unusable[k], "order %u", k);
	}
}

Test(fragmentation, without_cma_it_looks_otherwise)
{
	struct zone_state zone = fixture_ld20();
	unsigned int no_cma = TYPES_ALL & ~TYPE_BIT(CMA);

	cr_expect_eq(unusable_index(&zone, no_cma, 6), 1000);
	cr_expect_eq(unusable_index(&zone, no_cma, 3), 612);
	cr_expect_eq(extfrag_index(&zone, no_cma, 3), -1000);
	cr_expect_eq(extfrag_index(&zone, no_cma, 6), 968);
}

Test(fragmentation, inner_division_comes_first)
{
	struct zone_state zone = { 0 };

	zone.nr_free[MIGRATE_UNMOVABLE][0] = 100;
	cr_expect_eq(extfrag_index(&zone, TYPES_ALL, 3), 865);
	zone.nr_free[MIGRATE_UNMOVABLE][0] = 0;
	cr_expect_eq(extfrag_index(&zone, TYPES_ALL, 3), 0);
	cr_expect_eq(unusable_index(&zone, TYPES_ALL, 3), 1000);
}

Test(fragmentation, printed_as_debugfs_does)
{
	char text[16];

	cr_expect_str_eq(index_format(-1000, text, sizeof(text)), "-1.000");
	cr_expect_str_eq(index_format(865, text, sizeof(text)), "0.865");
	cr_expect_str_eq(index_format(75, text, sizeof(text)), "0.075");
}
