/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "lib/fixture.h"

Test(lib_kernel, tells_its_facts)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_kernel *kernel = new_kernel(ctx, "6.1.0-50-arm64");

	cr_expect_str_eq(dtcarve_kernel_get_release(kernel), "6.1.0-50-arm64");
	cr_expect_str_eq(dtcarve_kernel_get_rules(kernel), "6.1");
	cr_expect(!dtcarve_kernel_has_nearest_rules(kernel));
	cr_expect_eq(dtcarve_kernel_get_arch(kernel), DTCARVE_ARCH_ARM64);
	cr_expect_eq(dtcarve_kernel_get_page_size(kernel), 4096);
	cr_expect_eq(dtcarve_kernel_get_max_order(kernel), 10);
	cr_expect_eq(dtcarve_kernel_get_pageblock_order(kernel), 9);
	cr_expect_eq(dtcarve_kernel_get_cma_granule(kernel), 4096ull << 9);
	cr_expect_gt(dtcarve_kernel_get_cma_areas(kernel), 0);
	dtcarve_kernel_free(kernel);
	dtcarve_ctx_free(ctx);
}

Test(lib_kernel, says_when_the_rules_are_of_a_neighbour)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_kernel *kernel = new_kernel(ctx, "5.17");

	cr_expect(dtcarve_kernel_has_nearest_rules(kernel));
	cr_expect_str_eq(dtcarve_kernel_get_rules(kernel), "5.15");
	dtcarve_kernel_free(kernel);
	dtcarve_ctx_free(ctx);
}

Test(lib_kernel, options_count)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_options *options = NULL;
	struct dtcarve_kernel *kernel = NULL;

	cr_assert_eq(dtcarve_options_new(&options), 0);
	dtcarve_options_set_page_size(options, 16384);
	cr_assert_eq(dtcarve_kernel_load(ctx, "6.1", DTCARVE_ARCH_ARM64, options, &kernel), 0);
	cr_expect_eq(dtcarve_kernel_get_page_size(kernel), 16384);
	dtcarve_kernel_free(kernel);
	cr_expect_eq(dtcarve_kernel_load(ctx, "6.1", DTCARVE_ARCH_ARM, options, &kernel), -EINVAL);
	dtcarve_options_set_page_size(options, 0);
	dtcarve_options_set_config(options, "/no/such/config");
	cr_expect_eq(dtcarve_kernel_load(ctx, "6.1", DTCARVE_ARCH_ARM64, options, &kernel), -ENOENT);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), "/no/such/config"));
	dtcarve_options_set_config(options, NULL);
	cr_assert_eq(dtcarve_kernel_load(ctx, "6.1", DTCARVE_ARCH_ARM64, options, &kernel), 0);
	dtcarve_kernel_free(kernel);
	dtcarve_options_free(options);
	dtcarve_ctx_free(ctx);
}

Test(lib_kernel, refuses_an_architecture_that_there_is_not)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_kernel *kernel = NULL;

	cr_expect_eq(dtcarve_kernel_load(ctx, "6.1", (enum dtcarve_arch)1000, NULL, &kernel), -EINVAL);
	cr_expect_null(kernel);
	dtcarve_ctx_free(ctx);
}
