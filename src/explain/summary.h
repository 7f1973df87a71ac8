/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_SUMMARY_H
#define DTCARVE_EXPLAIN_SUMMARY_H

#include "explain/diagnosis.h"

/* The reports of a log counted by what, who, how much and why. */
struct summary_group {
	enum klog_kind kind;
	enum cause cause;
	char process[32]; /* numbers in it made '*': kworker/2:1 and kworker/0:3 are one */
	char caller[96];
	int64_t order;
	bool has_mode;
	uint32_t mode;
	char asked[128]; /* GFP names, or the CMA area */
	uint64_t count;
	uint64_t first_line, last_line;
	double first_time, last_time;
};

#define SUMMARY_GROUPS 512

struct summary {
	struct summary_group groups[SUMMARY_GROUPS];
	size_t count;
	uint64_t events, left_out; /* of more groups than there is room for */
	int64_t suppressed;        /* messages that the kernel's rate limit held back */
};

void summary_add(struct summary *summary, const struct diagnosis *diagnosis);

/* The most frequent first. */
void summary_sort(struct summary *summary);

#endif
