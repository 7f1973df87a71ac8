/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>

#include "check/board_variant.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static struct arena *arena;
static struct variants variants;
static struct error error;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(variant, .init = setup, .fini = teardown);

static int read_variants(const char *kernels, const char *const *ddr, size_t count)
{
	return variants_read(arena, ddr, count, kernels, &variants, &error);
}

Test(variant, nothing_chosen_is_one_variant)
{
	cr_assert_eq(read_variants(NULL, NULL, 0), 0);
	cr_assert_eq(variants.count, 1);
	cr_expect_eq(variants.items[0].bank_count, 0);
	cr_expect_null(variants.items[0].kernel);
	cr_expect_str_eq(variant_words(arena, &variants.items[0]), "");
}

Test(variant, all_combinations)
{
	cr_assert_eq(read_variants("5.10, 6.1", (const char *const[]){ "512M,1G@0x80000000" }, 1), 0);
	cr_assert_eq(variants.count, 4);
	cr_expect_str_eq(variant_words(arena, &variants.items[0]), "--ddr 512M --kernel 5.10");
	cr_expect_str_eq(variant_words(arena, &variants.items[1]), "--ddr 512M --kernel 6.1");
	cr_expect_str_eq(variant_words(arena, &variants.items[3]), "--ddr 1G@0x80000000 --kernel 6.1");
	cr_expect_eq(variants.items[0].banks[0].base, UINT64_MAX);
	cr_expect_eq(variants.items[3].banks[0].base, 0x80000000);
	cr_expect_eq(variants.items[3].banks[0].size, GIB(1));
}

Test(variant, banks)
{
	cr_assert_eq(read_variants(NULL, (const char *const[]){ "1G@0x40000000", "1G@0x100000000" }, 2), 0);
	cr_assert_eq(variants.count, 1);
	cr_expect_eq(variants.items[0].bank_count, 2);
	cr_assert_eq(read_variants(NULL, (const char *const[]){ "512M,1G@0x40000000+1G@0x100000000" }, 1), 0);
	cr_assert_eq(variants.count, 2);
	cr_expect_eq(variants.items[1].bank_count, 2);
}

Test(variant, refused)
{
	cr_expect_eq(read_variants(NULL, (const char *const[]){ "512M," }, 1), -EINVAL);
	cr_expect_eq(read_variants(NULL, (const char *const[]){ "0" }, 1), -EINVAL);
	cr_expect_eq(read_variants(NULL, (const char *const[]){ "1G@" }, 1), -EINVAL);
	cr_expect_eq(read_variants(NULL, (const char *const[]){ "1Gx" }, 1), -EINVAL);
	cr_expect_eq(read_variants(NULL, (const char *const[]){ "1G,2G", "1G" }, 2), -EINVAL);
	cr_expect_eq(read_variants("1,2,3,4,5,6,7,8,9", (const char *const[]){ "1G,1G,1G,1G,1G,1G,1G,1G" }, 1),
				 -EINVAL);
}
