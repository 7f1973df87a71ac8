/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_TRACE_H
#define DTCARVE_KLOG_TRACE_H

#include "klog/cursor.h"
#include "klog/event.h"

/*
 * One line of a stack trace: arm64's and riscv's "sym+0x1/0x2 [module]", x86's
 * and mips' "[<addr>] sym+0x1/0x2", arm's "(a) from [<addr>] (b+0x1/0x2)", the
 * "<IRQ>" marks of x86. Notes the first function that is no allocator's as the
 * caller, and what the functions tell of the context. False for other lines.
 */
bool trace_line(struct klog_event *event, struct cursor text);

#endif
