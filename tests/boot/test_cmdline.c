/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "boot/cmdline.h"
#include "util/arena.h"
#include "util/number.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(cmdline, .init = setup, .fini = teardown);

static struct cmdline parse(const char *text)
{
	struct cmdline cmdline;

	cmdline_parse(arena, text, &cmdline);
	return cmdline;
}

/* linux:lib/cmdline.c:next_arg: blanks part words but not inside quotes; "--" ends the kernel's own. */
Test(cmdline, words_quotes_and_the_end)
{
	struct cmdline c = parse("console=ttyS0 \"foo=a mem=1G\" mem=512M -- mem=64M");

	cr_assert_eq(c.mem_count, 1);
	cr_expect_eq(c.mem[0].size, MIB(512));
	cr_expect_eq(c.mem[0].base, UINT64_MAX);
	cr_expect_str_eq(c.text, "console=ttyS0 \"foo=a mem=1G\" mem=512M -- mem=64M");
}

Test(cmdline, dashes_and_underscores_are_one_in_names)
{
	cr_expect_eq(parse("log-buf-len=1M").log_buf_len, MIB(1));
	cr_expect_eq(parse("log_buf_len=1M").log_buf_len, MIB(1));
	cr_expect(parse("transparent-hugepage=never").thp_never);
}

Test(cmdline, each_mem_counts_on_arm)
{
	struct cmdline c = parse("mem=256M@0x80000000 mem=128M@0xa0000000 mem=x");

	cr_assert_eq(c.mem_count, 2);
	cr_expect_eq(c.mem[0].base, 0x80000000);
	cr_expect_eq(c.mem[1].base, 0xa0000000);
	cr_expect_eq(c.mem[1].size, MIB(128));
}

/* linux:kernel/dma/contiguous.c:early_cma; kernel-boot facts 3.2 item 3 */
Test(cmdline, cma_size_base_and_limit)
{
	struct cmdline c = parse("cma=64M");

	cr_expect(c.has_cma);
	cr_expect_eq(c.cma_size, MIB(64));
	cr_expect_eq(c.cma_limit, 0);
	c = parse("cma=64M@0x50000000");
	cr_expect_eq(c.cma_base, 0x50000000);
	cr_expect_eq(c.cma_limit, 0x54000000);
	c = parse("cma=64M@1G-3G");
	cr_expect_eq(c.cma_base, GIB(1));
	cr_expect_eq(c.cma_limit, GIB(3));
	c = parse("cma=64M@1G cma=0");
	cr_expect(c.has_cma);
	cr_expect_eq(c.cma_size, 0);
	cr_expect_eq(c.cma_limit, 0);
}

/* linux:kernel/crash_core.c: X, X@Y, X,high, X,low */
Test(cmdline, crashkernel_forms)
{
	struct crash_request crash = parse("crashkernel=128M").crash;

	cr_expect(crash.present);
	cr_expect_not(crash.fixed);
	cr_expect_eq(crash.size, MIB(128));
	crash = parse("crashkernel=64M@0x60000000").crash;
	cr_expect(crash.fixed);
	cr_expect_eq(crash.base, 0x60000000);
	crash = parse("crashkernel=1G,high crashkernel=64M,low").crash;
	cr_expect(crash.high);
	cr_expect_eq(crash.size, GIB(1));
	cr_expect(crash.low_present);
	cr_expect_eq(crash.low_size, MIB(64));
	cr_expect_not(parse("crashkernel=0").crash.present);
}

static uint64_t ranged(const char *text, uint64_t ram)
{
	struct crash_request crash = parse(text).crash;
	uint64_t base;
	bool fixed;

	return crash_size_for(&crash, ram, &base, &fixed);
}

/* linux:kernel/crash_core.c:parse_crashkernel_mem: the range that holds the RAM's size, ends excluded */
Test(cmdline, crashkernel_by_ram_size)
{
	static const char text[] = "crashkernel=512M-2G:64M,2G-:128M";

	cr_expect_eq(ranged(text, MIB(511)), 0);
	cr_expect_eq(ranged(text, MIB(512)), MIB(64));
	cr_expect_eq(ranged(text, GIB(2) - 1), MIB(64));
	cr_expect_eq(ranged(text, GIB(2)), MIB(128));
	cr_expect_eq(ranged("crashkernel=512M:64M", GIB(1)), 0);
	cr_expect_eq(ranged("crashkernel=512M-2G", GIB(1)), 0);
	cr_expect_eq(ranged("crashkernel=512M-2G:64M;", GIB(4)), 0);
}

