/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compare/compare.h"

#include <string.h>

#include "alloc/usual.h"
#include "kernel/gfp.h"
#include "util/arena.h"

static bool same_estimate(struct estimate a, struct estimate b)
{
	return a.value == b.value && a.low == b.low && a.high == b.high;
}

static void add_figure(struct comparison *c, struct figure_diffs *list, struct figure_diff figure)
{
	if (!same_estimate(figure.old, figure.new))
		arena_push(c->arena, list->items, list->count, figure);
}

/* --- account -------------------------------------------------------------------------- */

static bool same_row(const struct account_row *a, const struct account_row *b)
{
	return strcmp(a->id, b->id) == 0 && strcmp(a->label, b->label) == 0;
}

static const struct account_row *row_like(const struct account *account, const struct account_row *row)
{
	for (size_t i = 0; i < account->count; i++)
		if (same_row(&account->rows[i], row))
			return &account->rows[i];
	return NULL;
}

/* In the order of the new account; rows that only the old one has come last. */
static void compare_account(struct comparison *c)
{
	struct account old = account_of(c->arena, c->old.boot), new = account_of(c->arena, c->new.boot);

	for (size_t i = 0; i < new.count; i++) {
		const struct account_row *row = &new.rows[i], *before = row_like(&old, row);

		add_figure(c, &c->account,
				   (struct figure_diff){ .id = row->id,
										 .label = row->label,
										 .old = before ? before->bytes : exact(0),
										 .new = row->bytes });
	}
	for (size_t i = 0; i < old.count; i++)
		if (!row_like(&new, &old.rows[i]))
			add_figure(c, &c->account,
					   (struct figure_diff){ .id = old.rows[i].id,
											 .label = old.rows[i].label,
											 .old = old.rows[i].bytes,
											 .new = exact(0) });
}

/* --- zones ---------------------------------------------------------------------------- */

static const struct zone *zone_of(const struct boot *boot, unsigned int node, enum zone_type type)
{
	static const struct zone none;
	const struct zone *zone = boot_zone(boot, type, node);

	return zone ? zone : &none;
}

static struct estimate pages(uint64_t count)
{
	return exact((int64_t)count);
}

static void compare_zone(struct comparison *c, unsigned int node, enum zone_type type)
{
	const struct zone *a = zone_of(c->old.boot, node, type), *b = zone_of(c->new.boot, node, type);
	const struct figure_diff figures[] = {
		{ .id = "spanned", .old = pages(a->spanned), .new = pages(b->spanned) },
		{ .id = "present", .old = a->present, .new = b->present },
		{ .id = "managed", .old = a->managed, .new = b->managed },
		{ .id = "cma", .old = a->cma, .new = b->cma },
		{ .id = "min", .old = a->min, .new = b->min },
		{ .id = "low", .old = a->low, .new = b->low },
		{ .id = "high", .old = a->high, .new = b->high },
	};

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		struct figure_diff figure = figures[i];

		figure.label = figure.id;
		figure.zone = b->title ? b->title : a->title;
		if (figure.zone)
			add_figure(c, &c->zones, figure);
	}
}

/* --- headroom ------------------------------------------------------------------------- */

static struct estimate blocks_at(const struct compare_side *side, size_t i)
{
	return side->boot->boots && i < side->headroom->count ? side->headroom->rows[i].blocks : exact(0);
}

static void compare_headroom(struct comparison *c)
{
	static const char *const masks[USUAL_MASKS] = { "GFP_ATOMIC", "GFP_KERNEL", "GFP_HIGHUSER_MOVABLE" };
	size_t count =
		c->old.headroom->count > c->new.headroom->count ? c->old.headroom->count : c->new.headroom->count;

	for (size_t i = 0; i < count; i++)
		add_figure(c, &c->headroom,
				   (struct figure_diff){ .id = "blocks",
										 .label = masks[i % USUAL_MASKS],
										 .order = (unsigned int)(i / USUAL_MASKS),
										 .old = blocks_at(&c->old, i),
										 .new = blocks_at(&c->new, i) });
}

struct comparison *compare(const struct compare_side *old, const struct compare_side *new)
{
	struct arena *arena = arena_new();
	struct comparison *c = arena_new_object(arena, struct comparison);

	*c = (struct comparison){ .arena = arena, .old = *old, .new = *new };
	compare_regions(c);
	compare_account(c);
	for (unsigned int node = 0; node < MAX_NODES; node++)
		for (int type = ZONE_DMA; type <= ZONE_MOVABLE; type++)
			compare_zone(c, node, (enum zone_type)type);
	compare_headroom(c);
	compare_findings(c);
	c->differs = c->region_count || c->account.count || c->zones.count || c->headroom.count ||
				 c->finding_count || old->boot->boots != new->boot->boots;
	tell_costs(c);
	return c;
}

void comparison_free(struct comparison *comparison)
{
	if (comparison)
		arena_free(comparison->arena);
}
