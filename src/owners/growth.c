/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "owners/answers.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/sort.h"

static int compare_names(const void *a, const void *b)
{
	return chain_by_frames(*(const struct chain *const *)a, *(const struct chain *const *)b);
}

static const struct chain **by_name(struct arena *arena, const struct holdings *o)
{
	const struct chain **list = holdings_ranked(arena, o);

	sort_items(list, o->chains->count, sizeof(*list), compare_names);
	return list;
}

static uint64_t amount(const struct chain *c)
{
	return c ? c->pages + c->bytes : 0;
}

/* A busy system takes and gives back pages of processes, files and caches as it goes. */
static bool is_suspect(const struct growth *g)
{
	static const uint32_t ordinary = 1u << USE_ANON | 1u << USE_FILE | 1u << USE_SHMEM | 1u << USE_PAGE_TABLES |
									 1u << USE_STACK | 1u << USE_EARLY | 1u << USE_ZRAM | 1u << USE_HUGE;

	return g->after > g->before && !(ordinary >> g->chain->use & 1) &&
		   (g->chain->pages == 0 || g->chain->by_type[MIGRATE_MOVABLE] < g->chain->pages ||
			!page_use_moves(g->chain->use));
}

static int by_growth(const void *a, const void *b)
{
	const struct growth *x = a, *y = b;
	int64_t dx = (int64_t)(x->after - x->before), dy = (int64_t)(y->after - y->before);

	if (x->suspect != y->suspect)
		return x->suspect ? -1 : 1;
	if (dx != dy)
		return dx > dy ? -1 : 1;
	return chain_by_frames(x->chain, y->chain);
}

int growth_find(struct arena *arena, const struct holdings *before, const struct holdings *after, struct growth **rows,
				size_t *count, struct error *error)
{
	const struct chain **old = by_name(arena, before), **new = by_name(arena, after);
	size_t i = 0, k = 0;

	*rows = NULL;
	*count = 0;
	if (before->has_sizes != after->has_sizes)
		return error_set(error, -EINVAL, "%s and %s: one counts pages (%s), the other bytes (%s)", before->file,
						 after->file, holdings_kind_name((before->has_sizes ? before : after)->kind),
						 holdings_kind_name((before->has_sizes ? after : before)->kind));
	while (i < before->chains->count || k < after->chains->count) {
		int order = i == before->chains->count ? 1 : k == after->chains->count ? -1 : chain_by_frames(old[i], new[k]);
		const struct chain *was = order <= 0 ? old[i++] : NULL, *is = order >= 0 ? new[k++] : NULL;
		struct growth g = { .chain = is ? is : was, .before = amount(was), .after = amount(is) };

		g.holder = is ? &after->chains->holders[is->holder] : &before->chains->holders[was->holder];
		g.suspect = is_suspect(&g);
		if (g.before != g.after)
			arena_push(arena, *rows, *count, g);
	}
	if (*count)
		sort_items(*rows, *count, sizeof(**rows), by_growth);
	return 0;
}
