/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_LINE_H
#define DTCARVE_KLOG_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "klog/cursor.h"
#include "klog/scan.h"

/* One line without what dmesg, syslog, journald, logcat, a serial capture or a mail put before it. */
struct klog_line {
	struct cursor text; /* the kernel's own text, leading blanks kept, trailing ones not */
	double time;        /* printk clock in seconds; negative where not printed */
	double wall;        /* time of day in seconds, where some logger printed it with at least milliseconds */
	uint64_t caller;    /* tells the printing contexts apart where the log does; 0 where it does not */
	bool marked;        /* had a time or a logger's prefix */
	const char *tag;    /* logcat: its tag, which may be the head of a process name */
	size_t tag_length;
	enum klog_anchor anchor; /* the first one in the text, and where; ANCHOR_NONE for none */
	const char *anchor_at;
};

/* Takes a line without its newline apart. The line's cursor points into `raw`. */
void klog_line_read(struct klog_line *line, const char *raw, size_t length);

/*
 * Copies a line without ANSI escapes, carriage returns and NUL bytes; returns
 * its new length, at most `size`. `raw` and `clean` may be the same.
 */
size_t klog_line_clean(char *clean, size_t size, const char *raw, size_t length);

#endif
