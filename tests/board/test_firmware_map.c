/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "board/firmware_map.h"
#include "util/arena.h"
#include "util/error.h"

static const struct firmware_map *parse(struct arena *arena, const char *text)
{
	const struct firmware_map *map;
	struct error error;

	cr_assert_eq(firmware_map_parse(arena, "FILE", text, strlen(text), &map, &error), 0, "%s: %s", text,
				 error.text);
	return map;
}

/* One line each, as the tool prints it, and what it says. */
static const struct {
	const char *line;
	enum map_source source;
	enum map_use use;
	uint64_t base, size;
} lines[] = {
	{ "Available  0000000040000000-0000000043FFFFFF 0000000000004000 000000000000000F", MAP_EFI, USE_FREE,
	  0x40000000, MIB(64) },
	{ "RT_Code    0000000044000000-0000000044000FFF 0000000000000001 800000000000000F", MAP_EFI, USE_RUNTIME,
	  0x44000000, 4096 },
	{ "ACPI_Recl  0000000044000000-0000000044000FFF 0000000000000001 000000000000000F", MAP_EFI, USE_RECLAIM,
	  0x44000000, 4096 },
	{ "CONVENTIONAL     0000000040000000-000000007de27000 WB", MAP_EFI, USE_FREE, 0x40000000, 0x3de27000 },
	{ "RUNTIME DATA     000000007de27000-000000007de28000 WB|RT", MAP_EFI, USE_RUNTIME, 0x7de27000, 0x1000 },
	{ "[    0.000000] efi:   0x000040000000-0x000047ffffff [Conventional Memory|   |  |  |WB|WT|WC|UC]", MAP_EFI,
	  USE_FREE, 0x40000000, MIB(128) },
	{ "efi:   0x00007de27000-0x00007de27fff [Runtime Data       |RUN|  |  |WB|WT|WC|UC]*", MAP_EFI, USE_RUNTIME,
	  0x7de27000, 0x1000 },
	{ "efi: mem00: [Reserved |   |WB|  |  |UC] range=[0x0000000080000000-0x00000000801fffff] (2MB)", MAP_EFI,
	  USE_RESERVED, 0x80000000, MIB(2) },
	{ " memory[0]\t[0xc0000000-0xffffffff], 0x40000000 bytes flags: 0", MAP_UBOOT, USE_BANK, 0xc0000000,
	  GIB(1) },
	{ " memory[0]      [0x40000000-0xbfffffff], 0x80000000 bytes, flags: none", MAP_UBOOT, USE_BANK,
	  0x40000000, GIB(2) },
	{ " reserved[3]\t[0xe8000000-0xefffffff], 0x08000000 bytes flags: 4", MAP_UBOOT, USE_RESERVED, 0xe8000000,
	  MIB(128) },
	{ " memory.count = 0x1\n reserved[0]\t[0x80000000-0x801fffff], 0x200000 bytes flags: 2", MAP_UBOOT,
	  USE_RESERVED, 0x80000000, MIB(2) },
	{ " reserved[0]\t[0x80000000-0x801fffff], 0x200000 bytes, flags: no-map", MAP_UBOOT, USE_RESERVED,
	  0x80000000, MIB(2) },
	{ "DRAM bank   = 0x0000000000000000\n-> start    = 0x0000000080000000\n-> size     = 0x0000000040000000",
	  MAP_UBOOT, USE_BANK, 0x80000000, GIB(1) },
	{ "    memory.reg[0x0].base   = 0x10000000\n\t\t   .size   = 0x40000000", MAP_UBOOT, USE_BANK, 0x10000000,
	  GIB(1) },
	{ "INFO:    Image id=4 loaded: 0xfe000000 - 0xfe080000", MAP_SECURE, USE_SECURE, 0xfe000000, KIB(512) },
	{ "D/TC:0 0 dump_mmap_table:852 type TA_RAM       va 0x9e800000..0x9fdfffff pa 0x9e800000..0x9fdfffff size "
	  "0x01600000 (pgdir)",
	  MAP_SECURE, USE_SECURE, 0x9e800000, 0x1600000 },
	{ "D/TC:0   add_phys_mem:520 TEE_SHMEM_START type NSEC_SHM 0x42000000 size 0x00200000", MAP_SECURE,
	  USE_SHARED, 0x42000000, MIB(2) },
	{ "40000000-bfffffff : System RAM", MAP_IOMEM, USE_FREE, 0x40000000, GIB(2) },
	{ "7e000000-7fffffff : reserved", MAP_IOMEM, USE_RUNTIME, 0x7e000000, MIB(32) },
	{ "[    0.000000]   node   0: [mem 0x0000000040000000-0x00000000fbffffff]", MAP_LOG, USE_FREE, 0x40000000,
	  0xbc000000 },
};

