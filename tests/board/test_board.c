/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "board/board.h"
#include "board/firmware_map.h"
#include "boot/fixture.h"
#include "input/tree.h"
#include "util/error.h"
#include "util/number.h"

Test(board, architecture_is_told_by_the_cpus)
{
	struct board *b = board_from("cpus { cpu@0 { compatible = \"arm,cortex-a53\"; }; };");

	cr_expect_eq(b->arch, ARCH_ARM64);
	board_free(b);
	b = board_from("cpus { cpu@0 { compatible = \"arm,cortex-a7\"; }; };");
	cr_expect_eq(b->arch, ARCH_ARM);
	board_free(b);
	b = board_from("cpus { cpu@0 { compatible = \"nvidia,tegra132-denver\"; }; };"
				   "timer { compatible = \"arm,armv7-timer\"; };");
	cr_expect_eq(b->arch, ARCH_ARM64);
	board_free(b);
	b = board_from("cpus { cpu@0 { compatible = \"sifive,u54\"; riscv,isa = \"rv64imac\"; }; };");
	cr_expect_eq(b->arch, ARCH_RISCV64);
	board_free(b);
}

Test(board, without_a_known_cpu_the_timer_tells)
{
	struct board *b = board_from("cpus { cpu@0 { compatible = \"acme,core\"; }; };"
								 "timer { compatible = \"arm,armv8-timer\"; };");

	cr_expect_eq(b->arch, ARCH_ARM64);
	board_free(b);
	b = board_from("model = \"x\";");
	cr_expect_eq(b->arch, ARCH_UNKNOWN);
	cr_expect_str_eq(b->model, "x");
	board_free(b);
}

Test(board, one_that_names_no_cpu_and_counts_in_one_cell_is_arm)
{
	static const char source[] = "/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>;\n"
								 "memory@0 { device_type = \"memory\"; reg = <0 0x1000000>; }; };\n";
	struct error error;
	struct tree *tree;
	struct board *b;

	cr_assert_eq(tree_from_bytes(source, sizeof(source) - 1, "old.dts", NULL, &tree, &error), 0);
	cr_assert_eq(board_read(tree, &b, &error), 0);
	cr_expect_eq(b->arch, ARCH_ARM);
	board_free(b);
	tree_free(tree);
}

/* linux:drivers/of/fdt.c:of_fdt_device_is_available; "fail" marks what is broken, others may come up later.
 */
Test(board, cpus_that_can_never_run_are_not_counted)
{
	struct board *b = board_from("cpus { cpu@0 { device_type = \"cpu\"; };"
								 " cpu@1 { device_type = \"cpu\"; status = \"disabled\"; };"
								 " cpu@2 { device_type = \"cpu\"; status = \"fail-sss\"; };"
								 " l2-cache { }; cpu-map { core0 { }; }; };");

	cr_expect_eq(b->cpus, 2);
	board_free(b);
	b = board_from("");
	cr_expect_eq(b->cpus, 1);
	board_free(b);
}

/* Kernel-boot facts 1.1: 1 and 1 where the root does not tell. */
Test(board, cells_of_the_root)
{
	struct board *b =
		board_from("/delete-property/ #address-cells; /delete-property/ #size-cells;"
				   "memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x10000000>; };");

	cr_expect_not(b->has_address_cells);
	cr_expect_eq(b->address_cells, 1);
	cr_expect_eq(b->size_cells, 1);
	cr_expect_eq(board_memory_told(b), MIB(256));
	board_free(b);
}

Test(board, absurd_cells_are_refused)
{
	static const char source[] = "/dts-v1/; / { #address-cells = <9>; #size-cells = <1>; };";
	struct board *board;
	struct tree *tree;
	struct error error;

	cr_assert_eq(tree_from_bytes(source, strlen(source), "board.dts", NULL, &tree, &error), 0, "%s",
				 error.text);
	cr_expect_lt(board_read(tree, &board, &error), 0);
	cr_expect(strstr(error.text, "#address-cells = 9"), "%s", error.text);
	tree_free(tree);
}

