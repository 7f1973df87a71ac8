/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_HEADER_H
#define DTCARVE_KLOG_HEADER_H

#include "klog/event.h"
#include "klog/line.h"

/*
 * The lines that tell what was asked and by whom. `at` is where the anchor was
 * found in the line's text. Each fills what its line holds and nothing else.
 */

/*
 * The process name in what stands before a header's words, "COMM: " or "COMM invoked "; where the log's
 * prefix is not known, by its likely end. Nothing where that is no name.
 */
void header_process(struct klog_event *event, struct cursor before, bool known);

/* "COMM: page allocation failure: order:N, mode:0x..(NAMES), nodemask=.., cpuset=.." and the stall's form. */
void header_alloc(struct klog_event *event, const struct klog_line *line, const char *at);

/* "COMM invoked oom-killer: gfp_mask=0x..(NAMES), order=N, ..." */
void header_oom(struct klog_event *event, const struct klog_line *line, const char *at);

/* "__alloc_pages: 0-order allocation failed (gfp=0x20/0)" of 2.4. */
void header_alloc_24(struct klog_event *event, const struct klog_line *line, const char *at);

/* "[COMM: ]vmalloc: allocation failure: N bytes[, mode:..]", "[COMM: ]vmalloc error: size N, WHY, mode:.." */
void header_vmalloc(struct klog_event *event, const struct klog_line *line, const char *at);

/* "vmap allocation for size N failed: use vmalloc=<size> to increase size" */
void header_vmap(struct klog_event *event, const char *at, const char *end);

/* "cma: cma_alloc: [AREA: ]alloc failed, req-size: N pages, ret: R"; returns where it ends. */
const char *header_cma(struct klog_event *event, const struct klog_line *line, const char *at);

/* "number of available pages: 4@572+7@585=> 11 free of 2048 total pages", "...: 4+7=>11 pages, total: 2048
 * pages" */
void header_cma_bitmap(struct klog_event *event, struct cursor text);

/* Fields of a header that went on in a line of its own: ", mode:0x..", "COMM cpuset=/ mems_allowed=0". */
bool header_rest(struct klog_event *event, struct cursor text);

/* "Killed process PID (COMM) total-vm:.." and "oom-kill:constraint=..". */
void header_killed(struct klog_event *event, struct cursor text);
void header_oom_kill(struct klog_event *event, struct cursor text);

/* "DEV: swiotlb buffer is full (sz: N bytes), total N (slots), used N (slots)" */
void header_swiotlb(struct klog_event *event, const struct klog_line *line, const char *at);

/* "task NAME:PID blocked for more than N seconds.", "soft lockup - CPU#N stuck for Ns! [NAME:PID]" */
void header_hung(struct klog_event *event, const struct klog_line *line, const char *at);

/* "   48.9 MiB     6015 mm/slub.c:2300 func:alloc_slab_page" */
bool header_holder(struct klog_event *event, struct cursor text);

/* "SLUB: Unable to allocate memory on node -1, gfp=0x..(NAMES)" */
void header_cgroup(struct klog_event *event, struct cursor text);
void header_slub(struct klog_event *event, struct cursor text);

/* It is followed by "  cache: NAME, object size: S, ..., min order: M". */
bool header_slub_cache(struct klog_event *event, struct cursor text);

/* Whether a header has all its parts, or a wrapped rest may follow. */
bool header_complete(struct cursor text);

/* Whether `rest`, a line of its own without a prefix, provably goes on with one that is not complete. */
bool header_goes_on(struct cursor text, struct cursor rest);

#endif
