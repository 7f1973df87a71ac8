/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map: banks, zones, regions and gaps in address order. */
#include <inttypes.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "render/memory_map.h"
#include "render/sections.h"
#include "render/table.h"
#include "util/arena.h"
#include "util/number.h"

enum { ADDRESS, SIZE, KIND, WHAT, COLUMNS };

static const struct column columns[COLUMNS] = {
	[ADDRESS] = { .align = ALIGN_LEFT },
	[SIZE] = { .align = ALIGN_RIGHT, .gap = 1 },
	[KIND] = { .align = ALIGN_LEFT, .gap = 2 },
	[WHAT] = { .align = ALIGN_LEFT, .gap = 2, .flexible = true },
};

struct view {
	const struct pen *pen;
	const struct boot *boot;
	const struct memory_map *map;
	struct table *table;
	size_t banks_seen;
};

static const char *join(const struct view *v, const char *a, const char *b)
{
	return *a ? arena_printf(v->pen->arena, "%s, %s", a, b) : b;
}

/* --- what is told of a region ------------------------------------------------------------ */

static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static const char *users_of(const struct view *v, const struct region *r)
{
	const struct rmem_node *node = r->node == SIZE_MAX ? NULL : &v->boot->board->rmem[r->node];
	const char *arrow = v->pen->style->unicode ? "←" : "<-";

	if (!node)
		return "";
	if (!node->consumer_count)
		return "no device refers to it";
	if (node->consumer_count == 1)
		return arena_printf(v->pen->arena, "%s %s", arrow, last_name(node->consumers[0]));
	return arena_printf(v->pen->arena, "%s %s and %zu more", arrow, last_name(node->consumers[0]),
						node->consumer_count - 1);
}

static bool is_default_pool(const struct view *v, const struct region *r)
{
	for (size_t i = 0; i < v->boot->cma_count; i++)
		if (v->boot->cma[i].region == (size_t)(r - v->boot->regions))
			return v->boot->cma[i].is_default;
	return false;
}

/* What the name alone does not tell, in brackets behind it. */
static const char *region_name(const struct view *v, const struct map_item *item)
{
	const struct region *r = item->region;
	const char *marks = "";

	if (item->further)
		marks = "further range";
	if (is_default_pool(v, r) && r->node != SIZE_MAX)
		marks = join(v, marks, "default");
	if (r->dynamic)
		marks = join(v, marks, "placed by Linux");
	return *marks ? arena_printf(v->pen->arena, "%s (%s)", r->name, marks) : r->name;
}

/* What is wrong with it, or "". */
static const char *troubles(const struct view *v, const struct map_item *item)
{
	const char *text = "";

	if (item->region && item->region->outcome != REGION_APPLIED)
		text = join(v, text, region_outcome_name(item->region->outcome));
	if (item->overlaps)
		text = join(v, text, arena_printf(v->pen->arena, "overlaps %s", item->overlaps));
	if (item->outside)
		text = join(v, text, "outside the DDR");
	return text;
}

/* --- rows ---------------------------------------------------------------------------------- */

static const char *what(const struct view *v, const struct map_item *item, const char *name,
						const char *notes)
{
	const char *trouble = troubles(v, item);

	if (*trouble)
		notes = *notes ? arena_printf(v->pen->arena, "%s; %s", trouble, notes) : trouble;
	return *notes ? arena_printf(v->pen->arena, "%s  %s", name, notes) : name;
}

static void add_row(struct view *v, const struct map_item *item, const char *kind, const char *text,
					enum tint tint)
{
	const char *address = pen_address(v->pen, item->range.base, v->map->digits);
	const struct cell cells[COLUMNS] = {
		[ADDRESS] = { arena_printf(v->pen->arena, "%s%s", item->estimated ? "~" : " ", address), TINT_PLAIN },
		[SIZE] = { pen_size_fixed(v->pen, item->range.size), TINT_PLAIN },
		[KIND] = { kind, tint },
		[WHAT] = { text, tint },
	};

