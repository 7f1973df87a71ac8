/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must hold for any board and any kernel; each round's seed is told where it fails. */
#include <criterion/criterion.h>

#include "board/board.h"
#include "boot/boot.h"
#include "boot/invariants.h"
#include "boot/random_board.h"
#include "kernel/kernel.h"
#include "util/error.h"

static const struct choice {
	const char *version;
	enum arch arch;
	uint64_t page_size;
} choices[] = {
	{ "3.18", ARCH_ARM64, 4096 },  { "4.19", ARCH_ARM64, 4096 },       { "4.19", ARCH_ARM64, 65536 },
	{ "5.10", ARCH_ARM64, 4096 },  { "6.1", ARCH_ARM64, 4096 },        { "6.1", ARCH_ARM64, 16384 },
	{ "6.12", ARCH_ARM64, 4096 },  { "6.12.107", ARCH_ARM64, 65536 },  { "7.2", ARCH_ARM64, 4096 },
	{ "7.2", ARCH_ARM64, 16384 },  { "3.18", ARCH_ARM, 4096 },         { "4.19", ARCH_ARM, 4096 },
	{ "5.10", ARCH_ARM, 4096 },    { "6.1", ARCH_ARM, 4096 },          { "6.12.107", ARCH_ARM, 4096 },
	{ "7.2", ARCH_ARM, 4096 },     { "4.19", ARCH_RISCV64, 4096 },     { "5.10", ARCH_RISCV64, 4096 },
	{ "6.1", ARCH_RISCV64, 4096 }, { "6.12.107", ARCH_RISCV64, 4096 }, { "7.2", ARCH_RISCV64, 4096 },
};

static struct kernel *load(const struct choice *choice)
{
	struct kernel_options options = { .kernel = choice->version,
									  .arch = choice->arch,
									  .page_size = choice->page_size };
	struct kernel *kernel = NULL;
	struct error error;

	cr_assert_eq(kernel_load(&options, &kernel, &error), 0, "%s", error.text);
	return kernel;
}

static struct boot *predict(const struct board *board, const struct kernel *kernel)
{
	struct boot_options options = { .trace = true };
	struct error error;
	struct boot *boot;

	return boot_predict(board, kernel, &options, &boot, &error) == 0 ? boot : NULL;
}

/* Returns how many boards had RAM to predict anything of. */
static unsigned int check_boards(const struct choice *choice, uint64_t seeds, bool hostile)
{
	struct kernel *kernel = load(choice);
	unsigned int predicted = 0;

	for (uint64_t seed = 1; seed <= seeds; seed++) {
		struct random random = random_from(seed);
		struct board *board = random_board(&random, hostile);
		struct boot *boot = predict(board, kernel);
		const char *violation = boot ? boot_violation(boot) : NULL;

		cr_assert_null(violation, "seed %lu, Linux %s on %s with pages of %lu: %s", seed, choice->version,
					   arch_name(choice->arch), choice->page_size, violation);
		predicted += boot != NULL;
		boot_free(boot);
		board_free(board);
	}
	kernel_free(kernel);
	return predicted;
}

Test(random_boards, plausible_ones_add_up)
{
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
		cr_expect_gt(check_boards(&choices[i], 60, false), 30);
}

Test(random_boards, hostile_ones_add_up)
{
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
		cr_expect_gt(check_boards(&choices[i], 60, true), 20);
}

static void expect_same(const struct boot *a, const struct boot *b, uint64_t seed)
{
	cr_assert_eq(a->boots, b->boots, "seed %lu", seed);
	cr_assert_eq(a->region_count, b->region_count, "seed %lu", seed);
	cr_assert_eq(a->budget_count, b->budget_count, "seed %lu", seed);
	cr_assert_eq(a->memblock.reserved.count, b->memblock.reserved.count, "seed %lu", seed);
	for (size_t i = 0; i < a->region_count; i++) {
		cr_assert_eq(a->regions[i].range.base, b->regions[i].range.base, "seed %lu", seed);
		cr_assert_eq(a->regions[i].outcome, b->regions[i].outcome, "seed %lu", seed);
	}
	for (size_t i = 0; i < a->budget_count; i++) {
		cr_assert_str_eq(a->budget[i].consumer, b->budget[i].consumer, "seed %lu", seed);
		cr_assert_eq(a->budget[i].bytes, b->budget[i].bytes, "seed %lu", seed);
	}
	for (size_t i = 0; i < a->zone_count; i++) {
		cr_assert_eq(a->zones[i].managed.value, b->zones[i].managed.value, "seed %lu", seed);
		cr_assert_eq(a->zones[i].low.value, b->zones[i].low.value, "seed %lu", seed);
		cr_assert_arr_eq(a->zones[i].free_area, b->zones[i].free_area, sizeof(a->zones[i].free_area),
						 "seed %lu", seed);
	}
}

Test(random_boards, prediction_is_deterministic)
{
	struct kernel *kernel = load(&choices[4]);

	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct random random = random_from(seed);
		struct board *board = random_board(&random, false);
		struct boot *first = predict(board, kernel), *second = predict(board, kernel);

		cr_assert_eq(first == NULL, second == NULL, "seed %lu", seed);
		if (first)
			expect_same(first, second, seed);
		boot_free(first);
		boot_free(second);
		board_free(board);
	}
	kernel_free(kernel);
}
