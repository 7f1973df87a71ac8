/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pageblocks and free blocks by migratetype, in the shape of /proc/pagetypeinfo. */
#include <inttypes.h>

#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "document/amount.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "util/arena.h"
#include "util/number.h"

/* The kernel's spelling and order (linux:mm/page_alloc.c:migratetype_names), less what no zone holds at boot.
 */
static const struct {
	enum migratetype type;
	const char *name;
	enum theme_colour colour;
} types[] = {
	{ MIGRATE_UNMOVABLE, "Unmovable", COLOUR_KERNEL },
	{ MIGRATE_MOVABLE, "Movable", COLOUR_TOTAL },
	{ MIGRATE_RECLAIMABLE, "Reclaimable", COLOUR_RESERVED },
	{ MIGRATE_CMA, "CMA", COLOUR_CMA },
};

enum { ZONE, FIRST_TYPE, BAR = FIRST_TYPE + ARRAY_SIZE(types), COLUMNS };

static const struct page_column columns[COLUMNS] = {
	{ "zone", COLUMN_WORD },          { "Unmovable", COLUMN_NUMBER }, { "Movable", COLUMN_NUMBER },
	{ "Reclaimable", COLUMN_NUMBER }, { "CMA", COLUMN_NUMBER },       { "", COLUMN_BAR },
};

static uint64_t blocks_of(const struct zone *z)
{
	uint64_t sum = 0;

	for (size_t t = 0; t < ARRAY_SIZE(types); t++)
		sum += z->pageblocks[types[t].type];
	return sum;
}

static struct page_cell bar_of(struct page *page, const struct zone *z)
{
	struct bar_piece *pieces = arena_alloc(page->arena, ARRAY_SIZE(types) * sizeof(*pieces));
	double whole = (double)max_u64(blocks_of(z), 1), at = 0;

	for (size_t t = 0; t < ARRAY_SIZE(types); t++) {
		double part = (double)z->pageblocks[types[t].type] / whole;

		pieces[t] = (struct bar_piece){ at, at + part, types[t].colour };
		at += part;
	}
	return (struct page_cell){ .bar = pieces, .bar_count = ARRAY_SIZE(types) };
}

static void add_pageblocks(struct page *page, const struct boot *boot)
{
	struct page_table *table = page_table(page, columns, COLUMNS);
	enum theme_colour *colours = arena_alloc(page->arena, ARRAY_SIZE(types) * sizeof(*colours));
	const char **words = arena_alloc(page->arena, ARRAY_SIZE(types) * sizeof(*words));

	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *z = &boot->zones[i];
		struct page_cell cells[COLUMNS] = {
			[ZONE] = { .text = z->title, .tone = TONE_STRONG }, [BAR] = bar_of(page, z)
		};

		for (size_t t = 0; t < ARRAY_SIZE(types); t++)
			cells[FIRST_TYPE + t] = page_number(page, (int64_t)z->pageblocks[types[t].type]);
		if (z->spanned)
			page_row(page, table, cells);
	}
	for (size_t t = 0; t < ARRAY_SIZE(types); t++) {
		colours[t] = types[t].colour;
		words[t] = types[t].name;
	}
	page_legend(page, colours, words, ARRAY_SIZE(types));
}

/* --- free blocks ---------------------------------------------------------------------------- */

enum { FREE_ZONE, FREE_TYPE, FIRST_ORDER };

static const struct page_column *order_columns(struct page *page, size_t orders)
{
	struct page_column *list = arena_alloc(page->arena, (FIRST_ORDER + orders) * sizeof(*list));

	list[FREE_ZONE] = (struct page_column){ "zone", COLUMN_WORD };
	list[FREE_TYPE] = (struct page_column){ "order", COLUMN_WORD };
	for (size_t o = 0; o < orders; o++)
		list[FIRST_ORDER + o] = (struct page_column){ arena_printf(page->arena, "%zu", o), COLUMN_NUMBER };
	return list;
}

static const char *zone_name(const struct boot *boot, const struct zone_state *zone)
{
	for (size_t i = 0; i < boot->zone_count; i++)
		if ((enum gfp_zone)boot->zones[i].type == zone->kind)
			return boot->zones[i].title;
	return "";
}

static void add_free(struct page *page, const struct report *report)
{
	size_t orders = report->kernel->max_order + 1;
	struct page_table *table = page_table(page, order_columns(page, orders), FIRST_ORDER + orders);
	struct page_cell *cells = arena_alloc(page->arena, table->column_count * sizeof(*cells));

	for (size_t i = 0; i < report->settled->zone_count; i++)
		for (size_t t = 0; t < ARRAY_SIZE(types); t++) {
			const struct zone_state *zone = &report->settled->zones[i];

			cells[FREE_ZONE] =
				(struct page_cell){ .text = t ? NULL : zone_name(report->boot, zone), .tone = TONE_STRONG };
			cells[FREE_TYPE] = (struct page_cell){ .text = types[t].name };
			for (size_t o = 0; o < orders; o++) {
				cells[FIRST_ORDER + o] = page_number(page, zone->nr_free[types[t].type][o]);
				cells[FIRST_ORDER + o].tone = zone->nr_free[types[t].type][o] ? TONE_PLAIN : TONE_FAINT;
			}
			page_row(page, table, cells);
		}
}

void page_blocks(struct page *page, const struct report *report)
{
	const struct kernel *k = report->kernel;
	const char *size = amount_size(page->arena, page_size(k) << k->pageblock_order);

	page_section(page, "pageblocks", "Pageblocks by migratetype",
				 arena_printf(page->arena, "blocks of %s", size));
	add_pageblocks(page, report->boot);
	if (!report->boot->mobility_grouping)
		page_text(page, TONE_FAINT,
				  "Too little memory to group pages by mobility: every block is Unmovable.");
	page_section(page, "free", "Free blocks", "~ by order, once the system is up");
	add_free(page, report);
}
