/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/fixture.h"

static struct dtcarve_ctx *ctx;
static struct dtcarve_report *report;

static void setup(void)
{
	struct dtcarve_boot *boot;

	ctx = new_context();
	boot = new_boot(ctx, board_source, "6.1");
	cr_assert_eq(dtcarve_report_new(boot, &report), 0);
	dtcarve_boot_free(boot);
}

static void teardown(void)
{
	dtcarve_report_free(report);
	dtcarve_ctx_free(ctx);
}

TestSuite(lib_report, .init = setup, .fini = teardown);

Test(lib_report, memory_and_stream_get_the_same)
{
	for (int format = DTCARVE_FORMAT_TEXT; format <= DTCARVE_FORMAT_SVG; format++) {
		char *text = NULL, *written = NULL;
		size_t size = 0, length = 0;
		FILE *out = open_memstream(&written, &length);

		cr_assert_eq(dtcarve_report_render(report, (enum dtcarve_format)format, &text, &size), 0);
		cr_assert_eq(dtcarve_report_write(report, (enum dtcarve_format)format, out), 0);
		fclose(out);
		cr_expect_gt(size, 0);
		cr_expect_eq(size, strlen(text));
		cr_expect_eq(size, length);
		cr_expect_str_eq(text, written);
		free(written);
		free(text);
	}
}

Test(lib_report, refuses_a_format_that_there_is_not)
{
	char *text = NULL;

	cr_expect_eq(dtcarve_report_render(report, (enum dtcarve_format)1000, &text, NULL), -EINVAL);
	cr_expect_null(text);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), "1000"));
}

Test(lib_report, tells_that_a_stream_cannot_be_written)
{
	FILE *full = fopen("/dev/full", "w");

	cr_assert(full);
	setvbuf(full, NULL, _IONBF, 0);
	cr_expect_eq(dtcarve_report_write(report, DTCARVE_FORMAT_JSON, full), -EIO);
	cr_expect_gt(strlen(dtcarve_ctx_get_error(ctx)), 0);
	fclose(full);
}

Test(lib_report, style_is_of_the_text_only)
{
	char *before = NULL, *after = NULL;

	cr_assert_eq(dtcarve_report_render(report, DTCARVE_FORMAT_JSON, &before, NULL), 0);
	dtcarve_report_set_width(report, 0);
	dtcarve_report_set_colour(report, true);
	dtcarve_report_set_unicode(report, false);
	cr_assert_eq(dtcarve_report_render(report, DTCARVE_FORMAT_JSON, &after, NULL), 0);
	cr_expect_str_eq(before, after);
	free(before);
	free(after);
}

Test(lib_report, has_its_findings_and_the_json_has_the_same)
{
	size_t count = dtcarve_report_get_finding_count(report);
	char *json = NULL;

	cr_assert_gt(count, 0);
	cr_assert_eq(dtcarve_report_render(report, DTCARVE_FORMAT_JSON, &json, NULL), 0);
	for (size_t i = 0; i < count; i++) {
		const struct dtcarve_finding *f = dtcarve_report_get_finding(report, i);

		cr_expect(strstr(json, dtcarve_finding_get_id(f)));
		cr_expect(dtcarve_severity_name(dtcarve_finding_get_severity(f)));
		cr_expect_eq(dtcarve_finding_get_path(f)[0], '/');
		cr_expect_null(dtcarve_finding_get_file(f));
		cr_expect_eq(dtcarve_finding_get_line(f), 0);
		cr_expect(dtcarve_finding_is_in_variant(f, 0));
	}
	cr_expect_null(dtcarve_report_get_finding(report, count));
	cr_expect_null(dtcarve_severity_name((enum dtcarve_severity)9));
	free(json);
}

Test(lib_report, a_first_policy_is_one_that_the_board_passes)
{
	char path[] = "/tmp/dtcarve-first-XXXXXX", *policy = NULL, *text = NULL;
	FILE *out;

	cr_assert_eq(dtcarve_report_render_policy(report, "6.1", &policy, NULL), 0);
	cr_expect(strstr(policy, "kernel = 6.1"));
	out = fdopen(mkstemp(path), "w");
	fputs(policy, out);
	fputs("[demand /reserved-memory/pool@60000000]\nbuffers = 8M\n", out);
	fclose(out);
	cr_assert_eq(dtcarve_report_render_demands(report, path, DTCARVE_FORMAT_TEXT, &text, NULL), 0, "%s",
				 dtcarve_ctx_get_error(ctx));
	cr_expect(strstr(text, "pool@60000000"));
	unlink(path);
	free(text);
	cr_expect_eq(dtcarve_report_render_demands(report, path, DTCARVE_FORMAT_TEXT, &text, NULL), -ENOENT);
	cr_expect_null(text);
	free(policy);
}
