/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
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

TestSuite(lib_boot, .init = setup, .fini = teardown);

static const struct dtcarve_region *region_named(const char *path)
{
	for (size_t i = 0; i < dtcarve_boot_get_region_count(boot); i++) {
		const struct dtcarve_region *region = dtcarve_boot_get_region(boot, i);

		if (strcmp(dtcarve_region_get_path(region), path) == 0)
			return region;
	}
	cr_assert(false, "no region %s", path);
	return NULL;
}

Test(lib_boot, knows_what_it_was_predicted_of)
{
	cr_expect(dtcarve_boot_does_boot(boot));
	cr_expect_null(dtcarve_boot_get_reason(boot));
	cr_expect_str_eq(dtcarve_board_get_model(dtcarve_boot_get_board(boot)), "Test board");
	cr_expect_str_eq(dtcarve_kernel_get_release(dtcarve_boot_get_kernel(boot)), "6.1");
}

Test(lib_boot, tells_the_outcome_of_each_region)
{
	const struct dtcarve_region *secure = region_named("/reserved-memory/secure@50000000");
	const struct dtcarve_region *anywhere = region_named("/reserved-memory/anywhere");
	const struct dtcarve_region *off = region_named("/reserved-memory/off@70000000");
	const struct dtcarve_region *entry = region_named("/memreserve/0");
	struct dtcarve_range placed = dtcarve_region_get_range(anywhere);

	cr_expect_eq(dtcarve_region_get_kind(secure), DTCARVE_REGION_NOMAP);
	cr_expect_eq(dtcarve_region_get_outcome(secure), DTCARVE_REGION_APPLIED);
	cr_expect(dtcarve_region_is_taken(secure) && !dtcarve_region_is_dynamic(secure));
	cr_expect_eq(dtcarve_region_get_range(secure).base, 0x50000000);
	cr_expect_eq(dtcarve_region_get_extra_range_count(secure), 1);
	cr_expect_eq(dtcarve_region_get_extra_range(secure, 0).base, 0x50200000);
	cr_expect_eq(dtcarve_region_get_extra_range(secure, 1).size, 0);
	cr_expect_eq(dtcarve_region_get_rmem_index(secure), 0);
	cr_expect_str_eq(dtcarve_region_get_name(secure), "secure@50000000");
	cr_expect_eq(dtcarve_region_get_kind(anywhere), DTCARVE_REGION_CMA);
	cr_expect(dtcarve_region_is_dynamic(anywhere) && placed.size == 0x1000000);
	cr_expect(placed.base >= 0x40000000 && placed.base + placed.size <= 0x60000000);
	cr_expect_eq(dtcarve_region_get_outcome(off), DTCARVE_REGION_DISABLED);
	cr_expect_eq(dtcarve_region_get_kind(entry), DTCARVE_REGION_MEMRESERVE);
	cr_expect_eq(dtcarve_region_get_rmem_index(entry), DTCARVE_NO_INDEX);
	cr_expect_null(dtcarve_boot_get_region(boot, dtcarve_boot_get_region_count(boot)));
}

Test(lib_boot, has_the_kernels_own_lines)
{
	const struct dtcarve_region *pool = region_named("/reserved-memory/pool@60000000");

	cr_assert_gt(dtcarve_region_get_message_count(pool), 0);
	cr_expect_str_eq(dtcarve_region_get_message(pool, 0),
					 "Reserved memory: created CMA memory pool at 0x0000000060000000, size 32 MiB");
	cr_expect_null(dtcarve_region_get_message(pool, dtcarve_region_get_message_count(pool)));
	for (size_t i = 0; i < dtcarve_boot_get_message_count(boot); i++)
		cr_expect_gt(strlen(dtcarve_boot_get_message(boot, i)), 0);
	cr_expect_null(dtcarve_boot_get_message(boot, dtcarve_boot_get_message_count(boot)));
	cr_expect_gt(dtcarve_boot_get_assumption_count(boot), 0, "without a .config something is assumed");
	cr_expect_not_null(dtcarve_boot_get_assumption(boot, 0));
	cr_expect_null(dtcarve_boot_get_assumption(boot, dtcarve_boot_get_assumption_count(boot)));
}

