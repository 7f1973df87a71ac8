/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check BOARD...: holds boards with two sizes of DDR and two kernels against the rules; 1 where there are
 * errors. */
#include <stdio.h>

#include <dtcarve/dtcarve.h>

static void print_board(const struct dtcarve_check *check, size_t board)
{
	for (size_t i = 0; i < dtcarve_check_get_trouble_count(check, board); i++)
		puts(dtcarve_check_get_trouble(check, board, i));
	for (size_t i = 0; i < dtcarve_check_get_finding_count(check, board); i++) {
		const struct dtcarve_finding *finding = dtcarve_check_get_finding(check, board, i);

		printf("%s, %s of %s:", dtcarve_severity_name(dtcarve_finding_get_severity(finding)),
			   dtcarve_finding_get_id(finding), dtcarve_finding_get_path(finding));
		for (size_t v = 0; v < dtcarve_check_get_variant_count(check, board); v++)
			if (dtcarve_finding_is_in_variant(finding, v))
				printf(" [%s]", dtcarve_check_get_variant(check, board, v));
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_check_options *options = NULL;
	struct dtcarve_check *check = NULL;
	int ret;

	if (argc < 2 || dtcarve_ctx_new(&ctx) || dtcarve_check_options_new(&options))
		return 2;
	dtcarve_check_options_set_kernels(options, "5.10,6.1");
	ret = dtcarve_check_new(ctx, (const char *const *)argv + 1, (size_t)argc - 1, NULL, options, &check);
	if (ret)
		fprintf(stderr, "check: %s\n", dtcarve_ctx_get_error(ctx));
	for (size_t i = 0; ret == 0 && i < dtcarve_check_get_board_count(check); i++)
		print_board(check, i);
	ret = ret ? 2 : dtcarve_check_get_count(check, DTCARVE_SEVERITY_ERROR) > 0;
	dtcarve_check_free(check);
	dtcarve_check_options_free(options);
	dtcarve_ctx_free(ctx);
	return ret;
}
