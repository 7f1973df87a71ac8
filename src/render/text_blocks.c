/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Free blocks and pageblocks by migratetype, in the shape of /proc/pagetypeinfo. */
#include <inttypes.h>

#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "render/sections.h"
#include "render/table.h"
#include "util/arena.h"
#include "util/number.h"

/* The kernel's spelling and order (linux:mm/page_alloc.c:migratetype_names), less what no zone holds at boot.
 */
static const struct {
	enum migratetype type;
	const char *name;
} types[] = {
	{ MIGRATE_UNMOVABLE, "Unmovable" },
	{ MIGRATE_MOVABLE, "Movable" },
	{ MIGRATE_RECLAIMABLE, "Reclaimable" },
	{ MIGRATE_CMA, "CMA" },
};

enum { ZONE, TYPE, FIRST_ORDER };

static const char *count_text(const struct pen *pen, uint64_t count)
{
	return arena_printf(pen->arena, "%" PRIu64, count);
}

static const struct column *order_columns(const struct pen *pen, size_t count)
{
	struct column *columns = arena_alloc(pen->arena, count * sizeof(*columns));

	for (size_t i = 1; i < count; i++)
		columns[i] = (struct column){ .align = i < FIRST_ORDER ? ALIGN_LEFT : ALIGN_RIGHT, .gap = 2 };
	return columns;
}

static const char *zone_name(const struct boot *boot, const struct zone_state *zone)
{
	for (size_t i = 0; i < boot->zone_count; i++)
		if ((enum gfp_zone)boot->zones[i].type == zone->kind)
			return boot->zones[i].name;
	return "";
}

static void add_free_row(const struct pen *pen, struct table *table, const struct report *report,
						 const struct zone_state *zone, size_t t)
{
	unsigned int orders = report->kernel->max_order + 1;
	struct cell *cells = arena_alloc(pen->arena, (FIRST_ORDER + orders) * sizeof(*cells));

	cells[ZONE] = (struct cell){ t ? "" : zone_name(report->boot, zone), TINT_HEADING };
	cells[TYPE] = (struct cell){ types[t].name, TINT_PLAIN };
	for (unsigned int o = 0; o < orders; o++) {
		int64_t blocks = zone->nr_free[types[t].type][o];

		cells[FIRST_ORDER + o] =
			(struct cell){ count_text(pen, (uint64_t)blocks), blocks ? TINT_PLAIN : TINT_FAINT };
	}
	table_add(table, cells);
}

static void write_free(const struct pen *pen, const struct report *report)
{
	unsigned int orders = report->kernel->max_order + 1;
	size_t count = FIRST_ORDER + orders;
	struct table *table = table_new(pen, order_columns(pen, count), count);
	struct cell *head = arena_alloc(pen->arena, count * sizeof(*head));

	head[ZONE] = (struct cell){ "zone", TINT_FAINT };
	head[TYPE] = (struct cell){ "order", TINT_FAINT };
	for (unsigned int o = 0; o < orders; o++)
		head[FIRST_ORDER + o] = (struct cell){ count_text(pen, o), TINT_FAINT };
	table_add(table, head);
	for (size_t i = 0; i < report->settled->zone_count; i++)
		for (size_t t = 0; t < ARRAY_SIZE(types); t++)
			add_free_row(pen, table, report, &report->settled->zones[i], t);
	table_write(table);
}

static void write_pageblocks(const struct pen *pen, const struct boot *boot)
{
	static const struct column columns[1 + ARRAY_SIZE(types)] = {
		{ .align = ALIGN_LEFT },
		{ .align = ALIGN_RIGHT, .gap = 2 },
		{ .align = ALIGN_RIGHT, .gap = 2 },
		{ .align = ALIGN_RIGHT, .gap = 2 },
		{ .align = ALIGN_RIGHT, .gap = 2 },
	};
	struct table *table = table_new(pen, columns, ARRAY_SIZE(columns));
	struct cell cells[ARRAY_SIZE(columns)] = { { "zone", TINT_FAINT } };

	for (size_t t = 0; t < ARRAY_SIZE(types); t++)
		cells[1 + t] = (struct cell){ types[t].name, TINT_FAINT };
	table_add(table, cells);
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *z = &boot->zones[i];

		cells[0] = (struct cell){ z->name, TINT_HEADING };
		for (size_t t = 0; t < ARRAY_SIZE(types); t++)
			cells[1 + t] = (struct cell){ count_text(pen, z->pageblocks[types[t].type]), TINT_PLAIN };
		if (z->spanned)
			table_add(table, cells);
	}
	table_write(table);
}

void text_blocks(const struct pen *pen, const struct report *report)
{
	const struct kernel *k = report->kernel;
	const char *size = pen_size(pen, page_size(k) << k->pageblock_order);

	pen_heading(pen, "FREE BLOCKS", "~ by order, once the system is up");
	write_free(pen, report);
	pen_heading(pen, "PAGEBLOCKS", arena_printf(pen->arena, "of %s, by type", size));
	write_pageblocks(pen, report->boot);
	if (!report->boot->mobility_grouping)
		pen_paragraph(pen, "", "Too little memory to group pages by mobility: every block is Unmovable.",
					  TINT_FAINT);
}
