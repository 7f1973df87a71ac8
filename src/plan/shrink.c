/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which regions to cut, by how much: the least cost that meets the needs. A
 * knapsack over estimated gains proposes, the replay decides; afterwards all
 * cheaper combinations that could gain enough are replayed, as far as the
 * number of replays allows.
 */
#include "plan/shrink.h"

#include <math.h>
#include <string.h>

#include "board/board.h"
#include "plan/cuts.h"
#include "plan/region_limits.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/number.h"

#define UNITS 2048       /* the gap is divided into at most so many units */
#define ROUNDS 24        /* proposals that turn out too small before giving up */
#define MAX_NODES 400000 /* of the enumeration */
#define NOISE_BLOCKS 3   /* a layout may do better than estimated by so many blocks */
#define NOISE_BYTES KIB(256)
#define DOUBTS 8          /* kinds of falling short that are told apart */
#define DOUBTFUL_TRIED 12 /* replays of one kind */

struct work {
	struct arena *arena;
	const struct shrink_search *search;
	struct cuttable *regions;
	size_t region_count;
	struct trial start;
	int64_t *gaps;  /* site by site, need by need: what is missing at the start, 0: nothing */
	int64_t *asked; /* the same, as asked of the knapsack */
	size_t pairs;
	double *rates;       /* the most that any region from r on gains for a unit of cost; pair by pair */
	int64_t *free_gains; /* what regions from r on gain at no cost */
	int64_t *tops;       /* the most that so many of the regions from r on gain */
	int64_t *sums;       /* gains of the choice so far, depth by depth */
	uint64_t quantum;    /* of which all costs are multiples */
	bool fewer;          /* the same cost with fewer regions is sought */
	unsigned int doubtful[DOUBTS]; /* replays of choices that fall short by the estimate */
	struct shrink_result best;
	size_t limit; /* of bench->tried */
	size_t nodes;
	bool cut_short;
};

static uint64_t grown_by(const struct place *from, const struct place *to)
{
	return to->range.size - min_u64(to->range.size, from->range.size);
}

/* What the heir of a merged pool has grown by is not taken away. */
struct cost layout_cost(const struct limits *limits, const struct layout *from, const struct layout *to)
{
	struct cost cost = { 0 };

	for (size_t n = 0; n < to->count; n++) {
		const struct place *a = &from->places[n], *b = &to->places[n];
		uint64_t left = b->removed ? 0 : b->range.size;

		if (b->heir)
			left = grown_by(&from->places[b->heir - 1], &to->places[b->heir - 1]);
		if (!place_equal(a, b))
			cost = cost_add(cost, cost_of_taking(a->range.size - min_u64(a->range.size, left),
												 limits[n].weight_permille));
	}
	return cost;
}

/* --- trying one choice ---------------------------------------------------------- */

/* choice[r]: which cut of region r, SIZE_MAX: none */
static struct layout layout_for(const struct work *w, const size_t *choice)
{
	struct layout layout = layout_copy(w->arena, w->search->start);

	for (size_t r = 0; r < w->region_count; r++)
		if (choice[r] != SIZE_MAX)
			layout.places[w->regions[r].node] = w->regions[r].cuts[choice[r]].place;
	return layout;
}

static void keep_if_better(struct work *w, const struct layout *layout, const struct trial *trial)
{
	struct cost cost = layout_cost(w->search->limits, w->search->bench->from, layout);
	bool better = w->best.found ? trial->met && cost_less(cost, w->best.cost)
								: trial->met || (trial->legal && trial->shortage < w->best.trial.shortage);

	if (!better)
		return;
	w->best.found = trial->met;
	w->best.layout = *layout;
	w->best.cost = cost;
	w->best.trial = *trial;
}

static struct trial try_choice(struct work *w, const size_t *choice)
{
	struct layout layout = layout_for(w, choice);
	struct trial trial = trial_run(w->arena, w->search->bench, &layout);

	keep_if_better(w, &layout, &trial);
	return trial;
}

static bool has_replays(const struct work *w)
{
	return w->search->bench->tried < w->limit;
}

/* --- the knapsack --------------------------------------------------------------- */

/* One number for what a cut gains: `units` close all gaps. Rounded down, so that the sum never promises too
 * much. */
static int64_t units_of(const struct work *w, const struct cut *cut, int64_t units)
{
	int64_t least = units;

	for (size_t i = 0; i < w->pairs; i++)
		if (w->asked[i] > 0) {
			int64_t of = (int64_t)((double)cut->gains[i] / (double)w->asked[i] * (double)units + 1e-9);

			least = of < least ? of : least;
		}
	return least;
}

