/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_DDR_H
#define DTCARVE_ALLOC_DDR_H

/* What of a board's DDR the kernel counts as RAM, what it took out as no-map, and what it leaves alone. */
#include "util/range_set.h"

struct boot;

struct ddr {
	struct range_set banks;   /* what the memory nodes tell, and what the kernel added to it */
	struct range_set memory;  /* memblock.memory, NOMAP included */
	struct range_set removed; /* no-map regions that are no longer RAM */
	struct range_set unused;  /* cut off by mem=, the linear map, an address limit, or rounding to pages */
};

struct ddr ddr_of(struct arena *arena, const struct boot *boot);

#endif
