/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Best first (A*) over layouts: each step is one typed move. Of every layout the
 * likeliest boot is replayed. Its key is what it costs and what it must cost at least
 * until the needs are met, by the forecast. One that may meet them is replayed with all
 * that is unknown; the first that does is the cheapest, as nothing with a lesser key is left.
 */
#include "plan/search.h"

#include <math.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "plan/forecast.h"
#include "plan/region_limits.h"
#include "plan/moves.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

#define LOOKED_AT 150  /* layouts of up to USUAL_REGIONS for each replay of the budget, fewer of more */
#define USUAL_REGIONS 8
#define GLANCE 10 /* forecasts take as long as one look */
#define LEARNT_FROM 12 /* boots, until what is foreseen is trusted as far as none of them surpassed it */
#define TRUSTED_FROM 2000 /* boots, until one more than any of them is not allowed for */
#define DOUBTFUL 24    /* replays of those that would have to surpass it more, until one does */
#define FRUITLESS 48   /* layouts that cannot meet the needs, without one that comes nearer */
#define FEW_PLACES 32  /* of one cut that are gone on from */
#define ALIKE 3        /* places for one region that the forecast holds for equal */
#define NOISE_BLOCKS 3 /* a layout may do better than the forecast by so many blocks */
#define NOISE_BYTES KIB(256)
#define NEVER UINT32_MAX

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

struct offer;

/* First a plan, whatever it costs, then one that a few places for each cut tell, then the cheapest. */
enum pass { PASS_GREEDY, PASS_NARROW, PASS_WHOLE };

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
	const struct node **glanced; /* what boots said, also in earlier passes, by hash */
	size_t affordable; /* layouts to look at: each is a boot, which takes as long as there are regions */
	size_t seen_room, glanced_room, glanced_count, looked_at, spent, most_spent, replay_limit, fruitless;
	int64_t *surplus; /* pair by pair: the most by which a boot surpassed the forecast ... */
	int64_t *root_gap; /* how far the judged end of the tree as it is lies below its likeliest value */
	int64_t *more;    /* ... and by which the low end of a whole replay surpassed that of the likeliest boot */
	size_t glances, replays, doubtful;
	uint64_t quantum; /* of which all costs are multiples */
	bool wanders;     /* a region may lie elsewhere */
	bool many; /* regions: places that the forecast does not hold for better are looked at now and then */
	enum pass pass;
	struct offer *offers;
	size_t pairs;
	struct search_result best;
};

static int64_t max_i64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* --- what a layout costs -------------------------------------------------------------- */

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

		if (place_equal(a, b))
			continue;
		if (b->heir)
			left = grown_by(&from->places[b->heir - 1], &to->places[b->heir - 1]);
		cost.weighted += ((a->range.size - min_u64(a->range.size, left)) >> 10) * limits[n].weight_permille;
		cost.touched++;
		cost.rewired += b->heir || b->form != FORM_SAME;
	}
	return cost;
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

static uint64_t find_quantum(const struct work *w)
{
	uint64_t quantum = 0;

	for (size_t n = 0; n < w->bench->from->count; n++) {
		const struct limits *l = &w->search->limits[n];

		if (l->fixed)
			continue;
		if (l->may_shrink || l->may_merge)
			quantum = common_divisor(quantum, (l->granule >> 10) * l->weight_permille);
		if (l->may_remove || l->may_merge)
			quantum = common_divisor(quantum, (w->bench->from->places[n].range.size >> 10) * l->weight_permille);
	}
	return quantum ? quantum : 1;
}

/* --- how far it is ------------------------------------------------------------------------ */

static const struct need *need_at(const struct work *w, size_t i)
{
	return &w->bench->needs[i % w->bench->need_count];
}

static int64_t noise(const struct need *need)
{
	return need_in_blocks(need) ? NOISE_BLOCKS + (need->request.order < 6 ? 64 >> need->request.order : 0)
								: (int64_t)NOISE_BYTES;
}

