/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/fixture.h"

#define MISTAKES SAMPLES "/mistakes.dts"

static struct dtcarve_ctx *ctx;
static struct dtcarve_check_options *options;

static void setup(void)
{
	ctx = new_context();
	cr_assert_eq(dtcarve_check_options_new(&options), 0);
}

static void teardown(void)
{
	dtcarve_check_options_free(options);
	dtcarve_ctx_free(ctx);
}

TestSuite(lib_check, .init = setup, .fini = teardown);

static struct dtcarve_check *check_of(const char *const *paths, size_t count)
{
	struct dtcarve_check *check = NULL;
	int ret = dtcarve_check_new(ctx, paths, count, NULL, options, &check);

	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	return check;
}

Test(lib_check, findings_are_objects)
{
	static const char *const boards[] = { MISTAKES, "/no/such/board.dtb" };
	struct dtcarve_check *check = check_of(boards, 2);
	size_t errors = 0;

	cr_assert_eq(dtcarve_check_get_board_count(check), 2);
	cr_expect_str_eq(dtcarve_check_get_board_file(check, 0), MISTAKES);
	cr_expect_null(dtcarve_check_get_board_file(check, 2));
	cr_expect_eq(dtcarve_check_get_trouble_count(check, 0), 0);
	cr_assert_eq(dtcarve_check_get_trouble_count(check, 1), 1);
	cr_expect(strstr(dtcarve_check_get_trouble(check, 1, 0), "/no/such/board.dtb"));
	cr_expect_null(dtcarve_check_get_trouble(check, 1, 1));
	cr_expect_eq(dtcarve_check_get_finding_count(check, 7), 0);
	for (size_t i = 0; i < dtcarve_check_get_finding_count(check, 0); i++) {
		const struct dtcarve_finding *f = dtcarve_check_get_finding(check, 0, i);

		errors += dtcarve_finding_get_severity(f) == DTCARVE_SEVERITY_ERROR;
		cr_expect_gt(strlen(dtcarve_finding_get_message(f)), 0);
		cr_expect_gt(strlen(dtcarve_finding_get_summary(f)), 0);
		cr_expect_eq(dtcarve_finding_get_path(f)[0], '/');
		cr_expect(strstr(dtcarve_finding_get_file(f), "mistakes.dts"));
		cr_expect_gt(dtcarve_finding_get_line(f), 0);
		cr_expect(dtcarve_finding_is_in_variant(f, 0) && !dtcarve_finding_is_in_variant(f, 64));
		cr_expect(!dtcarve_finding_is_known(f) && !dtcarve_finding_get_acceptance(f));
	}
	cr_expect_gt(errors, 0);
	cr_expect_eq(dtcarve_check_get_count(check, DTCARVE_SEVERITY_ERROR), errors);
	cr_expect_eq(dtcarve_check_get_count(check, (enum dtcarve_severity)9), 0);
	cr_expect_null(dtcarve_check_get_finding(check, 0, dtcarve_check_get_finding_count(check, 0)));
	dtcarve_check_free(check);
}

Test(lib_check, variants_are_told)
{
	static const char *const board = MISTAKES;
	struct dtcarve_check *check;

	dtcarve_check_options_add_ddr(options, "512M,1G");
	dtcarve_check_options_set_kernels(options, "5.10,6.1");
	dtcarve_check_options_set_jobs(options, 2);
	check = check_of(&board, 1);
	cr_assert_eq(dtcarve_check_get_variant_count(check, 0), 4);
	cr_expect_str_eq(dtcarve_check_get_variant(check, 0, 3), "--ddr 1G --kernel 6.1");
	cr_expect_null(dtcarve_check_get_variant(check, 0, 4));
	dtcarve_check_free(check);
	dtcarve_check_options_set_kernels(options, "newest");
	cr_expect_eq(dtcarve_check_get_trouble_count(check = check_of(&board, 1), 0), 1);
	dtcarve_check_free(check);
	dtcarve_check_options_add_ddr(options, "much");
	cr_expect_eq(dtcarve_check_new(ctx, &board, 1, NULL, options, &check), -EINVAL);
	cr_expect_null(check);
}

