/* SPDX-License-Identifier: GPL-2.0-or-later */
/* headroom TREE REQUEST: how many blocks "order=3 gfp=GFP_ATOMIC" gets on a board, and what limits it. */
#include <inttypes.h>
#include <stdio.h>

#include <dtcarve/dtcarve.h>

static void print_headroom(const struct dtcarve_headroom *headroom)
{
	struct dtcarve_estimate blocks = dtcarve_headroom_get_blocks(headroom);

	printf("%" PRId64 " (%" PRId64 " to %" PRId64 ") blocks of order %u, limited by: %s\n", blocks.value,
		   blocks.low, blocks.high, dtcarve_headroom_get_order(headroom),
		   dtcarve_limit_name(dtcarve_headroom_get_limit(headroom)));
	for (size_t i = 0; i < dtcarve_headroom_get_zone_count(headroom); i++)
		printf("  %s: %" PRId64 " pages usable, mark %" PRId64 "\n",
			   dtcarve_headroom_get_zone_name(headroom, i), dtcarve_headroom_get_zone_usable(headroom, i),
			   dtcarve_headroom_get_zone_mark(headroom, i));
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_boot *boot = NULL;
	struct dtcarve_headroom *headroom = NULL;
	int ret;

	if (argc != 3 || dtcarve_ctx_new(&ctx))
		return 2;
	ret = dtcarve_boot_load(ctx, argv[1], "6.1", NULL, &boot);
	if (ret == 0)
		ret = dtcarve_headroom_new(boot, argv[2], &headroom);
	if (ret == 0)
		print_headroom(headroom);
	else
		fprintf(stderr, "headroom: %s\n", dtcarve_ctx_get_error(ctx));
	dtcarve_headroom_free(headroom);
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
