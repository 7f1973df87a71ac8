/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/fixture.h"

static struct dtcarve_ctx *ctx;
static struct dtcarve_options *options;
static char board_path[] = "/tmp/dtcarve-board-XXXXXX.dts";

static void write_board(const char *source)
{
	int fd = mkstemps(board_path, 4);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, source, strlen(source)), (ssize_t)strlen(source));
	close(fd);
}

static void setup(void)
{
	ctx = new_context();
	cr_assert_eq(dtcarve_options_new(&options), 0);
	write_board(bare_board_source);
}

static void teardown(void)
{
	unlink(board_path);
	dtcarve_options_free(options);
	dtcarve_ctx_free(ctx);
}

TestSuite(lib_options, .init = setup, .fini = teardown);

static struct dtcarve_boot *load(void)
{
	struct dtcarve_boot *boot = NULL;
	int ret = dtcarve_boot_load(ctx, board_path, "6.1", options, &boot);

	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	return boot;
}

Test(lib_options, one_call_needs_memory_and_says_so)
{
	struct dtcarve_boot *boot = (struct dtcarve_boot *)ctx;

	cr_expect_eq(dtcarve_boot_load(ctx, board_path, NULL, NULL, &boot), -ENODATA);
	cr_expect_null(boot);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), board_path));
	cr_expect_eq(dtcarve_boot_load(ctx, "/no/such/tree", NULL, NULL, &boot), -ENOENT);
	dtcarve_options_add_ddr(options, (struct dtcarve_range){ 0x40000000, 0x10000000 });
	cr_expect_eq(dtcarve_boot_load(ctx, board_path, "newest", options, &boot), -EINVAL);
	cr_expect_null(boot);
}

Test(lib_options, ddr_counts)
{
	struct dtcarve_boot *boot;

	dtcarve_options_add_ddr(options, (struct dtcarve_range){ DTCARVE_NO_BASE, 0x10000000 });
	dtcarve_options_add_ddr(options, (struct dtcarve_range){ 0x80000000, 0x10000000 });
	boot = load();
	cr_expect_eq(dtcarve_board_get_memory_told(dtcarve_boot_get_board(boot)), 0x20000000);
	cr_expect_eq(dtcarve_boot_get_total_kb(boot).value, 0x20000000 / 1024);
	dtcarve_boot_free(boot);
	dtcarve_options_add_ddr(options, (struct dtcarve_range){ 0x90000000, 0 });
	cr_expect_eq(dtcarve_boot_load(ctx, board_path, "6.1", options, &boot), -EINVAL);
	cr_expect_null(boot);
}

Test(lib_options, kernel_and_loader_count)
{
	struct dtcarve_boot *boot;

	dtcarve_options_add_ddr(options, (struct dtcarve_range){ 0x40000000, 0x20000000 });
	dtcarve_options_set_page_size(options, 65536);
	dtcarve_options_set_cpus(options, 4);
	dtcarve_options_set_kernel_base(options, 0x42000000);
	boot = load();
	cr_expect_eq(dtcarve_kernel_get_page_size(dtcarve_boot_get_kernel(boot)), 65536);
	cr_expect_eq(dtcarve_boot_get_kernel_image(boot).base, 0x42000000);
	dtcarve_boot_free(boot);
	dtcarve_options_set_page_size(options, 0);
	dtcarve_options_set_kernel_base(options, DTCARVE_NO_BASE);
	dtcarve_options_set_arch(options, DTCARVE_ARCH_ARM);
	boot = load();
	cr_expect_eq(dtcarve_kernel_get_arch(dtcarve_boot_get_kernel(boot)), DTCARVE_ARCH_ARM);
	cr_expect_neq(dtcarve_boot_get_kernel_image(boot).base, 0x42000000);
	dtcarve_boot_free(boot);
	dtcarve_options_set_arch(options, (enum dtcarve_arch)1000);
	cr_expect_eq(dtcarve_boot_load(ctx, board_path, "6.1", options, &boot), -EINVAL);
}

/* Firmware's memory map is not told: what was exact has a range. */
Test(lib_options, efi_leaves_a_range)
{
	struct dtcarve_boot *boot;
	struct dtcarve_estimate from_tree, by_efi;

	dtcarve_options_add_ddr(options, (struct dtcarve_range){ 0x40000000, 0x40000000 });
	boot = load();
	from_tree = dtcarve_boot_get_total_kb(boot);
	dtcarve_boot_free(boot);
	dtcarve_options_set_efi(options, true);
	boot = load();
	by_efi = dtcarve_boot_get_total_kb(boot);
	dtcarve_boot_free(boot);
	cr_expect(dtcarve_estimate_is_exact(from_tree));
	cr_expect_lt(by_efi.low, from_tree.value);
}