static char *written(const char *text)
{
	char *path = strdup("/tmp/dtcarve-check-XXXXXX.json");
	int fd = mkstemps(path, 5);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	return path;
}

Test(lib_check, a_baseline_and_a_policy_take_findings_out_of_the_count)
{
	static const char *const board = MISTAKES;
	struct dtcarve_check *check = check_of(&board, 1);
	char *json = NULL, *path;
	const char *id;

	cr_assert_eq(dtcarve_check_render(check, DTCARVE_FORMAT_JSON, &json, NULL), 0);
	id = dtcarve_finding_get_id(dtcarve_check_get_finding(check, 0, 0));
	path = written(json);
	dtcarve_check_options_set_baseline(options, path);
	dtcarve_check_free(check);
	check = check_of(&board, 1);
	for (int s = DTCARVE_SEVERITY_NOTE; s <= DTCARVE_SEVERITY_ERROR; s++)
		cr_expect_eq(dtcarve_check_get_count(check, (enum dtcarve_severity)s), 0);
	cr_expect(dtcarve_finding_is_known(dtcarve_check_get_finding(check, 0, 0)));
	cr_expect_str_eq(dtcarve_finding_get_id(dtcarve_check_get_finding(check, 0, 0)), id);
	dtcarve_check_free(check);
	unlink(path);
	free(path);
	free(json);
	dtcarve_check_options_set_baseline(options, NULL);
	dtcarve_check_options_set_policy(options, "/no/such/policy.ini");
	cr_expect_eq(dtcarve_check_new(ctx, &board, 1, NULL, options, &check), -ENOENT);
	cr_expect_null(check);
}

Test(lib_check, a_policy_accepts)
{
	static const char *const board = MISTAKES;
	struct dtcarve_check *check;
	size_t accepted = 0;
	char policy[256], *path;

	check = check_of(&board, 1);
	snprintf(policy, sizeof(policy), "[accept %s /*]\nreason = known\nuntil = 2020-01-01\n",
			 dtcarve_finding_get_id(dtcarve_check_get_finding(check, 0, 0)));
	dtcarve_check_free(check);
	path = written(policy);
	dtcarve_check_options_set_policy(options, path);
	check = check_of(&board, 1);
	for (size_t i = 0; i < dtcarve_check_get_finding_count(check, 0); i++)
		accepted += dtcarve_finding_get_acceptance(dtcarve_check_get_finding(check, 0, i)) != NULL;
	cr_expect_gt(accepted, 0, "the day is not told, so that nothing has expired");
	dtcarve_check_free(check);
	dtcarve_check_options_set_today(options, 20000);
	check = check_of(&board, 1);
	for (size_t i = 0; i < dtcarve_check_get_finding_count(check, 0); i++)
		cr_expect_null(dtcarve_finding_get_acceptance(dtcarve_check_get_finding(check, 0, i)));
	dtcarve_check_free(check);
	unlink(path);
	free(path);
}

Test(lib_check, every_format_but_a_picture)
{
	static const char *const board = MISTAKES;
	struct dtcarve_check *check = NULL;

	cr_assert_eq(dtcarve_check_new(ctx, &board, 1, NULL, NULL, &check), 0);
	for (int format = DTCARVE_FORMAT_TEXT; format <= DTCARVE_FORMAT_GITLAB; format++) {
		char *text = NULL;
		int ret = dtcarve_check_render(check, (enum dtcarve_format)format, &text, NULL);

		cr_expect_eq(ret, format == DTCARVE_FORMAT_SVG ? -EINVAL : 0, "format %d", format);
		cr_expect_eq(!text, ret != 0);
		free(text);
	}
	dtcarve_check_free(check);
}