	table_add(v->table, cells);
}

static void add_region(struct view *v, const struct map_item *item)
{
	const struct region *r = item->region;
	enum tint tint = *troubles(v, item) ? TINT_WARN : TINT_PLAIN;

	add_row(v, item, region_kind_name(r->kind),
			what(v, item, region_name(v, item), item->further ? "" : users_of(v, r)), tint);
}

static void add_own(struct view *v, const struct map_item *item)
{
	const char *gaps = "";

	if (item->free_bytes >= KIB(64))
		gaps = arena_printf(v->pen->arena, "(%s of it free)", pen_size(v->pen, item->free_bytes));
	add_row(v, item, "kernel", what(v, item, item->name, gaps), item->overlaps ? TINT_WARN : TINT_PLAIN);
}

static void add_free(struct view *v, const struct map_item *item)
{
	const struct kernel *k = v->boot->kernel;
	const char *note = "";
	bool is_hole = item->largest_order < k->pageblock_order;

	if (is_hole)
		note = arena_printf(v->pen->arena, "hole: no block above order %u fits", item->largest_order);
	else if (item->largest_order < k->max_order)
		note = arena_printf(v->pen->arena, "no block above order %u fits", item->largest_order);
	add_row(v, item, "free", note, is_hole ? TINT_FAINT : TINT_GOOD);
}

static const char *border_text(struct view *v, const struct map_item *item)
{
	struct arena *arena = v->pen->arena;
	const char *size = pen_size(v->pen, item->range.size);

	if (item->kind == MAP_ZONE)
		return arena_printf(arena, "zone %s", item->zone->name);
	if (v->map->bank_count == 1)
		return arena_printf(arena, "bank of %s", size);
	return arena_printf(arena, "bank %zu of %zu, %s", ++v->banks_seen, v->map->bank_count, size);
}

/* A bank, and the zone that begins with it, share one line. Returns the index of the item behind it. */
static size_t add_border(struct view *v, size_t i)
{
	uint64_t base = v->map->items[i].range.base;
	const char *text = "";

	for (; i < v->map->count && v->map->items[i].kind <= MAP_ZONE && v->map->items[i].range.base == base; i++)
		text = join(v, text, border_text(v, &v->map->items[i]));
	table_add_line(v->table, text, TINT_HEADING);
	return i;
}

static void add_item(struct view *v, const struct map_item *item)
{
	switch (item->kind) {
	case MAP_REGION:
		add_region(v, item);
		break;
	case MAP_OWN:
		add_own(v, item);
		break;
	case MAP_FREE:
		add_free(v, item);
		break;
	case MAP_UNUSED:
		add_row(v, item, "unused", "not used by Linux", TINT_FAINT);
		break;
	default:
		add_row(v, item, "hole", "no RAM between the banks", TINT_FAINT);
		break;
	}
}

/* Regions that have no place in the map. */
static void write_absent(const struct view *v)
{
	const char *disabled = "";
	size_t count = 0;

	for (size_t i = 0; i < v->boot->region_count; i++) {
		if (v->boot->regions[i].outcome != REGION_DISABLED)
			continue;
		disabled = join(v, disabled, v->boot->regions[i].name);
		count++;
	}
	if (count)
		pen_paragraph(v->pen, " disabled in the tree: ", disabled, TINT_FAINT);
}

void text_map(const struct pen *pen, const struct report *report)
{
	struct memory_map map = memory_map_of(pen->arena, report->boot);
	struct view v = { pen, report->boot, &map, table_new(pen, columns, COLUMNS), 0 };
	bool estimated = false;

	for (size_t i = 0; i < map.count;) {
		estimated |= map.items[i].estimated;
		if (map.items[i].kind <= MAP_ZONE)
			i = add_border(&v, i);
		else
			add_item(&v, &map.items[i++]);
	}
	pen_heading(pen, "MAP", estimated ? "~ place estimated" : NULL);
	table_write(v.table);
	write_absent(&v);
}