/* By how much something may surpass what is foreseen: one block more than any did, of few. */
static int64_t beyond(const struct need *need, int64_t seen, size_t times)
{
	if (times < LEARNT_FROM)
		return noise(need);
	return need_in_blocks(need) ? max_i64(seen, 0) + (times < TRUSTED_FROM) : seen + (int64_t)PLACE_GAIN_BYTES;
}

/* By how much a whole replay may do better than the likeliest boot tells. */
static int64_t doubt(const struct work *w, size_t i)
{
	const struct need *need = need_at(w, i);

	return need->certainty == NEED_LIKELY || need->kind == NEED_CMA ? 0
																	 : beyond(need, w->more[i], w->replays);
}

static int64_t short_by(const struct work *w, const struct node *node, size_t i)
{
	return need_at(w, i)->target - node->judged[i];
}

/*
 * What is missing of a need by the forecast, where `of` is its figure of this node.
 * Of blocks a step may bring one less than forecast and the next one more: they count
 * from the start.
 */
static int64_t missing(const struct work *w, const struct node *node, const int64_t *of, size_t i)
{
	const struct need *need = need_at(w, i);
	const struct node *anchor = need_in_blocks(need) && w->root->legal ? w->root : node->anchor;

	if (need->kind == NEED_CMA)
		return 0;
	return short_by(w, anchor, i) - (of[i] - anchor->figures.has[i]);
}

/* How much is missing at least, as `bound` has it. */
static int64_t missing_at_least(const struct work *w, const struct node *node, const int64_t *bound, size_t i)
{
	return missing(w, node, bound, i) - beyond(need_at(w, i), w->surplus[i], w->glances) - doubt(w, i);
}

static int64_t shortage_of(const struct work *w, const struct node *node)
{
	int64_t sum = 0;

	for (size_t i = 0; i < w->pairs; i++) {
		int64_t short_of = short_by(w, node, i);

		if (short_of > 0)
			sum += 1 + (int64_t)((double)short_of / (double)need_at(w, i)->target * 1e6);
	}
	return sum;
}

/* What a region may still give; 0 for one that may not be cut. `weight`: of a KiB. */
static uint64_t giveable(const struct work *w, const struct layout *layout, size_t n)
{
	const struct limits *l = &w->search->limits[n];
	const struct place *p = &layout->places[n];
	uint64_t least = l->may_remove ? 0 : least_size_in(w->search->limits, layout, n);

	if (l->fixed || p->removed || p->form != FORM_SAME || p->range.size <= least)
		return 0;
	return p->range.size - least;
}

/* So many units of a need for so much each. */
struct offer {
	double price;
	double units;
};

static int by_price(const void *a, const void *b)
{
	const struct offer *x = a, *y = b;

	return (x->price > y->price) - (x->price < y->price);
}

/*
 * What a region offers at best. One block, where places are fixed, for as little as
 * the end of what is free beside it asks for; all others for all their bytes.
 */
static size_t offers_of(const struct work *w, const struct layout *layout, size_t n, uint64_t unit,
						struct offer offers[2])
{
	const struct limits *l = &w->search->limits[n];
	uint64_t gives = giveable(w, layout, n);
	double kib = (double)l->weight_permille / 1024;
	size_t count = 0;

	if (gives == 0)
		return 0;
	if (unit > 1 && (!w->wanders || l->granule % unit))
		offers[count++] = (struct offer){ kib * (double)min_u64(w->wanders ? unit : l->granule, unit), 1 };
	if (gives >= unit)
		offers[count++] = (struct offer){ kib * (double)unit, (double)(gives / unit) };
	return count;
}

/* At least so much is to be cut to gain `want` units of a need; false where all that may go is too little. */
static bool bound_cut(const struct work *w, const struct layout *layout, size_t i, int64_t want,
					  struct cost *more)
{
	uint64_t unit = (uint64_t)forecast_unit(w->bench, i);
	struct offer *offers = w->offers;
	double left = (double)want, price = 0, least = INFINITY;
	size_t count = 0;
	bool broken = false;

