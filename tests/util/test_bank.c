/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "util/arena.h"
#include "util/bank.h"
#include "util/error.h"
#include "util/number.h"

static struct arena *arena;
static struct banks banks;
static struct error error;

static void setup(void)
{
	arena = arena_new();
	banks = (struct banks){ 0 };
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(bank, .init = setup, .fini = teardown);

static void expect(const char *text, uint64_t size, uint64_t base)
{
	banks = (struct banks){ 0 };
	cr_assert_eq(banks_parse(arena, "ddr", text, &banks, &error), 0, "%s", error.text);
	cr_assert_eq(banks.count, 1);
	cr_expect_eq(banks.items[0].size, size, "%s", text);
	cr_expect_eq(banks.items[0].base, base, "%s", text);
}

static void expect_refusal(const char *text, const char *words)
{
	banks = (struct banks){ 0 };
	cr_assert_neq(banks_parse(arena, "ddr", text, &banks, &error), 0, "%s", text);
	cr_expect_eq(strncmp(error.text, "--ddr ", 6), 0, "%s", error.text);
	cr_expect(strstr(error.text, words), "%s: %s", text, error.text);
}

Test(bank, sizes_as_people_write_them)
{
	expect("1408M@0x80000000", MIB(1408), 0x80000000);
	expect("2G", GIB(2), NO_BASE);
	expect("2GB", GIB(2), NO_BASE);
	expect("2GiB@1G", GIB(2), GIB(1));
	expect("2.5g@0", MIB(2560), 0);
	expect("0x40000000@0x40000000", GIB(1), GIB(1));
	expect("2147483648@2147483648", GIB(2), GIB(2));
}

Test(bank, several_are_joined_by_plus)
{
	cr_assert_eq(banks_parse(arena, "ddr", "1G@0x40000000+512M@0x80000000", &banks, &error), 0);
	cr_assert_eq(banks.count, 2);
	cr_expect_eq(banks.items[1].base, 0x80000000);
}

Test(bank, what_no_board_has_is_refused)
{
	expect_refusal("99999999999G", "4 PiB");
	expect_refusal("18446744073709551616", "4 PiB");
	expect_refusal("2147483@0", "whole pages");
	expect_refusal("1G@0xffffffffffffffff", "0x80000000");
	expect_refusal("1G@0xfffffffffffff000", "address space");
	expect_refusal("2G@80000000", "did you mean 0x80000000");
	expect_refusal("1G@0x80000000+1G@0x90000000", "another bank");
	expect_refusal("1G+", "expected SIZE");
	expect_refusal("", "expected SIZE");
	expect_refusal("-1G", "expected SIZE");
	expect_refusal("2Gx@0", "expected SIZE");
	expect_refusal("1G@0x80000000,1G@0xc0000000", "joined by +");
	expect_refusal("1G@0x80000000 1G@0xc0000000", "joined by +");
	expect_refusal("1G@", "no address");
}
