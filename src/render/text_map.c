/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map: banks, zones, regions and gaps in address order. */
#include <inttypes.h>

#include "board/board.h"
#include "boot/boot.h"
#include "document/map_words.h"
#include "document/memory_map.h"
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

/* --- rows ---------------------------------------------------------------------------------- */

static const char *what(const struct view *v, const struct map_item *item, const char *notes)
{
	const char *name = map_name(v->pen->arena, v->boot, item), *trouble = map_troubles(v->pen->arena, item);

	if (*trouble)
		notes = *notes ? arena_printf(v->pen->arena, "%s; %s", notes, trouble) : trouble;
	return *notes ? arena_printf(v->pen->arena, "%s  %s", name, notes) : name;
}

static void add_row(struct view *v, const struct map_item *item, const char *text, enum tint tint)
{
	const char *address = pen_address(v->pen, item->range.base);
	const struct cell cells[COLUMNS] = {
		[ADDRESS] = { arena_printf(v->pen->arena, "%s%s", item->estimated ? "~" : "", address), TINT_PLAIN },
		[SIZE] = { pen_size_fixed(v->pen, item->range.size), TINT_PLAIN },
		[KIND] = { map_kind(item), tint },
		[WHAT] = { text, tint },
	};

	table_add(v->table, cells);
}

static void add_region(struct view *v, const struct map_item *item)
{
	enum tint tint = *map_troubles(v->pen->arena, item) ? TINT_WARN : TINT_PLAIN;
	const char *users = map_users(v->pen->arena, v->boot, item, 1);

	if (*users)
		users = arena_printf(v->pen->arena, "%s %s", v->pen->style->unicode ? "←" : "<-", users);
	add_row(v, item, what(v, item, users), tint);
}

static void add_own(struct view *v, const struct map_item *item)
{
	const char *text = what(v, item, map_note(v->pen->arena, v->boot, item));

	add_row(v, item, text, item->overlaps ? TINT_WARN : TINT_PLAIN);
}

static void add_gap(struct view *v, const struct map_item *item)
{
	enum tint tint = TINT_FAINT;

	if (item->kind == MAP_FREE)
		tint = map_is_small_gap(v->boot, item) ? TINT_WARN : TINT_GOOD;
	add_row(v, item, map_note(v->pen->arena, v->boot, item), tint);
}

static const char *border_text(struct view *v, const struct map_item *item)
{
	struct arena *arena = v->pen->arena;
	const char *size = pen_size(v->pen, item->range.size);

	if (item->kind == MAP_ZONE)
		return arena_printf(arena, "zone %s", item->zone->title);
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
	if (item->kind == MAP_REGION)
		add_region(v, item);
	else if (item->kind == MAP_OWN)
		add_own(v, item);
	else
		add_gap(v, item);
}

/* --- below the map ------------------------------------------------------------------------------ */

static void write_gaps(const struct view *v)
{
	const char *text = map_gaps(v->pen->arena, v->boot, v->map);

	if (*text)
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
