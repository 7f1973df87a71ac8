/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain LOG: why each failed allocation in a kernel log failed, and what to change. */
#include <inttypes.h>
#include <stdio.h>

#include <dtcarve/dtcarve.h>

static void print_event(const struct dtcarve_explanation *log, size_t i)
{
	printf("line %" PRIu64 ", %s: %s\n", dtcarve_explanation_get_line(log, i),
		   dtcarve_explanation_get_process(log, i), dtcarve_explanation_get_request(log, i));
	printf("  %s (%s): %s\n", dtcarve_explanation_get_cause(log, i),
		   dtcarve_explanation_get_confidence(log, i), dtcarve_explanation_get_verdict(log, i));
	for (size_t n = 0; n < dtcarve_explanation_get_advice_count(log, i); n++)
		printf("  - %s\n", dtcarve_explanation_get_advice(log, i, n));
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_explanation *log = NULL;
	int ret;

	if (argc != 2 || dtcarve_ctx_new(&ctx))
		return 2;
	ret = dtcarve_explanation_load(ctx, argv[1], NULL, &log);
	if (ret)
		fprintf(stderr, "explain: %s\n", dtcarve_ctx_get_error(ctx));
	else if (dtcarve_explanation_get_count(log) == 0)
		puts("no failure");
	for (size_t i = 0; ret == 0 && i < dtcarve_explanation_get_count(log); i++)
		print_event(log, i);
	dtcarve_explanation_free(log);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
