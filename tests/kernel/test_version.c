/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "kernel/version.h"
#include "util/number.h"

Test(version, reads_releases_in_order)
{
	cr_expect_eq(kernel_version_parse("4.19.176"), KERNEL_VERSION(4, 19, 176));
	cr_expect_eq(kernel_version_parse("6.1.0-50-arm64"), KERNEL_VERSION(6, 1, 0));
	cr_expect_eq(kernel_version_parse("7.2-rc3"), KERNEL_VERSION(7, 2, 0));
	cr_expect_eq(kernel_version_parse("4.9.337"), KERNEL_VERSION(4, 9, 255));
	cr_expect_eq(kernel_version_parse("2.6.31+frans2"), KERNEL_VERSION(2, 6, 31));
	cr_expect_lt(kernel_version_parse("4.19.255"), kernel_version_parse("4.20"));
	cr_expect_eq(kernel_version_parse("6.3.0-rc7-next-20230417"), KERNEL_VERSION(6, 4, 0));
	cr_expect_eq(kernel_version_parse("6.19.0-rc7-next-20260127"), KERNEL_VERSION(7, 0, 0));
	cr_expect_eq(kernel_version_parse("6.1.0-nextcloud"), KERNEL_VERSION(6, 1, 0));
	cr_expect_eq(kernel_version_parse("6"), 0);
	cr_expect_eq(kernel_version_parse("x6.1"), 0);
	cr_expect_eq(kernel_version_parse("6.x"), 0);
	cr_expect_eq(kernel_version_parse("99999.1"), 0);
	cr_expect_eq(kernel_version_parse("300.1"), 0);
	cr_expect_eq(kernel_version_parse(""), 0);
}

Test(version, only_releases_that_there_can_be)
{
	static const char *const none[] = { "99.99", "9.0",     "5.20", "3.20",  "4.21",      "2.7",   "1.0",
										"0.0",   "5.15.-1", "6.1.", "6.1.z", "6.1.99999", "-5.15", "6.1..3" };

	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		cr_expect_eq(kernel_version_parse(none[i]), 0, "%s", none[i]);
	cr_expect_eq(kernel_version_parse("6.1.y"), KERNEL_VERSION(6, 1, 0));
	cr_expect_eq(kernel_version_parse("linux-5.15.x"), KERNEL_VERSION(5, 15, 0));
	cr_expect_eq(kernel_version_parse("7.3"), KERNEL_VERSION(7, 3, 0));
	cr_expect_eq(kernel_version_parse("4.4.0.1-vendor"), KERNEL_VERSION(4, 4, 0));
}

Test(version, tags_and_archives_are_versions)
{
	cr_expect_eq(kernel_version_parse("v6.1.176"), KERNEL_VERSION(6, 1, 176));
	cr_expect_eq(kernel_version_parse("linux-5.10"), KERNEL_VERSION(5, 10, 0));
	cr_expect_eq(kernel_version_parse("Linux-v4.19"), KERNEL_VERSION(4, 19, 0));
	cr_expect_eq(kernel_version_parse("vmlinux"), 0);
	cr_expect_str_eq(kernel_version_plain("v6.1-rc3"), "6.1-rc3");
	cr_expect_str_eq(kernel_version_plain("6.1"), "6.1");
}
