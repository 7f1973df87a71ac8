/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OWNERS_START_H
#define DTCARVE_OWNERS_START_H

#include "owners/holdings.h"
#include "sim/sim_boot.h"

struct boot;
struct memory_state;

/* What a simulation starts from, and how much of it the dump told. */
struct owners_start {
	struct sim_boot boot;
	uint64_t free, held; /* pages */
	uint64_t elsewhere;  /* pages of the dump in no zone of the board */
};

/*
 * The board as the dump found it: every allocation at its place with its order, the
 * types of pageblocks, and free what memblock had handed over and no record holds.
 * Zones, marks and rules are those of `state`. -EINVAL where the dump tells no places, or
 * other pageblocks than this kernel has.
 */
int owners_start(struct arena *arena, const struct holdings *holdings, const struct boot *boot,
				 const struct memory_state *state, struct owners_start *start, struct error *error);

#endif
