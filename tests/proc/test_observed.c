/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

#include "input/scratch.h"
#include "kernel/telling.h"
#include "proc/captures.h"
#include "proc/observed.h"

/* arm64 6.1, the lines that matter of a boot with 512 MiB */
static const char dmesg_arm64[] =
	"[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x411fd070]\n"
	"[    0.000000] Linux version 6.1.0-50-arm64\n"
	"[    0.000000] NUMA: NODE_DATA [mem 0x5fef7380-0x5fef9fff]\n"
	"[    0.000000] Zone ranges:\n"
	"[    0.000000]   DMA      [mem 0x0000000040000000-0x000000005fffffff]\n"
	"[    0.000000]   DMA32    empty\n"
	"[    0.000000]   Normal   empty\n"
	"[    0.000000] cma: Reserved 64 MiB at 0x000000005b600000\n"
	"[    0.000000] percpu: Embedded 31 pages/cpu s87208 r8192 d31576 u126976\n"
	"[    0.000000] Detected PIPT I-cache on CPU0\n"
	"[    0.000000] CPU features: detected: Spectre-v2\n"
	"[    0.000000] Kernel command line: console=ttyAMA0 panic=-1\n"
	"[    0.000000] Memory: 98324K/524288K available (13248K kernel code, 2806K rwdata, 9504K rodata, 6464K "
	"init, 627K "
	"bss, 44008K reserved, 65536K cma-reserved)\n"
	"[    0.000000] rcu: \tRCU restricting CPUs from NR_CPUS=256 to nr_cpu_ids=1.\n"
	"[    3.698658] Freeing unused kernel memory: 6464K\n";

static int learn(struct telling *t, const struct captures *c, struct observed *o)
{
	return learn_captures(&t->facts, c, o, &t->error);
}

static void put(struct captures *c, enum capture_kind kind, const char *text)
{
	c->files[kind].path = "captured";
	c->files[kind].text = (struct bytes){ (unsigned char *)(uintptr_t)text, strlen(text) };
}

Test(observed, boot_log_of_arm64)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_LOG, dmesg_arm64);
	cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "release"), "6.1.0-50-arm64");
	cr_expect_str_eq(told(t, "arch"), "arm64");
	cr_expect_str_eq(told(t, "page_size"), "4096");
	cr_expect_str_eq(told(t, "code_size"), "13565952");
	cr_expect_str_eq(told(t, "init_freed"), "6619136");
	cr_expect_str_eq(told(t, "percpu_static"), "87208");
	cr_expect_str_eq(told(t, "percpu_unit"), "126976");
	cr_expect_str_eq(told(t, "pgdat_size"), "11392");
	cr_expect_str_eq(told(t, "lpa2"), "0");
	cr_expect_str_eq(told_option(t, "ZONE_DMA32"), "y");
	cr_expect_str_eq(told_option(t, "HIGHMEM"), "n");
	cr_expect_str_eq(told_option(t, "CMA_SIZE_MBYTES"), "64");
	cr_expect_str_eq(told_option(t, "NR_CPUS"), "256");
	cr_expect_str_eq(told_option(t, "NUMA"), "y");
	cr_expect_str_eq(told_option(t, "HUGETLB_PAGE"), "n");
	cr_expect_eq(o.reserved_kb, 44008);
	cr_expect_eq(o.total_kb, 524288);
	cr_expect_eq(o.managed, -1);
	cr_expect_str_eq(o.cmdline, "console=ttyAMA0 panic=-1");
	telling_free(t);
}

Test(observed, last_boot_of_a_log_counts)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_LOG,
		arena_printf(t->arena,
					 "[    0.000000] Linux version 5.10.1\n[    0.000000] Memory: 1K/1024K "
					 "available (1K reserved)\n%s",
					 dmesg_arm64));
	cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "release"), "6.1.0-50-arm64");
	cr_expect_eq(o.total_kb, 524288);
	telling_free(t);
}

/* What cma= asks for is no default, and a log that is cut off proves no absence. */
Test(observed, what_proves_nothing)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_LOG,
		"Linux version 6.1.0\nKernel command line: cma=32M\ncma: Reserved 32 MiB at 0x5e000000\n"
		"Memory: 98324K/524288K available (44008K reserved)\n");
	cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
	cr_expect_str_eq(told_option(t, "CMA_SIZE_MBYTES"), "(not told)");
	cr_expect_str_eq(told_option(t, "HUGETLB_PAGE"), "(not told)");
	telling_free(t);
}

