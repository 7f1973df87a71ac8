/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_PREFIX_H
#define DTCARVE_KLOG_PREFIX_H

#include <stdbool.h>
#include <stdint.h>

#include "klog/cursor.h"

/*
 * What dmesg, loggers, vendors' kernels, serial consoles and editors put before
 * a kernel line is not known beforehand: it is learned. Where a line's own words
 * are known, what stands before them is what stands before the other lines of
 * that log too, up to its numbers and the blanks that pad them.
 */
#define PREFIX_LENGTH 160
#define PREFIXES 8

struct klog_prefix {
	char sample[PREFIX_LENGTH]; /* a digit for each of its numbers */
	size_t length;
	bool is_line_number; /* nothing but a number: it must count the lines */
	int64_t offset;      /* of that number to the line's */
};

struct klog_prefixes {
	struct klog_prefix rows[PREFIXES]; /* the one met last stands first */
	size_t count;
	struct klog_prefix doubtful; /* a number alone, met once */
};

/* Learns from a line whose text begins at `text`; true where that was not known yet. */
bool prefix_learn(struct klog_prefixes *prefixes, const char *start, const char *text, uint64_t line);

/* Where the text behind a known prefix begins; NULL where none fits. */
const char *prefix_skip(struct klog_prefixes *prefixes, struct cursor raw, uint64_t line);

/* The same for one prefix. */
const char *prefix_match(const struct klog_prefix *prefix, struct cursor raw, uint64_t line);

/* What a prefix tells besides: the printk clock, and who prints. */
struct prefix_facts {
	double time;     /* seconds; negative where there is none */
	uint64_t caller; /* tells the printing contexts apart where the log does; 0 where it does not */
	const char *end; /* behind the time stamp; the prefix's start where there is none */
};

struct prefix_facts prefix_facts_of(struct cursor prefix);

#endif
