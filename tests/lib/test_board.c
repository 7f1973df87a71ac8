/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "lib/fixture.h"

Test(lib_board, tells_what_the_tree_says)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_board *board = new_board(ctx, board_source);

	cr_expect_str_eq(dtcarve_board_get_model(board), "Test board");
	cr_expect_eq(dtcarve_board_get_compatible_count(board), 2);
	cr_expect_str_eq(dtcarve_board_get_compatible(board, 1), "test,soc");
	cr_expect_null(dtcarve_board_get_compatible(board, 2));
	cr_expect_eq(dtcarve_board_get_arch(board), DTCARVE_ARCH_ARM64);
	cr_expect_eq(dtcarve_board_get_cpus(board), 2);
	cr_expect_str_eq(dtcarve_board_get_bootargs(board), "console=ttyS0");
	cr_expect_eq(dtcarve_board_get_memory_told(board), 0x40000000);
	cr_expect_eq(dtcarve_board_get_bank_count(board), 2);
	cr_expect_eq(dtcarve_board_get_bank(board, 1).base, 0x60000000);
	cr_expect_eq(dtcarve_board_get_bank(board, 2).size, 0);
	cr_expect_eq(dtcarve_board_get_memreserve_count(board), 1);
	cr_expect_eq(dtcarve_board_get_memreserve(board, 0).base, 0x7f000000);
	cr_expect_eq(dtcarve_board_get_memreserve(board, 1).size, 0);
	dtcarve_board_free(board);
	dtcarve_ctx_free(ctx);
}

Test(lib_board, tells_each_reserved_node)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_board *board = new_board(ctx, board_source);
	const struct dtcarve_rmem *secure = dtcarve_board_get_rmem(board, 0),
							  *pool = dtcarve_board_get_rmem(board, 1);
	const struct dtcarve_rmem *anywhere = dtcarve_board_get_rmem(board, 2),
							  *off = dtcarve_board_get_rmem(board, 3);

	cr_assert_eq(dtcarve_board_get_rmem_count(board), 4);
	cr_assert_null(dtcarve_board_get_rmem(board, 4));
	cr_expect_str_eq(dtcarve_rmem_get_path(secure), "/reserved-memory/secure@50000000");
	cr_expect(dtcarve_rmem_is_no_map(secure) && !dtcarve_rmem_is_no_map(pool));
	cr_expect_eq(dtcarve_rmem_get_reg_count(secure), 2);
	cr_expect_eq(dtcarve_rmem_get_reg(secure, 1).size, 0x200000);
	cr_expect_eq(dtcarve_rmem_get_reg(secure, 2).size, 0);
	cr_expect_eq(dtcarve_rmem_get_consumer_count(secure), 1);
	cr_expect_str_eq(dtcarve_rmem_get_consumer(secure, 0), "/codec");
	cr_expect_null(dtcarve_rmem_get_consumer(secure, 1));
	cr_expect(dtcarve_rmem_is_reusable(pool) && dtcarve_rmem_is_cma_default(pool));
	cr_expect(!dtcarve_rmem_is_reusable(secure) && !dtcarve_rmem_is_cma_default(anywhere));
	cr_expect_eq(dtcarve_rmem_get_compatible_count(pool), 1);
	cr_expect_str_eq(dtcarve_rmem_get_compatible(pool, 0), "shared-dma-pool");
	cr_expect_null(dtcarve_rmem_get_compatible(pool, 1));
	cr_expect_eq(dtcarve_rmem_get_size(anywhere), 0x1000000);
	cr_expect_eq(dtcarve_rmem_get_alignment(anywhere), 0x400000);
	cr_expect_eq(dtcarve_rmem_get_alloc_range_count(anywhere), 1);
	cr_expect_eq(dtcarve_rmem_get_alloc_range(anywhere, 0).size, 0x20000000);
	cr_expect_eq(dtcarve_rmem_get_alloc_range(anywhere, 1).size, 0);
	cr_expect(dtcarve_rmem_is_enabled(anywhere) && !dtcarve_rmem_is_enabled(off));
	dtcarve_board_free(board);
	dtcarve_ctx_free(ctx);
}

Test(lib_board, takes_its_ddr)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_board *board = new_board(ctx, bare_board_source);
	struct dtcarve_range banks[] = { { DTCARVE_NO_BASE, 0x10000000 }, { 0x80000000, 0x20000000 } };

	cr_expect_eq(dtcarve_board_get_memory_told(board), 0);
	cr_assert_eq(dtcarve_board_set_ddr(board, banks, 2), 0);
	cr_expect_eq(dtcarve_board_get_memory_told(board), 0x30000000);
	cr_expect_eq(dtcarve_board_get_bank(board, 0).base, 0x40000000);
	cr_expect_eq(dtcarve_board_get_bank(board, 1).base, 0x80000000);
	dtcarve_board_free(board);
	dtcarve_ctx_free(ctx);
}

Test(lib_board, refuses_ddr_that_cannot_be_and_stays_as_it_is)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_board *board = new_board(ctx, board_source);
	struct dtcarve_range empty = { 0x80000000, 0 }, beyond = { UINT64_MAX - 4095, 8192 };

	cr_expect_eq(dtcarve_board_set_ddr(board, NULL, 0), -EINVAL);
	cr_expect_eq(dtcarve_board_set_ddr(board, &empty, 1), -EINVAL);
	cr_expect_eq(dtcarve_board_set_ddr(board, &beyond, 1), -EINVAL);
	cr_expect_eq(dtcarve_board_get_memory_told(board), 0x40000000);
	dtcarve_board_free(board);
	dtcarve_ctx_free(ctx);
}

Test(lib_board, keeps_its_ddr_once_a_boot_was_predicted)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_board *board = new_board(ctx, board_source);
	struct dtcarve_kernel *kernel = new_kernel(ctx, "6.1");
	struct dtcarve_range bank = { 0x40000000, 0x20000000 };
	struct dtcarve_boot *boot = NULL;

	cr_assert_eq(dtcarve_boot_predict(board, kernel, NULL, &boot), 0);
	cr_expect_eq(dtcarve_board_set_ddr(board, &bank, 1), -EBUSY);
	dtcarve_boot_free(boot);
	cr_expect_eq(dtcarve_board_set_ddr(board, &bank, 1), 0);
	dtcarve_kernel_free(kernel);
	dtcarve_board_free(board);
	dtcarve_ctx_free(ctx);
}
