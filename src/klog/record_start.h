/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_RECORD_START_H
#define DTCARVE_KLOG_RECORD_START_H

#include "klog/cursor.h"
#include "klog/word_scan.h"

/*
 * Where the kernel's own text begins in a line of the log that has `anchor` at
 * `at`, by the words that the kernel begins such a line with; NULL where they do
 * not tell, as before a process name. `raw` may have any prefix.
 */
const char *record_start(struct cursor raw, enum klog_anchor anchor, const char *at);

/* Whether those words are never found further on in a line of another kind. */
bool record_start_is_sure(enum klog_anchor anchor);

#endif
