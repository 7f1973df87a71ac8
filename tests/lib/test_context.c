/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/fixture.h"

Test(context, tells_the_last_error_of_its_own)
{
	struct dtcarve_ctx *one = new_context(), *other = new_context();
	struct dtcarve_tree *tree = (struct dtcarve_tree *)&one;

	cr_assert_str_eq(dtcarve_ctx_get_error(one), "");
	cr_assert_eq(dtcarve_tree_load(one, "/no/such/board.dtb", NULL, &tree), -ENOENT);
	cr_assert_null(tree, "the out-parameter points to what is no tree");
	cr_assert(strstr(dtcarve_ctx_get_error(one), "/no/such/board.dtb"));
	cr_assert_str_eq(dtcarve_ctx_get_error(other), "");
	dtcarve_ctx_free(other);
	dtcarve_ctx_free(one);
}

Test(context, error_stays_when_a_call_succeeds)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_kernel *kernel = NULL;

	cr_assert_eq(dtcarve_kernel_load(ctx, "newest", DTCARVE_ARCH_ARM64, NULL, &kernel), -EINVAL);
	dtcarve_kernel_free(new_kernel(ctx, "6.1"));
	cr_assert(strstr(dtcarve_ctx_get_error(ctx), "newest"));
	dtcarve_ctx_free(ctx);
}

Test(context, objects_outlive_what_they_were_made_from)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_boot *boot = new_boot(ctx, board_source, "6.1");
	struct dtcarve_report *report = NULL;
	char *text = NULL;

	cr_assert_eq(dtcarve_report_new(boot, &report), 0);
	dtcarve_ctx_free(ctx);
	dtcarve_boot_free(boot);
	cr_assert_eq(dtcarve_report_render(report, DTCARVE_FORMAT_JSON, &text, NULL), 0);
	cr_assert(strstr(text, "Test board"));
	free(text);
	dtcarve_report_free(report);
}

Test(context, freeing_nothing_does_nothing)
{
	dtcarve_ctx_free(NULL);
	dtcarve_options_free(NULL);
	dtcarve_tree_free(NULL);
	dtcarve_board_free(NULL);
	dtcarve_kernel_free(NULL);
	dtcarve_boot_free(NULL);
	dtcarve_report_free(NULL);
	dtcarve_headroom_free(NULL);
	dtcarve_plan_options_free(NULL);
	dtcarve_plan_free(NULL);
	dtcarve_check_options_free(NULL);
	dtcarve_check_free(NULL);
	dtcarve_diff_free(NULL);
	dtcarve_simulation_options_free(NULL);
	dtcarve_simulation_free(NULL);
	dtcarve_explanation_free(NULL);
}

Test(context, headers_and_library_are_of_one_version)
{
	char version[32];

	snprintf(version, sizeof(version), "%d.%d.%d", DTCARVE_VERSION_MAJOR, DTCARVE_VERSION_MINOR,
			 DTCARVE_VERSION_PATCH);
	cr_assert_str_eq(dtcarve_version(), version);
	cr_assert(DTCARVE_VERSION >= DTCARVE_VERSION_CODE(0, 1, 0) &&
			  DTCARVE_VERSION < DTCARVE_VERSION_CODE(DTCARVE_VERSION_MAJOR + 1, 0, 0));
}

/* Whatever stood there before: nothing that could be used or freed by mistake. */
Test(context, what_is_not_handed_out_is_null)
{
	static const char broken_root[] = "/dts-v1/; / { #address-cells = <9>; };";
	struct dtcarve_ctx *ctx = new_context(), *other = new_context();
	void *poison = &ctx;
	struct dtcarve_tree *tree = poison, *broken = NULL;
	struct dtcarve_board *board = poison;
	struct dtcarve_kernel *kernel = poison, *stranger = new_kernel(other, "6.1");
	struct dtcarve_boot *boot = new_boot(ctx, board_source, "6.1"), *none = poison;
	struct dtcarve_headroom *headroom = poison;
	struct dtcarve_explanation *explanation = poison;
	struct dtcarve_report *report = NULL;
	char *text = poison;

	cr_expect_lt(dtcarve_tree_from_bytes(ctx, "", 0, "nothing", NULL, &tree), 0);
	cr_expect_null(tree);
	cr_assert_eq(dtcarve_tree_from_bytes(ctx, broken_root, strlen(broken_root), "b.dts", NULL, &broken), 0);
	cr_expect_eq(dtcarve_board_read(broken, NULL, &board), -EINVAL);
	cr_expect_null(board);
	cr_expect_eq(dtcarve_kernel_load(ctx, "newest", DTCARVE_ARCH_ARM64, NULL, &kernel), -EINVAL);
	cr_expect_null(kernel);
	kernel = poison;
	board = new_board(ctx, board_source);
	cr_expect_eq(dtcarve_kernel_for_board(board, "newest", NULL, &kernel), -EINVAL);
	cr_expect_null(kernel);
	cr_expect_eq(dtcarve_boot_predict(board, stranger, NULL, &none), -EINVAL);
	cr_expect_null(none);
	cr_expect_eq(dtcarve_headroom_new(boot, "order=three", &headroom), -EINVAL);
	cr_expect_null(headroom);
	cr_expect_eq(dtcarve_explanation_load(ctx, "/no/such.log", boot, &explanation), -ENOENT);
	cr_expect_null(explanation);
	cr_assert_eq(dtcarve_report_new(boot, &report), 0);
	cr_expect_eq(dtcarve_report_render(report, DTCARVE_FORMAT_SARIF, &text, NULL), -EINVAL);
	cr_expect_null(text);
	text = poison;
	cr_expect_eq(dtcarve_report_render_trace(report, DTCARVE_FORMAT_TEXT, &text, NULL), -ENODATA);
	cr_expect_null(text);
	dtcarve_report_free(report);
	dtcarve_boot_free(boot);
	dtcarve_board_free(board);
	dtcarve_tree_free(broken);
	dtcarve_kernel_free(stranger);
	dtcarve_ctx_free(other);
	dtcarve_ctx_free(ctx);
}
