/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which region of the one tree is which of the other: a move changes the node's name, too. */
#include <string.h>

#include "board/board.h"
#include "compare/compare.h"
#include "util/arena.h"

struct pairing {
	const struct boot *old, *new;
	size_t *partner; /* for each new region the index of the old one, SIZE_MAX: none */
	bool *paired;    /* for each old one */
};

typedef bool (*likeness)(const struct pairing *p, const struct region *old, const struct region *new);

NAMER(change_name, region_change, REGION_CHANGES, ENUM_NAME)

static bool same_path(const struct pairing *p, const struct region *old, const struct region *new)
{
	(void)p;
	return old->path && new->path &&strcmp(old->path, new->path) == 0;
}

static const char *label_of(const struct boot *boot, const struct region *region)
{
	return region->node < boot->board->rmem_count ? boot->board->rmem[region->node].label : NULL;
}

static bool same_label(const struct pairing *p, const struct region *old, const struct region *new)
{
	const char *a = label_of(p->old, old), *b = label_of(p->new, new);

	return a && b && strcmp(a, b) == 0;
}

/* /memreserve/ entries have no name: the same bytes are the same entry, not the same number. */
static bool same_stem(const struct pairing *p, const struct region *old, const struct region *new)
{
	size_t length = strcspn(old->path, "@");

	(void)p;
	return old->kind != REGION_MEMRESERVE &&
		   new->kind != REGION_MEMRESERVE &&length == strcspn(new->path, "@") &&
		   strncmp(old->path, new->path, length) == 0;
}

static bool same_reservation(const struct pairing *p, const struct region *old, const struct region *new)
{
	(void)p;
	return old->kind == REGION_MEMRESERVE && new->kind == REGION_MEMRESERVE &&
		   old->range.base == new->range.base && old->range.size == new->range.size;
}

/* Two for one are no pair: who moved cannot be told. */
static bool is_only_match(const struct pairing *p, size_t i, size_t j, likeness alike)
{
	for (size_t k = 0; k < p->old->region_count; k++)
		if (k != i && !p->paired[k] && alike(p, &p->old->regions[k], &p->new->regions[j]))
			return false;
	for (size_t k = 0; k < p->new->region_count; k++)
		if (k != j && p->partner[k] == SIZE_MAX && alike(p, &p->old->regions[i], &p->new->regions[k]))
			return false;
	return true;
}

static void pair_up(struct pairing *p, likeness alike, bool must_be_only)
{
	for (size_t j = 0; j < p->new->region_count; j++) {
		for (size_t i = 0; i < p->old->region_count && p->partner[j] == SIZE_MAX; i++) {
			if (p->paired[i] || !alike(p, &p->old->regions[i], &p->new->regions[j]))
				continue;
			if (must_be_only && !is_only_match(p, i, j, alike))
				break;
			p->partner[j] = i;
			p->paired[i] = true;
		}
	}
}

static void add_diff(struct comparison *c, enum region_change change, const struct region *old,
					 const struct region *new)
{
	struct region_diff diff = { change, old, new };

	arena_push(c->arena, c->regions, c->region_count, diff);
}

static bool same_extra(const struct region *a, const struct region *b)
{
	return a->extra_count == b->extra_count &&
		   (a->extra_count == 0 || memcmp(a->extra, b->extra, a->extra_count * sizeof(*a->extra)) == 0);
}

static void compare_pair(struct comparison *c, const struct region *old, const struct region *new)
{
	struct rename rename = { old->path, new->path };
	bool moved = old->range.base != new->range.base, resized = old->range.size != new->range.size;

	if (strcmp(old->path, new->path) != 0)
		arena_push(c->arena, c->renames, c->rename_count, rename);
	if (moved && resized)
		add_diff(c, CHANGE_MOVED_RESIZED, old, new);
	else if (moved || resized)
		add_diff(c, moved ? CHANGE_MOVED : CHANGE_RESIZED, old, new);
	else if (old->kind != new->kind || old->outcome != new->outcome || old->taken != new->taken ||
			 !same_extra(old, new))
		add_diff(c, CHANGE_OTHER, old, new);
}

/* A row that only keeps the kernel's line about /reserved-memory, be there such a node or not. */
static bool is_line(const struct region *r)
{
	return r->node == SIZE_MAX && r->kind == REGION_RESERVED && !r->range.size;
}

void compare_regions(struct comparison *c)
{
	struct pairing p = { .old = c->old.boot, .new = c->new.boot };

	p.partner = arena_alloc(c->arena, p.new->region_count * sizeof(*p.partner));
	p.paired = arena_alloc(c->arena, p.old->region_count * sizeof(*p.paired));
	for (size_t j = 0; j < p.new->region_count; j++)
		p.partner[j] = SIZE_MAX;
	pair_up(&p, same_reservation, false);
	pair_up(&p, same_path, false);
	pair_up(&p, same_label, false);
	pair_up(&p, same_stem, true);
	for (size_t i = 0; i < p.old->region_count; i++)
		if (!p.paired[i] && !is_line(&p.old->regions[i]))
			add_diff(c, CHANGE_REMOVED, &p.old->regions[i], NULL);
	for (size_t j = 0; j < p.new->region_count; j++) {
		if (is_line(&p.new->regions[j]))
			continue;
		if (p.partner[j] == SIZE_MAX)
			add_diff(c, CHANGE_ADDED, NULL, &p.new->regions[j]);
		else
			compare_pair(c, &p.old->regions[p.partner[j]], &p.new->regions[j]);
	}
}
