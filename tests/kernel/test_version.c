/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "kernel/version.h"

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

Test(version, tags_and_archives_are_versions)
{
	cr_expect_eq(kernel_version_parse("v6.1.176"), KERNEL_VERSION(6, 1, 176));
	cr_expect_eq(kernel_version_parse("linux-5.10"), KERNEL_VERSION(5, 10, 0));
	cr_expect_eq(kernel_version_parse("Linux-v4.19"), KERNEL_VERSION(4, 19, 0));
	cr_expect_eq(kernel_version_parse("vmlinux"), 0);
	cr_expect_str_eq(kernel_version_plain("v6.1-rc3"), "6.1-rc3");
	cr_expect_str_eq(kernel_version_plain("6.1"), "6.1");
}
