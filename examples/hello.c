/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hello TREE: what is wrong with a board's memory. */
#include <stdio.h>

#include <dtcarve/dtcarve.h>

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_report *report = NULL;

	if (argc != 2 || dtcarve_ctx_new(&ctx))
		return 2;
	int ret = dtcarve_boot_load(ctx, argv[1], "6.1", NULL, &boot) || dtcarve_report_new(boot, &report);
	if (ret)
		fprintf(stderr, "hello: %s\n", dtcarve_ctx_get_error(ctx));
	for (size_t i = 0; !ret && i < dtcarve_report_get_finding_count(report); i++) {
		const struct dtcarve_finding *finding = dtcarve_report_get_finding(report, i);
		printf("%s: %s\n", dtcarve_finding_get_path(finding), dtcarve_finding_get_message(finding));
	}
	dtcarve_report_free(report);
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
