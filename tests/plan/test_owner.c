/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "board/board.h"
#include "plan/owner.h"

static const char *owner(const char *name, const char *label)
{
	struct board board = { 0 };
	struct rmem_node node = { .name = name };

	return firmware_owner(&board, &node, label);
}

Test(owner, words_of_the_name)
{
	cr_assert_str_eq(owner("secmon@5000000", NULL), "secure monitor");
	cr_assert_str_eq(owner("optee_core@9e800000", NULL), "OP-TEE");
	cr_assert_not_null(owner("modem0@8000", NULL));
	cr_assert_not_null(owner("my-tz-apps@1", NULL));
}

Test(owner, a_part_of_a_word_does_not_count)
{
	cr_assert_null(owner("tzar@1", NULL));
	cr_assert_null(owner("buffer@5c000000", NULL));
	cr_assert_null(owner("vpu@84000000", NULL));
	/* what stands behind the @ is an address */
	cr_assert_null(owner("buffer@atf", NULL));
}

Test(owner, the_label_tells_too)
{
	cr_assert_not_null(owner("memory@1", "scp_mem"));
	cr_assert_null(owner("memory@1", "frames"));
}

Test(owner, a_compatible_of_its_own)
{
	const char *const list[] = { "ramoops" }, *const pool[] = { "shared-dma-pool" };
	struct board board = { 0 };
	struct rmem_node node = { .name = "x@1", .compatible = list, .compatible_count = 1 };

	cr_assert_str_eq(firmware_owner(&board, &node, NULL), "ramoops");
	node.compatible = pool;
	cr_assert_null(firmware_owner(&board, &node, NULL));
}

Test(owner, vendors_with_nameless_firmware)
{
	const char *const list[] = { "lenovo,laptop", "qcom,soc" };
	struct board board = { .compatible = list, .compatible_count = 2 };
	struct rmem_node node = { .name = "memory@85800000" };

	cr_assert_not_null(firmware_owner(&board, &node, NULL));
	board.compatible_count = 1;
	cr_assert_null(firmware_owner(&board, &node, NULL));
}