/* Facts 2.3: exact bytes, up to the empty entry at the end. */
Test(board, memreserve_entries)
{
	static unsigned char fdt[4096];
	struct tree tree = { .file = "board", .format = "dtb", .fdt = fdt, .size = sizeof(fdt) };
	struct board *b;
	struct error error;

	cr_assert_eq(fdt_create_empty_tree(fdt, sizeof(fdt)), 0);
	cr_assert_eq(fdt_add_mem_rsv(fdt, 0x1000, 0x1000), 0);
	cr_assert_eq(fdt_add_mem_rsv(fdt, 0x5000, 0x800), 0);
	cr_assert_eq(board_read(&tree, &b, &error), 0, "%s", error.text);
	cr_expect_eq(b->memreserve_count, 2);
	cr_expect_eq(b->memreserve[1].base, 0x5000);
	cr_expect_eq(b->memreserve[1].size, 0x800);
	board_free(b);
}

Test(board, banks_of_the_user_replace_the_memory_nodes)
{
	struct board *b = board_from("memory@80000000 { device_type = \"memory\"; reg = <0 0x80000000 0 0>; };");
	struct range banks[] = { { UINT64_MAX, GIB(1) }, { GIB(4), GIB(2) } };
	struct error error;

	cr_expect_eq(board_memory_told(b), 0);
	cr_assert_eq(board_set_ddr(b, banks, 2, false, &error), 0, "%s", error.text);
	cr_assert_eq(b->memory_count, 1);
	cr_assert_eq(b->memory[0].reg.count, 2);
	cr_expect_eq(b->memory[0].reg.items[0].base, 0x80000000, "a bank starts where the tree says");
	cr_expect_eq(board_memory_told(b), GIB(3));
	board_free(b);
}

Test(board, banks_that_cannot_be_are_refused)
{
	struct board *b = board_from("");
	struct range unknown = { UINT64_MAX, GIB(1) }, empty = { 0, 0 }, beyond = { UINT64_MAX - MIB(1), GIB(1) };
	struct error error;

	cr_expect_lt(board_set_ddr(b, &unknown, 1, false, &error), 0);
	cr_expect(strstr(error.text, "--ddr SIZE@BASE"), "%s", error.text);
	cr_expect_lt(board_set_ddr(b, &empty, 1, false, &error), 0);
	cr_expect_lt(board_set_ddr(b, &beyond, 1, false, &error), 0);
	board_free(b);
}

Test(board, names_of_architectures)
{
	enum arch arch = ARCH_UNKNOWN;

	cr_expect(arch_from_name("riscv64", &arch));
	cr_expect_eq(arch, ARCH_RISCV64);
	cr_expect_not(arch_from_name("unknown", &arch));
	cr_expect_not(arch_from_name("x86", &arch));
	cr_expect_str_eq(arch_name(ARCH_ARM), "arm");
}

static uint64_t likely_start(const char *nodes)
{
	struct board *b = board_from(nodes);
	uint64_t start = b->likely_ram_start;

	cr_expect_not(b->ram_start_told);
	board_free(b);
	return start;
}

Test(board, ram_likely_begins_above_the_devices)
{
	cr_expect_eq(likely_start(""), 0);
	cr_expect_eq(likely_start("serial@fe000000 { reg = <0 0xfe000000 0 0x1000>; };"), 0);
	cr_expect_eq(likely_start("serial@9000000 { reg = <0 0x9000000 0 0x1000>; };"), GIB(1));
	cr_expect_eq(likely_start("serial@40000000 { reg = <0 0x40000000 0 0x1000>; };"), GIB(2));
	cr_expect_eq(likely_start("a@0 { reg = <0 0 0 1>; }; b@40000000 { reg = <0 0x40000000 0 1>; };"
							  "c@80000000 { reg = <0 0x80000000 0 1>; };"),
				 GIB(2), "nowhere: the last of the places");
	cr_expect_eq(likely_start("shmem@40000000 { reg = <0 0x40000000 0 0x1000>; };"), 0,
				 "a mailbox may lie in RAM");
	cr_expect_eq(likely_start("reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;"
							  " r@40000000 { reg = <0 0x40000000 0 0x1000>; }; };"),
				 0, "so does what is reserved");
}