/* Why a line is missing depends on the release, and on what else the log has. */
Test(observed, missing_lines)
{
	static const struct {
		const char *release, *more, *kfence, *bounce;
	} rows[] = {
		{ "5.10.1", "", "(not told)", "(not told)" },
		{ "6.1.0", "", "n", "(not told)" },
		{ "6.1.0", "kfence: initialized - using 2097152 bytes", "y", "(not told)" },
		{ "6.6.1", "", "n", "n" },
		{ "6.6.1", "software IO TLB: mapped [mem 0x5000-0x9000] (64MB)", "n", "(not told)" },
		{ "6.6.1", "software IO TLB: SWIOTLB bounce buffer size adjusted to 1MB", "n", "y" },
		{ "6.6.1", "riscv: base ISA extensions acdfim", "(not told)", "n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct telling *t = telling_new();
		struct captures c = { 0 };
		struct observed o;

		put(&c, CAPTURE_LOG,
			arena_printf(t->arena,
						 "[    0.000000] Booting Linux on physical CPU 0x0\n[    0.000000] Linux version %s\n"
						 "[    0.000000] Kernel command line: quiet\n[    0.000000] %s\n"
						 "[    0.000000] Memory: 98324K/524288K available (44008K reserved)\n"
						 "[    3.698658] Freeing unused kernel memory: 6464K\n",
						 rows[i].release, rows[i].more));
		cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
		cr_expect_str_eq(told_option(t, "KFENCE"), rows[i].kfence, "%zu", i);
		cr_expect_str_eq(told_option(t, "DMA_BOUNCE_UNALIGNED_KMALLOC"), rows[i].bounce, "%zu", i);
		telling_free(t);
	}
}

Test(observed, longer_printk_info)
{
	static const char *const lines[][2] = {
		{ "log buffer data + meta data: 131072 + 557056 = 688128 bytes", "y" },
		{ "log buffer data + meta data: 131072 + 458752 = 589824 bytes", "n" },
	};

	for (size_t i = 0; i < 2; i++) {
		struct telling *t = telling_new();
		struct captures c = { 0 };
		struct observed o;

		put(&c, CAPTURE_LOG, arena_printf(t->arena, "%sprintk: %s\n", dmesg_arm64, lines[i][0]));
		cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
		cr_expect_str_eq(told_option(t, "PRINTK_EXECUTION_CTX"), lines[i][1]);
		cr_expect_str_eq(told_option(t, "LOG_BUF_SHIFT"), "17");
		telling_free(t);
	}
}

Test(observed, orders_zones_and_options_of_proc)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_ZONEINFO,
		"Node 0, zone    DMA32\n  pages free     1000\n        min      10\n        low      12\n"
		"        high     14\n        spanned  131072\n        present  131072\n"
		"        managed  120773\n        protection: (0, 0, 0, 0)\n  start_pfn:           262144\n"
		"Node 0, zone   Normal\n  pages free     0\n        min      0\n        low      0\n"
		"        high     0\n        spanned  0\n        present  0\n        managed  0\n"
		"        protection: (0, 0, 0, 0)\n"
		"Node 0, zone  Movable\n  pages free     0\n        min      0\n        low      0\n"
		"        high     0\n        spanned  0\n        present  0\n        managed  0\n"
		"        protection: (0, 0, 0, 0)\n");
	put(&c, CAPTURE_PAGETYPEINFO,
		"Page block order: 9\nPages per block:  512\n\n"
		"Free pages count per migrate type at order       0      1      2      3      4      5      6 "
		"     7      8      9     10 \n"
		"Node    0, zone    DMA32, type    Unmovable      0      0      0      0      0      0      0 "
		"     0      0      0      1 \n");
	put(&c, CAPTURE_MEMINFO,
		"MemTotal:         500000 kB\nCmaTotal:          65536 kB\nHugePages_Total:       0\n");
	put(&c, CAPTURE_SYSCTL,
		"user_reserve_kbytes = 14382\nvm.min_free_kbytes = 2772\nextra_free_kbytes = 24300\n");
	cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "pageblock_order"), "9");
	cr_expect_str_eq(told(t, "max_order"), "10");
	cr_expect_str_eq(told(t, "extra_free_kbytes"), "24300");
	cr_expect_str_eq(told_option(t, "ZONE_DMA"), "n");
	cr_expect_str_eq(told_option(t, "ZONE_DMA32"), "y");
	cr_expect_str_eq(told_option(t, "ZONE_DEVICE"), "y", "a column of protection without a zone");
	cr_expect_str_eq(told_option(t, "CMA"), "y");
	cr_expect_str_eq(told_option(t, "HUGETLB_PAGE"), "y");
	cr_expect_str_eq(told_option(t, "TRANSPARENT_HUGEPAGE"), "n");
	cr_expect_eq(o.managed, 120773);
	cr_expect_eq(o.min_free_kbytes, 2772);
	telling_free(t);
}

