/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "klog/header.h"
#include "util/number.h"

static struct klog_line line_of(const char *raw)
{
	struct klog_prefixes prefixes = { .count = 0 };
	struct klog_scanner scanner;
	struct klog_line line;

	klog_scanner_init(&scanner);
	klog_line_read(&line, &prefixes, &scanner, raw, strlen(raw), 1);
	return line;
}

static struct klog_event read_alloc(const char *raw)
{
	struct klog_event e;
	struct klog_line line = line_of(raw);

	klog_event_init(&e, KLOG_PAGE_ALLOC);
	header_alloc(&e, &line, strstr(raw, "page allocation"));
	return e;
}

Test(header, forms_of_all_versions)
{
	struct klog_event e = read_alloc("swapper: page allocation failure. order:3, mode:0x4020");

	cr_expect_str_eq(e.process, "swapper");
	cr_expect_eq(e.order, 3);
	cr_expect_eq(e.mode, 0x4020);
	cr_expect(e.old_style);
	cr_expect_not(e.has_names);

	e = read_alloc(
		"[    1.0] kworker/u8:2: page allocation failure: order:4, mode:0x60c0c0(GFP_KERNEL|__GFP_COMP|"
		"__GFP_ZERO), nodemask=(null)");
	cr_expect_str_eq(e.process, "kworker/u8:2");
	cr_expect_eq(e.order, 4);
	cr_expect_str_eq(e.names, "GFP_KERNEL|__GFP_COMP|__GFP_ZERO");
	cr_expect_str_eq(e.nodemask, "(null)");

	e = read_alloc(
		"runc:[2:INIT]: page allocation failure: order:0, mode:0x0(), nodemask=0-1,4,cpuset=/a,b c,"
		"mems_allowed=0,4");
	cr_expect_str_eq(e.process, "runc:[2:INIT]");
	cr_expect(e.has_mode);
	cr_expect_eq(e.mode, 0);
	cr_expect(e.has_names);
	cr_expect_str_eq(e.names, "");
	cr_expect_str_eq(e.nodemask, "0-1,4");
	cr_expect_str_eq(e.mems_allowed, "0,4");
}

Test(header, stalls_of_both_kinds)
{
	struct klog_event e =
		read_alloc("python3: page allocation stalls for 10060ms, order:1, mode:0x15080c0(GFP_KERNEL)");

	cr_expect_float_eq(e.stall_seconds, 10.06, 1e-9);
	cr_expect_eq(e.order, 1);
	e = read_alloc(
		"python3: page allocation stall for 12 secs: order:2, mode:0xcc0(GFP_KERNEL) nodemask=(null)");
	cr_expect_float_eq(e.stall_seconds, 12, 1e-9);
	cr_expect_eq(e.order, 2);
}

Test(header, nothing_is_made_up)
{
	struct klog_event e = read_alloc("page allocation failure: order:");

	cr_expect_str_eq(e.process, "");
	cr_expect_not(klog_has(e.order));
	cr_expect_not(e.has_mode);
	e = read_alloc("x: page allocation failure: order:900, mode:0x123456789abcdef01");
	cr_expect_not(klog_has(e.order));
	cr_expect_not(e.has_mode);
	e = read_alloc("x: page allocation failure: order:1, mode:0xcc0(GFP_KER");
	cr_expect(e.has_mode);
	cr_expect_not(e.has_names);
	e = read_alloc("some text that is far too long for a name here: x: page allocation failure: order:1");
	cr_expect_str_eq(e.process, "x");
	e = read_alloc("a name that is much too long to be one: page allocation failure: order:1");
	cr_expect_str_eq(e.process, "");
}

Test(header, two_headers_in_one_line)
{
	struct klog_event e =
		read_alloc("a: page allocation failure: order:0page allocation failure: order:2, mode:0x20");

	cr_expect_eq(e.order, 0);
	cr_expect_not(e.has_mode);
}

