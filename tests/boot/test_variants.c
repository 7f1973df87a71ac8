/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nobody told: the ranges and lines that it opens. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/fixture.h"

Test(unknown, a_line_that_highmem_decides_on_is_no_certain_one)
{
	const char *root = "memory@10000000 { device_type = \"memory\"; reg = <0 0x10000000 0 0x40000000>; };";
	struct predicted p = boot_from(root, kernel_from("6.8", ARCH_ARM, ""), 0, "");
	bool possible = false;

	for (size_t i = 0; i < p.boot->possible_count; i++)
		possible |= strstr(p.boot->possible[i], "Consider using a HIGHMEM enabled kernel.") != NULL;
	cr_expect(possible);
	cr_expect_not(is_said(p.boot, "HIGHMEM enabled"));
	predicted_free(&p);
	p = boot_from(
		root, kernel_from("6.8", ARCH_ARM, "#dtcarve config=partial\n# CONFIG_HIGHMEM is not set\n"), 0, "");
	cr_expect(is_said(p.boot, "Consider using a HIGHMEM enabled kernel."));
	predicted_free(&p);
}

Test(unknown, memory_map_of_a_small_old_kernel_may_be_flat)
{
	const char *root = "memory@200000 { device_type = \"memory\"; reg = <0 0x200000 0 0x0fe00000>; };";
	struct predicted p = boot_from(root, kernel_from("4.4.143", ARCH_ARM64, ""), 0, "");

	cr_expect_leq(p.boot->reserved_kb.low, 14796, "%ld", (long)p.boot->reserved_kb.low);
	predicted_free(&p);
	p = boot_from(root, kernel_from("5.15", ARCH_ARM64, ""), 0, "");
	cr_expect_gt(p.boot->reserved_kb.low, 0);
	predicted_free(&p);
}

static const struct assumption *assumption_of(const struct boot *boot, enum unknown unknown)
{
	for (size_t i = 0; i < boot->assumption_count; i++)
		if (boot->assumptions[i].unknown == unknown)
			return &boot->assumptions[i];
	return NULL;
}

#define BANK "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x40000000>; };"

Test(unknown, page_size_is_weighed_where_nobody_told_it)
{
	struct predicted p = boot_from(BANK, kernel_from("6.12", ARCH_ARM64, ""), 0, "");
	const struct assumption *pages = assumption_of(p.boot, UNKNOWN_PAGE_SIZE);

	cr_assert(pages);
	cr_expect_gt(pages->moves, 0);
	cr_expect(is_exact(p.boot->totals.present), "figures stand for the size that is assumed");
	predicted_free(&p);
	p = boot_from(BANK, kernel_from("6.12", ARCH_ARM64, "#dtcarve config=partial\n#dtcarve page_size=4096\n"),
				  0, "");
	cr_expect_null(assumption_of(p.boot, UNKNOWN_PAGE_SIZE));
	predicted_free(&p);
}

Test(unknown, assumptions_stand_by_what_they_move)
{
	const char *root = "memory@0 { device_type = \"memory\"; reg = <0 0 0 0x80000000>; };";
	struct predicted p = boot_from(root, kernel_from("5.10", ARCH_ARM64, ""), 0, "");

	for (size_t i = 1; i < p.boot->assumption_count; i++)
		cr_expect_leq(p.boot->assumptions[i].moves, p.boot->assumptions[i - 1].moves);
	cr_expect(assumption_of(p.boot, UNKNOWN_SUBLEVEL), "5.10.22 took changes over");
	predicted_free(&p);
	p = boot_from(root, kernel_from("5.10.160", ARCH_ARM64, ""), 0, "");
	cr_expect_null(assumption_of(p.boot, UNKNOWN_SUBLEVEL));
	predicted_free(&p);
}

Test(unknown, ram_below_an_old_riscv_kernel_hangs_on_its_base)
{
	struct predicted p = boot_from(BANK, kernel_from("6.1", ARCH_RISCV64, ""), 0, "");

	cr_expect(p.boot->total_kb.low == 1022 << 10 && p.boot->total_kb.high == 1024 << 10, "%ld..%ld",
			  (long)p.boot->total_kb.low, (long)p.boot->total_kb.high);
	cr_expect(assumption_of(p.boot, UNKNOWN_KERNEL_BASE));
	predicted_free(&p);
	p = boot_from(BANK, kernel_from("6.1", ARCH_RISCV64, ""), 0x40400000, "");
	cr_expect(is_exact(p.boot->total_kb) && p.boot->total_kb.value == 1020 << 10, "what is told is applied");
	predicted_free(&p);
	p = boot_from(BANK, kernel_from("6.6", ARCH_RISCV64, ""), 0, "");
	cr_expect(is_exact(p.boot->total_kb), "6.4 and later keep it");
	predicted_free(&p);
}

/* A board with `count` dynamic regions. */
static struct predicted crowded(const char *release, size_t count)
{
	char *root = NULL;
	size_t size;
	FILE *out = open_memstream(&root, &size);
	struct predicted p;

	fputs(BANK "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ", out);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "r%zu { size = <0 0x10000>; }; ", i);
	fputs("};", out);
	fclose(out);
	p = boot_from(root, kernel_from(release, ARCH_ARM64, ""), 0, "");
	free(root);
	return p;
}

