/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_MOVES_FINDER_H
#define DTCARVE_PLAN_MOVES_FINDER_H

/* What the files that look for moves share. */
#include "plan/moves.h"

struct board;

/* What the boot loader put there, the tree reserves, or a region that is not placed by the kernel. */
struct obstacle {
	struct range range;
	size_t node; /* SIZE_MAX: no region's */
};

struct finder {
	const struct moves *m;
	struct arena *arena;
	const struct boot *boot;
	const struct limits *limits;
	const struct layout *from;
	uint64_t gap;
	const struct obstacle *obstacles; /* ascending; of removed regions, too */
	size_t obstacle_count;
	struct range_set *rooms; /* by region: where it may lie; NULL until asked for */
	size_t looked_at; /* places; no more than MOST_PLACES of one layout */
	struct move *list;
	size_t count;
};

void finder_push(struct finder *f, struct move move);

/* Puts region `n` at the range, where that is a change and allowed there. */
void finder_offer(struct finder *f, enum move_kind kind, size_t n, struct range range);

/* At `edge`, below and above it, on legal bases. */
void finder_offer_at(struct finder *f, enum move_kind kind, size_t n, uint64_t size, uint64_t edge);

/* Larger, where it is or elsewhere. */
void finder_offer_growth(struct finder *f, size_t n, uint64_t size);

/* The part of the bank that lies in the zone of the range's first page; a pool across zones is refused. */
bool finder_window(const struct finder *f, struct range range, struct range *window);

/* Where region `n` may lie: in one bank and zone, and nothing of anybody else's. Ends where its users' reach does not. */
const struct range_set *finder_room(struct finder *f, size_t n);

/* It may change and is there as in the tree, but for its place. */
bool finder_stands(const struct finder *f, size_t n);

/* Whether all who use region `n` in the layout can address the range. */
bool is_within_reach(const struct limits *limits, const struct layout *layout, size_t n, struct range range);

/* Whether other pools' users share it, and what it must keep for all of them and those of `gone`. */
bool is_heir(const struct layout *layout, size_t n);
uint64_t kept_with(const struct limits *limits, const struct layout *layout, size_t stays, size_t gone);

/* moves_mend.c, moves_form.c: all moves of their kinds for one region. */
void finder_mend(struct finder *f, size_t n);
void finder_convert(struct finder *f, size_t n);
void finder_merge(struct finder *f, size_t n);

#endif
