/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_COMPARE_COMPARE_H
#define DTCARVE_COMPARE_COMPARE_H

/* Two predictions of a board side by side: what a change of its tree does to its memory. */
#include <stdbool.h>
#include <stddef.h>

#include "boot/boot.h"
#include "alloc/account.h"
#include "findings/findings.h"
#include "util/estimate.h"
#include "util/named.h"

struct arena;
struct usual_headroom;

/* One of the two; nothing here is owned. */
struct compare_side {
	const char *name; /* as the user gave it */
	const struct board *board;
	const struct kernel *kernel;
	const struct boot *boot;
	const struct usual_headroom *headroom;
	const struct findings *findings;
};

#define REGION_CHANGES(X)                                                                                    \
	X(CHANGE_ADDED, "added")                                                                                 \
	X(CHANGE_REMOVED, "removed")                                                                             \
	X(CHANGE_MOVED, "moved")                                                                                 \
	X(CHANGE_RESIZED, "resized")                                                                             \
	X(CHANGE_MOVED_RESIZED, "moved and resized")                                                             \
	X(CHANGE_OTHER, "changed")
enum region_change { REGION_CHANGES(ENUM_VALUE) };

/* "added", "removed", "moved", "resized", "moved and resized", "changed" */
const char *change_name(enum region_change change);

/* A region that is not the same on both sides; NULL: that side has none. */
struct region_diff {
	enum region_change change;
	const struct region *old, *new;
};

/* A figure that is not the same; what a side lacks is 0. */
struct figure_diff {
	const char *id; /* stable: an account row's id, a zone's quantity, "blocks" */
	const char *label;
	const char *zone;   /* of a zone's figure, else NULL */
	unsigned int order; /* of headroom */
	struct estimate old, new;
};

struct figure_diffs {
	struct figure_diff *items;
	size_t count;
};

#define FINDING_CHANGES(X)                                                                                   \
	X(FINDING_NEW, "new")                                                                                    \
	X(FINDING_WORSE, "worse")                                                                                \
	X(FINDING_BETTER, "better")                                                                              \
	X(FINDING_GONE, "gone")
enum finding_change { FINDING_CHANGES(ENUM_VALUE) };

/* "new", "worse", "better", "gone" */
const char *finding_change_name(enum finding_change change);

struct finding_diff {
	enum finding_change change;
	const struct finding *finding; /* the new one, of one that is gone the old one */
};

/* A node that has another path now, as its address is part of its name. */
struct rename {
	const char *old, *new;
};

struct comparison {
	struct arena *arena;
	struct compare_side old, new;
	bool differs;
	const char **costs; /* in plain words, one line each */
	size_t cost_count;
	struct region_diff *regions;
	size_t region_count;
	struct rename *renames;
	size_t rename_count;
	struct figure_diffs account;  /* bytes */
	struct figure_diffs zones;    /* pages */
	struct figure_diffs headroom; /* blocks; label: the mask */
	struct finding_diff *findings;
	size_t finding_count;
};

/*
 * Both sides must outlive the result, which the caller frees with
 * comparison_free(). Regions are the same by node path, else by label, else by
 * name without address where that is the only one left.
 */
struct comparison *compare(const struct compare_side *old, const struct compare_side *new);
void comparison_free(struct comparison *comparison);

/* --- parts --------------------------------------------------------------------------- */

void compare_regions(struct comparison *c);
void compare_findings(struct comparison *c);
void tell_costs(struct comparison *c);

#endif
