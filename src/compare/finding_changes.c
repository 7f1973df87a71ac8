/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which findings a change brings, and which it mends. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "util/arena.h"
#include "util/sort.h"

NAMER(finding_change_name, finding_change, FINDING_CHANGES, ENUM_NAME)

/* A finding under the paths that its nodes have on the new side. */
struct entry {
	const struct finding *finding;
	const char *path, *other_path;
	const struct finding *partner; /* the same on the other side, or NULL */
};

struct side {
	struct entry *entries; /* as the findings stand */
	struct entry **sorted;
	size_t count;
};

static const char *path_now(const struct comparison *c, const char *path)
{
	for (size_t i = 0; path && i < c->rename_count; i++)
		if (strcmp(c->renames[i].old, path) == 0)
			return c->renames[i].new;
	return path;
}

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* 0 for what is the same finding. */
static int compare_entries(const struct entry *a, const struct entry *b)
{
	int order = strcmp(a->finding->rule->id, b->finding->rule->id);

	if (!order)
		order = strcmp(a->path, b->path);
	if (!order)
		order = compare_texts(a->other_path, b->other_path);
	return order ? order : compare_texts(a->finding->property, b->finding->property);
}

static int in_order(const void *a, const void *b)
{
	return compare_entries(*(struct entry *const *)a, *(struct entry *const *)b);
}

static struct side side_of(const struct comparison *c, const struct findings *list, bool old)
{
	struct side side = { arena_alloc(c->arena, (list->count + 1) * sizeof(*side.entries)),
						 arena_alloc(c->arena, (list->count + 1) * sizeof(*side.sorted)), list->count };

	for (size_t i = 0; i < list->count; i++) {
		const struct finding *f = &list->items[i];

		side.entries[i] = (struct entry){ .finding = f,
										  .path = old ? path_now(c, f->path) : f->path,
										  .other_path = old ? path_now(c, f->other_path) : f->other_path };
		side.sorted[i] = &side.entries[i];
	}
	if (side.count)
		sort_items(side.sorted, side.count, sizeof(struct entry *), in_order);
	return side;
}

/* Several may be the same: the first of the one side is the first of the other. */
static void find_partners(const struct side *old, const struct side *new)
{
	size_t i = 0, j = 0;

	while (i < old->count && j < new->count) {
		int order = compare_entries(old->sorted[i], new->sorted[j]);

		if (order == 0) {
			old->sorted[i]->partner = new->sorted[j]->finding;
			new->sorted[j]->partner = old->sorted[i]->finding;
		}
		i += order <= 0;
		j += order >= 0;
	}
}

static void add_diff(struct comparison *c, enum finding_change change, const struct finding *finding)
{
	struct finding_diff diff = { change, finding };

	arena_push(c->arena, c->findings, c->finding_count, diff);
}

void compare_findings(struct comparison *c)
{
	struct side old = side_of(c, c->old.findings, true), new = side_of(c, c->new.findings, false);

	find_partners(&old, &new);
	for (size_t i = 0; i < new.count; i++) {
		const struct finding *f = new.entries[i].finding, *before = new.entries[i].partner;

		if (!before)
			add_diff(c, FINDING_NEW, f);
		else if (before->severity != f->severity)
			add_diff(c, f->severity > before->severity ? FINDING_WORSE : FINDING_BETTER, f);
	}
	for (size_t i = 0; i < old.count; i++)
		if (!old.entries[i].partner)
			add_diff(c, FINDING_GONE, old.entries[i].finding);
}
