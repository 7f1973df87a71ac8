/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_CPU_LINE_H
#define DTCARVE_KLOG_CPU_LINE_H

/* "CPU: n PID: n Comm: C [Not tainted|Tainted: ...] RELEASE #BUILD", or "Pid: n, comm: C ..." of old kernels. */
#include "klog/event.h"
#include "klog/line.h"

/* Its release; empty where it has none. */
struct cursor cpu_line_release(struct cursor text);

/* What the line tells, with that release. */
void cpu_line_read(struct klog_event *event, struct cursor text, struct cursor release);

/* The name in it, to tell which of two interleaved reports it belongs to. */
struct cursor cpu_line_comm(struct cursor text);

/* Whether it has all its parts, or a wrapped rest may follow. */
bool cpu_line_complete(struct cursor text);

/* Whether `rest`, a line of its own without a prefix, provably goes on with one that is not complete. */
bool cpu_line_goes_on(struct cursor text, struct cursor rest);

#endif
