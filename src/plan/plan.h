/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_PLAN_H
#define DTCARVE_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/cost.h"
#include "plan/layout.h"
#include "plan/region_limits.h"
#include "policy/need.h"
#include "plan/trial.h"
#include "util/named.h"

struct arena;
struct bytes;
struct edit;
struct error;
struct evidence;
struct gate;
struct load_test;
struct owners;
struct policy;
struct tree;

#define CHANGE_ACTIONS(X)                                                                                    \
	X(ACTION_SHRINK, "shrink")                                                                               \
	X(ACTION_MOVE, "move")                                                                                   \
	X(ACTION_ALIGN, "align")                                                                                 \
	X(ACTION_GROW, "grow")                                                                                   \
	X(ACTION_REMOVE, "remove")                                                                               \
	X(ACTION_CONVERT, "convert")                                                                             \
	X(ACTION_MERGE, "merge") /* removed, its users share another pool */                                     \
	X(ACTION_WINDOW, "alloc-ranges") /* the kernel places it within other alloc-ranges */
enum change_action { CHANGE_ACTIONS(ENUM_VALUE) };
#define CHANGE_RISKS(X) X(RISK_NONE, "none") X(RISK_DRIVER, "driver") X(RISK_REVIEW, "review")
enum change_risk { CHANGE_RISKS(ENUM_VALUE) };

struct change {
	size_t node; /* index into board->rmem */
	const char *path;
	enum change_action action;
	struct range from, to; /* to.size 0: removed */
	bool dynamic;          /* the kernel chooses the base */
	const char
		*successor;     /* ACTION_CONVERT: path of the node that replaces it; ACTION_MERGE: the pool shared */
	int64_t gain_pages; /* pages that unmovable requests can use more, by this change alone */
	const char *reason;
	enum change_risk risk;
	const char *risk_text;
	struct estimate *values; /* of all needs and sites after this change and those before it */
};

/* A region that could give memory back if somebody told whose it is, or how much of it is needed. */
struct question {
	size_t node;        /* index into board->rmem */
	const char *text;   /* what is asked, and what the answer would bring */
	const char *policy; /* the lines of a policy that answer it */
	int64_t gain_pages; /* of what unmovable requests can use, on top of the plan */
	struct estimate *values; /* of all needs and sites with it */
};

/* What can be done beside the tree: words and what it would bring, never part of the plan. */
struct advice {
	const char *text;
	double gain; /* of what is asked for, as a share; above 0, and what brings most comes first */
};

/* A site with the plan, predicted from the tree that the overlay leaves. */
struct planned_site {
	struct board *board;
	struct boot *boot;
	struct memory_state *settled;
};

struct plan {
	struct arena *arena;
	const struct tree *tree;
	struct edit *edits;           /* of the tree, that lead from one layout to the other */
	size_t edit_count;
	struct tree *changed;         /* with the plan applied; NULL where nothing changes */
	struct planned_site *planned; /* one for each site; empty where nothing changes */
	const struct site *sites;     /* as given */
	size_t site_count;
	const struct need *needs;
	size_t need_count;
	const struct limits *limits; /* one for each board->rmem */
	struct layout from, to;
	bool met;
	bool proven, spent; /* as in struct search_result */
	bool runs_spent;    /* what ended the search is the number of runs */
	struct cost cost;
	struct trial before, after;
	struct change *changes;
	size_t change_count;
	const char **obstacles; /* not met: what stands in the way */
	size_t obstacle_count;
	struct question *questions; /* what brings most first */
	size_t question_count;
	struct advice *advice;
	size_t advice_count;
	bool by_default_rules; /* no policy told what may change */
	size_t replays;
	unsigned int runs; /* of the workload, that were simulated */
	double load;       /* that needs under load must stand, times the workload's */
};

struct plan_input {
	const struct tree *tree;
	const struct site *sites; /* all of the same tree and kernel */
	size_t site_count;
	const struct need *needs;
	size_t need_count;
	const struct policy *policy;     /* or NULL */
	const struct gate *gate;         /* of the same file: a plan must pass it; or NULL */
	const struct owners *owners;     /* known beside those that come with the program, or NULL */
	const struct evidence *evidence; /* or NULL */
	int64_t today;                   /* in days since 1970: which of the gate's acceptances hold */
	uint64_t step;                   /* granule of carve-outs that are no CMA pool; 0: 1 MiB */
	size_t replays;                  /* of the search; 0: a number that keeps it well under a second */
	const struct load_test *load;    /* for needs that ask for a share of failures; or NULL */
};

/*
 * Finds the change of the tree that meets the needs at the least cost. The plan
 * refers to what `input` points to; the caller frees it with plan_free().
 * Negative errno with one line where the policy names what is not there.
 */
int plan_make(const struct plan_input *input, struct plan **plan, struct error *error);
void plan_free(struct plan *plan);

/* Whether the plan meets a need of a site: site * need_count + need. */
bool plan_meets(const struct plan *plan, size_t at);

/* "shrink", "move", "align", "grow", "remove", "convert", "merge", "alloc-ranges". */
const char *change_action_name(enum change_action action);
const char *change_risk_name(enum change_risk risk);

/* The plan as an overlay, compiled. Its source: plan_print_overlay(). */
int plan_overlay(struct arena *arena, const struct plan *plan, struct bytes *overlay, struct error *error);

#endif
