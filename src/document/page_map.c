/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map: the drawing, and each item of it as a row. */
#include <inttypes.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "document/amount.h"
#include "document/map_drawing.h"
#include "document/map_words.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "findings/findings.h"
#include "util/arena.h"
#include "util/size.h"
#include "util/sort.h"

/* Names in one list below the map. */
#define MOST_NAMES 8

enum { NUMBER, ADDRESS, SIZE, KIND, NAME, USERS, SOURCE, COLUMNS };

static const struct page_column columns[COLUMNS] = {
	[NUMBER] = { "", COLUMN_NUMBER },     [ADDRESS] = { "address", COLUMN_ADDRESS },
	[SIZE] = { "size", COLUMN_NUMBER },   [KIND] = { "kind", COLUMN_WORD },
	[NAME] = { "what", COLUMN_TEXT },     [USERS] = { "used by", COLUMN_LINE },
	[SOURCE] = { "source", COLUMN_CODE },
};

struct view {
	struct page *page;
	const struct report *report;
	const struct map_drawing *d;
	struct page_table *table;
	size_t banks_seen;
};

const struct map_drawing *page_drawing(struct page *page, const struct report *report)
{
	if (!page->drawing)
		page->drawing = map_drawing_new(page->arena, report);
	return page->drawing;
}

/* What has a path, by the path; of one path in the order in which it stood. */
struct link {
	const char *path;
	size_t at;
};

struct links {
	struct link *list;
	size_t count;
};

struct page_links {
	struct links items, findings;
};

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct link *)a)->path, ((const struct link *)b)->path);
}

static const struct page_links *links_of(struct page *page, const struct report *report)
{
	const struct map_drawing *d = page_drawing(page, report);
	struct page_links *links;

	if (page->links)
		return page->links;
	links = arena_new_object(page->arena, struct page_links);
	for (size_t i = 0; i < d->map.count; i++) {
		const struct map_item *item = &d->map.items[i];

		if (item->kind == MAP_REGION && item->region->path && map_number(d, item))
			arena_push(page->arena, links->items.list, links->items.count, ((struct link){ item->region->path, i }));
	}
	for (size_t i = 0; report->findings && i < report->findings->count; i++)
		arena_push(page->arena, links->findings.list, links->findings.count,
				   ((struct link){ report->findings->items[i].path, i }));
	sort_items(links->items.list, links->items.count, sizeof(struct link), by_path);
	sort_items(links->findings.list, links->findings.count, sizeof(struct link), by_path);
	page->links = links;
	return links;
}

/* How many come before the path, or, with `own`, do not come behind it. */
static size_t links_before(const struct links *links, const char *path, bool own)
{
	size_t low = 0, high = links->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(links->list[middle].path, path) < own)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many there are of the path, and the first of them. */
static size_t find_links(const struct links *links, const char *path, size_t *first)
{
	size_t before = links_before(links, path, false), count = links_before(links, path, true) - before;

	if (count)
		*first = links->list[before].at;
	return count;
}

const struct map_item *page_region_item(struct page *page, const struct report *report, const char *path)
{
	const struct map_item *items = page_drawing(page, report)->map.items;
	size_t first;

	return find_links(&links_of(page, report)->items, path, &first) ? &items[first] : NULL;
}

size_t page_findings_about(struct page *page, const struct report *report, const char *path, size_t *first)
{
	return find_links(&links_of(page, report)->findings, path, first);
}

const char *page_row_id(struct page *page, size_t number)
{
	return arena_printf(page->arena, "m%zu", number);
}

const char *page_slot_id(struct arena *arena, size_t number)
{
	return arena_printf(arena, "slot-%zu", number);
}

const char *page_finding_id(struct page *page, size_t index)
{
	return arena_printf(page->arena, "f%zu", index + 1);
}

/* The first finding about the region of the item, and how many there are. */
static size_t findings_of(const struct view *v, const struct map_item *item, size_t *first)
{
	if (item->kind != MAP_REGION || !item->region->path ||
		page_region_item(v->page, v->report, item->region->path) != item)
		return 0;
	return page_findings_about(v->page, v->report, item->region->path, first);
}

/* From its slot or a finding. */
static bool is_led_to(const struct view *v, const struct map_item *item)
{
	size_t first;

	return map_number(v->d, item) && (map_shows(v->d, item) || findings_of(v, item, &first));
}

static const char *users_of(const struct view *v, const struct map_item *item)
{
	const char *users = map_users(v->page->arena, v->report->boot, item, 3);
	bool in_tree = item->kind == MAP_REGION && item->region->node != SIZE_MAX && !item->further;

	return *users || !in_tree ? users : "no device";
}

static const char *what(const struct view *v, const struct map_item *item)
{
	struct arena *arena = v->page->arena;
	const char *name = map_name(arena, v->report->boot, item), *note = map_note(arena, v->report->boot, item);
	const char *trouble = map_troubles(arena, item);

	if (*trouble)
		note = *note ? arena_printf(arena, "%s; %s", note, trouble) : trouble;
	if (!*note)
		return name;
	return *name ? arena_printf(arena, "%s: %s", name, note) : note;
}

