/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Free blocks and pageblocks by migratetype in the shape of /proc/pagetypeinfo, and how fragmented the zones
 * are. */
#include <inttypes.h>
#include <string.h>

#include "alloc/fragmentation.h"
#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

/* The kernel's spelling and order (linux:mm/page_alloc.c:migratetype_names); what few zones hold is left out
 * where there is none. */
static const struct {
	enum migratetype type;
	const char *name;
	bool always;
	enum theme_colour colour;
} types[] = {
	{ MIGRATE_UNMOVABLE, "Unmovable", true, COLOUR_KERNEL },
	{ MIGRATE_MOVABLE, "Movable", true, COLOUR_TOTAL },
	{ MIGRATE_RECLAIMABLE, "Reclaimable", true, COLOUR_RESERVED },
	{ MIGRATE_RESERVE, "Reserve", false, COLOUR_UNUSED },
	{ MIGRATE_HIGHATOMIC, "HighAtomic", false, COLOUR_NOMAP },
	{ MIGRATE_CMA, "CMA", true, COLOUR_CMA },
	{ MIGRATE_ISOLATE, "Isolate", false, COLOUR_FREE },
};

static bool is_held(const struct memory_state *memory, size_t t)
{
	for (size_t i = 0; i < memory->zone_count && !types[t].always; i++)
		if (memory->zones[i].pageblocks[types[t].type] || zone_list_pages(&memory->zones[i], types[t].type))
			return true;
	return types[t].always;
}

/* Those that are told of; returns how many. */
static size_t held_types(const struct memory_state *memory, size_t held[ARRAY_SIZE(types)])
{
	size_t count = 0;

	for (size_t t = 0; t < ARRAY_SIZE(types); t++)
		if (is_held(memory, t))
			held[count++] = t;
	return count;
}

/* With its node, where there are several; as boot.h's titles. */
static const char *title_of(struct page *page, const struct memory_state *memory,
							const struct zone_state *zone)
{
	const char *name = gfp_zone_name(zone->kind);
	bool several = false;

	for (size_t i = 0; i < memory->zone_count; i++)
		several = several || memory->zones[i].node != memory->zones[0].node;
	return several ? arena_printf(page->arena, "%s of node %u", name, zone->node) : name;
}

static const char *number(struct page *page, int64_t count)
{
	return arena_printf(page->arena, "%" PRId64, count);
}

static struct page_cell faint_zero(struct page *page, int64_t count)
{
	return (struct page_cell){ .text = number(page, count), .tone = count ? TONE_PLAIN : TONE_FAINT };
}

/* --- pageblocks ----------------------------------------------------------------------------- */

enum { ZONE, MOMENT, FIRST_TYPE };

static const struct page_column *pageblock_columns(struct page *page, const size_t *held, size_t count)
{
	struct page_column *columns = arena_alloc(page->arena, (FIRST_TYPE + count + 1) * sizeof(*columns));

	columns[ZONE] = (struct page_column){ "zone", COLUMN_WORD };
	columns[MOMENT] = (struct page_column){ "", COLUMN_WORD };
	for (size_t i = 0; i < count; i++)
		columns[FIRST_TYPE + i] = (struct page_column){ types[held[i]].name, COLUMN_NUMBER };
	columns[FIRST_TYPE + count] = (struct page_column){ "", COLUMN_BAR };
	return columns;
}

static struct page_cell bar_of(struct page *page, const int64_t *blocks, const size_t *held, size_t count)
{
	struct bar_piece *pieces = arena_alloc(page->arena, count * sizeof(*pieces));
	double whole = 0, at = 0;

	for (size_t i = 0; i < count; i++)
		whole += (double)blocks[types[held[i]].type];
	for (size_t i = 0; i < count; i++) {
		double part = (double)blocks[types[held[i]].type] / (whole > 0 ? whole : 1);

		pieces[i] = (struct bar_piece){ at, at + part, types[held[i]].colour };
		at += part;
	}
	return (struct page_cell){ .bar = pieces, .bar_count = count };
}

