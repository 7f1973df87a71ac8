/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_DUMP_H
#define DTCARVE_KLOG_DUMP_H

#include "klog/cursor.h"
#include "klog/event.h"

/*
 * The lines of show_free_areas() and show_mem(), each by its own grammar. A
 * function returns false, and leaves the event as it was, for a line that is
 * not of its kind; what is torn off or misspelt within a line is left out.
 * Source: linux-3.18 .. 6.1:mm/page_alloc.c:show_free_areas, linux-6.12,
 * 7.2:mm/show_mem.c, lib/show_mem.c.
 */

/* "[Node N ]ZONE" at the cursor, which is moved behind it. *node is left alone where there is no "Node N". */
bool dump_zone_name(struct cursor *c, int *node, char name[12]);

/* Where the zone's name that ends at `end`, or the "Node N" before it, begins; NULL where none ends there. */
const char *dump_zone_before(struct cursor text, const char *end, int *node, char name[12]);

/* " free:NkB min:..." behind a zone's name; fills the zone given. */
void dump_zone_line(struct klog_zone *zone, struct cursor c);

/* "active_anon:NkB ..." behind "Node N ". */
void dump_node_line(struct klog_node *node, struct cursor c);

/* "active_anon:N inactive_anon:N ..." without units; false where not one counter is there. */
bool dump_counters(struct klog_counters *counters, struct cursor c);

/* " 0 0 3188 3188" behind "lowmem_reserve[]:", or such a line's torn-off rest. */
bool dump_reserve(struct klog_zone *zone, struct cursor c);

/*
 * " 1*4kB (U) 0*8kB ... = NkB" behind "ZONE:", or a torn-off piece of it that
 * goes on where the zone's list stands. *page_kb is the page size in kB, KLOG_NONE where
 * not known yet. Returns whether the piece had anything for this list.
 */
bool dump_list(struct klog_zone *zone, int64_t *page_kb, struct cursor c);

/* "N pages RAM", "Free swap  = NkB", "Node 0 hugepages_total=..." and their like. */
bool dump_total(struct klog_totals *totals, struct cursor c);

#endif
