/* SPDX-License-Identifier: GPL-2.0-or-later */
/* predict TREE KERNEL: the zones that a kernel (version or profile file) makes of a board's memory, in pages.
 */
#include <inttypes.h>
#include <stdio.h>

#include <dtcarve/dtcarve.h>

static void print_estimate(const char *name, struct dtcarve_estimate e)
{
	printf("  %s %" PRId64, name, e.value);
	if (!dtcarve_estimate_is_exact(e))
		printf(" (%" PRId64 " to %" PRId64 ")", e.low, e.high);
}

static void print_zone(const struct dtcarve_zone *zone)
{
	printf("%s:", dtcarve_zone_get_name(zone));
	print_estimate("present", dtcarve_zone_get_present(zone));
	print_estimate("cma", dtcarve_zone_get_cma(zone));
	print_estimate("managed", dtcarve_zone_get_managed(zone));
	print_estimate("min", dtcarve_zone_get_min(zone));
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_boot *boot = NULL;
	int ret;

	if (argc != 3 || dtcarve_ctx_new(&ctx))
		return 2;
	ret = dtcarve_boot_load(ctx, argv[1], argv[2], NULL, &boot);
	if (ret)
		fprintf(stderr, "predict: %s\n", dtcarve_ctx_get_error(ctx));
	else if (!dtcarve_boot_does_boot(boot))
		printf("does not boot: %s\n", dtcarve_boot_get_reason(boot));
	for (size_t i = 0; ret == 0 && i < dtcarve_boot_get_zone_count(boot); i++)
		print_zone(dtcarve_boot_get_zone(boot, i));
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