static void add_pageblocks(struct page *page, struct page_table *table, const char *zone, const char *moment,
						   const int64_t *blocks, const size_t *held)
{
	size_t count = table->column_count - FIRST_TYPE - 1;
	struct page_cell *cells = arena_alloc(page->arena, table->column_count * sizeof(*cells));

	cells[ZONE] = (struct page_cell){ .text = zone, .tone = TONE_STRONG };
	cells[MOMENT] = (struct page_cell){ .text = moment, .tone = TONE_FAINT };
	for (size_t i = 0; i < count; i++)
		cells[FIRST_TYPE + i] = faint_zero(page, blocks[types[held[i]].type]);
	cells[FIRST_TYPE + count] = bar_of(page, blocks, held, count);
	page_row(page, table, cells);
}

static void add_zone_pageblocks(struct page *page, struct page_table *table, const struct boot *boot,
								const struct memory_state *memory, const struct zone_state *state,
								const size_t *held)
{
	/* as memblock hands it over */
	const struct zone *before = boot ? boot_zone(boot, (enum zone_type)state->kind, state->node) : NULL;
	const char *name = title_of(page, memory, state);
	int64_t blocks[MIGRATE_TYPES];

	for (size_t t = 0; before && t < MIGRATE_TYPES; t++)
		blocks[t] = (int64_t)before->pageblocks[t];
	if (before)
		add_pageblocks(page, table, name, "as handed over", blocks, held);
	add_pageblocks(page, table, before ? NULL : name, before ? "system up, ~" : NULL, state->pageblocks,
				   held);
}

static void add_legend(struct page *page, const size_t *held, size_t count)
{
	enum theme_colour *colours = arena_alloc(page->arena, count * sizeof(*colours));
	const char **words = arena_alloc(page->arena, count * sizeof(*words));

	for (size_t i = 0; i < count; i++) {
		colours[i] = types[held[i]].colour;
		words[i] = types[held[i]].name;
	}
	page_legend(page, colours, words, count);
}

static void page_pageblocks(struct page *page, const struct memory_state *memory, const struct boot *boot)
{
	const struct alloc_kernel *k = &memory->kernel;
	const char *size = size_text(page->arena, UINT64_C(1) << (k->page_shift + k->pageblock_order));
	size_t *held = arena_alloc(page->arena, ARRAY_SIZE(types) * sizeof(*held));
	size_t count = held_types(memory, held);
	struct page_table *table;

	page_section(page, "pageblocks", "Pageblocks by migratetype",
				 arena_printf(page->arena, "blocks of %s", size));
	table = page_table(page, pageblock_columns(page, held, count), FIRST_TYPE + count + 1);
	for (size_t i = 0; i < memory->zone_count; i++)
		add_zone_pageblocks(page, table, boot, memory, &memory->zones[i], held);
	add_legend(page, held, count);
	if (boot && !boot->mobility_grouping)
		page_text(page, TONE_FAINT,
				  "Too little memory to group pages by mobility: every block is Unmovable.");
}

/* --- free blocks ---------------------------------------------------------------------------- */

enum { FREE_ZONE, FREE_TYPE, FIRST_ORDER };

static const struct page_column *order_columns(struct page *page, size_t orders)
{
	struct page_column *list = arena_alloc(page->arena, (FIRST_ORDER + orders) * sizeof(*list));

	list[FREE_ZONE] = (struct page_column){ "zone", COLUMN_WORD };
	list[FREE_TYPE] = (struct page_column){ "order", COLUMN_WORD };
	for (size_t o = 0; o < orders; o++)
		list[FIRST_ORDER + o] = (struct page_column){ number(page, (int64_t)o), COLUMN_NUMBER };
	return list;
}

static void add_free(struct page *page, struct page_table *table, const char *title,
					 const struct zone_state *zone, size_t t)
{
	struct page_cell *cells = arena_alloc(page->arena, table->column_count * sizeof(*cells));

	cells[FREE_ZONE] = (struct page_cell){ .text = title, .tone = TONE_STRONG };
	cells[FREE_TYPE] = (struct page_cell){ .text = types[t].name };
	for (size_t o = 0; o + FIRST_ORDER < table->column_count; o++)
		cells[FIRST_ORDER + o] = faint_zero(page, zone->nr_free[types[t].type][o]);
	page_row(page, table, cells);
}

