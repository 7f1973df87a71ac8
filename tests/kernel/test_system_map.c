/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

#include "input/scratch.h"
#include "kernel/system_map.h"
#include "kernel/telling.h"

/* As of arm64 5.10 and later: text, rodata, .init, data, bss */
static const char arm64_map[] = "0000000000000000 A _kernel_flags_le_hi32\n"
								"ffff800008000000 T _text\n"
								"ffff800008010000 T _stext\n"
								"ffff800008cf0000 R __start_rodata\n"
								"ffff800008d00000 D _etext\n"
								"ffff800009630000 R __end_rodata\n"
								"ffff800009660000 T __init_begin\n"
								"ffff800009660000 T _sinittext\n"
								"ffff8000096d5f98 T _einittext\n"
								"ffff800009c00000 D __per_cpu_start\n"
								"ffff800009c154a8 D __per_cpu_end\n"
								"ffff800009cb0000 T __init_end\n"
								"ffff800009cb0000 D _sdata\n"
								"ffff800009f6d800 D _edata\n"
								"ffff800009f6e000 B __bss_start\n"
								"ffff800009f70000 b __log_buf\n"
								"ffff800009f90000 B node_data\n"
								"ffff800009f90008 B memstart_addr\n"
								"ffff80000a00ac00 B __bss_stop\n"
								"ffff80000a010000 B _end\n";

static int tell(struct telling *t, struct bytes in)
{
	return system_map_tell(&t->facts, "System.map", in, &t->error);
}

static void expect_refused(struct bytes in, const char *words)
{
	struct telling *t = telling_new();

	cr_expect_eq(tell(t, in), -EINVAL);
	cr_expect(strstr(t->error.text, words), "\"%s\" has no \"%s\"", t->error.text, words);
	cr_expect_null(strchr(t->error.text, '\n'));
	telling_free(t);
}

Test(system_map, arm64)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, bytes_of(arm64_map)), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "arch"), "arm64");
	cr_expect_eq(strtoull(told(t, "image_size"), NULL, 10), 0x2010000);
	cr_expect_str_eq(told(t, "text_offset"), "0");
	cr_expect_str_eq(told(t, "stext_offset"), "65536");
	cr_expect_eq(strtoull(told(t, "init_offset"), NULL, 10), 0x1660000);
	cr_expect_eq(strtoull(told(t, "init_freed"), NULL, 10), 0x650000);
	cr_expect_eq(strtoull(told(t, "percpu_static"), NULL, 10), 0x154a8);
	cr_expect_str_eq(told_option(t, "NUMA"), "y");
	cr_expect_str_eq(told_option(t, "LOG_BUF_SHIFT"), "17");
	telling_free(t);
}

/* linux:mem_init_print_info: what lies within another part is not counted twice */
Test(system_map, figures_of_the_memory_line)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, bytes_of(arm64_map)), 0, "%s", t->error.text);
	/* rodata starts within _stext.._etext */
	cr_expect_eq(strtoull(told(t, "code_size"), NULL, 10), 0xcf0000 - 0x940000);
	cr_expect_eq(strtoull(told(t, "rodata_size"), NULL, 10), 0x940000);
	cr_expect_eq(strtoull(told(t, "init_size"), NULL, 10), 0x650000);
	cr_expect_eq(strtoull(told(t, "rwdata_size"), NULL, 10), 0x2bd800);
	cr_expect_eq(strtoull(told(t, "bss_size"), NULL, 10), 0x9cc00);
	telling_free(t);
}

Test(system_map, arm_by_its_short_addresses)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, bytes_of("c0208000 T _text\nc0300000 T _stext\nc1607588 B _end\n")), 0, "%s",
				 t->error.text);
	cr_expect_str_eq(told(t, "arch"), "arm");
	cr_expect_str_eq(told(t, "image_size"), "19953032");
	cr_expect_str_eq(told(t, "kernel_start_offset"), "3145728");
	cr_expect_str_eq(told_option(t, "PAGE_OFFSET"), "0xC0000000");
	telling_free(t);
}

Test(system_map, modules_of_kallsyms_do_not_count)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, bytes_of("ffff800008000000 T _text\nffff800009000000 B _end\n"
								  "ffff80000a000000 t __kfence_pool\t[some_module]\n")),
				 0, "%s", t->error.text);
	cr_expect_str_eq(told_option(t, "KFENCE"), "(not told)");
	telling_free(t);
}

/* A map of a few symbols proves nothing by what it lacks. */
Test(system_map, absence_in_a_small_map)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, bytes_of(arm64_map)), 0, "%s", t->error.text);
	cr_expect_str_eq(told_option(t, "CMA"), "(not told)");
	telling_free(t);
}

Test(system_map, absence_in_a_whole_map)
{
	struct telling *t = telling_new();
	struct bytes map = bytes_of(arm64_map);

	for (int i = 0; i < 5000; i++)
		map = i % 500 ? map : join(t->arena, map, repeat(t->arena, '\n', 1));
	for (int i = 0; i < 5000; i += 100) {
		const char *lines = "";

		for (int j = 0; j < 100; j++)
			lines = arena_printf(t->arena, "%sffff80000a%06x T f%d\n", lines, 0x20000 + i + j, i + j);
		map = join(t->arena, map, bytes_of(lines));
	}
	cr_assert_eq(tell(t, map), 0, "%s", t->error.text);
	cr_expect_str_eq(told_option(t, "CMA"), "n");
	telling_free(t);
}

Test(system_map, refusals)
{
	static const char nul[] = "ffff800008000000 T _te\0xt\n";
	struct telling *t = telling_new();

	expect_refused(bytes_of(""), "is empty");
	expect_refused(bytes_of("hello\n"), "System.map:1: \"hello\": expected ADDRESS TYPE NAME");
	expect_refused(bytes_of("ffff800008000000 T _text\nffff8000 T\n"), "System.map:2:");
	expect_refused(bytes_of("ffff800008000000 T _text\n"), "no symbol _end");
	expect_refused(bytes_of("ffff80000a000000 T _text\nffff800008000000 T _end\n"),
				   "must lie up to 1 GiB behind");
	expect_refused(bytes_of("0000000000000000 T _text\n0000000000000000 T _end\n"), "kptr_restrict");
	expect_refused(bytes_of("ffff800008010000 T _stext\nffff800008d00000 D _etext\n"), "functions only");
	expect_refused(
		bytes_of("ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n"),
		"package of debug symbols");
	expect_refused(bytes_copy(t->arena, nul, sizeof(nul) - 1), "System.map:1:");
	expect_refused(join(t->arena, bytes_of("ffff800008000000 T "), repeat(t->arena, 'x', 100000)),
				   "System.map:1:");
	telling_free(t);
}

Test(system_map, every_beginning)
{
	for (size_t size = 0; size < sizeof(arm64_map); size++) {
		struct telling *t = telling_new();

		if (tell(t, bytes_copy(t->arena, arm64_map, size)))
			cr_expect_neq(t->error.text[0], '\0');
		telling_free(t);
	}
}
