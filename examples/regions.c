/* SPDX-License-Identifier: GPL-2.0-or-later */
/* regions TREE SIZE BASE: what becomes of each reserved region on a board with that one bank of DDR. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <dtcarve/dtcarve.h>

static void print_region(const struct dtcarve_region *region)
{
	struct dtcarve_range range = dtcarve_region_get_range(region);

	printf("0x%010" PRIx64 " %8" PRIu64 " KiB  %-10s %-17s %s\n", range.base, range.size / 1024,
		   dtcarve_region_kind_name(dtcarve_region_get_kind(region)),
		   dtcarve_region_outcome_name(dtcarve_region_get_outcome(region)), dtcarve_region_get_path(region));
	for (size_t i = 0; i < dtcarve_region_get_message_count(region); i++)
		printf("  %s\n", dtcarve_region_get_message(region, i));
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_options *options = NULL;
	struct dtcarve_range ddr;
	int ret;

	if (argc != 4 || dtcarve_ctx_new(&ctx) || dtcarve_options_new(&options))
		return 2;
	ddr.size = strtoull(argv[2], NULL, 0);
	ddr.base = strtoull(argv[3], NULL, 0);
	dtcarve_options_add_ddr(options, ddr);
	ret = dtcarve_boot_load(ctx, argv[1], "6.1", options, &boot);
	for (size_t i = 0; ret == 0 && i < dtcarve_boot_get_region_count(boot); i++)
		print_region(dtcarve_boot_get_region(boot, i));
	if (ret)
		fprintf(stderr, "regions: %s\n", dtcarve_ctx_get_error(ctx));
	dtcarve_boot_free(boot);
	dtcarve_options_free(options);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
