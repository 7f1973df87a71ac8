/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "boot/fixture.h"
#include "random.h"
#include "util/number.h"

#define SEEN                                                                                                 \
	"#dtcarve config=partial\nCONFIG_CMA_SIZE_MBYTES=64\n"                                                   \
	"#dtcarve seen_model=A board\n#dtcarve seen_ram_end=0x80000000\n"
#define POOLS "#dtcarve seen_pools=64M@0x70000000+16M@0x58000000\n"

/* The board of the log, and its pool of `megabytes`. */
static struct predicted boot(const char *model, const char *profile, unsigned int megabytes)
{
	char root[600];

	snprintf(
		root, sizeof(root),
		"model = \"%s\"; memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x40000000>; };"
		"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; pool { compatible = "
		"\"shared-dma-pool\"; reusable; size = <0 0x%x>; }; };",
		model, megabytes << 20);
	return boot_from(root, kernel_from("6.1", ARCH_ARM64, profile), 0, "");
}

static struct estimate base(struct predicted *p, const char *path)
{
	struct estimate e = region_base(region_of(p->boot, path));

	predicted_free(p);
	return e;
}

Test(learned, pools_lie_where_the_log_had_them)
{
	struct predicted p = boot("A board", SEEN POOLS, 16);
	struct estimate pool = region_base(region_of(p.boot, "/reserved-memory/pool"));
	struct estimate all = region_base(region_of(p.boot, "(default CMA pool)"));

	cr_expect(is_exact(pool) && pool.value == 0x58000000, "%#lx", (long)pool.value);
	cr_expect(is_exact(all) && all.value == 0x70000000, "%#lx", (long)all.value);
	predicted_free(&p);
}

Test(learned, another_size_has_another_place)
{
	struct predicted p = boot("A board", SEEN POOLS, 32);

	cr_expect_neq(base(&p, "/reserved-memory/pool").value, 0x58000000);
}

Test(learned, another_board_was_not_seen)
{
	struct predicted p = boot("Another board", SEEN POOLS, 16);

	cr_expect_neq(base(&p, "/reserved-memory/pool").value, 0x58000000);
	p = boot("A board", SEEN "#dtcarve seen_ram_end=0x90000000\n" POOLS, 16);
	cr_expect_neq(base(&p, "/reserved-memory/pool").value, 0x58000000);
}

Test(learned, devices_reach_as_far_as_the_log_says)
{
	struct predicted p = boot("A board", SEEN "#dtcarve seen_dma_limit=0x60000000\n", 16);

	cr_expect_eq(zone_named(p.boot, "DMA")->spanned, GIB(1) >> 12, "31 bits, as far as RAM goes");
	predicted_free(&p);
	p = boot("A board", SEEN "#dtcarve seen_dma_limit=0x40000000\n", 16);
	cr_expect_eq(zone_named(p.boot, "DMA")->spanned, GIB(1) >> 12, "no RAM below: the limit is 4 GiB");
	predicted_free(&p);
}

Test(learned, ram_that_firmware_took_is_a_range)
{
	struct predicted p = boot("A board", SEEN "#dtcarve seen_ram=1022M\n#dtcarve seen_ram_tree=1024M\n", 16);
	struct estimate total = p.boot->total_kb;

	cr_expect(total.low == 1022 << 10 && total.high == 1024 << 10, "%ld..%ld", (long)total.low,
			  (long)total.high);
	predicted_free(&p);
	p = boot("A board", SEEN "#dtcarve seen_ram=1022M\n#dtcarve seen_ram_tree=2048M\n", 16);
	cr_expect(is_exact(p.boot->total_kb), "of a board with other RAM");
	predicted_free(&p);
}

Test(default_pool, lines_tell_the_node_from_6_6_to_6_14)
{
	static const struct {
		const char *release;
		bool node;
	} rows[] = { { "6.1", false }, { "6.5", false }, { "6.6", true },  { "6.12", true },
				 { "6.14", true }, { "6.15", false }, { "7.2", false } };
	const char *root = "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x40000000>; };";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct predicted p = boot_from(root,
									   kernel_from(rows[i].release, ARCH_ARM64,
												   "#dtcarve config=partial\n"
												   "CONFIG_CMA_SIZE_MBYTES=16\n"),
									   0, "");

		cr_expect(is_said(p.boot, "cma: Reserved 16 MiB at "));
		cr_expect_eq(is_said(p.boot, " on node -1"), rows[i].node, "%s", rows[i].release);
		predicted_free(&p);
		p = boot_from(root, kernel_from(rows[i].release, ARCH_ARM64, ""), 0, "cma=1021M@0x40000000-0x80000000");
		cr_expect(is_said(p.boot, "cma: Failed to reserve "), "%s", rows[i].release);
		cr_expect_eq(is_said(p.boot, " on node -1"), rows[i].node, "%s", rows[i].release);
		predicted_free(&p);
	}
}

Test(default_pool, size_is_told_as_it_was_rounded_before_6_15)
{
	static const struct {
		const char *release, *fits, *fails;
	} rows[] = { { "6.12", "cma: Reserved 18 MiB", "cma: Failed to reserve 1022 MiB" },
				 { "6.15", "cma: Reserved 17 MiB", "cma: Failed to reserve 1021 MiB" } };
	const char *root = "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x40000000>; };";
	const char *profile = "#dtcarve pageblock_order=9\n";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct predicted p = boot_from(root, kernel_from(rows[i].release, ARCH_ARM64, profile), 0, "cma=17M");

		cr_expect(is_said(p.boot, rows[i].fits), "%s", rows[i].release);
		predicted_free(&p);
		p = boot_from(root, kernel_from(rows[i].release, ARCH_ARM64, profile), 0, "cma=1021M");
		cr_expect(is_said(p.boot, rows[i].fails), "%s", rows[i].release);
		predicted_free(&p);
	}
}

/* Whatever places U-Boot told of a board, a replay of that board has them, and assumes none. */
Test(learned, what_the_boot_loader_told_lies_there)
{
	for (unsigned int round = 0; round < 40; round++) {
		struct random random = random_from(round);
		uint64_t kernel = GIB(1) + MIB(2) * (random_next(&random) % 64);
		uint64_t initrd = GIB(1) + MIB(256) + KIB(4) * (random_next(&random) % 8192);
		uint64_t tree = GIB(1) + MIB(512) + KIB(4) * (random_next(&random) % 8192);
		uint64_t size = 1 + random_next(&random) % MIB(64);
		char profile[600];
		struct predicted p;

		snprintf(profile, sizeof(profile),
				 SEEN "#dtcarve kernel_base=%#llx\n#dtcarve initrd=%#llx@%#llx\n#dtcarve fdt_base=%#llx\n",
				 (unsigned long long)kernel, (unsigned long long)size, (unsigned long long)initrd,
				 (unsigned long long)tree);
		p = boot("A board", profile, 16);
		cr_expect_eq(p.boot->kernel_image.base, kernel, "round %u", round);
		cr_expect(p.boot->initrd.base == initrd && p.boot->initrd.size == size, "round %u", round);
		cr_expect_eq(p.boot->fdt.base, tree, "round %u", round);
		cr_expect(p.boot->kernel_base_known && p.boot->fdt_base_known, "round %u", round);
		predicted_free(&p);
		p = boot("Another board", profile, 16);
		cr_expect(!p.boot->initrd.size && !p.boot->kernel_base_known, "round %u: another board", round);
		predicted_free(&p);
	}
}
