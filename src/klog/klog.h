/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_KLOG_H
#define DTCARVE_KLOG_KLOG_H

#include <stddef.h>

#include "klog/boot_log.h"
#include "klog/event.h"

struct error;

/*
 * Reads a kernel log of any length and any damage in constant memory (below
 * 4 MiB) and tells of each report when it is over.
 */
struct klog;

struct klog_sink {
	/* One report, in the order of the headers. The event is the reader's; it is valid during the call only.
	 */
	void (*event)(void *context, const struct klog_event *event);
	/* The boot lines of one boot, when that boot's lines are over. */
	void (*boot)(void *context, const struct boot_log *boot);
	void *context;
};

struct klog *klog_new(const struct klog_sink *sink);
void klog_free(struct klog *klog);

/* Any piece of the log, cut anywhere. */
void klog_feed(struct klog *klog, const char *data, size_t size);

/* The log ends here: tells of what is still open. The reader is then ready for another log. */
void klog_finish(struct klog *klog);

/*
 * Reads a file, or standard input for "-", to its end and finishes. 0 or a
 * negative errno with a line in `error`; what was read before an error has been told.
 */
int klog_read_file(struct klog *klog, const char *path, struct error *error);

/* The last boot that a log tells of; as boot_log_init() leaves it where there is none. */
void klog_last_boot(const char *text, size_t size, struct boot_log *boot);

#endif
