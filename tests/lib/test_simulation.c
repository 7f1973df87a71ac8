/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/fixture.h"

static struct dtcarve_ctx *ctx;
static struct dtcarve_boot *boot;
static struct dtcarve_simulation_options *options;

static void setup(void)
{
	ctx = new_context();
	boot = new_boot(ctx, board_source, "6.1");
	cr_assert_eq(dtcarve_simulation_options_new(&options), 0);
	dtcarve_simulation_options_set_workload(options, "idle");
	dtcarve_simulation_options_set_duration(options, 60);
	dtcarve_simulation_options_set_runs(options, 2);
}

static void teardown(void)
{
	dtcarve_simulation_options_free(options);
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
}

TestSuite(lib_simulation, .init = setup, .fini = teardown);

static char *result_of(unsigned int jobs)
{
	struct dtcarve_simulation *simulation = NULL;
	char *text = NULL;
	int ret;

	dtcarve_simulation_options_set_jobs(options, jobs);
	ret = dtcarve_simulation_new(boot, options, &simulation);
	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	cr_assert_eq(dtcarve_simulation_render(simulation, DTCARVE_FORMAT_JSON, &text, NULL), 0);
	dtcarve_simulation_free(simulation);
	return text;
}

Test(lib_simulation, the_same_seed_gives_the_same_on_any_number_of_threads)
{
	char *one = result_of(1), *two = result_of(2), *other;

	cr_expect_str_eq(one, two);
	dtcarve_simulation_options_set_seed(options, 77);
	other = result_of(2);
	cr_expect_str_neq(one, other);
	free(other);
	free(two);
	free(one);
}

Test(lib_simulation, tells_each_request)
{
	struct dtcarve_simulation *simulation = NULL;
	struct dtcarve_spread p;
	const char *why;

	cr_assert_eq(dtcarve_simulation_new(boot, options, &simulation), 0);
	cr_expect_eq(dtcarve_simulation_get_variant_count(simulation), 1);
	cr_expect(dtcarve_simulation_is_own_variant(simulation, 0));
	cr_expect(!dtcarve_simulation_is_own_variant(simulation, 1));
	cr_expect_null(dtcarve_simulation_get_variant(simulation, 1));
	cr_assert_gt(dtcarve_simulation_get_request_count(simulation), 0);
	cr_expect_not_null(dtcarve_simulation_get_request(simulation, 0));
	cr_expect_null(dtcarve_simulation_get_request(simulation, 1000));
	p = dtcarve_simulation_get_p_8h(simulation, 0, 0);
	why = dtcarve_simulation_get_why_not(simulation, 0, 0);
	cr_expect(why || (p.low <= p.value && p.value <= p.high && p.high <= 1 && p.high > 0));
	cr_expect_eq(dtcarve_simulation_get_p_1h(simulation, 5, 0).high, 0);
	dtcarve_simulation_free(simulation);
}

Test(lib_simulation, refuses_what_cannot_be_run)
{
	struct dtcarve_simulation *none = (struct dtcarve_simulation *)ctx;

	cr_expect_eq(dtcarve_simulation_new(boot, NULL, &none), -EINVAL);
	cr_expect_null(none);
	dtcarve_simulation_options_set_runs(options, 0);
	cr_expect_eq(dtcarve_simulation_new(boot, options, &none), -EINVAL);
	dtcarve_simulation_options_set_runs(options, 1);
	dtcarve_simulation_options_set_workload(options, "/no/such/workload.ini");
	cr_expect_eq(dtcarve_simulation_new(boot, options, &none), -ENOENT);
	dtcarve_simulation_options_set_workload(options, NULL);
	dtcarve_simulation_options_set_log(options, "/no/such.log");
	cr_expect_eq(dtcarve_simulation_new(boot, options, &none), -ENOENT);
	cr_expect_null(none);
}
