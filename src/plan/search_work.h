/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_SEARCH_WORK_H
#define DTCARVE_PLAN_SEARCH_WORK_H

/* What the parts of the search share: bounds, the queue of layouts, the walk. */
#include "plan/forecast.h"
#include "plan/moves.h"
#include "plan/search.h"

struct need;

#define LEARNT_FROM 12 /* boots, until what is foreseen is trusted as far as none of them surpassed it */
#define NEVER UINT32_MAX

/* First a plan, whatever it costs, then one that a few places for each cut tell, then the cheapest. */
enum pass { PASS_GREEDY, PASS_NARROW, PASS_WHOLE };

/* A layout as one move from another. */
struct node {
	const struct node *parent;
	struct move move;
	struct cost cost, key;
	uint64_t hash;
	size_t number;
	bool placed;       /* a region lies elsewhere: what is cut is cut before */
	struct node *cut;  /* the last one before that, or itself */
	size_t placements; /* of a cut one: looked at so far */
	unsigned int idle; /* places one after the other that brought nothing */
	bool glanced, legal;
	int64_t *judged; /* pair by pair: what it has of each need; of an illegal one, what its parent has */
	int64_t shortage;
	struct forecast_figures figures;
	const struct node *anchor;  /* the nearest legal one: the forecast tells differences to it */
	const struct trial *trial; /* of the whole replay, or NULL */
};

struct heap {
	struct node **items;
	size_t count, room;
};

/* What boots said of layouts of one shape, or of one layout. */
struct likeness {
	uint64_t key;
	const struct node *first; /* of those that were booted */
	size_t boots;
	bool differ;
	enum pass pass; /* in which so many ... */
	size_t steps;   /* ... were gone on from */
};

/* So many units of a need for so much each. */
struct offer {
	double price;
	double units;
};

struct work {
	struct arena *arena;   /* of the result */
	struct arena *scratch; /* of everything else */
	const struct search *search;
	const struct bench *bench;
	struct forecast *forecast;
	const struct node *root;
	struct moves moves;
	struct heap open;
	struct node *nearest; /* of all that were looked at */
	uint64_t *seen; /* hashes of layouts; 0: free */
	struct likeness *alike; /* what boots said, also in earlier passes */
	bool shapes_tell;       /* no need hangs on where a region lies */
	size_t affordable; /* layouts to look at: each is a boot, which takes as long as there are regions */
	size_t seen_room, alike_room, alike_count, looked_at, spent, most_spent, replay_limit, fruitless;
	int64_t *surplus; /* pair by pair: the most by which a boot surpassed the forecast ... */
	int64_t *root_gap; /* how far the judged end of the tree as it is lies below its likeliest value */
	int64_t *more;    /* ... and by which the low end of a whole replay surpassed that of the likeliest boot */
	size_t glances, replays, doubtful;
	uint64_t quantum; /* of which all costs are multiples */
	bool cut_short;   /* not all places were looked at */
	bool wanders;     /* a region may lie elsewhere */
	bool many; /* regions: places that the forecast does not hold for better are looked at now and then */
	enum pass pass;
	struct offer *offers;
	size_t pairs;
	struct search_result best;
};

/* --- search_bounds.c: what a layout costs, and how far it is from the needs ---------------- */

/* Of which all costs are multiples. */
uint64_t bounds_quantum(const struct work *w);

/* By how much a whole replay may do better than the likeliest boot tells. */
int64_t bounds_doubt(const struct work *w, size_t i);

/* What is missing of a need. */
int64_t bounds_short_by(const struct work *w, const struct node *node, size_t i);

/* How much is missing at least, as `bound` has it. */
int64_t bounds_missing(const struct work *w, const struct node *node, const int64_t *bound, size_t i);

int64_t bounds_shortage(const struct work *w, const struct node *node);

/* The least that any layout costs that is made from this one and meets the needs. */
struct cost bounds_key(const struct work *w, const struct node *node, const struct layout *layout);

/* --- search_queue.c: layouts that are still to be looked at --------------------------------- */

bool queue_comes_before(const struct work *w, const struct node *a, const struct node *b);
void queue_push(struct work *w, struct node *node);
struct node *queue_pop(const struct work *w, struct heap *h);

/* Of one region at its place. */
uint64_t place_hash(size_t n, const struct place *p);

/* False where the layout has been seen. */
bool queue_note(struct work *w, uint64_t hash);
bool queue_has_seen(const struct work *w, uint64_t hash);

/* All moves up to a node, from the tree's layout on. */
void node_layout(const struct work *w, const struct node *node, struct layout *layout);

#endif