	for (size_t n = 0; n < layout->count; n++) {
		size_t more_of = offers_of(w, layout, n, unit, offers + count);

		if (more_of)
			least = fmin(least, (double)(w->search->limits[n].granule >> 10) *
									w->search->limits[n].weight_permille);
		broken |= more_of && w->search->limits[n].granule % unit;
		count += more_of;
	}
	sort_items(offers, count, sizeof(*offers), by_price);
	/* wherever regions may lie, what the ends of free ranges hold may be worth one block in all */
	if (w->wanders && unit > 1 && broken)
		left -= 1;
	for (size_t k = 0; k < count && left > 0; k++) {
		price += fmin(left, offers[k].units) * offers[k].price;
		left -= offers[k].units;
	}
	if (left > 0 || count == 0)
		return false;
	price = ceil(fmax(price, least) / (double)w->quantum - 1e-6) * (double)w->quantum;
	more->weighted = max_u64(more->weighted, (uint64_t)price);
	return true;
}

static bool may_rewire(const struct work *w, const struct layout *layout)
{
	for (size_t n = 0; n < layout->count; n++) {
		const struct limits *l = &w->search->limits[n];
		const struct place *p = &layout->places[n];

		if (!l->fixed && (l->may_convert || l->may_merge) && !p->removed && p->form == FORM_SAME)
			return true;
	}
	return false;
}

/* The least that any layout costs that is made from this one and meets the needs. */
static struct cost key_of(const struct work *w, const struct node *node, const struct layout *layout)
{
	struct cost more = { 0 }, key = node->cost;

	if (!node->anchor->legal)
		return key;
	for (size_t i = 0; i < w->pairs; i++) {
		int64_t best = missing_at_least(w, node, node->figures.most, i);
		int64_t moved = missing_at_least(w, node, node->figures.moved, i);

		if (moved <= 0 || (!node->placed && bound_cut(w, layout, i, max_i64(best, 1), &more)))
			continue;
		if (node->placed || !may_rewire(w, layout))
			return (struct cost){ NEVER, 0, 0 };
		more.rewired = 1;
	}
	if (more.rewired)
		more.weighted = 0;
	key.rewired += more.rewired;
	key.weighted += more.weighted;
	return key;
}

/* --- layouts that are still to be looked at ------------------------------------------------- */

static bool comes_before(const struct work *w, const struct node *a, const struct node *b)
{
	if (w->pass == PASS_GREEDY && a->key.rewired == b->key.rewired && a->shortage != b->shortage)
		return a->shortage < b->shortage;
	if (cost_less(a->key, b->key) || cost_less(b->key, a->key))
		return cost_less(a->key, b->key);
	if (a->shortage != b->shortage)
		return a->shortage < b->shortage;
	return a->cost.touched != b->cost.touched ? a->cost.touched < b->cost.touched : a->number < b->number;
}

static void heap_push(struct work *w, struct node *node)
{
	struct heap *h = &w->open;
	size_t at = h->count;

	arena_push(w->scratch, h->items, h->count, node);
	for (; at > 0 && comes_before(w, node, h->items[(at - 1) / 2]); at = (at - 1) / 2)
		h->items[at] = h->items[(at - 1) / 2];
	h->items[at] = node;
}

static struct node *heap_pop(const struct work *w, struct heap *h)
{
	struct node *top = h->items[0], *last = h->items[--h->count];
	size_t at = 0;

	for (size_t child = 1; child < h->count; child = 2 * at + 1) {
		if (child + 1 < h->count && comes_before(w, h->items[child + 1], h->items[child]))
			child++;
		if (!comes_before(w, h->items[child], last))
			break;
		h->items[at] = h->items[child];
		at = child;
	}
	h->items[at] = last;
	return top;
}

static uint64_t hash_of(size_t n, const struct place *p)
{
	const uint64_t words[] = { n + 1, p->range.base, p->range.size,
							   (uint64_t)p->removed << 8 | (uint64_t)p->mended << 9 | p->form, p->window.base, p->window.size, p->heir };
	uint64_t hash = 0;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15;
		hash ^= hash >> 29;
	}
	return hash;
}