Test(observed, image_by_iomem_of_arm64)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_LOG, dmesg_arm64);
	put(&c, CAPTURE_IOMEM,
		"40000000-5fffffff : System RAM\n  40210000-4185ffff : Kernel code\n"
		"  41860000-41eaffff : reserved\n  41eb0000-4220ffff : Kernel data\n");
	cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "image_size"), "33619968");
	cr_expect_str_eq(told(t, "text_offset"), "0");
	cr_expect_eq(strtoull(told(t, "init_offset"), NULL, 10), 0x1660000);
	cr_expect(o.has_kernel_base);
	cr_expect_eq(o.kernel_base, 0x40200000);
	telling_free(t);
}

Test(observed, image_by_iomem_of_arm)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_LOG,
		"Linux version 7.2.13\nCPU: ARMv7 Processor [414fc0f0] revision 0 (ARMv7), cr=10c5387d\n"
		"Memory: 359408K/524288K available (31004K reserved)\n");
	put(&c, CAPTURE_IOMEM,
		"40000000-5fffffff : System RAM\n  40208000-415fffff : Kernel code\n"
		"  41800000-41aace83 : Kernel data\n");
	put(&c, CAPTURE_RESERVED,
		"   0: 0x40204000..0x40207fff    0 NONE\n   1: 0x40300000..0x415fffff    0 NONE\n"
		"   2: 0x41800000..0x41aace83    0 NONE\n");
	cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "arch"), "arm");
	cr_expect_str_eq(told(t, "kernel_start_offset"), "3145728");
	cr_expect_eq(strtoull(told(t, "image_size"), NULL, 10), 0x41aace84 - 0x40300000);
	cr_expect_eq(o.reserved_count, 3);
	telling_free(t);
}

/* /proc/iomem as a user other than root sees it */
Test(observed, hidden_addresses_tell_nothing)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_LOG, dmesg_arm64);
	put(&c, CAPTURE_IOMEM,
		"00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n"
		"  00000000-00000000 : Kernel data\n");
	cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "image_size"), "(not told)");
	cr_expect_not(o.has_kernel_base);
	telling_free(t);
}

Test(observed, log_without_a_boot)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_LOG, "[ 1000.000000] usb 1-1: new device\n");
	cr_expect_eq(learn(t, &c, &o), -EINVAL);
	cr_expect(strstr(t->error.text, "no line of a kernel's boot"));
	telling_free(t);
}

Test(observed, log_of_another_kernel)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	facts_tell(&t->facts, "Image", "release", "5.10.252", &t->error);
	put(&c, CAPTURE_LOG, dmesg_arm64);
	cr_expect_eq(learn(t, &c, &o), -EINVAL);
	cr_expect(strstr(t->error.text, "these are two kernels"));
	telling_free(t);
}

/* Cut anywhere, a capture is read or refused. */
Test(observed, every_beginning)
{
	static const char iomem[] = "40000000-5fffffff : System RAM\n  40208000-415fffff : Kernel code\n"
								"  41800000-41aace83 : Kernel data\n   1: 0x40300000..0x415fffff    0 NONE\n";

	for (size_t size = 0; size < sizeof(dmesg_arm64); size++) {
		struct telling *t = telling_new();
		struct captures c = { 0 };
		struct observed o;

		c.files[CAPTURE_LOG].path = "captured";
		c.files[CAPTURE_LOG].text =
			(struct bytes){ (unsigned char *)arena_strndup(t->arena, dmesg_arm64, size), size };
		put(&c, CAPTURE_IOMEM,
			arena_strndup(t->arena, iomem, size < sizeof(iomem) ? size : sizeof(iomem) - 1));
		c.files[CAPTURE_RESERVED] = c.files[CAPTURE_SYSCTL] = c.files[CAPTURE_MEMINFO] =
			c.files[CAPTURE_IOMEM];
		if (learn(t, &c, &o))
			cr_expect_neq(t->error.text[0], '\0');
		telling_free(t);
	}
}

