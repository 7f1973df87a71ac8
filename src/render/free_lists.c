/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/free_lists.h"

#include <inttypes.h>
#include <string.h>

#include "alloc/fragmentation.h"
#include "alloc/zone_state.h"
#include "render/table.h"
#include "util/arena.h"
#include "util/number.h"

/* The kernel's spelling and order (linux:mm/page_alloc.c:migratetype_names); what few zones hold is left out
 * where there is none. */
static const struct {
	enum migratetype type;
	const char *name;
	bool always;
} types[] = {
	{ MIGRATE_UNMOVABLE, "Unmovable", true },     { MIGRATE_MOVABLE, "Movable", true },
	{ MIGRATE_RECLAIMABLE, "Reclaimable", true }, { MIGRATE_RESERVE, "Reserve", false },
	{ MIGRATE_HIGHATOMIC, "HighAtomic", false },  { MIGRATE_CMA, "CMA", true },
	{ MIGRATE_ISOLATE, "Isolate", false },
};

static bool is_held(const struct memory_state *memory, size_t t)
{
	for (size_t i = 0; i < memory->zone_count && !types[t].always; i++)
		if (memory->zones[i].pageblocks[types[t].type] || zone_list_pages(&memory->zones[i], types[t].type))
			return true;
	return types[t].always;
}

static const char *number(const struct pen *pen, int64_t count)
{
	return arena_printf(pen->arena, "%" PRId64, count);
}

static struct cell faint_number(const struct pen *pen, int64_t count)
{
	return (struct cell){ number(pen, count), count ? TINT_PLAIN : TINT_FAINT };
}

/* `lefts` columns of words, the others of numbers. */
static const struct column *columns_of(const struct pen *pen, size_t lefts, size_t count)
{
	struct column *columns = arena_alloc(pen->arena, count * sizeof(*columns));

	for (size_t i = 0; i < count; i++)
		columns[i] = (struct column){ .align = i < lefts ? ALIGN_LEFT : ALIGN_RIGHT, .gap = i ? 2 : 0 };
	return columns;
}

/* --- free blocks -------------------------------------------------------------------- */

enum { ZONE, TYPE, FIRST_ORDER };

static void add_free_row(const struct pen *pen, struct table *table, const struct memory_state *memory,
						 const struct zone_state *zone, size_t t)
{
	unsigned int orders = memory->kernel.max_order + 1;
	struct cell *cells = arena_alloc(pen->arena, (FIRST_ORDER + orders) * sizeof(*cells));

	cells[ZONE] = (struct cell){ t ? "" : gfp_zone_name(zone->kind), TINT_HEADING };
	cells[TYPE] = (struct cell){ types[t].name, TINT_PLAIN };
	for (unsigned int o = 0; o < orders; o++)
		cells[FIRST_ORDER + o] = faint_number(pen, zone->nr_free[types[t].type][o]);
	table_add(table, cells);
}

void free_blocks_write(const struct pen *pen, const struct memory_state *memory)
{
	unsigned int orders = memory->kernel.max_order + 1;
	size_t count = FIRST_ORDER + orders;
	struct table *table = table_new(pen, columns_of(pen, FIRST_ORDER, count), count);
	struct cell *head = arena_alloc(pen->arena, count * sizeof(*head));

	head[ZONE] = (struct cell){ "zone", TINT_FAINT };
	head[TYPE] = (struct cell){ "order", TINT_FAINT };
	for (unsigned int o = 0; o < orders; o++)
		head[FIRST_ORDER + o] = (struct cell){ number(pen, o), TINT_FAINT };
	table_add(table, head);
	for (size_t i = 0; i < memory->zone_count; i++)
		for (size_t t = 0; t < ARRAY_SIZE(types); t++)
			if (is_held(memory, t))
				add_free_row(pen, table, memory, &memory->zones[i], t);
	table_write(table);
}

/* --- pageblocks --------------------------------------------------------------------- */

/* One cell a type that is held; returns how many. `zone` NULL: the heads. */
static size_t pageblock_cells(const struct pen *pen, const struct memory_state *memory,
							  const struct zone_state *zone, struct cell *cells)
{
	size_t count = 0;

	for (size_t t = 0; t < ARRAY_SIZE(types); t++) {
		if (!is_held(memory, t))
			continue;
		cells[count++] = zone ? (struct cell){ number(pen, zone->pageblocks[types[t].type]), TINT_PLAIN }
							  : (struct cell){ types[t].name, TINT_FAINT };
	}
	return count;
}

void pageblocks_write(const struct pen *pen, const struct memory_state *memory)
{
	struct cell cells[1 + ARRAY_SIZE(types)] = { { "zone", TINT_FAINT } };
	size_t count = 1 + pageblock_cells(pen, memory, NULL, cells + 1);
	struct table *table = table_new(pen, columns_of(pen, 1, count), count);

	table_add(table, cells);
	for (size_t i = 0; i < memory->zone_count; i++) {
		cells[0] = (struct cell){ gfp_zone_name(memory->zones[i].kind), TINT_HEADING };
		pageblock_cells(pen, memory, &memory->zones[i], cells + 1);
		table_add(table, cells);
	}
	table_write(table);
}

/* --- indices ------------------------------------------------------------------------- */

#define INDICES 4

static void indices_of(const struct zone_state *zone, unsigned int order, int values[INDICES])
{
	const unsigned int no_cma = TYPES_ALL & ~TYPE_BIT(CMA);

	values[0] = unusable_index(zone, TYPES_ALL, order);
	values[1] = unusable_index(zone, no_cma, order);
	values[2] = extfrag_index(zone, TYPES_ALL, order);
	values[3] = extfrag_index(zone, no_cma, order);
}

static void add_index_row(const struct pen *pen, struct table *table, const struct zone_state *zone,
						  unsigned int first, unsigned int last)
{
	struct cell cells[2 + INDICES] = { { first ? "" : gfp_zone_name(zone->kind), TINT_HEADING } };
	int values[INDICES];
	char text[32];

	indices_of(zone, first, values);
	cells[1] = (struct cell){ number(pen, first), TINT_FAINT };
	if (last > first)
		cells[1].text = arena_printf(pen->arena, "%u..%u", first, last);
	for (size_t i = 0; i < INDICES; i++)
		cells[2 + i].text = arena_strdup(pen->arena, index_format(values[i], text, sizeof(text)));
	table_add(table, cells);
}

/* Orders in a row that have the same values share one line. */
static void add_index_rows(const struct pen *pen, struct table *table, const struct zone_state *zone,
						   unsigned int max_order)
{
	unsigned int first = 0;
	int now[INDICES], next[INDICES];

	for (unsigned int order = 0; order <= max_order; order++) {
		indices_of(zone, order, now);
		indices_of(zone, order + 1, next);
		if (order < max_order && memcmp(now, next, sizeof(now)) == 0)
			continue;
		add_index_row(pen, table, zone, first, order);
		first = order + 1;
	}
}

void indices_write(const struct pen *pen, const struct memory_state *memory)
{
	static const struct cell head[] = {
		{ "zone", TINT_FAINT },        { "order", TINT_FAINT },         { "unusable_index", TINT_FAINT },
		{ "without CMA", TINT_FAINT }, { "extfrag_index", TINT_FAINT }, { "without CMA", TINT_FAINT },
	};
	struct table *table = table_new(pen, columns_of(pen, 1, ARRAY_SIZE(head)), ARRAY_SIZE(head));

	table_add(table, head);
	for (size_t i = 0; i < memory->zone_count; i++)
		add_index_rows(pen, table, &memory->zones[i], memory->kernel.max_order);
	table_write(table);
}
