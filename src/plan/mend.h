/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_MEND_H
#define DTCARVE_PLAN_MEND_H

#include <stddef.h>

#include "plan/layout.h"

struct arena;
struct boot;
struct limits;
struct tree;

enum mend_kind { MEND_ALIGN, MEND_GROW, MEND_MOVE, MEND_CONVERT, MEND_MERGE };

/* A change of one region that takes nothing away, or no more than a mistake took before. */
struct mend {
	enum mend_kind kind;
	size_t node;
	struct place place;
	size_t heir;             /* MEND_MERGE: the pool that stays ... */
	struct place heir_place; /* ... and where */
	uint64_t keeps;          /* MEND_MERGE: bytes that it must keep for the users of both */
};

/*
 * Pools that the kernel refuses for their alignment, at the nearest legal places; and
 * regions that may move and lie over another one or outside RAM, beside the others.
 */
struct mend *mends_find(struct arena *arena, const struct boot *boot, const struct limits *limits,
						const struct layout *from, size_t *count);

/* Ways to make a pool at least `bytes` large where it stands: upwards, downwards, or wherever it finds room.
 */
struct mend *growths_find(struct arena *arena, const struct boot *boot, const struct limits *limits,
						  const struct layout *from, uint64_t bytes, size_t *count);

/*
 * Places where a region of its size would touch another region, or an end of
 * its bank or zone, so that it cuts fewer blocks. Same bank, same zone.
 */
struct mend *moves_find(struct arena *arena, const struct boot *boot, const struct limits *limits,
						const struct layout *from, size_t *count);

/*
 * Regions that the policy lets change their form: no-map ones as CMA pools on whole
 * granules around them, and ones at a place as ones that the kernel places.
 */
struct mend *conversions_find(struct arena *arena, const struct tree *tree, const struct boot *boot,
							  const struct limits *limits, const struct layout *from, size_t *count);

/*
 * Pairs of CMA pools in one zone that the policy lets share: one goes, the other
 * keeps what both must keep. Where only the use of all pools together was seen,
 * the pool that stays has to hold it once.
 */
struct mend *merges_find(struct arena *arena, const struct tree *tree, const struct boot *boot,
						 const struct limits *limits, const struct layout *from, size_t *count);

#endif
