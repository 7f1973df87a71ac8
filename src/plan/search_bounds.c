/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a layout costs, and by the forecast the least that any layout costs that is made from it and meets the needs. */
#include "plan/search_work.h"

#include <math.h>

#include "plan/region_limits.h"
#include "policy/need.h"
#include "util/number.h"
#include "util/sort.h"

#define NOISE_BLOCKS 3 /* a layout may do better than the forecast by so many blocks */
#define NOISE_BYTES KIB(256)

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

uint64_t bounds_quantum(const struct work *w)
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

static const struct need *bounds_need(const struct work *w, size_t i)
{
	return &w->bench->needs[i % w->bench->need_count];
}

static int64_t noise(const struct need *need)
{
	return need_in_blocks(need) ? NOISE_BLOCKS + (need->request.order < 6 ? 64 >> need->request.order : 0)
								: (int64_t)NOISE_BYTES;
}

/* By how much something may surpass what is foreseen: one block more than any did. */
static int64_t beyond(const struct need *need, int64_t seen, size_t times)
{
	if (times < LEARNT_FROM)
		return noise(need);
	return need_in_blocks(need) ? max_i64(seen, 0) + 1 : seen + (int64_t)PLACE_GAIN_BYTES;
}

int64_t bounds_doubt(const struct work *w, size_t i)
{
	const struct need *need = bounds_need(w, i);

	return need->certainty == NEED_LIKELY || need->kind == NEED_CMA ? 0
																	 : beyond(need, w->more[i], w->replays);
}

int64_t bounds_short_by(const struct work *w, const struct node *node, size_t i)
{
	return bounds_need(w, i)->target - node->judged[i];
}

/*
 * What is missing of a need by the forecast, where `of` is its figure of this node.
 * Of blocks a step may bring one less than forecast and the next one more: they count
 * from the start.
 */
static int64_t missing(const struct work *w, const struct node *node, const int64_t *of, size_t i)
{
	const struct need *need = bounds_need(w, i);
	const struct node *anchor = need_in_blocks(need) && w->root->legal ? w->root : node->anchor;

	if (need->kind == NEED_CMA)
		return 0;
	return bounds_short_by(w, anchor, i) - (of[i] - anchor->figures.has[i]);
}

int64_t bounds_missing(const struct work *w, const struct node *node, const int64_t *bound, size_t i)
{
	return missing(w, node, bound, i) - beyond(bounds_need(w, i), w->surplus[i], w->glances) - bounds_doubt(w, i);
}

int64_t bounds_shortage(const struct work *w, const struct node *node)
{
	int64_t sum = 0;

	for (size_t i = 0; i < w->pairs; i++) {
		int64_t short_of = bounds_short_by(w, node, i);

		if (short_of > 0)
			sum += 1 + (int64_t)((double)short_of / (double)bounds_need(w, i)->target * 1e6);
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

struct cost bounds_key(const struct work *w, const struct node *node, const struct layout *layout)
{
	struct cost more = { 0 }, key = node->cost;

	if (!node->anchor->legal)
		return key;
	for (size_t i = 0; i < w->pairs; i++) {
		int64_t best = bounds_missing(w, node, node->figures.most, i);
		int64_t moved = bounds_missing(w, node, node->figures.moved, i);

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
