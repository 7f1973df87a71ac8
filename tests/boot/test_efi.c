/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "boot/fixture.h"
#include "boot/inputs.h"
#include "util/number.h"

#define BANK "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x40000000>; };"
#define STUB "chosen { linux,uefi-mmap-start = <0 0x40001000>; };"
#define LESS_THAN_A_PAGE                                                                                     \
	"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;"                                     \
	" nvram@50000420 { reg = <0 0x50000420 0 0x100>; no-map; }; };"

static struct predicted boot_board(const char *root, const char *profile, const char *arguments)
{
	return boot_from(root, kernel_from("6.12", ARCH_ARM64, profile), 0x40200000, arguments);
}

Test(efi, ram_is_what_firmware_leaves)
{
	struct predicted by_tree = boot_board(BANK, "#dtcarve config=partial\n", ""),
					 by_stub = boot_board(BANK STUB, "#dtcarve config=partial\n", ""),
					 by_profile = boot_board(BANK, "#dtcarve config=partial\n#dtcarve efi=1\n", "");

	cr_expect(is_exact(by_tree.boot->total_kb));
	cr_expect(by_tree.boot->kernel_base_known);
	cr_expect_not(is_exact(by_stub.boot->total_kb));
	cr_expect_not(by_stub.boot->kernel_base_known, "the stub moves the image");
	cr_expect_not(is_exact(by_profile.boot->total_kb));
	cr_expect_gt(by_stub.boot->reserved_kb.high, by_tree.boot->reserved_kb.high + (int64_t)KIB(64));
	predicted_free(&by_tree);
	predicted_free(&by_stub);
	predicted_free(&by_profile);
}

Test(efi, pages_of_a_no_map_region_are_whole)
{
	struct predicted by_tree = boot_board(BANK LESS_THAN_A_PAGE, "#dtcarve config=partial\n", ""),
					 by_stub = boot_board(BANK STUB LESS_THAN_A_PAGE, "#dtcarve config=partial\n", "");

	cr_expect_eq(by_tree.boot->total_kb.value, (int64_t)MIB(1) - 4);
	cr_expect_eq(by_stub.boot->total_kb.value, (int64_t)MIB(1));
	predicted_free(&by_tree);
	predicted_free(&by_stub);
}

Test(efi, a_pool_may_lie_below_all_that_the_stub_places)
{
	const char *pool = "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;"
					   " pool { compatible = \"shared-dma-pool\"; reusable; size = <0 0x01000000>; }; };";
	char root[600];
	struct predicted p;
	struct estimate base;

	snprintf(root, sizeof(root), BANK STUB "%s", pool);
	p = boot_board(root, "#dtcarve config=partial\n", "");
	base = region_base(region_of(p.boot, "/reserved-memory/pool"));
	cr_expect(base.low == 0x40000000 && base.high > 0x70000000, "%#lx..%#lx", (long)base.low,
			  (long)base.high);
	predicted_free(&p);
}

Test(efi, what_is_not_modelled_is_told)
{
	struct predicted p = boot_board(BANK, "#dtcarve config=partial\nCONFIG_KMSAN=y\n",
									"console=ttyS0 memtest=3 slub-debug mem=512M numa=fake=2");
	const char *const names[] = { "memtest", "slub_debug", "KMSAN" };

	cr_assert_eq(p.boot->unmodelled_count, 3);
	for (size_t i = 0; i < 3; i++)
		cr_expect_str_eq(p.boot->unmodelled[i]->name, names[i]);
	cr_expect_null(memory_input_find(INPUT_ARGUMENT, "mem")->effect);
	cr_expect_null(memory_input_find(INPUT_ARGUMENT, "console"));
	predicted_free(&p);
}

Test(efi, fake_nodes_that_are_not_made_are_told)
{
	struct predicted p = boot_from(BANK, kernel_from("6.6", ARCH_ARM64, ""), 0, "numa=fake=8");

	cr_assert_eq(p.boot->unmodelled_count, 1);
	cr_expect_str_eq(p.boot->unmodelled[0]->name, "numa");
	predicted_free(&p);
}