Test(header, names_before_and_behind_a_known_prefix)
{
	static const struct {
		const char *before, *name;
		bool known;
	} rows[] = {
		{ "x: ", "x", true },
		{ "Binder  : 672_7: ", "Binder:672_7", true },
		{ "Web: Content: ", "Web: Content", true },
		{ "runc:[2:INIT]: ", "runc:[2:INIT]", false },
		{ "board kernel: a b invoked ", "a b", false },
		{ "[    1.0] (3)[1:x] y: ", "y", false },
		{ "something that is no name at all: ", "", true },
		{ "something that is no name at all: ", "", false },
		{ "", "", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct klog_event e;

		klog_event_init(&e, KLOG_PAGE_ALLOC);
		header_process(&e, cursor_of(rows[i].before, strlen(rows[i].before)), rows[i].known);
		cr_expect_str_eq(e.process, rows[i].name, "'%s': '%s'", rows[i].before, e.process);
	}
}

Test(header, oom_forms)
{
	static const char *const raws[] = {
		"a b invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0",
		"a b invoked oom-killer: gfp_mask=0x201da(GFP_X), nodemask=0, order=0, oom_score_adj=-17",
	};

	for (size_t i = 0; i < 2; i++) {
		struct klog_line line = line_of(raws[i]);
		struct klog_event e;

		klog_event_init(&e, KLOG_OOM);
		header_oom(&e, &line, strstr(raws[i], "oom-killer"));
		cr_expect_str_eq(e.process, "a b");
		cr_expect_eq(e.mode, 0x201da);
		cr_expect_eq(e.order, 0);
	}
	struct klog_line line = line_of("oom-killer: gfp_mask=0x201d2, order=-1");
	struct klog_event e;

	klog_event_init(&e, KLOG_OOM);
	header_oom(&e, &line, line.text.at);
	cr_expect_str_eq(e.process, "");
	cr_expect_eq(e.order, -1);
}

Test(header, vmalloc_words)
{
	static const struct {
		const char *raw;
		int64_t bytes;
		enum klog_vmalloc reason;
	} rows[] = {
		{ "x: vmalloc: allocation failure: 425984 bytes, mode:0x14000c0(GFP_KERNEL)", 425984,
		  KLOG_VMALLOC_UNKNOWN },
		{ "vmalloc: allocation failure: 0 bytes", 0, KLOG_VMALLOC_ZERO },
		{ "vmalloc: allocation failure, allocated 4096 of 8192 bytes", 8192, KLOG_VMALLOC_PAGES },
		{ "x: vmalloc error: size 13443072, vm_struct allocation failed, mode:0xcc0(GFP_KERNEL)", 13443072,
		  KLOG_VMALLOC_SPACE },
		{ "x: vmalloc error: size 4096, page order 9, failed to allocate pages, mode:0xcc0", 4096,
		  KLOG_VMALLOC_PAGES },
		{ "x: vmalloc error: size 4096, exceeds total pages, mode:0xcc0", 4096, KLOG_VMALLOC_LIMIT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct klog_line line = line_of(rows[i].raw);
		struct klog_event e;

		klog_event_init(&e, KLOG_VMALLOC);
		header_vmalloc(&e, &line, strstr(rows[i].raw, "vmalloc"));
		cr_expect_eq(e.bytes, rows[i].bytes, "%s", rows[i].raw);
		cr_expect_eq(e.vmalloc, rows[i].reason, "%s", rows[i].raw);
		cr_expect_not(klog_has(e.order), "%s: \"page order\" is no order", rows[i].raw);
	}
}

Test(header, cma_with_area_and_without)
{
	static const struct {
		const char *raw, *area;
		int64_t pages, ret;
	} rows[] = {
		{ "cma: cma_alloc: alloc failed, req-size: 129 pages, ret: -12", "", 129, -12 },
		{ "cma: cma_alloc: linux,cma: alloc failed, req-size: 1024 pages, ret: -16", "linux,cma", 1024, -16 },
		{ "cma: __cma_alloc: reserved: alloc failed, req-size: 16 pages, ret: -4", "reserved", 16, -4 },
	};

	for (size_t i = 0; i < 3; i++) {
		struct klog_line line = line_of(rows[i].raw);
		struct klog_event e;

		klog_event_init(&e, KLOG_CMA);
		header_cma(&e, &line, strstr(rows[i].raw, "alloc failed"));
		cr_expect_str_eq(e.area, rows[i].area);
		cr_expect_eq(e.pages, rows[i].pages);
		cr_expect_eq(e.ret, rows[i].ret);
	}
}

Test(header, cma_bitmap_in_both_forms)
{
	struct klog_event e;

	klog_event_init(&e, KLOG_CMA);
	header_cma_bitmap(&e, cursor_of("number of available pages: 4+7+166=>177 pages, total: 2048 pages", 64));
	cr_expect_eq(e.cma_largest, 166);
	cr_expect_eq(e.cma_available, 177);
	cr_expect_eq(e.cma_total, 2048);
	klog_event_init(&e, KLOG_CMA);
	header_cma_bitmap(
		&e, cursor_of("cma: number of available pages: 4@572+7@585=> 11 free of 2048 total pages", 73));
	cr_expect_eq(e.cma_largest, 7);
	cr_expect_eq(e.cma_available, 11);
	cr_expect_eq(e.cma_total, 2048);
}

Test(header, victims)
{
	struct klog_event e;
	const char *raw = "Memory cgroup out of memory: Killed process 4100 (my (odd) name) total-vm:4077036kB, "
					  "anon-rss:51184kB, file-rss:26016kB, shmem-rss:4kB, UID:0";

	klog_event_init(&e, KLOG_OOM);
	header_killed(&e, cursor_of(raw, strlen(raw)));
	cr_expect(e.memcg);
	cr_expect_eq(e.victim_pid, 4100);
	cr_expect_eq(e.victim_rss_kb, 77204);
}

/* --- traces --- */