/* False where the layout has been seen. */
static bool note(struct work *w, uint64_t hash)
{
	size_t at = hash % w->seen_room;

	for (; w->seen[at]; at = (at + 1) % w->seen_room)
		if (w->seen[at] == (hash ? hash : 1))
			return false;
	w->seen[at] = hash ? hash : 1;
	return true;
}

static void make_layout(const struct work *w, const struct node *node, struct layout *layout)
{
	if (!node->parent) {
		memcpy(layout->places, w->bench->from->places, layout->count * sizeof(*layout->places));
		return;
	}
	make_layout(w, node->parent, layout);
	move_apply(&node->move, layout);
}

/* --- replays ---------------------------------------------------------------------------------- */

static void keep_if_better(struct work *w, const struct node *node, const struct layout *layout,
						   const struct trial *trial)
{
	struct search_result *best = &w->best;
	bool better = best->found ? trial->met && cost_less(node->cost, best->cost)
							  : trial->met || (trial->legal && (!best->trial.legal ||
																trial->shortage < best->trial.shortage));

	if (!better)
		return;
	w->fruitless = 0;
	*best = (struct search_result){
		.found = trial->met, .layout = layout_copy(w->arena, layout), .cost = node->cost, .trial = *trial
	};
}

static void learn(struct work *w, const struct node *node)
{
	if (!node->legal || !w->root->legal)
		return;
	for (size_t i = 0; i < w->pairs; i++) {
		int64_t more = (node->judged[i] - w->root->judged[i]) -
					   (node->figures.has[i] - w->root->figures.has[i]);

		if (w->glances == 0 || more > w->surplus[i])
			w->surplus[i] = more;
	}
	w->glances++;
}

/* Where the boot of such a layout is kept: an empty place where none is. */
static const struct node **glance_of(const struct work *w, uint64_t hash)
{
	size_t at = hash % w->glanced_room;

	while (w->glanced[at] && w->glanced[at]->hash != hash)
		at = (at + 1) % w->glanced_room;
	return &w->glanced[at];
}

static void boot_it(struct work *w, struct node *node, const struct layout *layout)
{
	struct arena *scratch = arena_new();
	struct trial trial = trial_glance(scratch, w->bench, layout);

	w->spent += GLANCE;
	node->legal = trial.legal;
	for (size_t i = 0; i < w->pairs; i++)
		node->judged[i] = trial.legal ? trial.values[i].value - w->root_gap[i] : node->parent->judged[i];
	arena_free(scratch);
	learn(w, node);
}

/* What the likeliest boot says; of a need for certain it is known how far its low end lay off at the start. */
static void glance(struct work *w, struct node *node, const struct layout *layout)
{
	const struct node **known = glance_of(w, node->hash);

	if (*known) {
		node->legal = (*known)->legal;
		node->trial = (*known)->trial;
		for (size_t i = 0; i < w->pairs; i++)
			node->judged[i] = node->legal ? (*known)->judged[i] : node->parent->judged[i];
	} else {
		boot_it(w, node, layout);
		if (2 * ++w->glanced_count < w->glanced_room)
			*known = node;
	}
	node->glanced = true;
	if (node->legal)
		node->anchor = node;
	node->shortage = shortage_of(w, node);
	if (node->legal && node->shortage < w->nearest->shortage)
		w->nearest = node;
}

/* The same by the forecast alone. */
static void foresee(const struct work *w, struct node *node)
{
	const struct node *parent = node->parent;

	for (size_t i = 0; i < w->pairs; i++)
		node->judged[i] = parent->judged[i] + node->figures.has[i] - parent->figures.has[i];
	node->shortage = shortage_of(w, node);
}

static void replay(struct work *w, struct node *node, const struct layout *layout)
{
	struct trial *trial = arena_new_object(w->arena, struct trial);

	*trial = trial_run(w->arena, w->search->bench, layout);
	keep_if_better(w, node, layout, trial);
	node->trial = trial;
	if (!trial->legal)
		return;
	for (size_t i = 0; i < w->pairs; i++) {
		int64_t judged = trial_judged(w->bench, trial, i), more = judged - node->judged[i];

		if (w->replays == 0 || more > w->more[i]) {
			w->more[i] = more;
			w->doubtful = 0;
		}
		node->judged[i] = judged;
	}
	w->replays++;
	node->shortage = trial->shortage;
}