Test(cmdline, crashkernel_by_ram_size_at_an_address)
{
	struct crash_request crash = parse("crashkernel=1G-:64M@0x70000000").crash;
	uint64_t base;
	bool fixed;

	cr_expect_eq(crash_size_for(&crash, GIB(1), &base, &fixed), MIB(64));
	cr_expect(fixed);
	cr_expect_eq(base, 0x70000000);
}

/* linux:mm/page_alloc.c:cmdline_parse_core: bytes or percent */
Test(cmdline, kernelcore_in_bytes_or_percent)
{
	cr_expect_eq(parse("kernelcore=1G").kernelcore.bytes, GIB(1));
	cr_expect_eq(parse("movablecore=30%").movablecore.percent, 30);
	cr_expect_eq(parse("movablecore=30%").movablecore.bytes, 0);
	cr_expect_eq(parse("movablecore=4000%").movablecore.percent, 100);
	cr_expect_not(parse("").kernelcore.present);
}

/* linux:kernel/dma/swiotlb.c:setup_io_tlb_npages: slabs in multiples of IO_TLB_SEGSIZE */
Test(cmdline, swiotlb_slabs_and_words)
{
	struct cmdline c = parse("swiotlb=1000,force");

	cr_expect_eq(c.swiotlb_slabs, 1024);
	cr_expect(c.swiotlb_force);
	cr_expect(parse("swiotlb=noforce").swiotlb_off);
	cr_expect_not(parse("swiotlb=noforce").swiotlb_force);
	cr_expect_not(parse("swiotlb=force").has_swiotlb_slabs);
}

Test(cmdline, initrd_switches_and_numbers)
{
	struct cmdline c = parse("initrd=0x48000000,4M rodata=off debug_pagealloc=on hashdist=0 numa=off "
							 "kfence.sample_interval=0 nr_cpus=2 sysctl.vm.min_free_kbytes=8192");

	cr_expect_eq(c.initrd.base, 0x48000000);
	cr_expect_eq(c.initrd.size, MIB(4));
	cr_expect(c.rodata_off);
	cr_expect(c.debug_pagealloc);
	cr_expect(c.hashdist_given && !c.hashdist);
	cr_expect(c.numa_off);
	cr_expect(c.kfence_given);
	cr_expect_eq(c.kfence_interval, 0);
	cr_expect_eq(c.nr_cpus, 2);
	cr_expect_eq(c.min_free_kbytes, 8192);
}

Test(cmdline, an_android_kernel_opens_cma_where_it_is_told_false)
{
	cr_expect(parse("restrict_cma_redirect=false").cma_open);
	cr_expect(parse("restrict-cma-redirect=0").cma_open);
	cr_expect(parse("restrict_cma_redirect=Off").cma_open);
	cr_expect(parse("restrict_cma_redirect=OFF").cma_open);
	cr_expect_not(parse("restrict_cma_redirect=true").cma_open);
	cr_expect_not(parse("restrict_cma_redirect=on").cma_open);
	cr_expect_not(parse("restrict_cma_redirect").cma_open);
	cr_expect_not(parse("").cma_open);
}

/* linux:mm/hugetlb.c: a count belongs to the size before it, else to the default one; nodes are added up. */
Test(cmdline, huge_pages_of_several_sizes_and_nodes)
{
	struct cmdline c = parse("hugepages=3 hugepagesz=2M hugepages=4 hugepagesz=1G hugepages=0:1,1:2");
	static const struct huge_request wanted[] = { { 0, 3 }, { MIB(2), 4 }, { GIB(1), 3 } };

	cr_assert_eq(c.huge_count, ARRAY_SIZE(wanted));
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		cr_expect(c.huge[i].bytes == wanted[i].bytes && c.huge[i].count == wanted[i].count, "%zu", i);
	cr_expect_eq(parse("default_hugepagesz=64K hugepages=1").huge_default, KIB(64));
}

Test(cmdline, an_initrd_is_kept)
{
	cr_expect(parse("retain_initrd").retain_initrd && parse("keepinitrd").retain_initrd);
	cr_expect_not(parse("retain_initrd=0").retain_initrd);
	cr_expect_not(parse("noinitrd").retain_initrd);
	cr_expect(parse("crashkernel=64M crashkernel=32M,cma").crash.cma);
	cr_expect_eq(parse("crashkernel=64M crashkernel=32M,cma").crash.size, MIB(64));
}
