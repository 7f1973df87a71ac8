/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/fixture.h"

static struct dtcarve_ctx *ctx;
static struct dtcarve_boot *boot;
static struct dtcarve_plan_options *options;
static char policy[64];

static void write_file(const char *text)
{
	char path[] = "/tmp/dtcarve-policy.XXXXXX";
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_gt(dprintf(fd, "%s", text), 0);
	close(fd);
	strcpy(policy, path);
}

/* Leave to cut the pools, as their owner would write it. */
static void allow_cuts(void)
{
	write_file("[region /reserved-memory/pool@60000000]\nmay-shrink-to = 4M\n"
			   "[region /reserved-memory/anywhere]\nmay-shrink-to = 4M\n");
	dtcarve_plan_options_set_policy(options, policy);
}

static void setup(void)
{
	ctx = new_context();
	boot = new_boot(ctx, board_source, "6.1");
	cr_assert_eq(dtcarve_plan_options_new(&options), 0);
	allow_cuts();
}

static void teardown(void)
{
	dtcarve_plan_options_free(options);
	unlink(policy);
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
}

TestSuite(lib_plan, .init = setup, .fini = teardown);

static struct dtcarve_plan *plan_for(const char *need)
{
	struct dtcarve_plan *plan = NULL;
	int ret;

	dtcarve_plan_options_add_need(options, need);
	ret = dtcarve_plan_new(boot, options, &plan);
	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	return plan;
}

/* The pools take 48 MiB of 1 GiB. */
Test(lib_plan, shrinks_what_is_in_the_way)
{
	struct dtcarve_plan *plan = plan_for("unmovable 900M");
	size_t changes = dtcarve_plan_get_change_count(plan);

	cr_assert(dtcarve_plan_is_met(plan));
	cr_expect_eq(dtcarve_plan_get_need_count(plan), 1);
	cr_expect_str_eq(dtcarve_plan_get_need(plan, 0), "unmovable 900M");
	cr_assert_gt(changes, 0);
	cr_expect_lt(dtcarve_plan_get_need_before(plan, 0).low, INT64_C(900) << 20);
	cr_expect_geq(dtcarve_plan_get_need_after(plan, 0).low, INT64_C(900) << 20);
	cr_expect_eq(strncmp(dtcarve_plan_get_change_path(plan, 0), "/reserved-memory/", 17), 0);
	cr_expect_str_eq(dtcarve_plan_get_change_action(plan, 0), "shrink");
	cr_expect_not_null(dtcarve_plan_get_change_reason(plan, 0));
	cr_expect_lt(dtcarve_plan_get_change_to(plan, 0).size, dtcarve_plan_get_change_from(plan, 0).size);
	cr_expect_null(dtcarve_plan_get_change_path(plan, changes));
	cr_expect_eq(dtcarve_plan_get_change_from(plan, changes).size, 0);
	dtcarve_plan_free(plan);
}

Test(lib_plan, gives_the_changed_tree_and_its_overlay)
{
	struct dtcarve_plan *plan = plan_for("unmovable 900M");
	struct dtcarve_tree *changed = NULL;
	char *overlay = NULL, *json = NULL;
	size_t size, length;
	const void *fdt;

	dtcarve_boot_free(boot);
	boot = NULL;
	fdt = dtcarve_plan_get_fdt(plan, &size);
	cr_assert_eq(dtcarve_tree_from_bytes(ctx, fdt, size, "changed", NULL, &changed), 0);
	cr_assert_eq(dtcarve_plan_render_overlay(plan, &overlay, &length), 0);
	cr_expect_eq(length, strlen(overlay));
	cr_expect(strstr(overlay, "/plugin/;"));
	cr_assert_eq(dtcarve_plan_render(plan, DTCARVE_FORMAT_JSON, &json, NULL), 0);
	cr_expect(strstr(json, "dtcarve-plan-1"));
	free(json);
	free(overlay);
	dtcarve_tree_free(changed);
	dtcarve_plan_free(plan);
}

Test(lib_plan, tells_what_cannot_be_had)
{
	struct dtcarve_plan *plan = plan_for("unmovable 2G");

	cr_expect(!dtcarve_plan_is_met(plan));
	cr_expect_lt(dtcarve_plan_get_need_after(plan, 0).low, INT64_C(2) << 30);
	dtcarve_plan_free(plan);
}