/* Where one need alone is short, its own unit is exact. */
static int64_t choose_units(const struct work *w)
{
	int64_t largest = 0;
	size_t open = 0;

	for (size_t i = 0; i < w->pairs; i++) {
		open += w->asked[i] > 0;
		largest = w->asked[i] > largest ? w->asked[i] : largest;
	}
	return open == 1 && largest < UNITS ? largest : UNITS;
}

/* After some regions: the least cost of gaining so many units, the last column stands for all above it, too.
 */
struct knapsack {
	struct cost *best;
	bool *reached;
	size_t width; /* units + 1 */
};

/* How a column was reached: region by region, column by column. */
struct step {
	uint16_t cut;  /* 0: the region is not cut, else the cut + 1 */
	uint16_t from; /* column before this region */
};

static struct knapsack knapsack_copy(const struct work *w, const struct knapsack *k)
{
	return (struct knapsack){ arena_memdup(w->arena, k->best, k->width * sizeof(*k->best)),
							  arena_memdup(w->arena, k->reached, k->width * sizeof(*k->reached)), k->width };
}

static void knapsack_add(const struct work *w, struct knapsack *k, const struct cuttable *region,
						 struct step *steps)
{
	struct knapsack before = knapsack_copy(w, k);

	for (size_t g = 0; g < k->width; g++)
		steps[g] = (struct step){ 0, (uint16_t)g };
	for (size_t i = 0; i < region->cut_count; i++) {
		size_t gain = (size_t)units_of(w, &region->cuts[i], (int64_t)k->width - 1);

		for (size_t g = 0; g < k->width && gain > 0; g++) {
			size_t to = g + gain < k->width ? g + gain : k->width - 1;
			struct cost cost = cost_add(before.best[g], region->cuts[i].cost);

			if (!before.reached[g] || (k->reached[to] && !cost_less(cost, k->best[to])))
				continue;
			k->reached[to] = true;
			k->best[to] = cost;
			steps[to] = (struct step){ (uint16_t)(i + 1), (uint16_t)g };
		}
	}
}

/* The cheapest choice of cuts that closes all gaps by the estimate. */
static bool propose(struct work *w, size_t *choice)
{
	size_t width = (size_t)choose_units(w) + 1, at = width - 1;
	struct knapsack k = { arena_alloc(w->arena, width * sizeof(*k.best)),
						  arena_alloc(w->arena, width * sizeof(*k.reached)), width };
	struct step *steps = arena_alloc(w->arena, (w->region_count * width + 1) * sizeof(*steps));

	k.reached[0] = true;
	for (size_t r = 0; r < w->region_count; r++)
		knapsack_add(w, &k, &w->regions[r], &steps[r * width]);
	if (!k.reached[at])
		return false;
	for (size_t r = w->region_count; r-- > 0;) {
		struct step step = steps[r * width + at];

		choice[r] = step.cut ? (size_t)step.cut - 1 : SIZE_MAX;
		at = step.from;
	}
	return true;
}

/* Asks for more where the replay says that the proposal fell short. */
static bool ask_for_more(struct work *w, const struct trial *trial, unsigned int round)
{
	const struct bench *b = w->search->bench;
	bool more = false;

	for (size_t i = 0; i < w->pairs; i++) {
		const struct need *need = &b->needs[i % b->need_count];
		int64_t missing = need->target - trial_judged(b, trial, i);

		if (missing <= 0 || need->kind == NEED_CMA)
			continue;
		w->asked[i] += missing + (round > 8 ? w->asked[i] / 2 : 0);
		more = true;
	}
	return more;
}

static void all_the_most(const struct work *w, size_t *choice)
{
	for (size_t r = 0; r < w->region_count; r++) {
		const struct cuttable *region = &w->regions[r];

		choice[r] = region->cut_count - 1;
	}
}

static void search_up(struct work *w)
{
	size_t *choice = arena_alloc(w->arena, (w->region_count + 1) * sizeof(*choice));

	for (unsigned int round = 0; round < ROUNDS && has_replays(w); round++) {
		struct trial trial;

		if (!propose(w, choice))
			break;
		trial = try_choice(w, choice);
		if (trial.met || !ask_for_more(w, &trial, round))
			break;
	}
	/* the estimate says that it cannot be done: see what the most brings */
	if (!w->best.found) {
		all_the_most(w, choice);
		try_choice(w, choice);
	}
}

/* --- the proof ------------------------------------------------------------------ */

