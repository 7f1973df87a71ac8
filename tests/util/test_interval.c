/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <math.h>

#include "util/interval.h"

Test(interval, wilson)
{
	struct share s = share_of(10, 100);

	/* the textbook's example of 10 in 100 */
	cr_expect_lt(fabs(s.value - 0.1), 1e-9);
	cr_expect_lt(fabs(s.low - 0.0552), 0.0005);
	cr_expect_lt(fabs(s.high - 0.1744), 0.0005);
	cr_expect_eq(share_of(0, 50).low, 0);
	cr_expect_gt(share_of(0, 50).high, 0.05);
	cr_expect_eq(share_of(50, 50).high, 1);
	cr_expect_eq(share_of(0, 0).high, 1);
}

Test(interval, runs_that_differ_widen_it)
{
	static const uint64_t alike[] = { 10, 10, 10, 10 }, apart[] = { 0, 20, 0, 20 },
						  totals[] = { 100, 100, 100, 100 };
	struct share a = share_of_runs(alike, totals, 4), b = share_of_runs(apart, totals, 4),
				 all = share_of(40, 400);

	cr_expect_lt(fabs(a.value - 0.1), 1e-9);
	cr_expect_lt(fabs(a.high - all.high), 1e-9);
	cr_expect_gt(b.high, a.high + 0.05);
	cr_expect_lt(b.low, a.low);
	cr_expect_geq(b.low, 0);
}

Test(interval, runs_without_trials_do_not_count)
{
	static const uint64_t hits[] = { 5, 0, 5 }, totals[] = { 50, 0, 50 };
	struct share s = share_of_runs(hits, totals, 3);

	cr_expect_lt(fabs(s.value - 0.1), 1e-9);
	cr_expect_leq(s.high, 1);
}

Test(interval, quantiles)
{
	double values[] = { 5, 1, 4, 2, 3 };

	cr_expect_eq(quantile_of(values, 5, 0.5), 3);
	cr_expect_eq(quantile_of(values, 5, 0), 1);
	cr_expect_eq(quantile_of(values, 5, 1), 5);
	cr_expect_lt(fabs(quantile_of(values, 5, 0.05) - 1.2), 1e-9);
	cr_expect_eq(quantile_of(values, 0, 0.5), 0);
}