Test(board, ram_likely_begins_above_the_devices_of_a_bus)
{
	cr_expect_eq(
		likely_start("bus { #address-cells = <1>; #size-cells = <1>; ranges = <0 0 0x40000000 0x1000000>;"
					 " serial@1000 { reg = <0x1000 0x10>; }; };"),
		GIB(2));
	cr_expect_eq(likely_start("bus { #address-cells = <1>; #size-cells = <1>;"
							  " eeprom@50 { reg = <0x50 1>; }; };"),
				 0, "no ranges: these are no addresses of the CPU");
	cr_expect_eq(likely_start("bus { #address-cells = <3>; #size-cells = <2>; ranges;"
							  " pci@0 { reg = <0 0 0 0 1>; }; };"),
				 0);
}

/* The error's example is one that this board can have. */
Test(board, memory_that_is_missing_is_asked_for_by_an_example_of_this_board)
{
	static const char *const devices = "serial@f8000000 { reg = <0 0xf8000000 0 0x1000>; };";
	static const struct {
		const char *root, *example;
	} rows[] = {
		{ "", "give the board's DDR: --ddr SIZE@BASE, BASE as the boot loader tells it" },
		{ "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0>; };",
		  "--ddr 4G for example (the tree tells that it begins at 0x40000000)" },
		{ "compatible = \"v,board\", \"fsl,imx8mm\";", "--ddr 4G@0x40000000 for example" },
		{ "compatible = \"v,board\", \"rockchip,rk3399\";", "--ddr 4G@0x0 for example" },
		{ "compatible = \"v,board\", \"brcm,bcm2711\";", "(RAM of brcm,bcm2711 begins at 0x0)" },
		{ "compatible = \"v,board\", \"ti,omap3\"; memory@0 { device_type = \"memory\"; reg = <0 0 0 0>; };",
		  "--ddr 4G for example (RAM of ti,omap3 begins at 0x80000000)" },
		{ "memory@0 { device_type = \"memory\"; reg = <0 0 0 0>; };", "--ddr 4G for example" },
		{ "memory@0 { device_type = \"memory\"; reg = <0 0 0 0>; };"
		  "serial@800000 { reg = <0 0x800000 0 0x1000>; };",
		  "BASE as the boot loader tells it" },
		{ "compatible = \"v,board\", \"qcom,sm8250\";", "--ddr 4G@0x80000000" },
		{ "compatible = \"v,board\", \"ti,am625\";", "--ddr 4G@0x80000000" },
		{ "compatible = \"v,board\", \"v,soc\";", "U-Boot: bdinfo" },
	};
	struct error error;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct board *b = board_from(rows[i].root);

		cr_expect_lt(board_need_memory(b, NULL, &error), 0);
		cr_expect(strstr(error.text, rows[i].example), "%s", error.text);
		board_free(b);
	}
	for (size_t i = 1; i < 4; i++) {
		char root[400];
		struct board *b;

		snprintf(root, sizeof(root), "%s %s", rows[i].root, devices);
		b = board_from(root);
		cr_expect_lt(board_need_memory(b, NULL, &error), 0);
		cr_expect(strstr(error.text, "--ddr 2G"), "4 GiB would lie over the device: %s", error.text);
		board_free(b);
	}
}

Test(board, a_bank_without_a_base_may_begin_at_a_guess)
{
	struct board *b = board_from("serial@9000000 { reg = <0 0x9000000 0 0x1000>; };");
	struct range bank = { UINT64_MAX, GIB(1) };
	struct error error;

	cr_assert_eq(board_set_ddr(b, &bank, 1, true, &error), 0, "%s", error.text);
	cr_expect_eq(b->memory[0].reg.items[0].base, GIB(1));
	cr_expect(b->ram_start_guessed);
	board_free(b);
}

/* A tree that leaves memory to the boot loader has what firmware's map tells; --ddr and the tree come first. */
Test(board, firmware_s_map_tells_memory_where_the_tree_does_not)
{
	static const char text[] = "-> start    = 0x80000000\n-> size     = 0x40000000\n";
	struct board *b = board_from("compatible = \"v,board\";");
	const struct firmware_map *map;
	struct error error;

	cr_assert_eq(firmware_map_parse(b->arena, "FILE", text, strlen(text), &map, &error), 0, "%s", error.text);
	cr_assert_eq(board_need_memory(b, map, &error), 0, "%s", error.text);
	cr_assert_eq(b->memory_count, 1);
	cr_expect_eq(b->memory[0].reg.items[0].base, 0x80000000);
	cr_expect_eq(b->memory[0].reg.items[0].size, GIB(1));
	board_free(b);
}