static int64_t noise(const struct need *need)
{
	return need_in_blocks(need) ? NOISE_BLOCKS + (need->request.order < 6 ? 64 >> need->request.order : 0)
								: (int64_t)NOISE_BYTES;
}

static size_t top_index(const struct work *w, size_t r, size_t regions, size_t pair)
{
	return (r * (w->region_count + 1) + regions) * w->pairs + pair;
}

static int64_t most_gain(const struct cuttable *region, size_t pair)
{
	int64_t gain = 0;

	for (size_t c = 0; c < region->cut_count; c++)
		gain = region->cuts[c].gains[pair] > gain ? region->cuts[c].gains[pair] : gain;
	return gain;
}

/* The most that one region gains for a unit of cost; cuts that cost nothing count apart. */
static double best_rate(const struct cuttable *region, size_t pair)
{
	double rate = 0;

	for (size_t c = 0; c < region->cut_count; c++) {
		const struct cut *cut = &region->cuts[c];

		if (cut->cost.weighted)
			rate = fmax(rate, (double)cut->gains[pair] / (double)cut->cost.weighted);
	}
	return rate;
}

static int64_t free_gain(const struct cuttable *region, size_t pair)
{
	int64_t gain = 0;

	for (size_t c = 0; c < region->cut_count; c++)
		if (region->cuts[c].cost.weighted == 0 && region->cuts[c].gains[pair] > gain)
			gain = region->cuts[c].gains[pair];
	return gain;
}

