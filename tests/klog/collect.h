/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_KLOG_COLLECT_H
#define DTCARVE_TESTS_KLOG_COLLECT_H

#include "klog/klog.h"

/* All that a log told. Allocated; freed by collect_free(). */
struct collected {
	struct klog_event events[24];
	size_t count;
	struct boot_log boots[4];
	size_t boot_count;
};

/* Reads a whole log; in pieces of `piece` bytes where that is not 0. */
struct collected *collect(const char *log, size_t length, size_t piece);
struct collected *collect_text(const char *log);
void collect_free(struct collected *collected);

/*
 * The dump of an Android-style 1.3 GiB board with one zone, most of whose free
 * memory is CMA: an atomic order-3 request failed, and the dump, printed 352 ms
 * later, would have let it pass.
 */
extern const char ld20_log[];

#endif
