/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_CURES_H
#define DTCARVE_EXPLAIN_CURES_H

#include "explain/explanation.h"

/* What the memory was asked for, as far as the call trace tells: what can be changed hangs on it. */
enum purpose {
	PURPOSE_PLAIN, /* a buffer of the caller's own */
	PURPOSE_KERNEL_STACK,
	PURPOSE_PAGE_TABLE,
	PURPOSE_VMEMMAP,
	PURPOSE_MODULE,
	PURPOSE_DMA,
	PURPOSE_NET,
	PURPOSE_SLAB, /* a slab of small objects */
	PURPOSES,
};

enum purpose purpose_of(const struct diagnosis *diagnosis);

/* What the caller can change: the rows of the table that fit purpose, mask, order and version. */
void add_cures(struct arena *arena, struct sentences *out, const struct diagnosis *diagnosis);

#endif
