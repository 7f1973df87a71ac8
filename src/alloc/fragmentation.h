/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_FRAGMENTATION_H
#define DTCARVE_ALLOC_FRAGMENTATION_H

#include <stddef.h>

#include "alloc/zone_state.h"

/*
 * The two indices of /sys/kernel/debug/extfrag in the kernel's own integer
 * arithmetic, times 1000. The kernel counts every list, CMA and HighAtomic
 * included; `types` (bit 1 << migratetype) tells which lists count here.
 * Source: linux-4.19 .. 7.2:mm/vmstat.c:__fragmentation_index, unusable_free_index.
 */

/* -1000: a block of the order is free; towards 0: memory is short; towards 1000: it is fragmented. */
int extfrag_index(const struct zone_state *zone, unsigned int types, unsigned int order);

/* 0: every free page lies in blocks of the order or above; 1000: none does. */
int unusable_index(const struct zone_state *zone, unsigned int types, unsigned int order);

/* "-1.000", "0.865": as debugfs prints a value. Returns `text`. */
char *index_format(int value, char *text, size_t size);

#endif
