/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Best first (A*) over layouts: each step is one typed move. Of every layout the
 * likeliest boot is replayed. Its key is what it costs and what it must cost at least
 * until the needs are met, by the forecast. One that may meet them is replayed with all
 * that is unknown; the first that does is the cheapest, as nothing with a lesser key is left.
 */
#include "plan/search_work.h"

#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "plan/forecast.h"
#include "plan/moves.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/number.h"

#define LOOKED_AT 150  /* layouts of up to USUAL_REGIONS for each replay of the budget, fewer of more */
#define USUAL_REGIONS 8
#define GLANCE 10 /* forecasts take as long as one look */
#define DOUBTFUL 24    /* replays of those that would have to surpass it more, until one does */
#define FRUITLESS 48   /* layouts that cannot meet the needs, without one that comes nearer */
#define FEW_PLACES 32  /* of one cut that are gone on from */
#define ALIKE 3        /* places for one region that the forecast holds for equal */

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
	node->shortage = bounds_shortage(w, node);
	if (node->legal && node->shortage < w->nearest->shortage)
		w->nearest = node;
}

/* The same by the forecast alone. */
static void foresee(const struct work *w, struct node *node)
{
	const struct node *parent = node->parent;

	for (size_t i = 0; i < w->pairs; i++)
		node->judged[i] = parent->judged[i] + node->figures.has[i] - parent->figures.has[i];
	node->shortage = bounds_shortage(w, node);
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
		if (bounds_missing(w, node, node->figures.has, i) > 0)
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
		int64_t short_of = bounds_short_by(w, node, i);

		if (short_of > bounds_doubt(w, i))
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
	if (!queue_note(w, hash))
		return;
	w->looked_at++;
	if (w->pass != PASS_GREEDY && worth_a_look(w, node))
		glance(w, node, layout);
	node->idle = is_place(move) && node->shortage >= parent->shortage ? parent->idle + 1 : 0;
	if (node->idle > 1 || (!w->many && has_enough(kin, move, node->shortage)))
		return;
	node->key = bounds_key(w, node, layout);
	if (!w->best.found || cost_less(node->key, w->best.cost))
		queue_push(w, node);
}

/* Bytes by which the need that is farthest off falls short. */
static uint64_t gap_of(const struct work *w, const struct node *node)
{
	uint64_t gap = 0;

	for (size_t i = 0; i < w->pairs && node->anchor->legal; i++) {
		int64_t short_of = bounds_short_by(w, node, i);

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
		uint64_t hash = node->hash - place_hash(m->node, &old) + place_hash(m->node, &m->place);

		if (cuts && is_place(m))
			continue;
		if (m->kind == MOVE_MERGE)
			hash += place_hash(m->heir, &m->heir_place) - place_hash(m->heir, &old_heir);
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
	struct node *node = queue_pop(w, &w->open);
	struct cost key;

	if (w->best.found && (w->pass == PASS_GREEDY || !cost_less(node->key, w->best.cost)))
		return false; /* and nothing behind it is cheaper either */
	node_layout(w, node, layout);
	if (!node->glanced && node->parent && (w->pass == PASS_GREEDY || worth_a_look(w, node))) {
		glance(w, node, layout);
		if (w->open.count && queue_comes_before(w, w->open.items[0], node)) {
			queue_push(w, node);
			return true;
		}
	}
	key = bounds_key(w, node, layout);
	if (cost_less(node->key, key)) {
		node->key = key;
		queue_push(w, node);
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
	w->quantum = bounds_quantum(w);
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
	queue_push(w, start);
	queue_note(w, 0);
	while (w->open.count && !is_spent(w) && look_at_next(w, &layout))
		;
}

/* Where no plan was found, what comes nearest is told. */
static void replay_nearest(struct work *w)
{
	struct layout layout = layout_copy(w->scratch, w->bench->from);

	if (w->best.found || w->nearest->trial)
		return;
	node_layout(w, w->nearest, &layout);
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
