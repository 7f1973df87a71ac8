/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/fixture.h"

static struct dtcarve_report *report_of(struct dtcarve_ctx *ctx, const char *source)
{
	struct dtcarve_boot *boot = new_boot(ctx, source, "6.1");
	struct dtcarve_report *report = NULL;

	cr_assert_eq(dtcarve_report_new(boot, &report), 0);
	dtcarve_boot_free(boot);
	return report;
}

/* The pool grows from 32 to 64 MiB, to where it still lies, and a region that overlaps it is new. */
static char *changed_board(void)
{
	char *text = strdup(board_source), *size = strstr(text, "0x2000000>");

	cr_assert(size);
	size[2] = '4';
	size = strstr(text, "0x70000000 0x100000");
	memcpy(size, "0x61000000", 10);
	memcpy(strstr(text, "\"disabled\""), "    \"okay\"", 10);
	return text;
}

Test(lib_diff, tells_what_a_change_does)
{
	struct dtcarve_ctx *ctx = new_context();
	char *source = changed_board();
	struct dtcarve_report *before = report_of(ctx, board_source), *after = report_of(ctx, source);
	struct dtcarve_diff *diff = NULL;
	bool resized = false, new_finding = false;

	cr_assert_eq(dtcarve_diff_new(before, after, &diff), 0);
	dtcarve_report_free(before);
	dtcarve_report_free(after);
	cr_expect(dtcarve_diff_differs(diff));
	cr_assert_gt(dtcarve_diff_get_cost_count(diff), 0);
	cr_expect_not_null(dtcarve_diff_get_cost(diff, 0));
	cr_expect_null(dtcarve_diff_get_cost(diff, dtcarve_diff_get_cost_count(diff)));
	for (size_t i = 0; i < dtcarve_diff_get_region_count(diff); i++)
		resized |= strcmp(dtcarve_diff_get_region_change(diff, i), "resized") == 0 &&
				   dtcarve_region_get_range(dtcarve_diff_get_region_before(diff, i)).size == 0x2000000 &&
				   dtcarve_region_get_range(dtcarve_diff_get_region_after(diff, i)).size == 0x4000000;
	for (size_t i = 0; i < dtcarve_diff_get_finding_count(diff); i++)
		new_finding |= strcmp(dtcarve_diff_get_finding_change(diff, i), "new") == 0 &&
					   dtcarve_finding_get_path(dtcarve_diff_get_finding(diff, i)) != NULL;
	cr_expect(resized);
	cr_expect(new_finding);
	cr_expect_null(dtcarve_diff_get_region_change(diff, 1000));
	cr_expect_null(dtcarve_diff_get_region_before(diff, 1000));
	cr_expect_null(dtcarve_diff_get_finding(diff, 1000));
	dtcarve_diff_free(diff);
	dtcarve_ctx_free(ctx);
	free(source);
}

Test(lib_diff, the_same_board_differs_in_nothing)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_report *report = report_of(ctx, board_source);
	struct dtcarve_diff *diff = NULL;
	char *text = NULL;

	cr_assert_eq(dtcarve_diff_new(report, report, &diff), 0);
	cr_expect(!dtcarve_diff_differs(diff));
	cr_expect_eq(dtcarve_diff_get_region_count(diff), 0);
	cr_expect_eq(dtcarve_diff_get_finding_count(diff), 0);
	cr_assert_eq(dtcarve_diff_render(diff, DTCARVE_FORMAT_JSON, &text, NULL), 0);
	cr_expect(strstr(text, "dtcarve-diff-1"));
	free(text);
	cr_assert_eq(dtcarve_diff_render(diff, DTCARVE_FORMAT_HTML, &text, NULL), 0);
	free(text);
	cr_expect_eq(dtcarve_diff_render(diff, DTCARVE_FORMAT_SVG, &text, NULL), -EINVAL);
	cr_expect_null(text);
	dtcarve_diff_free(diff);
	dtcarve_report_free(report);
	dtcarve_ctx_free(ctx);
}

Test(lib_diff, refuses_strangers)
{
	struct dtcarve_ctx *ctx = new_context(), *elsewhere = new_context();
	struct dtcarve_report *report = report_of(ctx, board_source),
						  *stranger = report_of(elsewhere, board_source);
	struct dtcarve_diff *diff = (struct dtcarve_diff *)ctx;

	cr_expect_eq(dtcarve_diff_new(report, stranger, &diff), -EINVAL);
	cr_expect_null(diff);
	dtcarve_report_free(stranger);
	dtcarve_report_free(report);
	dtcarve_ctx_free(elsewhere);
	dtcarve_ctx_free(ctx);
}