static void page_free_blocks(struct page *page, const struct memory_state *memory, const char *remark)
{
	size_t orders = memory->kernel.max_order + 1, held[ARRAY_SIZE(types)];
	size_t count = held_types(memory, held);
	struct page_table *table;

	page_section(page, "free", "Free blocks", remark);
	table = page_table(page, order_columns(page, orders), FIRST_ORDER + orders);
	for (size_t i = 0; i < memory->zone_count; i++)
		for (size_t t = 0; t < count; t++)
			add_free(page, table, t ? NULL : title_of(page, memory, &memory->zones[i]), &memory->zones[i],
					 held[t]);
}

/* --- indices --------------------------------------------------------------------------------- */

#define INDICES 4

static const struct page_column index_columns[2 + INDICES] = {
	{ "zone", COLUMN_WORD },          { "order", COLUMN_NUMBER },         { "unusable_index", COLUMN_NUMBER },
	{ "without CMA", COLUMN_NUMBER }, { "extfrag_index", COLUMN_NUMBER }, { "without CMA", COLUMN_NUMBER },
};

static void indices_of(const struct zone_state *zone, unsigned int order, int values[INDICES])
{
	const unsigned int no_cma = TYPES_ALL & ~TYPE_BIT(CMA);

	values[0] = unusable_index(zone, TYPES_ALL, order);
	values[1] = unusable_index(zone, no_cma, order);
	values[2] = extfrag_index(zone, TYPES_ALL, order);
	values[3] = extfrag_index(zone, no_cma, order);
}

static void add_index_row(struct page *page, struct page_table *table, const char *title,
						  const struct zone_state *zone, unsigned int first, unsigned int last)
{
	struct page_cell cells[2 + INDICES] = { { .text = first ? NULL : title, .tone = TONE_STRONG } };
	int values[INDICES];
	char text[32];

	indices_of(zone, first, values);
	cells[1] = (struct page_cell){ .text = number(page, first), .tone = TONE_FAINT };
	if (last > first)
		cells[1].text = arena_printf(page->arena, "%u..%u", first, last);
	for (size_t i = 0; i < INDICES; i++)
		cells[2 + i].text = arena_strdup(page->arena, index_format(values[i], text, sizeof(text)));
	page_row(page, table, cells);
}

/* Orders in a row that have the same values share one line. */
static void add_index_rows(struct page *page, struct page_table *table, const char *title,
						   const struct zone_state *zone, unsigned int max_order)
{
	unsigned int first = 0;
	int now[INDICES], next[INDICES];

	for (unsigned int order = 0; order <= max_order; order++) {
		indices_of(zone, order, now);
		indices_of(zone, order + 1, next);
		if (order < max_order && memcmp(now, next, sizeof(now)) == 0)
			continue;
		add_index_row(page, table, title, zone, first, order);
		first = order + 1;
	}
}

static void page_indices(struct page *page, const struct memory_state *memory, const char *remark)
{
	struct page_table *table;

	page_section(page, "fragmentation", "Fragmentation", remark);
	table = page_table(page, index_columns, ARRAY_SIZE(index_columns));
	for (size_t i = 0; i < memory->zone_count; i++)
		add_index_rows(page, table, title_of(page, memory, &memory->zones[i]), &memory->zones[i],
					   memory->kernel.max_order);
}

void page_free_lists(struct page *page, const struct memory_state *memory, const struct boot *boot)
{
	page_pageblocks(page, memory, boot);
	page_free_blocks(page, memory, boot ? "~ by order, once the system is up" : "by order");
	page_indices(page, memory, boot ? "~ as /sys/kernel/debug/extfrag will have it" : NULL);
}

void page_blocks(struct page *page, const struct report *report)
{
	page_free_lists(page, report->settled, report->boot);
}
