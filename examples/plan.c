/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan TREE NEED [POLICY]: the overlay that makes room for "order=3 gfp=GFP_ATOMIC count=256". */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <dtcarve/dtcarve.h>

static int make_plan(struct dtcarve_boot *boot, const char *need, const char *policy,
					 struct dtcarve_plan **plan)
{
	struct dtcarve_plan_options *options;
	int ret = dtcarve_plan_options_new(&options);

	if (ret)
		return ret;
	dtcarve_plan_options_add_need(options, need);
	if (policy)
		dtcarve_plan_options_set_policy(options, policy);
	ret = dtcarve_plan_new(boot, options, plan);
	dtcarve_plan_options_free(options);
	return ret;
}

static int print_plan(const struct dtcarve_plan *plan)
{
	char *overlay;
	int ret;

	fprintf(stderr, "%s: %" PRId64 " now, %" PRId64 " then\n", dtcarve_plan_get_need(plan, 0),
			dtcarve_plan_get_need_before(plan, 0).value, dtcarve_plan_get_need_after(plan, 0).value);
	for (size_t i = 0; i < dtcarve_plan_get_change_count(plan); i++)
		fprintf(stderr, "  %s %s: %s\n", dtcarve_plan_get_change_action(plan, i),
				dtcarve_plan_get_change_path(plan, i), dtcarve_plan_get_change_reason(plan, i));
	if (!dtcarve_plan_is_met(plan))
		return 0;
	ret = dtcarve_plan_render_overlay(plan, &overlay, NULL);
	if (ret)
		return ret;
	fputs(overlay, stdout);
	free(overlay);
	return 0;
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_plan *plan = NULL;
	int ret;

	if (argc < 3 || argc > 4 || dtcarve_ctx_new(&ctx))
		return 2;
	ret = dtcarve_boot_load(ctx, argv[1], "6.1", NULL, &boot);
	if (ret == 0)
		ret = make_plan(boot, argv[2], argc == 4 ? argv[3] : NULL, &plan);
	if (ret == 0)
		ret = print_plan(plan);
	if (ret)
		fprintf(stderr, "plan: %s\n", dtcarve_ctx_get_error(ctx));
	dtcarve_plan_free(plan);
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
