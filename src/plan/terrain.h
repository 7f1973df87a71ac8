/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_TERRAIN_H
#define DTCARVE_PLAN_TERRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/range.h"

struct arena;
struct layout;
struct need;
struct site;

/*
 * The RAM of one site as ranges: a quick estimate of what a change gains, to
 * tell good candidates from poor ones. The replay has the last word.
 */
struct terrain {
	const struct site *site;
	struct range *free; /* ascending; in the buddy allocator's hands at boot */
	size_t free_count;
	struct range *banks;
	size_t bank_count;
};

struct terrain terrain_survey(struct arena *arena, const struct site *site);

/* The free range that the place `piece` would be part of if it were free, too. */
struct range terrain_around(const struct terrain *t, struct range piece);

/* Whole, aligned blocks of 2^order pages in a range. */
int64_t blocks_within(const struct site *site, struct range range, unsigned int order);

/*
 * What a need gains, in its unit, when region `n` shrinks from `old` to `now`, which
 * lies within it (size 0: removed) and all else stays.
 */
int64_t terrain_gain(const struct terrain *t, const struct need *need, size_t n, struct range old,
					 struct range now);

/* Whether region `n` of the tree keeps its memory from the buddy allocator at all. */
bool terrain_takes(const struct terrain *t, size_t n);

/*
 * Blocks of 2^order pages that a move wins among the free ranges: `from` becomes
 * free (size 0: nothing does), `to` is taken, which may overlap `from`.
 */
int64_t terrain_move_gain(const struct site *site, const struct range *free, size_t count, struct range from,
						  struct range to, unsigned int order);

/* Free ranges of a layout, in the arena: those of the tree, with what the layout gives and without what it
 * takes. */
struct range *terrain_free(struct arena *arena, const struct terrain *t, const struct layout *from,
						   const struct layout *to, size_t *count);

#endif