static void add_bounds(struct work *w, size_t r, size_t pair)
{
	int64_t most = most_gain(&w->regions[r], pair);
	size_t at = r * w->pairs + pair, below = at + w->pairs;

	w->rates[at] = fmax(w->rates[below], best_rate(&w->regions[r], pair));
	w->free_gains[at] = w->free_gains[below] + free_gain(&w->regions[r], pair);
	for (size_t k = 1; k <= w->region_count; k++) {
		int64_t without = w->tops[top_index(w, r + 1, k, pair)];
		int64_t with = w->tops[top_index(w, r + 1, k - 1, pair)] + most;

		w->tops[top_index(w, r, k, pair)] = with > without ? with : without;
	}
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static void find_bounds(struct work *w)
{
	size_t rows = w->region_count + 1;

	w->rates = arena_alloc(w->arena, (rows * w->pairs + 1) * sizeof(*w->rates));
	w->free_gains = arena_alloc(w->arena, (rows * w->pairs + 1) * sizeof(*w->free_gains));
	w->tops = arena_alloc(w->arena, (rows * rows * w->pairs + 1) * sizeof(*w->tops));
	for (size_t r = w->region_count; r-- > 0;) {
		for (size_t i = 0; i < w->pairs; i++)
			add_bounds(w, r, i);
		for (size_t c = 0; c < w->regions[r].cut_count; c++)
			w->quantum = common_divisor(w->quantum, w->regions[r].cuts[c].cost.weighted);
	}
}

/* What a layout may still cost to be cheaper; costs come in whole quanta. */
static uint64_t cost_left(const struct work *w, struct cost cost)
{
	uint64_t left = w->best.cost.weighted - cost.weighted;

	if (w->fewer || w->quantum == 0)
		return left;
	return left == 0 ? 0 : (left - 1) / w->quantum * w->quantum;
}

static bool is_cheaper(const struct work *w, struct cost cost)
{
	if (w->fewer)
		return cost.weighted <= w->best.cost.weighted && cost.touched < w->best.cost.touched;
	return cost.weighted < w->best.cost.weighted;
}

/* Estimated gains so far, with the most that the regions from `r` on can add for the cost that is left. */
static bool could_meet(const struct work *w, size_t r, struct cost cost, const int64_t *gains)
{
	const struct bench *b = w->search->bench;
	double left = (double)cost_left(w, cost);
	size_t regions = w->region_count - r;

	if (w->fewer && w->best.cost.touched - 1 - cost.touched < regions)
		regions = w->best.cost.touched - 1 - cost.touched;
	for (size_t i = 0; i < w->pairs; i++) {
		double missing = (double)(w->gaps[i] - gains[i] - noise(&b->needs[i % b->need_count]));
		size_t at = r * w->pairs + i;

		if (w->gaps[i] <= 0)
			continue;
		if (left * w->rates[at] + (double)w->free_gains[at] < missing ||
			(double)w->tops[top_index(w, r, regions, i)] < missing)
			return false;
	}
	return true;
}

/* By how many blocks a choice falls short by the estimate; anything that bytes are short of is one. */
static size_t doubt(const struct work *w, const int64_t *gains)
{
	const struct bench *b = w->search->bench;
	int64_t most = 0;

	for (size_t i = 0; i < w->pairs; i++) {
		int64_t missing = w->gaps[i] - gains[i];

		if (w->gaps[i] <= 0 || missing <= 0)
			continue;
		if (!need_in_blocks(&b->needs[i % b->need_count]))
			missing = 1;
		most = missing > most ? missing : most;
	}
	return most < DOUBTS ? (size_t)most : DOUBTS - 1;
}

static bool surprises(const struct work *w, const struct trial *trial, const int64_t *gains)
{
	for (size_t i = 0; i < w->pairs; i++)
		if (w->gaps[i] > 0 && trial_judged(w->search->bench, trial, i) - trial_judged(w->search->bench, &w->start, i) > gains[i])
			return true;
	return false;
}

/* As long as no replay does better than the estimate, a few of those that fall short stand for all. */
static void try_leaf(struct work *w, const size_t *choice, const int64_t *gains)
{
	size_t level = doubt(w, gains);
	struct trial trial;

	if (level && w->doubtful[level] == DOUBTFUL_TRIED)
		return;
	w->doubtful[level]++;
	trial = try_choice(w, choice);
	if (surprises(w, &trial, gains))
		memset(w->doubtful, 0, sizeof(w->doubtful));
}

static void enumerate(struct work *w, size_t r, size_t *choice, struct cost cost, const int64_t *gains)
{
	int64_t *more;

	if (w->cut_short || ++w->nodes > MAX_NODES || !has_replays(w)) {
		w->cut_short = true;
		return;
	}
	if (!is_cheaper(w, cost) || !could_meet(w, r, cost, gains))
		return;
	if (r == w->region_count) {
		try_leaf(w, choice, gains);
		return;
	}
	choice[r] = SIZE_MAX;
	enumerate(w, r + 1, choice, cost, gains);
	more = &w->sums[(r + 1) * w->pairs];
	for (size_t c = 0; c < w->regions[r].cut_count; c++) {
		const struct cut *cut = &w->regions[r].cuts[c];
		struct cost dearer = cost_add(cost, cut->cost);

		if (!is_cheaper(w, dearer))
			break;
		for (size_t i = 0; i < w->pairs; i++)
			more[i] = gains[i] + cut->gains[i];
		choice[r] = c;
		enumerate(w, r + 1, choice, dearer, more);
	}
	choice[r] = SIZE_MAX;
}

/* First whatever takes less; then what takes no more, of fewer regions. */
static void search_down(struct work *w)
{
	size_t *choice = arena_alloc(w->arena, (w->region_count + 1) * sizeof(*choice));

	w->sums = arena_alloc(w->arena, ((w->region_count + 1) * w->pairs + 1) * sizeof(*w->sums));
	find_bounds(w);
	for (unsigned int pass = 0; pass < 2; pass++) {
		w->fewer = pass > 0;
		if (is_cheaper(w, w->search->start_cost))
			enumerate(w, 0, choice, w->search->start_cost, w->sums);
	}
	w->best.proven = !w->cut_short;
}

/* --- all together ---------------------------------------------------------------- */

static void find_gaps(struct work *w)
{
	const struct bench *b = w->search->bench;

	w->pairs = b->site_count * b->need_count;
	w->gaps = arena_alloc(w->arena, (w->pairs + 1) * sizeof(*w->gaps));
	for (size_t i = 0; i < w->pairs; i++) {
		const struct need *need = &b->needs[i % b->need_count];

		if (need->kind != NEED_CMA && trial_judged(b, &w->start, i) < need->target)
			w->gaps[i] = need->target - trial_judged(b, &w->start, i);
	}
	w->asked = arena_memdup(w->arena, w->gaps, (w->pairs + 1) * sizeof(*w->asked));
}

struct shrink_result shrink_search(struct arena *arena, const struct shrink_search *search)
{
	struct work w = { .arena = arena, .search = search };

	w.limit = search->bench->tried + search->replays;
	w.start = trial_run(arena, search->bench, search->start);
	w.best = (struct shrink_result){ .found = w.start.met,
									 .proven = true,
									 .layout = *search->start,
									 .cost = search->start_cost,
									 .trial = w.start };
	if (w.start.met)
		return w.best;
	w.regions = cuts_find(arena, search, &w.region_count);
	find_gaps(&w);
	if (w.region_count)
		search_up(&w);
	if (w.best.found)
		search_down(&w);
	return w.best;
}