static enum tone tone_of(const struct view *v, const struct map_item *item)
{
	if (*map_troubles(v->page->arena, item))
		return TONE_BAD;
	if (item->kind == MAP_FREE && map_is_small_gap(v->report->boot, item))
		return TONE_WARN;
	return map_number(v->d, item) ? TONE_PLAIN : TONE_FAINT;
}

/* Without its folder, for which a table has no room. */
static const char *source_of(const struct view *v, const struct map_item *item)
{
	const char *source = map_source(v->page->arena, v->report, item);
	const char *slash = source ? strrchr(source, '/') : NULL;

	return slash ? slash + 1 : source;
}

static void add_item(const struct view *v, const struct map_item *item)
{
	struct arena *arena = v->page->arena;
	size_t number = map_number(v->d, item), first = 0, findings = findings_of(v, item, &first);
	struct page_cell cells[COLUMNS] = {
		[NUMBER] = { .text = number ? arena_printf(arena, "%zu", number) : NULL,
					 .link = number && map_shows(v->d, item) ? page_slot_id(arena, number) : NULL },
		[ADDRESS] = { .text = arena_printf(arena, "%s%s", item->estimated ? "~" : "",
										   amount_address(arena, item->range.base)) },
		[SIZE] = { .text = size_text_fixed(arena, item->range.size) },
		[KIND] = { .text = map_kind(item), .has_key = item->kind != MAP_HOLE, .key = map_colour(item) },
		[NAME] = { .text = what(v, item), .tone = tone_of(v, item) },
		[USERS] = { .text = users_of(v, item), .tone = TONE_FAINT },
		[SOURCE] = { .text = source_of(v, item), .tone = TONE_FAINT },
	};

	if (findings) {
		cells[NAME].more = findings == 1 ? "finding" : "findings";
		cells[NAME].more_link = page_finding_id(v->page, first);
	}
	page_row(v->page, v->table, cells)->id = is_led_to(v, item) ? page_row_id(v->page, number) : NULL;
}

static const char *border_words(struct view *v, const struct map_item *item)
{
	struct arena *arena = v->page->arena;
	const char *size = size_text(arena, item->range.size);

	if (item->kind == MAP_ZONE)
		return arena_printf(arena, "zone %s", item->zone->title);
	if (v->d->bank_count == 1)
		return arena_printf(arena, "bank of %s", size);
	return arena_printf(arena, "bank %zu of %zu, %s", ++v->banks_seen, v->d->bank_count, size);
}

/* A bank, and the zone that begins with it, share one row. Returns the index of the item behind it. */
static size_t add_border(struct view *v, size_t i)
{
	const struct map_item *items = v->d->map.items;
	uint64_t base = items[i].range.base;
	const char *text = "";

	for (; i < v->d->map.count && items[i].kind <= MAP_ZONE && items[i].range.base == base; i++)
		text = arena_printf(v->page->arena, "%s%s%s", text, *text ? ", " : "", border_words(v, &items[i]));
	page_row_heading(v->page, v->table, text);
	return i;
}

static bool is_estimated(const struct memory_map *map)
{
	bool estimated = false;

	for (size_t i = 0; i < map->count; i++)
		estimated = estimated || map->items[i].estimated;
	return estimated;
}

/* The regions by name, or only how many of them where that would fill the page. */
static void add_disabled(struct page *page, const struct boot *boot)
{
	const char *names = "";
	size_t count = 0;

	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].outcome == REGION_DISABLED && ++count <= MOST_NAMES)
			names = arena_printf(page->arena, "%s%s%s", names, *names ? ", " : "", boot->regions[i].name);
	if (count > MOST_NAMES)
		names = arena_printf(page->arena, "%s and %zu more", names, count - MOST_NAMES);
	if (count)
		page_text(page, TONE_FAINT, arena_printf(page->arena, "Disabled in the tree: %s.", names));
}

void page_memory_map(struct page *page, const struct report *report)
{
	struct view v = { page, report, page_drawing(page, report), NULL, 0 };
	const char *gaps = map_gaps(page->arena, report->boot, &v.d->map);

	page_section(page, "map", "Physical memory", is_estimated(&v.d->map) ? "~ place estimated" : NULL);
	page_map(page, v.d);
	v.table = page_table(page, columns, report->sources ? COLUMNS : SOURCE);
	v.table->aside = 1u << NUMBER | 1u << SOURCE;
	v.table->joined = USERS;
	for (size_t i = 0; i < v.d->map.count;)
		if (v.d->map.items[i].kind <= MAP_ZONE)
			i = add_border(&v, i);
		else
			add_item(&v, &v.d->map.items[i++]);
	if (*gaps)
		page_text(page, TONE_FAINT, arena_printf(page->arena, "Free: %s.", gaps));
	add_disabled(page, report->boot);
}
