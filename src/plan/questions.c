/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/questions.h"

#include <stdlib.h>

#include "board/board.h"
#include "kernel/kernel.h"
#include "plan/plan.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"
#include "util/sort.h"

#define MOST_QUESTIONS 24
#define MOST_ASKED 48 /* each is a replay */

/* Gone where nobody uses it; a pool keeps one granule. */
static struct layout answered(struct arena *arena, const struct plan *plan, size_t n)
{
	struct layout layout = layout_copy(arena, &plan->to);
	const struct limits *l = &plan->limits[n];

	if (l->asks == ASKS_OWNER)
		layout.places[n].removed = true;
	else
		layout.places[n].range.size = min_u64(l->granule, layout.places[n].range.size);
	return layout;
}

static const char *brings(struct arena *arena, const struct plan *plan, const struct question *q)
{
	const char *text = arena_printf(arena, "%s more for unmovable requests",
									size_text(arena, (uint64_t)q->gain_pages << plan->sites[0].kernel->page_shift));

	for (size_t i = 0; i < plan->need_count; i++) {
		int64_t more = q->values[i].value - plan->after.values[i].value;

		if (need_in_blocks(&plan->needs[i]))
			text = arena_printf(arena, "%s, %+lld blocks for \"%s\"", text, (long long)more,
								plan->needs[i].text);
	}
	return text;
}

static void tell(struct arena *arena, const struct plan *plan, struct question *q)
{
	const struct rmem_node *node = &plan->sites[0].board->rmem[q->node];
	const char *path = node->path;
	struct range range = plan->to.places[q->node].range;
	bool owner = plan->limits[q->node].asks == ASKS_OWNER;

	q->policy =
		arena_printf(arena, "[region %s]\n%s", path, owner ? "may-remove = yes" : "may-shrink-to = SIZE");
	/* where the kernel places it, no plan has a base for it */
	q->text = arena_printf(arena, "%s%s, %s%s: %s %s", path,
						   owner && node->label ? arena_printf(arena, " (%s)", node->label) : "",
						   size_text(arena, range.size),
						   node->reg.count ? arena_printf(arena, " at 0x%llx", (unsigned long long)range.base) : "",
						   owner ? "who owns it? If nobody, it can go:"
								 : "how much of it is in use at most? All but one granule would bring",
						   brings(arena, plan, q));
}

static bool may_ask(const struct plan *plan, size_t n)
{
	const struct place *from = &plan->from.places[n], *to = &plan->to.places[n];

	return plan->limits[n].asks && !to->removed && to->range.size > 0 &&
		   (plan->limits[n].asks == ASKS_NEED || place_equal(from, to));
}

static bool helps_a_need(const struct plan *plan, const struct trial *trial)
{
	for (size_t i = 0; i < plan->need_count; i++)
		if (need_in_blocks(&plan->needs[i]) && trial->values[i].value > plan->after.values[i].value)
			return true;
	return false;
}

static int by_gain(const void *a, const void *b)
{
	const struct question *x = a, *y = b;

	return x->gain_pages != y->gain_pages ? (x->gain_pages < y->gain_pages) - (x->gain_pages > y->gain_pages)
										  : (x->node > y->node) - (x->node < y->node);
}

void questions_find(struct arena *arena, struct bench *bench, struct plan *plan)
{
	size_t asked = 0;

	for (size_t n = 0; n < plan->from.count && !plan->before.met; n++) {
		struct question q = { .node = n };
		struct layout layout;
		struct trial trial;

		if (!may_ask(plan, n) || plan->question_count == MOST_QUESTIONS || asked++ >= MOST_ASKED)
			continue;
		layout = answered(arena, plan, n);
		trial = trial_glance(arena, bench, &layout);
		q.gain_pages = trial.usable_pages - plan->after.usable_pages;
		q.values = trial.values;
		if (!trial.legal || (q.gain_pages <= 0 && !helps_a_need(plan, &trial)))
			continue;
		q.gain_pages = q.gain_pages > 0 ? q.gain_pages : 0;
		tell(arena, plan, &q);
		arena_push(arena, plan->questions, plan->question_count, q);
	}
	if (plan->question_count)
		sort_items(plan->questions, plan->question_count, sizeof(*plan->questions), by_gain);
}
