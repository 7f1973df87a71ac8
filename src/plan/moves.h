/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_MOVES_H
#define DTCARVE_PLAN_MOVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/layout.h"
#include "util/number.h"
#include "util/range_set.h"

struct arena;
struct bench;
struct boot;
struct forecast;
struct limits;
struct tree;

/* One typed change of one region, in the order in which they are offered. */
enum move_kind {
	MOVE_MEND, /* a pool that is refused for its alignment or cells, a region that lies wrong */
	MOVE_SHRINK,
	MOVE_REMOVE,
	MOVE_GROW,
	MOVE_PLACE,  /* another base */
	MOVE_WINDOW, /* alloc-ranges of a region that the kernel places */
	MOVE_CONVERT,
	MOVE_MERGE, /* its users share another pool from now on */
};

struct move {
	enum move_kind kind;
	size_t node;
	struct place place;
	size_t heir;             /* MOVE_MERGE: the pool that stays ... */
	struct place heir_place; /* ... and where */
};

/* So much at most a region that lies elsewhere brings to a need that asks for bytes: broken pages and the like. */
#define PLACE_GAIN_BYTES KIB(64)

/* Where moves are looked for. */
struct moves {
	struct arena *arena;
	const struct boot *boot; /* of the tree as it is; of the board on which it does not come up, if any */
	const struct limits *limits;
	const struct layout *start; /* of the tree */
	const bool *rewirable;        /* by region: its users can be told of another one */
	bool places_matter; /* a need asks for blocks so large that places matter */
	struct range_set windows;     /* banks, cut at the borders of zones */
	const struct range_set *free; /* by the forecast: whose ends are places to lie at */
};

struct moves moves_prepare(struct arena *arena, const struct tree *tree, const struct bench *bench,
						   const struct limits *limits, const struct forecast *forecast);

/*
 * All moves from a layout, in `arena`. Where a region lies wrong and the kernel does
 * not come up, these are the ways to set the first of them right. `gap` is how many
 * bytes are missing by the forecast, so that one cut may close it. Once a region is
 * `placed` elsewhere, others may follow, but what is cut is cut before. False in `all`: of so
 * many regions only some were looked at.
 */
struct move *moves_from(const struct moves *m, struct arena *arena, const struct layout *from, bool placed,
						uint64_t gap, size_t *count, bool *all);

/* Does the move, in place. */
void move_apply(const struct move *move, struct layout *layout);

/* Regions over another one, or with a part where there is no RAM, that may move. */
size_t moves_wrong(const struct moves *m, const struct layout *layout);

/* What region `n` must keep in a layout: more than its limits where it serves other pools' users, too. */
uint64_t least_size_in(const struct limits *limits, const struct layout *layout, size_t n);

#endif
