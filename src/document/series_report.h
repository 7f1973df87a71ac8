/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_SERIES_REPORT_H
#define DTCARVE_DOCUMENT_SERIES_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How far the simulator is off on a board: a series of captures, and the same time simulated from its first one. */

enum series_group { SERIES_MEMORY, SERIES_TYPES, SERIES_ORDERS, SERIES_PAGEBLOCKS, SERIES_GROUPS };

/* Of all samples that tell it: pages, or blocks of the orders and pageblocks. */
struct series_figure {
	enum series_group group;
	const char *name;
	size_t count;           /* samples */
	double seen, simulated; /* means */
	double low, high;       /* of the means of single runs */
	double apart;           /* mean distance in one sample, whichever way */
};

struct series_pool {
	const char *name;
	uint64_t most; /* pages that drivers held of it in any sample */
};

struct series_report {
	const char *why_not; /* a sentence where nothing could be held; the rest is 0 then */
	double from, learned_to, to; /* s of the board's time */
	size_t learned, held;        /* samples */
	bool same;                   /* those that the load was fitted to */
	struct series_figure *figures;
	size_t figure_count;
	struct series_pool *pools;
	size_t pool_count;
	double most_seen, most_simulated; /* pages of CMA held by drivers at once; negative: not told */
};

#endif
