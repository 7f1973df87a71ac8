/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/fixture.h"

static struct dtcarve_ctx *ctx;
static struct dtcarve_boot *boot;

static void setup(void)
{
	ctx = new_context();
	boot = new_boot(ctx, board_source, "6.1");
}

static void teardown(void)
{
	dtcarve_boot_free(boot);
	dtcarve_ctx_free(ctx);
}

TestSuite(lib_headroom, .init = setup, .fini = teardown);

static struct dtcarve_headroom *ask(const char *request)
{
	struct dtcarve_headroom *headroom = NULL;
	int ret = dtcarve_headroom_new(boot, request, &headroom);

	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	return headroom;
}

Test(lib_headroom, counts_blocks_of_the_request)
{
	struct dtcarve_headroom *small = ask("order=0 gfp=GFP_ATOMIC"), *large = ask("kmalloc=100000 count=7");
	struct dtcarve_estimate blocks = dtcarve_headroom_get_blocks(small);

	cr_expect_gt(blocks.value, 0);
	cr_expect_leq(blocks.low, blocks.value);
	cr_expect_leq(blocks.value, blocks.high);
	cr_expect_gt(blocks.value, dtcarve_headroom_get_blocks(large).value);
	cr_expect_eq(dtcarve_headroom_get_order(small), 0);
	cr_expect_eq(dtcarve_headroom_get_order(large), 5);
	cr_expect_eq(dtcarve_headroom_get_wanted(small), 0);
	cr_expect_eq(dtcarve_headroom_get_wanted(large), 7);
	cr_expect(!dtcarve_headroom_is_lower_bound(small));
	cr_expect(dtcarve_headroom_is_lower_bound(large));
	cr_expect_str_eq(dtcarve_headroom_get_request(small), "order=0 gfp=GFP_ATOMIC");
	dtcarve_headroom_free(small);
	dtcarve_headroom_free(large);
}

Test(lib_headroom, tells_the_zones)
{
	struct dtcarve_headroom *headroom = ask("order=3 gfp=GFP_ATOMIC");
	size_t count = dtcarve_headroom_get_zone_count(headroom);
	int64_t sum = 0;

	cr_assert_gt(count, 0);
	for (size_t i = 0; i < count; i++) {
		cr_expect_not_null(dtcarve_headroom_get_zone_name(headroom, i));
		cr_expect_gt(dtcarve_headroom_get_zone_usable(headroom, i),
					 dtcarve_headroom_get_zone_mark(headroom, i));
		sum += dtcarve_headroom_get_zone_blocks(headroom, i).value;
	}
	cr_expect_eq(sum, dtcarve_headroom_get_blocks(headroom).value);
	cr_expect_eq(dtcarve_headroom_get_limit(headroom), DTCARVE_LIMIT_WATERMARK);
	cr_expect_null(dtcarve_headroom_get_zone_name(headroom, count));
	cr_expect_eq(dtcarve_headroom_get_zone_usable(headroom, count), 0);
	dtcarve_headroom_free(headroom);
}

Test(lib_headroom, keeps_what_it_was_made_from)
{
	struct dtcarve_headroom *headroom = ask("24K");
	char *text = NULL;
	size_t size = 0;

	dtcarve_boot_free(boot);
	boot = NULL;
	cr_assert_eq(dtcarve_headroom_render(headroom, DTCARVE_FORMAT_JSON, &text, &size), 0);
	cr_expect_eq(size, strlen(text));
	cr_expect(strstr(text, "dtcarve-headroom-1"));
	free(text);
	dtcarve_headroom_free(headroom);
}

Test(lib_headroom, refuses_what_it_cannot_read)
{
	struct dtcarve_headroom *headroom = NULL;
	char *text = NULL;

	cr_expect_eq(dtcarve_headroom_new(boot, "order=many", &headroom), -EINVAL);
	cr_expect_null(headroom);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), "many"));
	headroom = ask("order=1");
	cr_expect_eq(dtcarve_headroom_render(headroom, (enum dtcarve_format)1000, &text, NULL), -EINVAL);
	cr_expect_null(text);
	dtcarve_headroom_free(headroom);
}

Test(lib_headroom, names_each_limit)
{
	cr_expect_str_eq(dtcarve_limit_name(DTCARVE_LIMIT_WATERMARK), "watermark");
	cr_expect_str_eq(dtcarve_limit_name(DTCARVE_LIMIT_ZONE), "zone");
	cr_expect_str_eq(dtcarve_limit_name((enum dtcarve_limit)77), "unknown");
}