#define NOTHING "(not told)"

/* What U-Boot said before the kernel, and what is learned of it. */
static void expect_places(const char *loader, const char *later, const char *kernel, const char *tree,
						  const char *initrd)
{
	struct telling *t = telling_new();
	struct captures c = { 0 };
	struct observed o;

	put(&c, CAPTURE_LOG, arena_printf(t->arena, "%s%s%s", loader, dmesg_arm64, later));
	cr_assert_eq(learn(t, &c, &o), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "kernel_base"), kernel, "%s", loader);
	cr_expect_str_eq(told(t, "fdt_base"), tree, "%s", loader);
	cr_expect_str_eq(told(t, "initrd"), initrd, "%s", loader);
	telling_free(t);
}

Test(observed, places_that_u_boot_tells)
{
	static const struct {
		const char *line, *kernel, *tree, *initrd;
	} rows[] = {
		{ "Moving Image from 0x40400000 to 0x40600000, end=0x42000000\n", "1080033280", NOTHING, NOTHING },
		{ "Moving Image from 0x40400000 to 0x40600000, end=42000000\r\n", "1080033280", NOTHING, NOTHING },
		{ "   Loading Kernel Image to 40600000\n", "1080033280", NOTHING, NOTHING },
		{ "   Uncompressing Kernel Image to 40600000\n", "1080033280", NOTHING, NOTHING },
		{ "   XIP Kernel Image from 0x40400000 to 0x40600000 ... OK\n", "1080033280", NOTHING, NOTHING },
		{ "   Loading Kernel Image ... OK\n", NOTHING, NOTHING, NOTHING },
		{ "   Loading Kernel Image to 40400000\nMoving Image from 0x40400000 to 0x40600000, end=0x42000000\n",
		  "1080033280", NOTHING, NOTHING },
		{ "   Loading Device Tree to 000000005cff0000, end 000000005cffffff ... OK\n", NOTHING, "1560215552",
		  NOTHING },
		{ "   Using Device Tree in place at 0x5cff0000, end 5cffffff\n", NOTHING, "1560215552", NOTHING },
		{ "## Flattened Device Tree blob at 5cff0000\n", NOTHING, "1560215552", NOTHING },
		{ "   Booting using the fdt blob at 0x5cff0000\n", NOTHING, "1560215552", NOTHING },
		{ "## Flattened Device Tree blob at 48000000\n   Loading Device Tree to 5cff0000, end 5cffffff ... OK\n",
		  NOTHING, "1560215552", NOTHING },
		{ "   Loading Ramdisk to 5d000000, end 5d800000 ... OK\n", NOTHING, NOTHING, "0x800000@0x5d000000" },
		{ "   Loading Ramdisk to 5d000000, end 5d000000 ... OK\n", NOTHING, NOTHING, NOTHING },
		{ "   Loading Ramdisk to 5d000000", NOTHING, NOTHING, NOTHING },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_places(rows[i].line, "", rows[i].kernel, rows[i].tree, rows[i].initrd);
}

/* An attempt that failed, an earlier boot, and what moves once more tell nothing of this boot. */
Test(observed, places_of_another_boot_are_not_claimed)
{
	static const char places[] = "   Loading Kernel Image to 40600000\n"
								 "   Loading Ramdisk to 5d000000, end 5d800000 ... OK\n"
								 "   Loading Device Tree to 5cff0000, end 5cffffff ... OK\n";
	static const char *const after[] = { "SCRIPT FAILED: continuing...\n", "\nU-Boot 2024.01\n", "resetting ...\n",
										 "[    0.000000] Linux version 5.10.1\n" };
	struct telling *t = telling_new();

	for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++)
		expect_places(arena_printf(t->arena, "%s%s", places, after[i]), "", NOTHING, NOTHING, NOTHING);
	expect_places(places, "[    0.000000] efi: EFI v2.10 by Das U-Boot\n", NOTHING, NOTHING, NOTHING);
	telling_free(t);
}