Test(lib_boot, has_the_cma_pools)
{
	uint64_t pages = 0;

	cr_assert_eq(dtcarve_boot_get_cma_count(boot), 2);
	cr_expect_null(dtcarve_boot_get_cma(boot, 2));
	for (size_t i = 0; i < 2; i++) {
		const struct dtcarve_cma *cma = dtcarve_boot_get_cma(boot, i);
		const struct dtcarve_region *region =
			dtcarve_boot_get_region(boot, dtcarve_cma_get_region_index(cma));

		pages += dtcarve_cma_get_pages(cma);
		cr_expect(dtcarve_cma_is_activated(cma));
		cr_expect_eq(dtcarve_cma_get_range(cma).base, dtcarve_region_get_range(region).base);
		cr_expect_eq(dtcarve_cma_is_default(cma), strcmp(dtcarve_cma_get_name(cma), "pool@60000000") == 0);
	}
	cr_expect_eq(pages, 48 * 256);
	cr_expect_eq(dtcarve_boot_get_cma_kb(boot).value, 48 * 1024);
}

static uint64_t free_pages(const struct dtcarve_zone *zone)
{
	uint64_t pages = 0;

	for (int type = 0; type < DTCARVE_MIGRATE_TYPES; type++)
		for (unsigned int order = 0; order <= dtcarve_kernel_get_max_order(dtcarve_boot_get_kernel(boot));
			 order++)
			pages += dtcarve_zone_get_free_at_handover(zone, (enum dtcarve_migratetype)type, order) << order;
	return pages;
}

Test(lib_boot, zones_add_up)
{
	uint64_t present = 0, cma = 0;

	for (size_t i = 0; i < dtcarve_boot_get_zone_count(boot); i++) {
		const struct dtcarve_zone *zone = dtcarve_boot_get_zone(boot, i);
		struct dtcarve_estimate managed = dtcarve_zone_get_managed(zone);

		present += (uint64_t)dtcarve_zone_get_present(zone).value;
		cma += (uint64_t)dtcarve_zone_get_cma(zone).value;
		cr_expect_leq(managed.low, managed.value);
		cr_expect_leq(managed.value, managed.high);
		cr_expect_leq((uint64_t)dtcarve_zone_get_present(zone).high, dtcarve_zone_get_spanned(zone));
		cr_expect_eq(dtcarve_zone_get_node(zone), 0);
		cr_expect_leq(dtcarve_zone_get_min(zone).value, dtcarve_zone_get_low(zone).value);
		cr_expect_leq(dtcarve_zone_get_low(zone).value, dtcarve_zone_get_high(zone).value);
		cr_expect_leq((uint64_t)dtcarve_zone_get_settled_use(zone).value, free_pages(zone));
	}
	cr_expect_eq(present, 0x40000000 / 4096);
	cr_expect_eq((uint64_t)dtcarve_boot_get_present(boot).value, present);
	cr_expect_eq((uint64_t)dtcarve_boot_get_cma_pages(boot).value, cma);
	cr_expect_eq(dtcarve_boot_get_unmovable(boot).value + (int64_t)cma, dtcarve_boot_get_managed(boot).value);
	cr_expect_eq(cma, 48 * 256);
	cr_expect_eq(dtcarve_boot_get_total_kb(boot).value, 0x100000);
	cr_expect_gt(dtcarve_boot_get_reserved_kb(boot).value, 0x300000 / 1024);
	cr_expect_gt(dtcarve_boot_get_min_free_kbytes(boot).value, 0);
	cr_expect_null(dtcarve_boot_get_zone(boot, dtcarve_boot_get_zone_count(boot)));
}

Test(lib_boot, nothing_lies_beyond_the_last_index)
{
	const struct dtcarve_zone *zone = dtcarve_boot_get_zone(boot, 0);
	size_t columns = dtcarve_boot_get_protection_columns(boot);

	cr_expect_str_eq(dtcarve_zone_get_name(zone), "DMA");
	cr_expect_eq(dtcarve_zone_get_start_pfn(zone), 0x40000);
	cr_expect_geq(columns, dtcarve_boot_get_zone_count(boot));
	cr_expect_eq(dtcarve_zone_get_protection(zone, 1000).value, 0);
	cr_expect_eq(dtcarve_zone_get_free_at_handover(zone, DTCARVE_MIGRATE_TYPES, 0), 0);
	cr_expect_eq(dtcarve_zone_get_free_at_handover(zone, DTCARVE_MIGRATE_MOVABLE, 1000), 0);
	cr_expect_eq(dtcarve_zone_get_pageblocks(zone, (enum dtcarve_migratetype)1000), 0);
	cr_expect_gt(dtcarve_zone_get_pageblocks(zone, DTCARVE_MIGRATE_CMA), 0);
	cr_expect_null(dtcarve_region_kind_name((enum dtcarve_region_kind)1000));
	cr_expect_null(dtcarve_region_outcome_name((enum dtcarve_region_outcome)1000));
	cr_expect_str_eq(dtcarve_region_outcome_name(DTCARVE_REGION_GIVEN_BACK), "given-back");
	cr_expect_str_eq(dtcarve_arch_name((enum dtcarve_arch)1000), "unknown");
	cr_expect_str_eq(dtcarve_arch_name(DTCARVE_ARCH_RISCV64), "riscv64");
}

