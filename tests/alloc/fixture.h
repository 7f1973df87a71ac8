/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_ALLOC_FIXTURE_H
#define TESTS_ALLOC_FIXTURE_H

#include "alloc/request.h"
#include "alloc/zone_state.h"

/* A kernel with 4 KiB pages, orders and pageblocks up to 10, one CPU and the zones DMA32, Normal, Movable. */
struct alloc_kernel fixture_kernel(const char *release);

/*
 * The zone of the 4.19 case study: free 90529, of these CMA 80450, min 1139;
 * free lists as printed there, orders 6 to 10 all CMA, and of orders 3 to 5
 * all but 10 blocks each unmovable.
 */
struct zone_state fixture_ld20(void);

/* One Normal zone of `blocks` whole movable pageblocks of order 10 and marks of the default. */
struct zone_state fixture_fresh(unsigned int blocks);

/* Parsed in that kernel; ends the test where it does not parse. */
struct gfp fixture_gfp(const struct alloc_kernel *kernel, const char *text);

#endif
