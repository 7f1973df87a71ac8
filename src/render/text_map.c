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

/* Names in one list below the map. */
#define MOST_NAMES 8

enum { ADDRESS, SIZE, KIND, WHAT, COLUMNS };

static const struct column columns[COLUMNS] = {
	[ADDRESS] = { .align = ALIGN_RIGHT, .gap = 1 },
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

	if (!node || !node->consumer_count)
		return "";
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
	const char *name = r->node == SIZE_MAX && r->kind == REGION_CMA ? "default CMA pool" : r->name;
	const char *marks = "";

	if (item->further)
		marks = "further range";
	if (is_default_pool(v, r) && r->node != SIZE_MAX)
		marks = join(v, marks, "default");
	if (r->dynamic)
		marks = join(v, marks, "placed by Linux");
	return *marks ? arena_printf(v->pen->arena, "%s (%s)", name, marks) : name;
}

/* What is wrong with it, or "". */
static const char *troubles(const struct view *v, const struct map_item *item)
{
	const char *text = "";

	if (item->region && item->region->outcome != REGION_APPLIED)
		text = join(v, text, region_outcome_name(item->region->outcome));
	if (item->overlaps)
		text = join(v, text, arena_printf(v->pen->arena, "overlaps %s", item->overlaps));
	if (item->outside == item->range.size)
		text = join(v, text, "outside the DDR");
	else if (item->outside)
		text = join(v, text,
					arena_printf(v->pen->arena, "%s of it outside the DDR", pen_size(v->pen, item->outside)));
	return text;
}

/* --- rows ---------------------------------------------------------------------------------- */

static const char *what(const struct view *v, const struct map_item *item, const char *name,
						const char *notes)
{
	const char *trouble = troubles(v, item);

	if (*trouble)
		notes = *notes ? arena_printf(v->pen->arena, "%s; %s", notes, trouble) : trouble;
	return *notes ? arena_printf(v->pen->arena, "%s  %s", name, notes) : name;
}

static void add_row(struct view *v, const struct map_item *item, const char *kind, const char *text,
					enum tint tint)
{
	const char *address = pen_address(v->pen, item->range.base);
	const struct cell cells[COLUMNS] = {
		[ADDRESS] = { arena_printf(v->pen->arena, "%s%s", item->estimated ? "~" : "", address), TINT_PLAIN },
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
	add_row(v, item, "free", note, is_hole ? TINT_WARN : TINT_GOOD);
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

/* --- below the map ------------------------------------------------------------------------------ */

/* As pahole ends a struct: how many holes, and what they add up to. */
static void write_gaps(const struct view *v)
{
	struct range largest = { 0, 0 };
	uint64_t bytes = 0, small_bytes = 0;
	size_t count = 0, small = 0;
	const struct kernel *k = v->boot->kernel;
	const char *text;

	for (size_t i = 0; i < v->map->count; i++) {
		const struct map_item *item = &v->map->items[i];

		if (item->kind != MAP_FREE)
			continue;
		count++;
		bytes += item->range.size;
		if (item->range.size > largest.size)
			largest = item->range;
		if (item->largest_order < k->pageblock_order) {
			small++;
			small_bytes += item->range.size;
		}
	}
	if (!count)
		return;
	text = arena_printf(v->pen->arena, "%zu gap%s of %s in all, the largest %s at %s", count,
						count == 1 ? "" : "s", pen_size(v->pen, bytes), pen_size(v->pen, largest.size),
						pen_address(v->pen, largest.base));
	if (small)
		text = arena_printf(v->pen->arena, "%s; %zu hole%s of %s cannot hold an order-%u block", text, small,
							small == 1 ? "" : "s", pen_size(v->pen, small_bytes), k->pageblock_order);
	pen_paragraph(v->pen, "free: ", text, TINT_FAINT);
}

static bool is_disabled(const struct view *v, const struct region *r)
{
	(void)v;
	return r->outcome == REGION_DISABLED;
}

static bool is_in_tree(const struct view *v, const struct region *r)
{
	(void)v;
	return r->node != SIZE_MAX && r->taken;
}

static bool is_unreferenced(const struct view *v, const struct region *r)
{
	return is_in_tree(v, r) && !v->boot->board->rmem[r->node].consumer_count;
}

typedef bool (*choice)(const struct view *v, const struct region *r);

static size_t count_of(const struct view *v, choice wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < v->boot->region_count; i++)
		count += wanted(v, &v->boot->regions[i]);
	return count;
}

/* The regions by name, or only how many of them where that would fill the page. */
static void write_names(const struct view *v, const char *lead, choice wanted, choice all)
{
	size_t count = count_of(v, wanted);
	const char *names = "";

	for (size_t i = 0; count <= MOST_NAMES && i < v->boot->region_count; i++)
		if (wanted(v, &v->boot->regions[i]))
			names = join(v, names, v->boot->regions[i].name);
	if (count > MOST_NAMES)
		names = arena_printf(v->pen->arena, "%zu of %zu regions", count, count_of(v, all));
	if (count)
		pen_hanging(v->pen, lead, 6, names, TINT_FAINT);
}

static bool is_any(const struct view *v, const struct region *r)
{
	(void)v;
	return r->node != SIZE_MAX;
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
	write_gaps(&v);
	write_names(&v, "no device refers to ", is_unreferenced, is_in_tree);
	write_names(&v, "disabled in the tree: ", is_disabled, is_any);
}