Test(lib_boot, budget_and_memblock)
{
	size_t rows = dtcarve_boot_get_budget_count(boot), reserved = dtcarve_boot_get_reserved_count(boot);
	bool no_map = false;

	cr_assert_gt(rows, 0);
	cr_expect_not_null(dtcarve_boot_get_budget_consumer(boot, rows - 1));
	cr_expect_null(dtcarve_boot_get_budget_consumer(boot, rows));
	cr_expect_neq(dtcarve_boot_get_budget_bytes(boot, 0), 0);
	cr_expect_eq(dtcarve_boot_get_budget_bytes(boot, rows), 0);
	cr_expect(!dtcarve_boot_is_budget_exact(boot, rows));
	for (size_t i = 0; i < dtcarve_boot_get_memory_count(boot); i++)
		no_map |=
			dtcarve_boot_get_memory(boot, i).base == 0x50000000 && dtcarve_boot_is_memory_no_map(boot, i);
	cr_expect(no_map);
	cr_assert_gt(reserved, 1);
	cr_expect_lt(dtcarve_boot_get_reserved(boot, 0).base, dtcarve_boot_get_reserved(boot, reserved - 1).base);
	cr_expect_eq(dtcarve_boot_get_reserved(boot, reserved).size, 0);
}

Test(lib_boot, options_of_the_boot_loader_count)
{
	struct dtcarve_board *board = new_board(ctx, board_source);
	struct dtcarve_kernel *kernel = new_kernel(ctx, "6.1");
	struct dtcarve_options *options = NULL;
	struct dtcarve_boot *other = NULL;

	cr_assert_eq(dtcarve_options_new(&options), 0);
	dtcarve_options_set_kernel_base(options, 0x44000000);
	dtcarve_options_set_fdt_base(options, 0x4f000000);
	dtcarve_options_set_initrd(options, (struct dtcarve_range){ 0x48000000, 0x800000 });
	dtcarve_options_set_cmdline(options, "mem=512M");
	dtcarve_options_set_cpus(options, 1);
	cr_assert_eq(dtcarve_boot_predict(board, kernel, options, &other), 0);
	dtcarve_options_free(options);
	cr_expect_eq(dtcarve_boot_get_kernel_image(other).base, 0x44000000);
	cr_expect_eq(dtcarve_boot_get_fdt(other).base, 0x4f000000);
	cr_expect_eq(dtcarve_boot_get_initrd(other).base, 0x48000000);
	cr_expect_eq(dtcarve_boot_get_initrd(other).size, 0x800000);
	cr_expect_lt(dtcarve_boot_get_total_kb(other).value, dtcarve_boot_get_total_kb(boot).value);
	dtcarve_boot_free(other);
	dtcarve_kernel_free(kernel);
	dtcarve_board_free(board);
}

Test(lib_boot, refuses_a_board_without_memory_and_strangers)
{
	struct dtcarve_ctx *elsewhere = new_context();
	struct dtcarve_board *bare = new_board(ctx, bare_board_source);
	struct dtcarve_kernel *kernel = new_kernel(ctx, "6.1"), *stranger = new_kernel(elsewhere, "6.1");
	struct dtcarve_boot *none = NULL;

	cr_expect_eq(dtcarve_boot_predict(bare, kernel, NULL, &none), -EINVAL);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), "board.dts"));
	cr_expect_eq(dtcarve_boot_predict(bare, stranger, NULL, &none), -EINVAL);
	cr_expect(strstr(dtcarve_ctx_get_error(ctx), "contexts"));
	cr_expect_null(none);
	dtcarve_kernel_free(stranger);
	dtcarve_kernel_free(kernel);
	dtcarve_board_free(bare);
	dtcarve_ctx_free(elsewhere);
}