Test(firmware_map, each_kind_of_line_is_known)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const struct firmware_map *map = parse(arena, lines[i].line);

		cr_assert_eq(map->count, 1, "%s: %zu", lines[i].line, map->count);
		cr_expect_eq(map->entries[0].source, lines[i].source, "%s", lines[i].line);
		cr_expect_eq(map->entries[0].use, lines[i].use, "%s", lines[i].line);
		cr_expect_eq(map->entries[0].range.base, lines[i].base, "%s", lines[i].line);
		cr_expect_eq(map->entries[0].range.size, lines[i].size, "%s: 0x%llx", lines[i].line,
					 (unsigned long long)map->entries[0].range.size);
	}
	arena_free(arena);
}

Test(firmware_map, what_tells_no_memory_of_the_board_is_left_out)
{
	static const char *const texts[] = {
		"MMIO       0000000009000000-0000000009000FFF 0000000000000001 8000000000000001",
		" reserved[4]\t[0xfbaea344-0xfdffffff], 0x02515cbc bytes flags: 0",
		" memory.count = 0x1\n reserved[0]\t[0x80000000-0x801fffff], 0x200000 bytes flags: 4",
		"INFO:    Image id=5 loaded: 0x80000000 - 0x80100000",
		"D/TC:0 0 dump_mmap_table:852 type IO_NSEC      va 0x1..0x2 pa 0x09000000..0x091fffff size 0x00200000",
		"  40210000-41a7ffff : Kernel code",
		"09000000-09000fff : 9000000.serial",
		"Initmem setup node 0 [mem 0x0000000000000000-0x00000000fbffffff]",
		"",
	};
	struct arena *arena = arena_new();
	const struct firmware_map *map;
	struct error error;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		cr_expect_eq(firmware_map_parse(arena, "FILE", texts[i], strlen(texts[i]), &map, &error), -EBADMSG,
					 "%s", texts[i]);
		cr_expect_null(map);
	}
	cr_expect_eq(firmware_map_parse(arena, "FILE", "00000000-00000000 : System RAM\n", 31, &map, &error),
				 -EBADMSG);
	cr_expect(strstr(error.text, "as root"), "%s", error.text);
	arena_free(arena);
}

/* Ranges that touch differ in their flags, and Linux has the larger part. */
Test(firmware_map, no_map_ranges_of_a_log_are_told_apart)
{
	static const enum map_use uses[] = { USE_RUNTIME, USE_FREE, USE_RUNTIME, USE_FREE, USE_FREE };
	struct arena *arena = arena_new();
	const struct firmware_map *map =
		parse(arena, "efi: EFI v2.10 by Das U-Boot\n"
					 "node   0: [mem 0x0000000000000000-0x0000000000000fff]\n"
					 "node   0: [mem 0x0000000000001000-0x000000003cad0fff]\n"
					 "node   0: [mem 0x000000003cad1000-0x000000003cad1fff]\n"
					 "node   0: [mem 0x000000003cad2000-0x000000003dffffff]\n"
					 "node   0: [mem 0x0000000040000000-0x00000000fbffffff]\n");
	enum map_source from;
	struct range_set ram = firmware_map_ram(arena, map, &from);

	cr_assert_eq(map->count, ARRAY_SIZE(uses));
	for (size_t i = 0; i < ARRAY_SIZE(uses); i++)
		cr_expect_eq(map->entries[i].use, uses[i], "%zu", i);
	cr_expect_eq(firmware_map_efi_source(map), MAP_LOG);
	cr_expect_eq(from, MAP_LOG);
	cr_expect_eq(range_set_bytes(&ram), 0x3e000000u + 0xbc000000ull);
	arena_free(arena);
}
