/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "board/firmware_map.h"
#include "boot/fixture.h"
#include "boot/inputs.h"
#include "util/arena.h"
#include "util/error.h"
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

/* Of kernel-parameters.txt of 4.4 to 7.2 what moves memory: followed or told, none passes in silence. */
Test(efi, no_argument_that_changes_memory_passes_in_silence)
{
	static const char *const names[] = {
		"mem", "memmap", "movable_node", "hugepages", "hugepagesz", "default_hugepagesz", "page_owner", "crashkernel",
		"hugetlb_cma", "numa_cma", "cma_pernuma", "swiotlb", "kernelcore", "movablecore", "page_poison",
		"debug_guardpage_minorder", "slab_max_order", "slub_min_order", "log_buf_len", "transparent_hugepage",
		"thp_anon", "reserve_mem", "kho", "ramoops.mem_address", "vmalloc", "coherent_pool", "dhash_entries",
		"ihash_entries", "mhash_entries", "thash_entries", "retain_initrd", "elfcorehdr", "kasan", "percpu_alloc",
		"numa", "nr_cpus", "maxcpus", "nosmp", "stack_depot_disable", "page_table_check", "arm64.nolva", "kmemleak",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		cr_expect_not_null(memory_input_find(INPUT_ARGUMENT, names[i]), "%s", names[i]);
}

Test(efi, fake_nodes_that_are_not_made_are_told)
{
	struct predicted p = boot_from(BANK, kernel_from("6.6", ARCH_ARM64, ""), 0, "numa=fake=8");

	cr_assert_eq(p.boot->unmodelled_count, 1);
	cr_expect_str_eq(p.boot->unmodelled[0]->name, "numa");
	predicted_free(&p);
}

/* What is at an address once the kernel is up. */
static char state_at(const struct boot *boot, uint64_t address)
{
	struct range byte = { address, 1 };

	for (size_t i = 0; i < boot->memblock.memory.count; i++) {
		const struct memblock_region *region = &boot->memblock.memory.regions[i];

		if (!ranges_overlap(region->range, byte))
			continue;
		if (region->flags & MEMBLOCK_NOMAP)
			return 'n';
		return memblock_overlaps_reserved(&boot->memblock, byte) ? 'r' : 'f';
	}
	return '-';
}

Test(efi, kernels_differ_in_what_they_make_of_the_map)
{
	static const char text[] =
		"efi:   0x000040000000-0x00007cffffff [Conventional Memory|   |  |  |WB|WT|WC|UC]\n"
		"efi:   0x00007d000000-0x00007dffffff [Runtime Data       |RUN|  |  |WB|WT|WC|UC]\n"
		"efi:   0x00007e000000-0x00007effffff [ACPI Reclaim Memory|   |  |  |WB|WT|WC|UC]\n"
		"efi:   0x00007f000000-0x00007fffffff [Conventional Memory|   |  |  |  |WT|WC|UC]\n";
	/* n: not mapped, r: mapped and reserved, -: no memory */
	static const struct {
		const char *release, *states;
	} rows[] = { { "4.4", "rr-" },  { "4.5", "nn-" },  { "4.8", "nn-" },
				 { "4.9", "nnn" },  { "4.13", "nnn" }, { "4.14", "nrn" },
				 { "4.19", "nrn" }, { "7.2", "nrn" } };
	struct arena *arena = arena_new();
	struct boot_options options = { .cmdline = "" };
	struct error error;

	cr_assert_eq(firmware_map_parse(arena, "FILE", text, strlen(text), &options.firmware_map, &error), 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct predicted p = { board_from(BANK), kernel_from(rows[i].release, ARCH_ARM64, ""), NULL };

		cr_assert_eq(boot_predict(p.board, p.kernel, &options, &p.boot, &error), 0, "%s", error.text);
		for (size_t at = 0; rows[i].states[at]; at++)
			cr_expect_eq(state_at(p.boot, 0x7d000000 + MIB(16) * at + MIB(8)), rows[i].states[at], "%s: %zu",
						 rows[i].release, at);
		predicted_free(&p);
	}
	arena_free(arena);
}
