/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_LINE_H
#define DTCARVE_KLOG_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "klog/cursor.h"
#include "klog/prefix.h"
#include "klog/word_scan.h"

/* One line without what dmesg, loggers, vendors' kernels, a serial capture or a mail put before it. */
struct klog_line {
	struct cursor text;      /* the kernel's own text, leading blanks kept, trailing ones not */
	const char *head;        /* where the line begins, mail marks apart: head..text.at is its prefix */
	uint64_t number;         /* in the log, from 1 */
	double time;             /* printk clock in seconds; negative where not printed */
	uint64_t caller;         /* tells the printing contexts apart where the log does; 0 where it does not */
	bool marked;             /* has a prefix */
	bool known;              /* the prefix is known; else the text may begin with the rest of it */
	bool learned;            /* this line made it known */
	enum klog_anchor anchor; /* the first one in the text, and where; ANCHOR_NONE for none */
	const char *anchor_at;
};

/* Takes a line without its newline apart. The line's cursor points into `raw`. */
void klog_line_read(struct klog_line *line, struct klog_prefixes *prefixes,
					const struct klog_scanner *scanner, const char *raw, size_t length, uint64_t number);

/*
 * Copies a line without terminal escapes, carriage returns and NULs; returns the length.
 * `clean` must have room for `size` bytes; what is longer is cut.
 */
size_t klog_line_clean(char *clean, size_t size, const char *raw, size_t length);

#endif