Test(unknown, a_series_whose_first_releases_die_boots_not_for_certain)
{
	struct predicted p = crowded("6.12", 70);

	cr_expect(p.boot->boots && p.boot->fate_open);
	predicted_free(&p);
	p = crowded("6.12.107", 70);
	cr_expect(p.boot->boots && !p.boot->fate_open);
	predicted_free(&p);
	p = crowded("6.12.95", 70);
	cr_expect(!p.boot->boots && !p.boot->fate_open, "whatever the options");
	predicted_free(&p);
}

Test(unknown, pages_that_two_pools_give_away_count_twice)
{
	const char *root =
		BANK "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;"
			 "a { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x50000000 0 0x08000000>; };"
			 "b { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x54000000 0 0x08000000>; }; };";
	struct predicted p = boot_from(root, kernel_from("4.19.222", ARCH_ARM64, ""), 0, "");
	const struct zone *zone = zone_named(p.boot, "DMA32");

	cr_expect_gt(zone->managed.high, zone->present.value, "64 MiB are handed over twice");
	predicted_free(&p);
}

/* A layout that leaves the kernel nothing is not accepted, however well it was parsed. */
Test(unknown, a_board_without_ram_in_reach_does_not_boot)
{
	struct predicted p =
		boot_from("memory@1000000000000 { device_type = \"memory\"; reg = <0x10000 0 0 0x40000000>; };",
				  kernel_from("6.6", ARCH_ARM64, ""), 0, "");

	cr_expect_not(p.boot->boots);
	cr_expect(strstr(p.boot->reason, "within its reach"), "%s", p.boot->reason);
	predicted_free(&p);
}

/* On arm64 and riscv64 GRUB is a program of EFI, and only it writes BOOT_IMAGE=. */
Test(unknown, what_grub_starts_was_started_by_efi)
{
	const char *root = "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x20000000>; };";
	static const struct {
		enum arch arch;
		const char *cmdline;
		bool efi;
	} cases[] = {
		{ ARCH_ARM64, "BOOT_IMAGE=/boot/vmlinuz root=x", true },
		{ ARCH_RISCV64, "BOOT_IMAGE=/boot/vmlinuz", true },
		{ ARCH_ARM, "BOOT_IMAGE=/boot/vmlinuz", false },
		{ ARCH_ARM64, "root=x BOOT_IMAGES=1", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct predicted p =
			boot_from(root, kernel_from("6.6", cases[i].arch, ""), 0, cases[i].cmdline);

		cr_expect_eq(p.boot->efi, cases[i].efi, "%s", cases[i].cmdline);
		cr_expect_eq(p.boot->memory_open, cases[i].efi, "%s", cases[i].cmdline);
		predicted_free(&p);
	}
}

Test(unknown, a_command_line_that_is_built_in_is_followed)
{
	const char *root = "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x20000000>; };";
	static const struct {
		const char *mode, *loaders, *cmdline;
	} cases[] = {
		{ "FORCE", "quiet", "mem=256M" },
		{ "EXTEND", "quiet", "quiet mem=256M" },
		{ "FROM_BOOTLOADER", "quiet", "quiet" },
		{ "FROM_BOOTLOADER", "", "mem=256M" },
	};
	struct predicted unset = boot_from(root, kernel_from("6.6", ARCH_ARM64, "# CONFIG_CMDLINE is not set\n"), 0, "");

	cr_expect_str_eq(unset.boot->cmdline, "");
	predicted_free(&unset);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool limited = strstr(cases[i].cmdline, "mem=");
		struct predicted p;
		char text[120];

		snprintf(text, sizeof(text), "#dtcarve config=partial\nCONFIG_CMDLINE=\"mem=256M\"\nCONFIG_CMDLINE_%s=y\n",
				 cases[i].mode);
		p = boot_from(root, kernel_from("6.6", ARCH_ARM64, text), 0, cases[i].loaders);
		cr_expect_str_eq(p.boot->cmdline, cases[i].cmdline);
		cr_expect_eq(p.boot->total_kb.value, limited ? 262144 : 524288, "%s", cases[i].cmdline);
		predicted_free(&p);
	}
}

/* Up to 4.5 on arm64 a GiB that is one block of the linear map needs no table, not one less than none. */
Test(linear_map, whole_gibs_of_old_kernels)
{
	static const struct {
		const char *version, *size;
		int64_t least;
	} rows[] = {
		{ "3.18", "0x40000000", 210000 }, { "4.4", "0x40000000", 210000 },
		{ "3.18", "0x80000000", 480000 }, { "4.4", "0x80000000", 480000 },
		{ "4.4", "0x40200000", 210000 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char root[160];
		struct predicted p;

		snprintf(root, sizeof(root), "memory@80000000 { device_type = \"memory\"; reg = <0 0x80000000 0 %s>; };",
				 rows[i].size);
		p = boot_from(root, kernel_from(rows[i].version, ARCH_ARM64, "#dtcarve config=partial\nCONFIG_CMA=n\n"), 0, "");
		cr_expect_gt(zone_named(p.boot, "DMA")->managed.low, rows[i].least, "%s, %s: %ld", rows[i].version,
					 rows[i].size, (long)zone_named(p.boot, "DMA")->managed.low);
		predicted_free(&p);
	}
}
