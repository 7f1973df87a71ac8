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
#include "plan/region_limits.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/number.h"

#define LOOKED_AT 60   /* layouts of up to USUAL_REGIONS for each replay of the budget, fewer of more */
#define USUAL_REGIONS 8
#define MOST_THOROUGH 6 /* regions that may change, of which all places are tried that come to something else */
#define GLANCE 10 /* forecasts take as long as one look */
#define DOUBTFUL 24    /* replays of those that would have to surpass it more, until one does */
#define BOOTS_ALIKE 3  /* of layouts that leave the same free blocks */
#define STEPS_ALIKE 16 /* of those, that are gone on from */
#define FRUITLESS 48   /* layouts that cannot meet the needs, without one that comes nearer */
#define FEW_PLACES 32  /* of one cut that are gone on from */
#define ALIKE 3        /* places for one region that are equal by the forecast */

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

/* What boots said of those with one key: an empty place where none was booted. */
static struct likeness *likeness_of(const struct work *w, uint64_t key)
{
	size_t at = key % w->alike_room;

	while (w->alike[at].boots && w->alike[at].key != key)
		at = (at + 1) % w->alike_room;
	return &w->alike[at];
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

static bool same_outcome(const struct work *w, const struct node *a, const struct node *b)
{
	return a->legal == b->legal &&
		   (!a->legal || memcmp(a->judged, b->judged, w->pairs * sizeof(*a->judged)) == 0);
}

static void note_boot(struct work *w, struct likeness *alike, uint64_t key, const struct node *node)
{
	if (alike->boots) {
		alike->differ |= !same_outcome(w, alike->first, node);
		alike->boots++;
	} else if (2 * ++w->alike_count < w->alike_room) {
		*alike = (struct likeness){ .key = key, .first = node, .boots = 1 };
	}
}

/*
 * Layouts that leave the same free blocks come out alike. Some of each kind are booted; where two of them
 * differ, each layout is.
 */
static void boot_or_recall(struct work *w, struct node *node, const struct layout *layout)
{
	uint64_t key = node->figures.shape;
	struct likeness *alike = likeness_of(w, key);
	size_t enough = BOOTS_ALIKE;

	if (!w->shapes_tell || alike->differ) {
		key = node->hash;
		alike = likeness_of(w, key);
		enough = 1;
	}
	if (alike->boots < enough) {
		boot_it(w, node, layout);
		note_boot(w, alike, key, node);
		return;
	}
	node->legal = alike->first->legal;
	node->trial = alike->first->hash == node->hash ? alike->first->trial : NULL;
	memcpy(node->judged, node->legal ? alike->first->judged : node->parent->judged, w->pairs * sizeof(*node->judged));
}

/* What the likeliest boot says; of a need for certain it is known how far its low end lay off at the start. */
static void glance(struct work *w, struct node *node, const struct layout *layout)
{
	boot_or_recall(w, node, layout);
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

	return (struct forecast_figures){ .has = room, .moved = room + w->pairs, .most = room + 2 * w->pairs };
}

/* --- the search --------------------------------------------------------------------------------- */

/* Of a board with many regions: how many places of the same one have been kept; of an expansion. */
struct kin {
	size_t node, count;
};

static bool has_enough(struct kin *kin, const struct move *move)
{
	if (!is_place(move) || kin->node != move->node)
		*kin = (struct kin){ move->node, 0 };
	return is_place(move) && kin->count++ >= ALIKE;
}

/* Whether places of the region with the same outcome have been kept, by the same way there. */
static bool has_alike(struct work *w, const struct node *parent, const struct move *move, uint64_t shape)
{
	for (uint64_t i = 1; i <= ALIKE; i++)
		if (queue_note(w, (parent->hash ^ shape * 31 ^ move->node) * 0x9e3779b97f4a7c15 + i))
			return false;
	return true;
}

static void add_child(struct work *w, const struct node *parent, const struct layout *layout,
					  const struct move *move, uint64_t hash, struct kin *kin)
{
	struct node *node;
	struct cost cost = layout_cost(w->search->limits, w->bench->from, layout);

	if (queue_has_seen(w, hash) || (w->best.found && !cost_less(cost, w->best.cost)))
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
	if (w->many && is_place(move) && node->shortage >= parent->shortage && has_enough(kin, move))
		return;
	queue_note(w, hash);
	w->looked_at++;
	if (w->pass != PASS_GREEDY && worth_a_look(w, node))
		glance(w, node, layout);
	node->idle = is_place(move) && node->shortage >= parent->shortage ? parent->idle + 1 : 0;
	if (node->idle > 1 || (!w->many && is_place(move) && has_alike(w, parent, move, node->figures.shape)))
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
	struct kin kin = { SIZE_MAX, 0 };
	bool all;
	size_t count;
	struct move *moves = moves_from(&w->moves, scratch, layout, node->placed, gap_of(w, node), &count, &all);
	bool cuts = cuts_alone(w, moves, count);

	w->cut_short |= !all;
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

/* Places are only steps to others: those that leave the same free blocks lead to the same ones, mostly. */
static bool leads_on(struct work *w, struct node *node)
{
	struct likeness *alike = likeness_of(w, node->figures.shape);

	if (!node->placed)
		return true;
	if (w->pass == PASS_NARROW && node->cut->placements++ >= FEW_PLACES)
		return false;
	if (!w->shapes_tell || alike->boots == 0)
		return true;
	if (alike->pass != w->pass)
		alike->steps = 0;
	alike->pass = w->pass;
	return alike->steps++ < STEPS_ALIKE;
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
	if ((!node->trial || !node->trial->met) && leads_on(w, node))
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

/* Of the budget. The last pass has most. */
static size_t steps_of(const struct work *w, enum pass pass)
{
	static const size_t quarters[] = { [PASS_GREEDY] = 1, [PASS_NARROW] = 1, [PASS_WHOLE] = 6 };

	return GLANCE * w->affordable * quarters[pass] / 4;
}

static size_t changeable(const struct work *w)
{
	size_t count = 0;

	for (size_t n = 0; n < w->bench->from->count; n++)
		count += !w->search->limits[n].fixed;
	return count;
}

static void prepare(struct work *w, const struct trial *before)
{
	const struct search *s = w->search;
	size_t regions = s->bench->from->count;

	w->bench = s->bench;
	w->pairs = w->bench->site_count * w->bench->need_count;
	w->forecast = forecast_new(w->scratch, w->bench, s->limits, before);
	w->moves = moves_prepare(w->scratch, s->tree, w->bench, s->limits, w->forecast);
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
	w->many = changeable(w) > MOST_THOROUGH;
	w->seen_room = 3 * steps_of(w, PASS_WHOLE) + 1; /* a step notes two at most, so that it is never full */
	w->seen = arena_alloc(w->scratch, w->seen_room * sizeof(*w->seen));
	w->alike_room = 4 * w->affordable + 1;
	w->alike = arena_alloc(w->scratch, w->alike_room * sizeof(*w->alike));
	w->shapes_tell = true;
	for (size_t i = 0; i < w->bench->need_count; i++)
		w->shapes_tell &= w->bench->needs[i].kind != NEED_CMA;
}

/* Changes that bring nothing after all go back, one by one. */
static void put_back(struct work *w)
{
	struct search_result *best = &w->best;

	for (size_t n = 0; n < best->layout.count && best->trial.legal; n++) {
		const struct place *before = &w->bench->from->places[n];
		struct layout layout;
		struct trial trial;
		struct cost cost;

		if (place_equal(before, &best->layout.places[n]))
			continue;
		layout = layout_copy(w->arena, &best->layout);
		layout.places[n] = *before;
		cost = layout_cost(w->search->limits, w->bench->from, &layout);
		/* a pool that has grown for others' users would leave them less */
		if (cost_less(best->cost, cost) || before->range.size < least_size_in(w->search->limits, &layout, n))
			continue;
		trial = trial_run(w->arena, w->search->bench, &layout);
		if (!trial.legal || trial.met != best->found || trial.shortage > best->trial.shortage)
			continue;
		best->layout = layout;
		best->trial = trial;
		best->cost = cost;
	}
}

static void search_from(struct work *w, const struct node *root, enum pass pass)
{
	struct layout layout = layout_copy(w->scratch, w->bench->from);
	struct node *start = arena_memdup(w->scratch, root, sizeof(*root));

	start->anchor = root;
	start->cut = start;
	w->pass = pass;
	w->open.count = w->spent = w->fruitless = 0;
	w->most_spent = steps_of(w, pass);
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
	w.best.spent = is_spent(&w) || w.cut_short;
	replay_nearest(&w);
	put_back(&w);
	w.best.proven = w.best.found && !w.best.spent;
	arena_free(w.scratch);
	return w.best;
}