static bool is_place(const struct move *move)
{
	return move->kind == MOVE_PLACE || move->kind == MOVE_WINDOW;
}

/*
 * Whether a boot is to say more of it than the forecast: all but regions at other places
 * that by the forecast do not bring what is missing, which are steps to others only.
 */
static bool worth_a_look(const struct work *w, const struct node *node)
{
	if (!is_place(&node->move) || !w->root->legal || !node->anchor->legal)
		return true;
	for (size_t i = 0; i < w->pairs; i++)
		if (missing_at_least(w, node, node->figures.has, i) > 0)
			return false;
	return true;
}

/* Worth a whole replay: it may meet the needs, or where none can it comes nearer. */
static bool is_promising(struct work *w, const struct node *node, const struct layout *layout)
{
	bool doubtful = false;

	if (node->trial || !node->legal)
		return false;
	if (!w->root->legal && moves_wrong(&w->moves, layout))
		return false;
	if (node->key.rewired == NEVER)
		return node->shortage < w->best.trial.shortage;
	for (size_t i = 0; i < w->pairs; i++) {
		int64_t short_of = short_by(w, node, i);

		if (short_of > doubt(w, i))
			return false;
		doubtful |= w->replays >= LEARNT_FROM && short_of > max_i64(w->more[i], 0);
	}
	return !doubtful || w->doubtful++ < DOUBTFUL;
}

static struct forecast_figures new_figures(struct work *w)
{
	int64_t *room = arena_alloc(w->scratch, 3 * (w->pairs + 1) * sizeof(*room));

	return (struct forecast_figures){ room, room + w->pairs, room + 2 * w->pairs };
}

/* --- the search --------------------------------------------------------------------------------- */

/* How many places of the same region have been kept with the same figures; of an expansion. */
struct kin {
	size_t node, count;
	int64_t shortage;
};

static bool has_enough(struct kin *kin, const struct move *move, int64_t shortage)
{
	if (!is_place(move) || kin->node != move->node || kin->shortage != shortage)
		*kin = (struct kin){ move->node, 0, shortage };
	return is_place(move) && kin->count++ >= ALIKE;
}

static void add_child(struct work *w, const struct node *parent, const struct layout *layout,
					  const struct move *move, uint64_t hash, struct kin *kin)
{
	struct node *node;
	struct cost cost = layout_cost(w->search->limits, w->bench->from, layout);

	if (w->best.found && !cost_less(cost, w->best.cost))
		return;
	node = arena_new_object(w->scratch, struct node);
	*node = (struct node){ .parent = parent,
						   .move = *move,
						   .cost = cost,
						   .hash = hash,
						   .number = w->looked_at,
						   .placed = parent->placed || is_place(move),
						   .cut = parent->cut,
						   .anchor = parent->anchor,
						   .judged = arena_alloc(w->scratch, (w->pairs + 1) * sizeof(*node->judged)),
						   .figures = new_figures(w) };
	if (!node->placed)
		node->cut = node;
	w->spent++;
	forecast_count(w->forecast, layout, &node->figures);
	foresee(w, node);
	if (w->many && is_place(move) && node->shortage >= parent->shortage && has_enough(kin, move, 0))
		return;
	if (!note(w, hash))
		return;
	w->looked_at++;
	if (w->pass != PASS_GREEDY && worth_a_look(w, node))
		glance(w, node, layout);
	node->idle = is_place(move) && node->shortage >= parent->shortage ? parent->idle + 1 : 0;
	if (node->idle > 1 || (!w->many && has_enough(kin, move, node->shortage)))
		return;
	node->key = key_of(w, node, layout);
	if (!w->best.found || cost_less(node->key, w->best.cost))
		heap_push(w, node);
}

