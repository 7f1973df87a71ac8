/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "klog/trace.h"
#include "util/number.h"

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
