/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "util/number.h"

Test(number, memparse_takes_the_kernels_suffixes)
{
	const char *end;

	cr_assert_eq(memparse("1408M@0x80000000", &end), MIB(1408));
	cr_assert_str_eq(end, "@0x80000000");
	cr_assert_eq(memparse("0x10k", &end), KIB(16));
	cr_assert_eq(memparse("x", &end), 0);
	cr_assert_str_eq(end, "x");
}

Test(number, parse_size_refuses_what_does_not_fit)
{
	uint64_t size;

	cr_assert(parse_size("2G", &size));
	cr_assert_eq(size, GIB(2));
	cr_assert(parse_size("2GB", &size));
	cr_assert_eq(size, GIB(2));
	cr_assert(parse_size("2gib", &size));
	cr_assert_eq(size, GIB(2));
	cr_assert(parse_size("2.5G", &size));
	cr_assert_eq(size, MIB(2560));
	cr_assert(parse_size("0.1M", &size));
	cr_assert_eq(size, 104857);
	cr_assert_not(parse_size("2.5", &size), "half a byte");
	cr_assert_not(parse_size("2.G", &size));
	cr_assert_not(parse_size(".5G", &size));
	cr_assert_not(parse_size("2GiBi", &size));
	cr_assert_not(parse_size("17179869184.5G", &size));
	cr_assert_eq(size, UINT64_MAX);
	cr_assert_not(parse_size("", &size));
	cr_assert_not(parse_size("12Q", &size));
	cr_assert_not(parse_size("-1", &size));
	cr_assert_not(parse_size("16E", &size));
	cr_assert_not(parse_size("99999999999999999999", &size));
}

Test(number, isqrt_is_the_floor_for_all_small_and_the_largest)
{
	for (uint64_t x = 0; x < 100000; x++) {
		uint64_t r = isqrt_u64(x);

		cr_assert(r * r <= x && (r + 1) * (r + 1) > x, "isqrt(%lu) = %lu", x, r);
	}
	cr_assert_eq(isqrt_u64(UINT64_MAX), 4294967295u);
}

Test(number, rounding_saturates)
{
	cr_assert_eq(round_up(UINT64_MAX, 4096), UINT64_MAX - 4095);
	cr_assert_eq(round_up(4097, 4096), 8192);
	cr_assert_eq(roundup_pow2(1), 1);
	cr_assert_eq(roundup_pow2(4097), 8192);
	cr_assert_eq(roundup_pow2((UINT64_MAX >> 1) + 2), (uint64_t)1 << 63);
	cr_assert_eq(div_round_up(UINT64_MAX, 2), UINT64_MAX / 2 + 1);
}

Test(number, times_have_units)
{
	static const struct {
		const char *text;
		uint64_t seconds; /* 0: none */
	} rows[] = { { "90", 90 },   { "90s", 90 },   { "5m", 300 },  { "5min", 300 }, { "1.5h", 5400 },
				 { "1d", 86400 }, { "5x", 0 },     { "", 0 },      { "m", 0 },      { "-5m", 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t seconds = 0;

		cr_expect_eq(parse_seconds(rows[i].text, &seconds), rows[i].seconds != 0, "%s", rows[i].text);
		cr_expect_eq(seconds, rows[i].seconds, "%s", rows[i].text);
	}
}
