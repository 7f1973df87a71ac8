/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "klog/header.h"
#include "klog/trace.h"
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
	cr_expect_str_eq(e.cpuset, "");

	e = read_alloc(
		"runc:[2:INIT]: page allocation failure: order:0, mode:0x0(), nodemask=0-1,4,cpuset=/a,b c,"
		"mems_allowed=0,4");
	cr_expect_str_eq(e.process, "runc:[2:INIT]");
	cr_expect(e.has_mode);
	cr_expect_eq(e.mode, 0);
	cr_expect(e.has_names);
	cr_expect_str_eq(e.names, "");
	cr_expect_str_eq(e.nodemask, "0-1,4");
	cr_expect_str_eq(e.cpuset, "/a,b c");
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

static struct klog_event cpu_line(const char *raw)
{
	struct klog_event e;

	klog_event_init(&e, KLOG_PAGE_ALLOC);
	header_cpu_line(&e, cursor_of(raw, strlen(raw)), header_cpu_release(cursor_of(raw, strlen(raw))));
	return e;
}

Test(header, cpu_lines)
{
	struct klog_event e = cpu_line("CPU: 3 PID: 77 Comm: my task Tainted: P    O    4.19.176 #2");

	cr_expect_eq(e.cpu, 3);
	cr_expect_eq(e.pid, 77);
	cr_expect_str_eq(e.process, "my task");
	cr_expect_str_eq(e.release, "4.19.176");
	e = cpu_line("CPU: 2 PID: 1 Comm: x Kdump: loaded Not tainted 5.15.0-rc4+ #55");
	cr_expect_str_eq(e.process, "x");
	cr_expect_str_eq(e.release, "5.15.0-rc4+");
	e = cpu_line("CPU: 3 UID: 101 PID: 4191 Comm: systemd-network Not tainted 6.12.39 #8");
	cr_expect_eq(e.pid, 4191);
	cr_expect_str_eq(e.release, "6.12.39");
	e = cpu_line("Pid: 5151, comm: ifconfig Not tainted 2.6.31+x #2");
	cr_expect_eq(e.pid, 5151);
	cr_expect_str_eq(e.process, "ifconfig");
	cr_expect_str_eq(e.release, "2.6.31+x");
	e = cpu_line("CPU: 3 PID: 77 Comm: x Tainted: ");
	cr_expect_str_eq(e.release, "");
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

static struct klog_event trace_of(const char *const *lines, size_t count)
{
	struct klog_event e;

	klog_event_init(&e, KLOG_PAGE_ALLOC);
	for (size_t i = 0; i < count; i++)
		trace_line(&e, cursor_of(lines[i], strlen(lines[i])));
	return e;
}
#define TRACE(...)                                                                                           \
	trace_of((const char *const[]){ __VA_ARGS__ },                                                           \
			 sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

Test(trace, arm64_module_in_process_context)
{
	struct klog_event e =
		TRACE(" warn_alloc+0xf0/0x158", " __alloc_pages_nodemask+0xb5c/0xd68", " kmalloc_order+0x38/0x78",
			  " radio_setup+0x328/0x610 [radio_usb]", " really_probe+0x1/0x2", " el0_svc_compat+0x8/0x34");

	cr_expect_str_eq(e.caller, "radio_setup");
	cr_expect_str_eq(e.module, "radio_usb");
	cr_expect_eq(e.context, KLOG_CONTEXT_PROCESS);
	cr_expect(e.path & KLOG_PATH_KMALLOC_LARGE);
	cr_expect_not(e.caller_uncertain);
}

Test(trace, arm_names_the_function_behind_from)
{
	struct klog_event e = TRACE(
		"[<80104de7>] (warn_alloc_failed+0xc4/0x11c) from [<c0094a5c>] (__alloc_pages_nodemask+0x3e0/0x63c)",
		"[<c0094a5c>] (__alloc_pages_nodemask) from [<c02e49ec>] (rx_submit+0x1c/0x1f8 [smsc])",
		"[<c0094a5c>] (rx_submit) from [<c02e49ec>] (__do_softirq+0x1c/0x1f8)",
		"[<c0094a5c>] (x) from [<c02e49ec>] (ret_fast_syscall+0x1c/0x1f8)");

	cr_expect_str_eq(e.caller, "rx_submit");
	cr_expect_str_eq(e.module, "smsc");
	cr_expect_eq(e.context, KLOG_CONTEXT_INTERRUPT);
}

Test(trace, uncertain_frames_count_only_where_there_is_no_other)
{
	struct klog_event e = TRACE(" [<c0104de7>] ? __alloc_pages_nodemask+0x4a/0xab",
								" [<c0104de7>] ? e100_alloc_cbs+0xc7/0x174 [e100]");

	cr_expect_str_eq(e.caller, "e100_alloc_cbs");
	cr_expect(e.caller_uncertain);
	e = TRACE(" ? old_frame+0x1/0x2", " warn_alloc+0x1/0x2", " rx_refill+0x5e/0x77");
	cr_expect_str_eq(e.caller, "rx_refill");
	cr_expect_not(e.caller_uncertain);
}

Test(trace, torn_frames_and_other_lines)
{
	struct klog_event e =
		TRACE("ow_stack+0x20/0x24)", "R10: 00000000199be844 R11: 0000000000000246", "+0x1/0x2", " 0+0x1");

	cr_expect_str_eq(e.caller, "");
	e = TRACE(" <IRQ>", " warn_alloc+0x1/0x2", " drv_rx+0x1/0x2");
	cr_expect_eq(e.context, KLOG_CONTEXT_INTERRUPT);
}
