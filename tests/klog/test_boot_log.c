/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "klog/boot_log.h"
#include "util/number.h"

static struct boot_log read_lines(const char *const *lines, size_t count)
{
	static struct boot_log boot;

	boot_log_init(&boot);
	for (size_t i = 0; i < count; i++)
		boot_log_line(&boot, cursor_of(lines[i], strlen(lines[i])), i + 1);
	return boot;
}
#define READ(...)                                                                                            \
	read_lines((const char *const[]){ __VA_ARGS__ },                                                         \
			   sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

Test(boot_log, memory_line_old_and_new)
{
	struct boot_log b =
		READ("Memory: 148920K/262144K available (8035K kernel code, 423K rwdata, 2812K rodata, 540K init, "
			 "426K bss, 14920K reserved, 98304K cma-reserved, 0K highmem)");

	cr_expect_eq(b.memory.available, KIB(148920));
	cr_expect_eq(b.memory.total, KIB(262144));
	cr_expect_eq(b.memory.code, KIB(8035));
	cr_expect_eq(b.memory.rwdata, KIB(423));
	cr_expect_eq(b.memory.rodata, KIB(2812));
	cr_expect_eq(b.memory.init, KIB(540));
	cr_expect_eq(b.memory.bss, KIB(426));
	cr_expect_eq(b.memory.reserved, KIB(14920));
	cr_expect_eq(b.memory.cma, KIB(98304));
	cr_expect_eq(b.memory.highmem, 0);
	b = READ("Memory: 1030148k/1048576k available, 18428k reserved, 270336K highmem");
	cr_expect_eq(b.memory.reserved, KIB(18428));
	cr_expect_eq(b.memory.highmem, KIB(270336));
	cr_expect_eq(b.memory.code, BOOT_NONE);
}

Test(boot_log, zones_and_ranges)
{
	struct boot_log b =
		READ("Zone ranges:", "  DMA      [mem 0x0000000040000000-0x000000005fffffff]", "  DMA32    empty",
			 "  Normal   empty", "Movable zone start for each node", "Early memory node ranges",
			 "  node   0: [mem 0x0000000040000000-0x000000004fffffff]",
			 "  node   0: [mem 0x0000000050000000-0x000000005fffffff]", "On node 0 totalpages: 131072",
			 "  DMA zone: 2048 pages used for memmap", "  DMA zone: 0 pages reserved",
			 "  DMA zone: 131072 pages, LIFO batch:31");

	cr_assert_eq(b.zone_count, 3);
	cr_expect_str_eq(b.zones[0].name, "DMA");
	cr_expect_eq(b.zones[0].start, 0x40000000);
	cr_expect_eq(b.zones[0].end, 0x5fffffff);
	cr_expect_eq(b.zones[0].memmap_pages, 2048);
	cr_expect_eq(b.zones[0].reserved_pages, 0);
	cr_expect_eq(b.zones[0].pages, 131072);
	cr_expect(b.zones[1].empty);
	cr_expect_eq(b.range_count, 2);
	cr_expect_eq(b.total_pages, 131072);
	b = READ("Zone PFN ranges:", "  Normal   0x00040000 -> 0x00060000");
	cr_expect_eq(b.zones[0].start, 0x40000000);
	cr_expect_eq(b.zones[0].end, 0x5fffffff);
}

Test(boot_log, regions)
{
	struct boot_log b = READ(
		"Reserved memory: created CMA memory pool at 0x0000000050000000, size 64 MiB",
		"OF: reserved mem: initialized node pool@50000000, compatible id shared-dma-pool",
		"cma: Reserved 96 MiB at 0x8a000000", "cma: Reserved 16 MiB at 0x0000000048000000 on node -1",
		"cma: CMA: reserved 16 MiB at 1e000000",
		"OF: reserved mem: 0x0000000048000000..0x00000000480fffff (1024 KiB) nomap non-reusable fw@48000000",
		"OF: reserved mem: 0x43c00000..0x43dfffff (2048 KiB) map reusable linux,cma");

	cr_assert_eq(b.region_count, 7);
	cr_expect_eq(b.failures, 0);
	cr_expect_eq(b.regions[0].kind, BOOT_REGION_CMA);
	cr_expect_eq(b.regions[0].base, 0x50000000);
	cr_expect_eq(b.regions[0].size, MIB(64));
	cr_expect_eq(b.regions[1].kind, BOOT_REGION_INITIALIZED);
	cr_expect_str_eq(b.regions[1].name, "pool@50000000");
	cr_expect_eq(b.regions[2].base, 0x8a000000);
	cr_expect_eq(b.regions[2].size, MIB(96));
	cr_expect_eq(b.regions[3].base, 0x48000000);
	cr_expect_eq(b.regions[4].base, 0x1e000000);
	cr_expect_eq(b.regions[4].size, MIB(16));
	cr_expect_eq(b.regions[5].kind, BOOT_REGION_RESERVED);
	cr_expect_eq(b.regions[5].base, 0x48000000);
	cr_expect_eq(b.regions[5].size, MIB(1));
	cr_expect_str_eq(b.regions[5].name, "fw@48000000");
	cr_expect_str_eq(b.regions[6].name, "linux,cma");
}

Test(boot_log, a_size_beyond_63_bits_is_none)
{
	struct boot_log b =
		READ("Reserved memory: created CMA memory pool at 0x50000000, size 372036854775807 MiB");

	for (size_t i = 0; i < b.region_count; i++)
		cr_expect_leq(b.regions[i].size, 0);
}

Test(boot_log, failures)
{
	static const char *const lines[] = {
		"cma: Failed to reserve 64 MiB",
		"cma: Failed to reserve 64 MiB on node -1",
		"cma: Size (0x04000000) of region at 0x00000000 exceeds limit (0x00000000)",
		"Reserved memory: incorrect alignment of CMA region",
		"Reserved memory: failed to allocate memory for node 'linux,cma'",
		"OF: reserved mem: failed to allocate memory for node 'pool': size 16 MiB",
		("OF: fdt: Reserved memory: failed to reserve memory for node 'secmon@5000000': base "
		 "0x0000000005000000, size 3 MiB"),
		"OF: reserved mem: node linux,cma compatible matching fail",
		"OF: reserved mem: not enough space for all defined regions.",
		"OF: reserved mem: OVERLAP DETECTED!",
		"cma: CMA area pool@50000000 could not be activated",
		"cma: Not enough slots for CMA reserved regions!",
		"Reserved memory: unable to setup CMA region",
		"OF: reserved mem: Reserved memory: unsupported node format, ignoring",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct boot_log b = READ(lines[i]);

		cr_expect_eq(b.failures, 1, "%s", lines[i]);
		cr_expect_eq(b.regions[0].kind, BOOT_REGION_FAILED);
	}
	struct boot_log b = READ(lines[6], lines[7], lines[4]);

	cr_expect_str_eq(b.regions[0].name, "secmon@5000000");
	cr_expect_eq(b.regions[0].base, 0x5000000);
	cr_expect_eq(b.regions[0].size, MIB(3));
	cr_expect_str_eq(b.regions[1].name, "linux,cma");
	cr_expect_str_eq(b.regions[2].name, "linux,cma");
}

Test(boot_log, the_rest)
{
	struct boot_log b =
		READ("Booting Linux on physical CPU 0x0", "Linux version 6.1.0-50-arm64 (x@y) (gcc) #1 SMP",
			 "Machine model: a board", "Kernel command line: console=ttyAMA0 cma=64M",
			 "percpu: Embedded 31 pages/cpu s87208 r8192 d31576 u126976",
			 "Built 1 zonelists, mobility grouping on.  Total pages: 129024",
			 "Dentry cache hash table entries: 65536 (order: 7, 524288 bytes, linear)",
			 "Inode-cache hash table entries: 32768 (order: 6, 262144 bytes, linear)",
			 "software IO TLB: mapped [mem 0x0000000056000000-0x0000000059ffffff] (64MB)",
			 "printk: log_buf_len: 1048576 bytes",
			 "crashkernel reserved: 0x000000000ba00000 - 0x000000002ba00000 (512 MB)",
			 "Freeing initrd memory: 968K", "Freeing unused kernel image (initmem) memory: 7872K",
			 "Kernel panic - not syncing: no init");

	cr_expect_str_eq(b.release, "6.1.0-50-arm64");
	cr_expect_str_eq(b.machine, "a board");
	cr_expect_str_eq(b.command_line, "console=ttyAMA0 cma=64M");
	cr_expect_eq(b.percpu.pages, 31);
	cr_expect_eq(b.percpu.static_size, 87208);
	cr_expect_eq(b.percpu.reserved_size, 8192);
	cr_expect_eq(b.percpu.dynamic_size, 31576);
	cr_expect_eq(b.percpu.unit_size, 126976);
	cr_expect_eq(b.zonelist_pages, 129024);
	cr_expect_eq(b.mobility_grouping, 1);
	cr_assert_eq(b.table_count, 2);
	cr_expect_str_eq(b.tables[0].name, "Dentry cache");
	cr_expect_eq(b.tables[0].bytes, 524288);
	cr_expect_eq(b.tables[1].order, 6);
	cr_expect_eq(b.swiotlb_size, MIB(64));
	cr_expect_eq(b.swiotlb_start, 0x56000000);
	cr_expect_eq(b.log_buf_len, 1048576);
	cr_expect_eq(b.crashkernel_size, MIB(512));
	cr_expect_eq(b.initrd_freed, KIB(968));
	cr_expect_eq(b.init_freed, KIB(7872));
	cr_expect(b.panicked);
	b = READ("PERCPU: Embedded 12 pages/cpu @89da3000 s16908 r8192 d24052 u49152");
	cr_expect_eq(b.percpu.static_size, 16908);
	cr_expect_eq(b.percpu.unit_size, 49152);
}

Test(boot_log, other_lines_are_none)
{
	struct boot_log b =
		READ("usb 1-1: new device", "cma: cma_alloc: alloc failed, req-size: 1 pages, ret: -12",
			 "cma: dma_contiguous_reserve(limit c0000000)", "  node   0: [mem 0x1-0x2]", "");

	cr_expect_not(boot_log_has_any(&b));
}

Test(boot_log, more_regions_than_there_is_room_for)
{
	static struct boot_log b;
	const char *line = "cma: Reserved 16 MiB at 0x48000000";

	boot_log_init(&b);
	for (uint64_t i = 0; i < BOOT_REGIONS + 10; i++)
		boot_log_line(&b, cursor_of(line, strlen(line)), i + 1);
	cr_expect_eq(b.region_count, BOOT_REGIONS);
	cr_expect_eq(b.regions_left_out, 10);
}
