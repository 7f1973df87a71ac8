/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff OLD NEW: what a change of a tree costs and brings, and what is wrong since. */
#include <stdio.h>

#include <dtcarve/dtcarve.h>

static int report_on(struct dtcarve_ctx *ctx, const char *path, struct dtcarve_report **report)
{
	struct dtcarve_boot *boot;
	int ret = dtcarve_boot_load(ctx, path, "6.1", NULL, &boot);

	if (ret == 0)
		ret = dtcarve_report_new(boot, report);
	dtcarve_boot_free(boot);
	return ret;
}

static void print_diff(const struct dtcarve_diff *diff)
{
	for (size_t i = 0; i < dtcarve_diff_get_cost_count(diff); i++)
		puts(dtcarve_diff_get_cost(diff, i));
	for (size_t i = 0; i < dtcarve_diff_get_finding_count(diff); i++) {
		const struct dtcarve_finding *finding = dtcarve_diff_get_finding(diff, i);

		printf("%s: %s, %s\n", dtcarve_diff_get_finding_change(diff, i), dtcarve_finding_get_path(finding),
			   dtcarve_finding_get_summary(finding));
	}
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_report *before = NULL, *after = NULL;
	struct dtcarve_diff *diff = NULL;
	int ret;

	if (argc != 3 || dtcarve_ctx_new(&ctx))
		return 2;
	ret = report_on(ctx, argv[1], &before);
	if (ret == 0)
		ret = report_on(ctx, argv[2], &after);
	if (ret == 0)
		ret = dtcarve_diff_new(before, after, &diff);
	if (ret == 0)
		print_diff(diff);
	else
		fprintf(stderr, "diff: %s\n", dtcarve_ctx_get_error(ctx));
	dtcarve_diff_free(diff);
	dtcarve_report_free(before);
	dtcarve_report_free(after);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
