/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report TREE: the report as JSON, made in memory first, so that nothing is written when something is wrong.
 */
#include <stdio.h>
#include <stdlib.h>

#include <dtcarve/dtcarve.h>

static int make_report(struct dtcarve_ctx *ctx, const char *path, char **text, size_t *size)
{
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_report *report = NULL;
	int ret = dtcarve_boot_load(ctx, path, NULL, NULL, &boot);

	if (ret == 0)
		ret = dtcarve_report_new(boot, &report);
	if (ret == 0)
		ret = dtcarve_report_render(report, DTCARVE_FORMAT_JSON, text, size);
	dtcarve_report_free(report);
	dtcarve_boot_free(boot);
	return ret;
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	char *text = NULL;
	size_t size = 0;
	int ret;

	if (argc != 2 || dtcarve_ctx_new(&ctx))
		return 2;
	ret = make_report(ctx, argv[1], &text, &size);
	if (ret)
		fprintf(stderr, "report: %s\n", dtcarve_ctx_get_error(ctx));
	else if (fwrite(text, 1, size, stdout) != size)
		ret = -1;
	free(text);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
