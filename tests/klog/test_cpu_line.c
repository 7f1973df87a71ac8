/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "klog/cpu_line.h"

static struct klog_event cpu_line(const char *raw)
{
	struct klog_event e;

	klog_event_init(&e, KLOG_PAGE_ALLOC);
	cpu_line_read(&e, cursor_of(raw, strlen(raw)), cpu_line_release(cursor_of(raw, strlen(raw))));
	return e;
}

Test(cpu_line, forms_of_all_versions)
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