Test(lib_plan, nothing_changes_where_the_need_is_met)
{
	struct dtcarve_plan *plan = plan_for("order=3 gfp=GFP_ATOMIC count=1");

	cr_expect(dtcarve_plan_is_met(plan));
	cr_expect_eq(dtcarve_plan_get_change_count(plan), 0);
	dtcarve_plan_free(plan);
}

Test(lib_plan, refuses_a_plan_without_a_need)
{
	struct dtcarve_plan *plan = NULL;

	cr_expect_eq(dtcarve_plan_new(boot, options, &plan), -EINVAL);
	cr_expect_null(plan);
	dtcarve_plan_options_add_need(options, "order=three");
	cr_expect_eq(dtcarve_plan_new(boot, options, &plan), -EINVAL);
	cr_expect_null(plan);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), "three"));
}

Test(lib_plan, refuses_a_need_under_load)
{
	struct dtcarve_plan *plan = NULL;

	dtcarve_plan_options_add_need(options, "order=3 gfp=GFP_ATOMIC fail<1%");
	cr_expect_eq(dtcarve_plan_new(boot, options, &plan), -EINVAL);
	cr_expect_null(plan);
}

/* A load that 1 GiB stands: with as many runs as it takes, and with one, after which it is not known. */
Test(lib_plan, ends_where_its_limits_are)
{
	static const char load[] = "[workload]\nname = quiet\nduration = 2 s\ntick = 100 ms\n"
							   "[kernel drivers]\nsize = 20M\nramp = 100 ms\n"
							   "[request probe]\nrequest = order=3 gfp=GFP_ATOMIC\nrate = 100/s\n";
	struct dtcarve_plan *plan;
	char *text;

	unlink(policy);
	write_file(load);
	dtcarve_plan_options_set_policy(options, NULL);
	dtcarve_plan_options_set_workload(options, policy);
	dtcarve_plan_options_set_jobs(options, 1);
	dtcarve_plan_options_set_seed(options, 7);
	dtcarve_plan_options_set_duration(options, 1);
	plan = plan_for("order=3 gfp=GFP_ATOMIC fail<5%");
	cr_expect(dtcarve_plan_is_met(plan));
	dtcarve_plan_free(plan);
	dtcarve_plan_options_set_limits(options, 20, 1);
	cr_assert_eq(dtcarve_plan_new(boot, options, &plan), 0, "%s", dtcarve_ctx_get_error(ctx));
	cr_assert_eq(dtcarve_plan_render(plan, DTCARVE_FORMAT_JSON, &text, NULL), 0);
	cr_expect(strstr(text, "\"spent\": true"));
	free(text);
	dtcarve_plan_free(plan);
	dtcarve_plan_options_set_load_margin(options, 11);
	cr_expect_eq(dtcarve_plan_new(boot, options, &plan), -EINVAL);
	dtcarve_plan_options_set_load_margin(options, 1);
	dtcarve_plan_options_set_jobs(options, 0);
	cr_expect_eq(dtcarve_plan_new(boot, options, &plan), -EINVAL);
}

Test(lib_plan, refuses_files_that_are_not_there)
{
	struct dtcarve_plan *plan = NULL;

	dtcarve_plan_options_add_need(options, "managed 1M");
	dtcarve_plan_options_set_policy(options, "/nowhere/policy.ini");
	cr_expect_eq(dtcarve_plan_new(boot, options, &plan), -ENOENT);
	dtcarve_plan_options_set_policy(options, NULL);
	dtcarve_plan_options_set_margin(options, 10);
	dtcarve_plan_options_add_evidence(options, "/nowhere/dmesg.txt");
	cr_expect_eq(dtcarve_plan_new(boot, options, &plan), -ENOENT);
	cr_expect_null(plan);
}

Test(lib_plan, no_options_is_no_need)
{
	struct dtcarve_plan *plan = (struct dtcarve_plan *)ctx;

	cr_expect_eq(dtcarve_plan_new(boot, NULL, &plan), -EINVAL);
	cr_expect_null(plan);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), "no need"));
}