Test(lib_options, a_uefi_map_tells_the_memory)
{
	static const char map[] =
		"Available  0000000040000000-000000007FFFFFFF 0000000000040000 000000000000000F\n";
	char path[] = "/tmp/dtcarve-map-XXXXXX";
	int fd = mkstemp(path);
	struct dtcarve_boot *boot;

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, map, strlen(map)), (ssize_t)strlen(map));
	close(fd);
	dtcarve_options_set_firmware_map(options, path);
	boot = load();
	unlink(path);
	cr_expect_eq(dtcarve_boot_get_total_kb(boot).value, 1024 * 1024);
	cr_expect(dtcarve_estimate_is_exact(dtcarve_boot_get_total_kb(boot)));
	dtcarve_boot_free(boot);
	dtcarve_options_set_firmware_map(options, board_path);
	cr_expect_eq(dtcarve_boot_load(ctx, board_path, "6.1", options, &boot), -EBADMSG);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), "no memory map found"), "%s", dtcarve_ctx_get_error(ctx));
}

Test(lib_options, the_one_of_several_trees)
{
	struct dtcarve_tree *tree = (struct dtcarve_tree *)ctx;
	const char *const sources[] = { board_source, bare_board_source };
	char both[16384];
	size_t used = 0;

	for (size_t i = 0; i < 2; i++) {
		struct dtcarve_tree *one = NULL;
		size_t size;
		const void *fdt;

		cr_assert_eq(dtcarve_tree_from_bytes(ctx, sources[i], strlen(sources[i]), "b.dts", NULL, &one), 0);
		fdt = dtcarve_tree_get_fdt(one, &size);
		cr_expect_eq(dtcarve_tree_get_fdt(one, NULL), fdt);
		cr_assert_leq(used + size, sizeof(both));
		memcpy(both + used, fdt, size);
		used += size;
		dtcarve_tree_free(one);
	}
	cr_expect_lt(dtcarve_tree_from_bytes(ctx, both, used, "two trees", NULL, &tree), 0);
	cr_expect_null(tree);
	dtcarve_options_set_entry(options, "1");
	cr_assert_eq(dtcarve_tree_from_bytes(ctx, both, used, "two trees", options, &tree), 0, "%s",
				 dtcarve_ctx_get_error(ctx));
	cr_expect_str_eq(dtcarve_tree_get_entry(tree), "1");
	dtcarve_tree_free(tree);
}

Test(lib_options, a_boot_that_was_traced_tells_its_steps)
{
	struct dtcarve_boot *boot;
	struct dtcarve_report *report = NULL;
	char *text = NULL;

	dtcarve_options_add_ddr(options, (struct dtcarve_range){ 0x40000000, 0x20000000 });
	dtcarve_options_set_trace(options, true);
	boot = load();
	cr_assert_eq(dtcarve_report_new(boot, &report), 0);
	cr_assert_eq(dtcarve_report_render_trace(report, DTCARVE_FORMAT_TEXT, &text, NULL), 0);
	cr_expect(strstr(text, "paging_init"));
	free(text);
	cr_expect_eq(dtcarve_report_render_trace(report, DTCARVE_FORMAT_SVG, &text, NULL), -EINVAL);
	cr_expect_null(text);
	dtcarve_report_free(report);
	dtcarve_boot_free(boot);
}

/* Nobody told its size: the pool that may be there, or be larger, is no exact number. */
Test(lib_options, a_pool_of_unknown_size_has_a_range)
{
	struct dtcarve_boot *boot;
	const struct dtcarve_region *pool = NULL;

	unlink(board_path);
	strcpy(board_path, "/tmp/dtcarve-board-XXXXXX.dts");
	write_board("/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; compatible = \"x\"; "
				"memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0x40000000>; }; };");
	boot = load();
	for (size_t i = 0; i < dtcarve_boot_get_region_count(boot); i++)
		if (dtcarve_region_get_kind(dtcarve_boot_get_region(boot, i)) == DTCARVE_REGION_CMA)
			pool = dtcarve_boot_get_region(boot, i);
	cr_assert_not_null(pool);
	cr_expect(!dtcarve_estimate_is_exact(dtcarve_region_get_size(pool)));
	cr_expect_geq(dtcarve_region_get_size(pool).high, (int64_t)dtcarve_region_get_range(pool).size);
	cr_expect(!dtcarve_estimate_is_exact(dtcarve_boot_get_cma_pages(boot)));
	cr_expect_leq(dtcarve_region_get_base(pool).low, (int64_t)dtcarve_region_get_range(pool).base);
	dtcarve_boot_free(boot);
}
