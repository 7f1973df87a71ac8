/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which findings a change brings, and which it mends. */
#include <string.h>

#include "compare/compare.h"
#include "util/arena.h"

const char *finding_change_name(enum finding_change change)
{
	static const char *const names[] = { "new", "worse", "better", "gone" };

	return names[change];
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Findings under the paths that their nodes have on the new side. */
struct renamed {
	const struct findings *list;
	const struct comparison *c; /* NULL: they are the new side's */
};

static const char *path_now(const struct renamed *side, const char *path)
{
	for (size_t i = 0; side->c && path && i < side->c->rename_count; i++)
		if (strcmp(side->c->renames[i].old, path) == 0)
			return side->c->renames[i].new;
	return path;
}

static bool is_same(const struct renamed *as, const struct finding *a, const struct renamed *bs,
					const struct finding *b)
{
	return a->rule == b->rule && strcmp(path_now(as, a->path), path_now(bs, b->path)) == 0 &&
		   same_text(path_now(as, a->other_path), path_now(bs, b->other_path)) &&
		   same_text(a->property, b->property);
}

/* Several may be the same: the first of the one side is the first of the other. */
static const struct finding *partner_of(const struct renamed *own, size_t index, const struct renamed *others)
{
	const struct finding *f = &own->list->items[index];
	size_t twins = 0;

	for (size_t i = 0; i < index; i++)
		twins += is_same(own, &own->list->items[i], own, f);
	for (size_t i = 0; i < others->list->count; i++)
		if (is_same(others, &others->list->items[i], own, f) && twins-- == 0)
			return &others->list->items[i];
	return NULL;
}

static void add_diff(struct comparison *c, enum finding_change change, const struct finding *finding)
{
	struct finding_diff diff = { change, finding };

	arena_push(c->arena, c->findings, c->finding_count, diff);
}

void compare_findings(struct comparison *c)
{
	const struct renamed old = { c->old.findings, c }, new = { c->new.findings, NULL };

	for (size_t i = 0; i < new.list->count; i++) {
		const struct finding *f = &new.list->items[i], *before = partner_of(&new, i, &old);

		if (!before)
			add_diff(c, FINDING_NEW, f);
		else if (before->severity != f->severity)
			add_diff(c, f->severity > before->severity ? FINDING_WORSE : FINDING_BETTER, f);
	}
	for (size_t i = 0; i < old.list->count; i++)
		if (!partner_of(&old, i, &new))
			add_diff(c, FINDING_GONE, &old.list->items[i]);
}