/* Bytes by which the need that is farthest off falls short. */
static uint64_t gap_of(const struct work *w, const struct node *node)
{
	uint64_t gap = 0;

	for (size_t i = 0; i < w->pairs && node->anchor->legal; i++) {
		int64_t short_of = short_by(w, node, i);

		if (short_of > 0)
			gap = max_u64(gap, (uint64_t)short_of * (uint64_t)forecast_unit(w->bench, i));
	}
	return gap;
}

/* The first plan on a board with many regions is sought among cuts, as long as there are any. */
static bool cuts_alone(const struct work *w, const struct move *moves, size_t count)
{
	for (size_t i = 0; i < count && w->pass == PASS_GREEDY && w->many; i++)
		if (moves[i].kind == MOVE_SHRINK || moves[i].kind == MOVE_REMOVE)
			return true;
	return false;
}

static void expand(struct work *w, const struct node *node, struct layout *layout)
{
	struct arena *scratch = arena_new();
	struct kin kin = { SIZE_MAX, 0, 0 };
	size_t count;
	struct move *moves = moves_from(&w->moves, scratch, layout, node->placed, gap_of(w, node), &count);
	bool cuts = cuts_alone(w, moves, count);

	for (size_t i = 0; i < count && w->spent < w->most_spent; i++) {
		const struct move *m = &moves[i];
		struct place *places = layout->places, old = places[m->node], old_heir = places[m->heir];
		uint64_t hash = node->hash - hash_of(m->node, &old) + hash_of(m->node, &m->place);

		if (cuts && is_place(m))
			continue;
		if (m->kind == MOVE_MERGE)
			hash += hash_of(m->heir, &m->heir_place) - hash_of(m->heir, &old_heir);
		move_apply(m, layout);
		add_child(w, node, layout, m, hash, &kin);
		places[m->heir] = old_heir;
		places[m->node] = old;
	}
	arena_free(scratch);
}

static bool is_spent(const struct work *w)
{
	return w->bench->tried >= w->replay_limit || w->spent >= w->most_spent;
}

/* False where the search is over. */
static bool look_at_next(struct work *w, struct layout *layout)
{
	struct node *node = heap_pop(w, &w->open);
	struct cost key;

	if (w->best.found && (w->pass == PASS_GREEDY || !cost_less(node->key, w->best.cost)))
		return false; /* and nothing behind it is cheaper either */
	make_layout(w, node, layout);
	if (!node->glanced && node->parent && (w->pass == PASS_GREEDY || worth_a_look(w, node))) {
		glance(w, node, layout);
		if (w->open.count && comes_before(w, w->open.items[0], node)) {
			heap_push(w, node);
			return true;
		}
	}
	key = key_of(w, node, layout);
	if (cost_less(node->key, key)) {
		node->key = key;
		heap_push(w, node);
		return true;
	}
	if (key.rewired == NEVER && w->fruitless++ >= FRUITLESS)
		return false;
	if (is_promising(w, node, layout))
		replay(w, node, layout);
	if ((!node->trial || !node->trial->met) &&
		(w->pass != PASS_NARROW || !node->placed || node->cut->placements++ < FEW_PLACES))
		expand(w, node, layout);
	return true;
}

static struct node *root_of(struct work *w, const struct trial *trial)
{
	struct node *root = arena_new_object(w->scratch, struct node);

	*root = (struct node){ .figures = new_figures(w),
						   .trial = trial,
						   .legal = trial->legal,
						   .judged = arena_alloc(w->scratch, (w->pairs + 1) * sizeof(*root->judged)) };
	w->root = root->anchor = w->nearest = root;
	for (size_t i = 0; i < w->pairs; i++) {
		root->judged[i] = trial_judged(w->bench, trial, i);
		w->root_gap[i] = trial->values[i].value - root->judged[i];
	}
	root->shortage = trial->shortage;
	forecast_count(w->forecast, w->bench->from, &root->figures);
	w->best = (struct search_result){ .found = trial->met, .layout = layout_copy(w->arena, w->bench->from), .trial = *trial };
	return root;
}

