/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <math.h>

#include "util/random.h"

Test(random, the_first_numbers_of_a_seed)
{
	/* xoshiro256** after splitmix64 of seed 0, as its authors' reference gives them */
	static const uint64_t expected[] = { UINT64_C(0x99ec5f36cb75f2b4), UINT64_C(0xbf6e1f784956452a),
										 UINT64_C(0x1a5f849d4933e6e0), UINT64_C(0x6aa594f1262d2d2c) };
	struct random random;

	random_seed(&random, 0);
	for (unsigned int i = 0; i < 4; i++)
		cr_expect_eq(random_u64(&random), expected[i]);
}

Test(random, below_stays_below_and_reaches_all)
{
	struct random random;
	unsigned int seen[7] = { 0 };

	random_seed(&random, 1);
	for (unsigned int i = 0; i < 7000; i++) {
		uint32_t x = random_below(&random, 7);

		cr_assert_lt(x, 7);
		seen[x]++;
	}
	for (unsigned int i = 0; i < 7; i++)
		cr_expect(seen[i] > 800 && seen[i] < 1200, "%u came %u times", i, seen[i]);
}

Test(random, means)
{
	static const double means[] = { 0, 0.25, 3.5, 80.75 };
	struct random random;

	random_seed(&random, 2);
	for (unsigned int k = 0; k < 4; k++) {
		double rounds = 0, n = 20000;

		for (unsigned int i = 0; i < 20000; i++)
			rounds += (double)random_round(&random, means[k]);
		cr_expect_lt(fabs(rounds / n - means[k]), 0.02);
	}
}

Test(random, unit_interval)
{
	struct random random;

	random_seed(&random, 3);
	for (unsigned int i = 0; i < 1000; i++) {
		double x = random_unit(&random);

		cr_assert(x >= 0 && x < 1);
	}
}
