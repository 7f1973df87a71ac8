/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layouts that are still to be looked at, the likeliest first, each once. */
#include "plan/search_work.h"

#include <string.h>

#include "plan/layout.h"
#include "util/arena.h"

/* --- layouts that are still to be looked at ------------------------------------------------- */

bool queue_comes_before(const struct work *w, const struct node *a, const struct node *b)
{
	if (w->pass == PASS_GREEDY && a->key.rewired == b->key.rewired && a->shortage != b->shortage)
		return a->shortage < b->shortage;
	if (cost_less(a->key, b->key) || cost_less(b->key, a->key))
		return cost_less(a->key, b->key);
	if (a->shortage != b->shortage)
		return a->shortage < b->shortage;
	return a->cost.touched != b->cost.touched ? a->cost.touched < b->cost.touched : a->number < b->number;
}

void queue_push(struct work *w, struct node *node)
{
	struct heap *h = &w->open;
	size_t at = h->count;

	arena_push(w->scratch, h->items, h->count, node);
	for (; at > 0 && queue_comes_before(w, node, h->items[(at - 1) / 2]); at = (at - 1) / 2)
		h->items[at] = h->items[(at - 1) / 2];
	h->items[at] = node;
}

struct node *queue_pop(const struct work *w, struct heap *h)
{
	struct node *top = h->items[0], *last = h->items[--h->count];
	size_t at = 0;

	for (size_t child = 1; child < h->count; child = 2 * at + 1) {
		if (child + 1 < h->count && queue_comes_before(w, h->items[child + 1], h->items[child]))
			child++;
		if (!queue_comes_before(w, h->items[child], last))
			break;
		h->items[at] = h->items[child];
		at = child;
	}
	h->items[at] = last;
	return top;
}

uint64_t place_hash(size_t n, const struct place *p)
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

/* Where it stands in the table of layouts that have been seen, or would stand. */
static uint64_t *seen_at(const struct work *w, uint64_t hash)
{
	size_t at = hash % w->seen_room;

	while (w->seen[at] && w->seen[at] != hash)
		at = (at + 1) % w->seen_room;
	return &w->seen[at];
}

bool queue_has_seen(const struct work *w, uint64_t hash)
{
	return *seen_at(w, hash ? hash : 1) != 0;
}

bool queue_note(struct work *w, uint64_t hash)
{
	uint64_t *seen = seen_at(w, hash ? hash : 1);
	bool is_new = *seen == 0;

	*seen = hash ? hash : 1;
	return is_new;
}

void node_layout(const struct work *w, const struct node *node, struct layout *layout)
{
	if (!node->parent) {
		memcpy(layout->places, w->bench->from->places, layout->count * sizeof(*layout->places));
		return;
	}
	node_layout(w, node->parent, layout);
	move_apply(&node->move, layout);
}