static void prepare(struct work *w, const struct trial *before)
{
	const struct search *s = w->search;
	size_t regions = s->bench->from->count;

	w->bench = s->bench;
	w->pairs = w->bench->site_count * w->bench->need_count;
	w->forecast = forecast_new(w->scratch, w->bench, s->limits, before);
	w->moves = moves_prepare(w->scratch, s->tree, w->bench, s->limits);
	w->wanders = forecast_wanders(w->forecast);
	w->surplus = arena_alloc(w->scratch, (w->pairs + 1) * sizeof(*w->surplus));
	w->more = arena_alloc(w->scratch, (w->pairs + 1) * sizeof(*w->more));
	w->root_gap = arena_alloc(w->scratch, (w->pairs + 1) * sizeof(*w->root_gap));
	w->offers = arena_alloc(w->scratch, (2 * regions + 1) * sizeof(*w->offers));
	w->quantum = find_quantum(w);
	w->affordable = LOOKED_AT * s->replays;
	if (regions > USUAL_REGIONS)
		w->affordable = w->affordable * USUAL_REGIONS / regions;
	w->affordable /= w->bench->site_count;
	w->many = regions > USUAL_REGIONS;
	w->seen_room = GLANCE * w->affordable + 1;
	w->seen = arena_alloc(w->scratch, w->seen_room * sizeof(*w->seen));
	w->glanced_room = 4 * w->affordable + 1;
	w->glanced = arena_alloc(w->scratch, w->glanced_room * sizeof(*w->glanced));
}

/* Changes that bring nothing after all go back, one by one. */
static void put_back(struct work *w)
{
	struct search_result *best = &w->best;

	for (size_t n = 0; n < best->layout.count && best->trial.legal; n++) {
		const struct place *before = &w->bench->from->places[n];
		struct layout layout;
		struct trial trial;

		if (place_equal(before, &best->layout.places[n]))
			continue;
		layout = layout_copy(w->arena, &best->layout);
		layout.places[n] = *before;
		if (before->range.size < least_size_in(w->search->limits, &layout, n))
			continue;
		trial = trial_run(w->arena, w->search->bench, &layout);
		if (!trial.legal || trial.met != best->found || trial.shortage > best->trial.shortage)
			continue;
		best->layout = layout;
		best->trial = trial;
		best->cost = layout_cost(w->search->limits, w->bench->from, &layout);
	}
}

static void search_from(struct work *w, const struct node *root, enum pass pass)
{
	static const size_t share[] = { [PASS_GREEDY] = 2, [PASS_NARROW] = 2, [PASS_WHOLE] = 4 }; /* quarters */
	struct layout layout = layout_copy(w->scratch, w->bench->from);
	struct node *start = arena_memdup(w->scratch, root, sizeof(*root));

	start->anchor = root;
	start->cut = start;
	w->pass = pass;
	w->open.count = w->spent = w->fruitless = 0;
	w->most_spent = GLANCE * w->affordable * share[pass] / 4;
	w->replay_limit = w->bench->tried + w->search->replays * w->bench->site_count / 3;
	memset(w->seen, 0, w->seen_room * sizeof(*w->seen));
	heap_push(w, start);
	note(w, 0);
	while (w->open.count && !is_spent(w) && look_at_next(w, &layout))
		;
}

/* Where no plan was found, what comes nearest is told. */
static void replay_nearest(struct work *w)
{
	struct layout layout = layout_copy(w->scratch, w->bench->from);

	if (w->best.found || w->nearest->trial)
		return;
	make_layout(w, w->nearest, &layout);
	replay(w, w->nearest, &layout);
}

struct search_result search_plan(struct arena *arena, const struct search *search)
{
	struct work w = { .arena = arena, .scratch = arena_new(), .search = search };
	struct trial *before = arena_new_object(arena, struct trial);
	struct node *root;

	*before = trial_run(arena, search->bench, search->bench->from);
	prepare(&w, before);
	root = root_of(&w, before);
	search_from(&w, root, PASS_GREEDY);
	search_from(&w, root, PASS_NARROW);
	search_from(&w, root, PASS_WHOLE);
	w.best.spent = is_spent(&w);
	replay_nearest(&w);
	put_back(&w);
	w.best.proven = w.best.found && !w.best.spent;
	arena_free(w.scratch);
	return w.best;
}
