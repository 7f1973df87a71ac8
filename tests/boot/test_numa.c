/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "boot/fixture.h"

#define CPUS(a, b)                                                                                           \
	"cpus { #address-cells = <1>; #size-cells = <0>;"                                                        \
	" cpu@0 { device_type = \"cpu\"; reg = <0>; numa-node-id = <" #a ">; };"                                 \
	" cpu@1 { device_type = \"cpu\"; reg = <1>; numa-node-id = <" #b ">; }; };"
#define BANK(base, size, id)                                                                                 \
	"memory@" #base " { device_type = \"memory\"; reg = <0 0x" #base " 0 " #size ">; " id " };"
#define NODE(n) "numa-node-id = <" #n ">;"
#define TWO BANK(40000000, 0x20000000, NODE(0)) BANK(60000000, 0x20000000, NODE(1))

static struct predicted boot_numa(const char *version, const char *root, const char *arguments)
{
	return boot_from(
		root, kernel_from(version, ARCH_ARM64, "#dtcarve config=whole\nCONFIG_NUMA=y\nCONFIG_NUMA_EMU=y\nCONFIG_HUGETLB_PAGE=y\n"),
		0, arguments);
}

/* The one populated zone of the node that is the n-th with pages. */
static const struct zone *nth(const struct boot *boot, size_t n)
{
	for (size_t i = 0; i < boot->zone_count; i++)
		if (boot->zones[i].present.value && n-- == 0)
			return &boot->zones[i];
	cr_assert_fail("too few zones");
	return NULL;
}

static size_t populated(const struct boot *boot)
{
	size_t count = 0;

	for (size_t i = 0; i < boot->zone_count; i++)
		count += boot->zones[i].present.value > 0;
	return count;
}

Test(numa, each_node_has_its_zones)
{
	struct predicted p = boot_numa("6.1", TWO CPUS(0, 1), "cma=0");
	const struct zone *first = nth(p.boot, 0), *second = nth(p.boot, 1);

	cr_expect_eq(p.boot->node_count, 2);
	cr_expect_eq(populated(p.boot), 2);
	cr_expect_eq(first->start_pfn, 0x40000);
	cr_expect_eq(first->present.value, 0x20000);
	cr_expect_eq(second->node, 1);
	cr_expect_eq(second->start_pfn, 0x60000);
	cr_expect_str_eq(second->title, "Normal of node 1");
	/* each node holds the array of its own pages */
	cr_expect_lt(second->managed.value, 0x20000 - 2048);
	cr_expect_gt(second->managed.value, 0x20000 - 2048 - 512);
	predicted_free(&p);
}

Test(numa, memory_between_that_of_another_node_is_told_apart)
{
	struct predicted p = boot_numa("6.12",
								   BANK(40000000, 0x10000000, NODE(0)) BANK(50000000, 0x10000000, NODE(1))
									   BANK(60000000, 0x10000000, NODE(0)),
								   "cma=0");
	const struct zone *first = nth(p.boot, 0), *second = nth(p.boot, 1);

	cr_expect_eq(first->spanned, 0x30000);
	cr_expect_eq(first->present.value, 0x20000);
	cr_expect_eq(second->present.value, 0x10000);
	cr_expect_lt(first->managed.value, 0x20000);
	cr_expect_eq(first->pageblocks[MIGRATE_MOVABLE], 256);
	cr_expect_eq(second->pageblocks[MIGRATE_MOVABLE], 128);
	predicted_free(&p);
}

Test(numa, ram_that_no_node_is_told_for_spoils_all_of_it)
{
	static const char *const boards[] = {
		BANK(40000000, 0x20000000, NODE(0)) BANK(60000000, 0x20000000, ""),
		TWO "map { compatible = \"numa-distance-map-v1\"; distance-matrix = <0 1 10>; };",
		BANK(40000000, 0x20000000, NODE(0)) BANK(60000000, 0x20000000, NODE(99)),
	};

	for (size_t i = 0; i < sizeof(boards) / sizeof(boards[0]); i++) {
		struct predicted p = boot_numa("6.12", boards[i], "");

		cr_expect_eq(p.boot->node_count, 1, "board %zu", i);
		cr_expect_eq(nth(p.boot, 0)->present.value, 0x40000);
		predicted_free(&p);
	}
}

Test(numa, off_is_off)
{
	struct predicted p = boot_numa("6.12", TWO CPUS(0, 1), "numa=off");

	cr_expect_eq(p.boot->node_count, 1);
	predicted_free(&p);
}

Test(numa, a_node_without_memory_is_a_node)
{
	struct predicted p = boot_numa("6.1", BANK(40000000, 0x20000000, NODE(0)) CPUS(0, 1), "");

	cr_expect_eq(p.boot->node_count, 2);
	cr_expect_eq(populated(p.boot), 1);
	predicted_free(&p);
}

Test(numa, movable_pages_are_of_every_node)
{
	struct predicted p = boot_numa("6.1", TWO, "movablecore=256M cma=0");

	cr_expect_eq(populated(p.boot), 4);
	cr_expect_str_eq(nth(p.boot, 1)->title, "Movable of node 0");
	cr_expect_eq(nth(p.boot, 1)->present.value, 0x8000);
	cr_expect_eq(nth(p.boot, 3)->present.value, 0x8000);
	predicted_free(&p);
}

/* As the log of a Raspberry Pi 5 has it, whose firmware gives numa=fake=8. */
Test(numa, fake_nodes_are_as_a_board_has_them)
{
	struct predicted p = boot_from(
		BANK(0, 0x3fc00000, "") BANK(40000000, 0xc0000000, ""),
		kernel_from("6.12.34", ARCH_ARM64, "#dtcarve config=whole\nCONFIG_NUMA=y\nCONFIG_NUMA_EMU=y\n#dtcarve page_size=16384\n"), 0,
		"numa=fake=8");

	cr_expect_eq(p.boot->node_count, 8);
	cr_expect(is_said(p.boot, "Faking node 0 at [mem 0x0000000000000000-0x000000001fffffff] (512MB)"));
	cr_expect(is_said(p.boot, "Faking node 1 at [mem 0x0000000020000000-0x000000003fffffff] (512MB)"));
	cr_expect(is_said(p.boot, "Faking node 7 at [mem 0x00000000e0000000-0x00000000ffffffff] (512MB)"));
	cr_expect_eq(nth(p.boot, 1)->present.value, 0x7f00);
	predicted_free(&p);
}

Test(numa, fake_nodes_need_a_kernel_that_has_them)
{
	struct predicted p = boot_numa("6.6", TWO, "numa=fake=4");

	cr_expect_eq(p.boot->node_count, 2);
	predicted_free(&p);
}

Test(numa, fake_nodes_too_small_are_not_made)
{
	struct predicted p = boot_numa("6.12", BANK(40000000, 0x4000000, ""), "numa=fake=4");

	cr_expect_eq(p.boot->node_count, 1);
	predicted_free(&p);
}
