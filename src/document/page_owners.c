/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds the memory of a running system: CMA areas, spoiled pageblocks, drivers, and what has grown. */
#include <inttypes.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "document/amount.h"
#include "document/owners_grid.h"
#include "document/owners_report.h"
#include "document/page_sections.h"
#include "document/pages.h"
#include "document/report.h"
#include "kernel/kernel.h"
#include "plan/pool_evidence.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

#define ROWS 12          /* of a table; JSON has all */
#define MOST_ORDERS 11   /* of a table, a column each */
#define CHAIN_FRAMES 10  /* of a call chain in the text */

struct telling {
	struct page *page;
	const struct owners_report *r;
};

static const char *say(const struct telling *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static const char *say(const struct telling *t, const char *format, ...)
{
	va_list args;
	const char *text;

	va_start(args, format);
	text = arena_vprintf(t->page->arena, format, args);
	va_end(args);
	return text;
}

static uint64_t bytes_of(const struct telling *t, uint64_t pages)
{
	return pages << t->r->page_shift;
}

/* To the page, as long as that can be read. */
static const char *size(const struct telling *t, uint64_t pages)
{
	uint64_t bytes = bytes_of(t, pages);

	if (is_aligned(bytes, MIB(1)) || bytes >= MIB(100))
		return size_text(t->page->arena, bytes);
	return say(t, "%" PRIu64 " KiB", bytes >> 10);
}

static struct page_cell kib(const struct telling *t, uint64_t pages)
{
	return (struct page_cell){ .text = pages ? say(t, "%" PRIu64, bytes_of(t, pages) >> 10) : "-" };
}

static struct page_cell number(const struct telling *t, uint64_t count)
{
	return (struct page_cell){ .text = count ? say(t, "%" PRIu64, count) : "-" };
}

/* "cma_heap [module]" is what modprobe knows, a function what the sources know. */
static const char *holder_text(const struct telling *t, const struct holder *holder)
{
	return holder->is_module ? say(t, "[%s]", holder->name) : holder->name;
}

static const char *holder_by(const struct telling *t, const struct holder *holder, const struct chain *chain)
{
	const char *name = holder_text(t, holder);

	return chain && chain->asked_by && holder->use == USE_DRIVER && strcmp(chain->asked_by, holder->name) != 0
			   ? say(t, "%s by %s", name, chain->asked_by)
			   : name;
}

static const char *area_name(const struct telling *t, const struct cma_place *place)
{
	return place->name ? place->name
					   : say(t, "CMA at %s", amount_address(t->page->arena, bytes_of(t, place->pfn)));
}

/* --- the answers in a sentence each --------------------------------------------------------------- */

/* Whose going would leave the longest run; NULL where nobody's would leave a longer one. */
static const struct area_holder *worst_of(const struct area_answer *a)
{
	const struct area_holder *worst = NULL;

	for (size_t i = 0; i < a->holder_count && !a->holders[i].moves; i++)
		if (a->holders[i].run_without > (worst ? worst->run_without : a->run))
			worst = &a->holders[i];
	return worst;
}

static void answer_area(const struct telling *t, const struct area_answer *a)
{
	const struct area_holder *worst = worst_of(a);
	const char *without = worst ? say(t, ", %s without %s", size(t, worst->run_without),
									  holder_by(t, worst->holder, worst->chain))
								: "";
	const struct area_holder *first = a->holder_count && !a->holders[0].moves ? &a->holders[0] : NULL;

	if (!first)
		page_item(t->page, false,
				  say(t, "%s: nothing is in the way; a driver can get %s in one piece.", area_name(t, &a->place),
					  size(t, a->run)));
	else
		page_item(t->page, false,
				  say(t, "%s: %s of %s stay where they are, most of it with %s (%s); the longest run left is %s%s.",
					  area_name(t, &a->place), size(t, a->stays), size(t, a->place.pages),
					  holder_by(t, first->holder, first->chain), size(t, first->pages), size(t, a->run), without));
}

static const char *spoiled_text(const struct telling *t)
{
	uint64_t count = t->r->answers->spoiled;

	return count == 1 ? "1 pageblock for movable pages holds others too"
					  : say(t, "%" PRIu64 " pageblocks for movable pages hold others too", count);
}

static void answer_polluters(const struct telling *t)
{
	const struct answers *a = t->r->answers;
	const struct polluter *first = a->polluters;

	if (!a->owners->has_blocks)
		return;
	if (!a->polluter_count)
		page_item(t->page, false, "No pageblock for movable pages holds others.");
	else if (!first->alone)
		page_item(t->page, false,
				  say(t, "%s, none by one holder alone; most of them are with %s.", spoiled_text(t),
					  holder_text(t, first->holder)));
	else
		page_item(t->page, false,
				  say(t, "%s; %s alone keeps %" PRIu64 " of them (%s) from becoming whole.", spoiled_text(t),
					  holder_text(t, first->holder), first->alone,
					  size(t, first->alone << a->owners->block_order)));
}

static void answer_burden(const struct telling *t)
{
	const struct answers *a = t->r->answers;
	const struct holder_sum *first = a->sums;

	if (!a->sum_count)
		return;
	if (!a->owners->has_sizes)
		page_item(t->page, false, say(t, "Most is with %s: %s.", holder_text(t, first->holder),
									  size_text(t->page->arena, first->bytes)));
	else if (first->unmovable)
		page_item(t->page, false, say(t, "Most of what cannot be moved is with %s: %s.",
									  holder_text(t, first->holder), size(t, first->unmovable)));
}

static void answer_growth(const struct telling *t)
{
	const struct growth *g = t->r->growth;

	if (!t->r->before)
		return;
	if (!t->r->growth_count || !g->suspect)
		page_item(t->page, false, "Nothing that looks like a leak has grown between the two.");
	else
		page_item(t->page, false,
				  say(t, "%s has grown by %s: a leak is to be looked for there first.",
					  holder_by(t, g->holder, g->chain),
					  t->r->owners->has_sizes ? size(t, g->after - g->before)
											  : size_text(t->page->arena, g->after - g->before)));
}

static void add_answers(const struct telling *t)
{
	page_section(t->page, "owners", "Who holds it", NULL);
	for (size_t i = 0; i < t->r->answers->area_count; i++)
		answer_area(t, &t->r->answers->areas[i]);
	answer_polluters(t);
	answer_burden(t);
	answer_growth(t);
}

/* --- CMA ------------------------------------------------------------------------------------------- */

enum { A_WHO, A_USE, A_PAGES, A_PIECES, A_WITHOUT, A_AGE, A_COLUMNS };

static const struct page_column area_columns[A_COLUMNS] = {
	{ "who", COLUMN_TEXT },        { "what", COLUMN_WORD },     { "pages", COLUMN_NUMBER },
	{ "pieces", COLUMN_NUMBER }, { "without, KiB", COLUMN_NUMBER }, { "age, s", COLUMN_NUMBER },
};

static void add_area_holder(const struct telling *t, struct page_table *table, const struct area_holder *h)
{
	const struct page_cell cells[A_COLUMNS] = {
		[A_WHO] = { .text = holder_by(t, h->holder, h->chain) },
		[A_USE] = { .text = h->moves ? "can be moved" : page_use_name(h->chain->use),
					.tone = h->moves ? TONE_FAINT : TONE_PLAIN },
		[A_PAGES] = number(t, h->pages),
		[A_PIECES] = number(t, h->ranges),
		[A_WITHOUT] = h->moves ? (struct page_cell){ .text = "-" } : kib(t, h->run_without),
		[A_AGE] = { .text = h->oldest < 0 ? "?" : say(t, "%.0f", h->oldest) },
	};

	page_row(t->page, table, cells);
}

static void add_chain(const struct telling *t, const struct chain *chain)
{
	const char **lines = arena_alloc(t->page->arena, (CHAIN_FRAMES + 1) * sizeof(*lines));
	size_t count = 0;

	for (; count < chain->frame_count && count < CHAIN_FRAMES; count++)
		lines[count] = chain->frames[count];
	page_log(t->page, lines, count);
}

static void add_area(const struct telling *t, const struct area_answer *a)
{
	struct page_table *table;

	page_title(t->page, say(t, "%s, %s at %s", area_name(t, &a->place), size(t, a->place.pages),
							amount_address(t->page->arena, bytes_of(t, a->place.pfn))));
	page_text(t->page, TONE_PLAIN,
			  say(t, "%s stay, %s can be moved, %s are in no record (free). The longest run that a driver can get is %s, %s of it without moving a page.",
				  size(t, a->stays), size(t, a->moves), size(t, a->free), size(t, a->run), size(t, a->run_free)));
	if (!a->holder_count)
		return;
	table = page_table(t->page, area_columns, A_COLUMNS);
	for (size_t i = 0; i < a->holder_count && i < ROWS; i++)
		add_area_holder(t, table, &a->holders[i]);
	if (a->holders[0].moves)
		return;
	page_text(t->page, TONE_FAINT, say(t, "The call chain of %s:", holder_text(t, a->holders[0].holder)));
	add_chain(t, a->holders[0].chain);
}

static void add_areas(const struct telling *t)
{
	const struct answers *a = t->r->answers;

	if (!a->owners->has_blocks)
		return;
	page_section(t->page, "cma-areas", "CMA areas",
				 a->places.told ? NULL : "as far as the dump shows them: a tree tells where they end");
	if (!a->area_count)
		page_text(t->page, TONE_PLAIN, "There are none.");
	for (size_t i = 0; i < a->area_count; i++)
		add_area(t, &a->areas[i]);
}

/* --- pageblocks -------------------------------------------------------------------------------------- */

enum { T_TYPE, T_BLOCKS, T_USED, T_UNMOVABLE, T_FOREIGN, T_COLUMNS };

static const struct page_column type_columns[T_COLUMNS] = {
	{ "pageblocks", COLUMN_WORD },   { "number", COLUMN_NUMBER },       { "in use, KiB", COLUMN_NUMBER },
	{ "not movable", COLUMN_NUMBER }, { "out of place", COLUMN_NUMBER },
};

static void add_types(const struct telling *t)
{
	struct page_table *table = page_table(t->page, type_columns, T_COLUMNS);

	for (unsigned int i = 0; i <= MIGRATE_TYPES; i++) {
		const struct type_sum *sum = &t->r->answers->types[i];
		const struct page_cell cells[T_COLUMNS] = {
			[T_TYPE] = { .text = migratetype_name((enum migratetype)i) },
			[T_BLOCKS] = number(t, sum->blocks),
			[T_USED] = kib(t, sum->pages),
			[T_UNMOVABLE] = kib(t, sum->unmovable),
			[T_FOREIGN] = kib(t, sum->foreign),
		};

		if (sum->blocks)
			page_row(t->page, table, cells);
	}
}

enum { P_WHO, P_PAGES, P_BLOCKS, P_ALONE, P_PAIRS, P_COLUMNS };

static void add_comebacks(const struct telling *t);

static const struct page_column polluter_columns[P_COLUMNS] = {
	{ "who", COLUMN_TEXT },          { "pages", COLUMN_NUMBER },
	{ "pageblocks", COLUMN_NUMBER }, { "alone in", COLUMN_NUMBER },
	{ "next order", COLUMN_NUMBER },
};

static void add_polluters(const struct telling *t)
{
	const struct answers *a = t->r->answers;
	struct page_table *table;

	if (!a->owners->has_blocks)
		return;
	page_section(t->page, "pageblocks", "Pageblocks",
				 say(t, "of %s, order %u", size(t, UINT64_C(1) << a->owners->block_order), a->owners->block_order));
	add_types(t);
	if (!a->polluter_count)
		return;
	page_text(t->page, TONE_PLAIN,
			  say(t, "Who has pages that nothing moves in blocks for movable ones. Without those who are alone in a block compaction would get it back whole, of order %u; two that lie as a pair, of order %u.",
				  a->owners->block_order, a->owners->block_order + 1));
	table = page_table(t->page, polluter_columns, P_COLUMNS);
	for (size_t i = 0; i < a->polluter_count && i < ROWS; i++) {
		const struct polluter *p = &a->polluters[i];
		const struct page_cell cells[P_COLUMNS] = {
			[P_WHO] = { .text = holder_text(t, p->holder) }, [P_PAGES] = number(t, p->pages),
			[P_BLOCKS] = number(t, p->blocks),               [P_ALONE] = number(t, p->alone),
			[P_PAIRS] = number(t, p->pairs),
		};

		page_row(t->page, table, cells);
	}
	add_comebacks(t);
}

/* Orders that there is room for: all, or of large pageblocks every other one in between. */
static size_t orders_shown(const struct telling *t, unsigned int *orders)
{
	unsigned int last = t->r->answers->owners->block_order;
	size_t count = 0;

	for (unsigned int order = 1; order <= last && order < OWNER_ORDERS; order++)
		if (last < MOST_ORDERS || order <= 4 || (last - order) % 2 == 0)
			orders[count++] = order;
	return count;
}

static void add_orders(const struct telling *t, const char *head, size_t field)
{
	const struct answers *a = t->r->answers;
	unsigned int orders[OWNER_ORDERS];
	size_t count = orders_shown(t, orders);
	struct page_column *columns = arena_alloc(t->page->arena, (count + 1) * sizeof(*columns));
	struct page_cell *cells = arena_alloc(t->page->arena, (count + 1) * sizeof(*cells));
	struct page_table *table;

	columns[0] = (struct page_column){ head, COLUMN_TEXT };
	for (size_t k = 0; k < count; k++)
		columns[1 + k] = (struct page_column){ say(t, "%u", orders[k]), COLUMN_NUMBER };
	table = page_table(t->page, columns, count + 1);
	for (size_t i = 0; i < a->polluter_count && i < ROWS; i++) {
		const uint64_t *blocks = (const uint64_t *)(const void *)((const char *)&a->polluters[i] + field);

		cells[0] = (struct page_cell){ .text = holder_text(t, a->polluters[i].holder) };
		for (size_t k = 0; k < count; k++)
			cells[1 + k] = number(t, blocks[orders[k]]);
		page_row(t->page, table, cells);
	}
}

static void add_comebacks(const struct telling *t)
{
	if (!t->r->answers->polluter_count)
		return;
	page_text(t->page, TONE_PLAIN,
			  say(t, "Blocks that would come back of each order, larger ones counted in them: at once, as freed pages merge with their free buddies%s, and once compaction has moved the rest away.",
				  t->r->boot ? "" : " (what has no record is taken for free)"));
	add_orders(t, "at once, of order", offsetof(struct polluter, at_once));
	add_orders(t, "with compaction", offsetof(struct polluter, compacted));
}

/* --- the map ----------------------------------------------------------------------------------------- */

static const char *key_of(const struct telling *t, const struct owners_grid *grid)
{
	const char *text = "";

	for (unsigned int i = GRID_FREE; i < GRID_KINDS; i++)
		text = say(t, "%s%s%c %s", text, *text ? ", " : "", grid_looks[i].sign, grid_looks[i].words);
	for (size_t i = 0; i < grid->name_count; i++)
		text = say(t, "%s, %zu %s", text, i + 1, grid->names[i]);
	return text;
}

static void add_map(const struct telling *t)
{
	const struct owners_grid *grid = owners_grid_new(t->page->arena, t->r);

	if (!grid)
		return;
	page_section(t->page, "blockmap", "Map of pageblocks",
				 say(t, "a cell is %s; rows without a record are left out",
					 size_text(t->page->arena, grid->cell_bytes)));
	page_grid(t->page, grid);
	page_text(t->page, TONE_FAINT, say(t, "%s.", key_of(t, grid)));
}

/* --- by holder ------------------------------------------------------------------------------------------ */

enum { H_WHO, H_BY, H_UNMOVABLE, H_RECLAIMABLE, H_MOVABLE, H_BLOCKS, H_HIGHEST, H_COLUMNS };

static const struct page_column holder_columns[H_COLUMNS] = {
	{ "who", COLUMN_TEXT },           { "most by", COLUMN_TEXT },      { "unmovable", COLUMN_NUMBER },
	{ "reclaimable", COLUMN_NUMBER }, { "movable", COLUMN_NUMBER },    { "order 1+", COLUMN_NUMBER },
	{ "highest", COLUMN_NUMBER },
};

static void add_sums(const struct telling *t)
{
	const struct answers *a = t->r->answers;
	struct page_table *table = page_table(t->page, holder_columns, H_COLUMNS);

	table->aside = 1u << H_BY;
	for (size_t i = 0; i < a->sum_count && i < 2 * ROWS; i++) {
		const struct holder_sum *s = &a->sums[i];
		const struct page_cell cells[H_COLUMNS] = {
			[H_WHO] = { .text = holder_text(t, s->holder) },
			[H_BY] = { .text = s->chain->asked_by },
			[H_UNMOVABLE] = kib(t, s->unmovable),
			[H_RECLAIMABLE] = kib(t, s->reclaimable),
			[H_MOVABLE] = kib(t, s->movable),
			[H_BLOCKS] = number(t, s->high_blocks),
			[H_HIGHEST] = number(t, s->highest),
		};

		page_row(t->page, table, cells);
	}
}

/* Sums by chain alone: sorted dumps, stacks, tags. */
static const struct page_column amount_columns[] = {
	{ "who", COLUMN_TEXT }, { "KiB", COLUMN_NUMBER }, { "blocks", COLUMN_NUMBER }
};

static void add_amounts(const struct telling *t)
{
	const struct holdings *o = t->r->owners;
	const struct chain **chains = holdings_ranked(t->page->arena, o);
	struct page_table *table = page_table(t->page, amount_columns, ARRAY_SIZE(amount_columns));

	for (size_t i = 0; i < o->chains->count && i < 2 * ROWS; i++) {
		uint64_t bytes = o->has_sizes ? bytes_of(t, chains[i]->pages) : chains[i]->bytes;
		const struct page_cell cells[] = {
			{ .text = holder_by(t, &o->chains->holders[chains[i]->holder], chains[i]) },
			{ .text = say(t, "%" PRIu64, bytes >> 10) },
			number(t, chains[i]->blocks),
		};

		if (bytes)
			page_row(t->page, table, cells);
	}
}

static void add_holders(const struct telling *t)
{
	page_section(t->page, "holders", "By driver",
				 t->r->owners->has_types ? "KiB, and blocks of order 1 and more; [module], else function or use"
										: "[module], else the function or file that asked, or the use");
	if (t->r->owners->has_types)
		add_sums(t);
	else
		add_amounts(t);
}

/* --- two dumps --------------------------------------------------------------------------------------------- */

static const struct page_column growth_columns[] = {
	{ "who", COLUMN_TEXT },        { "before, KiB", COLUMN_NUMBER }, { "now, KiB", COLUMN_NUMBER },
	{ "grown, KiB", COLUMN_NUMBER }, { "", COLUMN_WORD },
};

static void add_growth(const struct telling *t)
{
	struct page_table *table;
	unsigned int shift = t->r->owners->has_sizes ? t->r->page_shift : 0;

	if (!t->r->before || !t->r->growth_count)
		return;
	page_section(t->page, "growth", "Grown since",
				 say(t, "against %s; by call chain, suspects first", t->r->before->file));
	table = page_table(t->page, growth_columns, ARRAY_SIZE(growth_columns));
	for (size_t i = 0; i < t->r->growth_count && i < ROWS; i++) {
		const struct growth *g = &t->r->growth[i];
		int64_t grown = (int64_t)(g->after << shift >> 10) - (int64_t)(g->before << shift >> 10);
		const struct page_cell cells[] = {
			{ .text = holder_by(t, g->holder, g->chain) },
			{ .text = say(t, "%" PRIu64, g->before << shift >> 10) },
			{ .text = say(t, "%" PRIu64, g->after << shift >> 10) },
			{ .text = say(t, "%+" PRId64, grown) },
			{ .text = g->suspect ? "suspect" : "", .tone = TONE_WARN },
		};

		page_row(t->page, table, cells);
	}
	if (t->r->growth->suspect) {
		page_text(t->page, TONE_FAINT, "The call chain of the first:");
		add_chain(t, t->r->growth->chain);
	}
}

/* --- what can be done -------------------------------------------------------------------------------------------- */

static void advise_area(const struct telling *t, const struct area_answer *a)
{
	const struct area_holder *worst = worst_of(a);
	const struct area_holder *first = worst ? worst : a->holder_count && !a->holders[0].moves ? &a->holders[0] : NULL;
	const char *name = area_name(t, &a->place);

	if (!first)
		return;
	if (first->chain->use != USE_CMA_BUFFER)
		page_marked_item(t->page, false,
						 say(t, "%s: pages of %s get in because the pool is lent to others. Without `reusable` in its node it is its driver's alone; `dtcarve suggest` keeps what others then miss.",
							 name, holder_text(t, first->holder)));
	else if (a->run * 2 < a->free + a->moves)
		page_marked_item(t->page, false,
						 say(t, "%s: %s is free or lent, but in pieces of %s at most. A pool of its own for %s keeps the rest in one: a `memory-region` of its device.",
							 name, size(t, a->free + a->moves), size(t, a->run), holder_text(t, first->holder)));
	else if (!t->r->remedy && a->stays * 4 < a->place.pages)
		page_marked_item(t->page, false,
						 say(t, "%s: drivers have %s of %s at this moment. If that is the most they take, `dtcarve suggest --evidence %s --need NEED` cuts it to that and a quarter; a series of captures under load tells.",
							 name, size(t, a->stays), size(t, a->place.pages), t->r->owners->file));
}

/* The highest order of which blocks come back; 0: none do. */
static unsigned int comes_back_to(const struct polluter *p)
{
	unsigned int order = OWNER_ORDERS - 1;

	while (order && !p->compacted[order])
		order--;
	return order;
}

static void add_command(const struct telling *t, const char *command)
{
	const char **line = arena_alloc(t->page->arena, sizeof(*line));

	*line = command;
	page_log(t->page, line, 1);
}

static const char *pages_text(const struct telling *t, uint64_t pages)
{
	return pages == 1 ? "page" : say(t, "%" PRIu64 " pages", pages);
}

static const char *comes_back_when(const struct telling *t, const struct polluter *p, unsigned int order)
{
	if (p->at_once[order] == p->compacted[order])
		return " at once";
	return p->at_once[order] ? say(t, ", %" PRIu64 " at once, the rest by compaction", p->at_once[order])
							 : " by compaction";
}

static void advise_polluter(const struct telling *t, size_t i)
{
	const struct owners_remedy *remedy = t->r->remedy;
	const struct polluter *p = &t->r->answers->polluters[i];
	unsigned int order = comes_back_to(p);

	if (!order || (!remedy && (i || !p->alone)))
		return;
	page_marked_item(t->page, false,
					 say(t, "%s: if it took its %s when it starts, or from a pool of its own, %" PRIu64
							" block%s of order %u would come back%s.%s",
						 holder_text(t, p->holder), pages_text(t, p->pages), p->compacted[order],
						 p->compacted[order] == 1 ? "" : "s", order, comes_back_when(t, p, order),
						 remedy ? ""
								: say(t, " Where drivers need such blocks, `dtcarve suggest --need 'order=%u gfp=GFP_KERNEL count=N'` makes room at boot.",
									  order)));
	if (!remedy || !p->alone)
		return;
	page_text(t->page, TONE_PLAIN,
			  remedy->commands[i] ? "Pools that are cut give as many at boot:"
								  : "What may be cut of the pools does not give as many.");
	if (remedy->commands[i])
		add_command(t, remedy->commands[i]);
}

static void advise_cuts(const struct telling *t)
{
	const struct owners_remedy *remedy = t->r->remedy;

	if (!remedy || !t->r->answers->area_count)
		return;
	page_text(t->page, TONE_PLAIN,
			  say(t, "In use is what drivers had at this moment, and %u %%. A series of captures under load tells the peak.",
				  remedy->evidence->margin_percent));
	page_pool_rows(t->page, t->r->boot, remedy->pools, true);
	if (!remedy->command) {
		page_text(t->page, TONE_PLAIN, "No node of the tree may be cut by what is known.");
		return;
	}
	page_text(t->page, TONE_PLAIN,
			  say(t, "Cut to that, %s more serve requests that nothing can move. The plan:",
				  size_text(t->page->arena, remedy->gain)));
	add_command(t, remedy->command);
}

static void add_advice(const struct telling *t)
{
	const struct answers *a = t->r->answers;
	struct page_section *section;

	if (!a->owners->has_blocks)
		return;
	section = page_section(t->page, "remedies", "What can be done", NULL);
	for (size_t i = 0; i < a->area_count; i++)
		advise_area(t, &a->areas[i]);
	advise_cuts(t);
	for (size_t i = 0; i < a->polluter_count && i < REMEDY_POLLUTERS; i++)
		advise_polluter(t, i);
	if (!section->block_count)
		page_text(t->page, TONE_PLAIN, "Nothing that a device tree could change.");
}

/* --- what was not seen ----------------------------------------------------------------------------------------- */

static void note(const struct telling *t, bool *any, const char *text)
{
	if (!*any)
		page_section(t->page, "limits", "What is not in these numbers", NULL);
	*any = true;
	page_item(t->page, false, text);
}

static void add_limits(const struct telling *t)
{
	const struct holdings *o = t->r->owners;
	bool any = false;

	if (o->unread)
		note(t, &any, say(t, "%" PRIu64 " records that could not be read, the first at line %zu.", o->unread,
						  o->first_unread));
	if (o->chains->full)
		note(t, &any, say(t, "%" PRIu64 " pages have a call chain of their own for which there was no room.",
						  o->chains->items[0].pages));
	if (o->unmapped)
		note(t, &any, say(t, "%" PRIu64 " pages lie in more pageblocks than are kept: they are in sums, in no block.",
						  o->unmapped));
	if (o->held_left_out + o->shares_left_out + o->foreign_left_out)
		note(t, &any, say(t, "%" PRIu64 " pages are in sums, but not told place by place.",
						  o->held_left_out + o->shares_left_out + o->foreign_left_out));
	if (t->r->answers->stray)
		note(t, &any, say(t, "%" PRIu64 " pageblocks are CMA, but in no area of the tree: is the dump of this board, with this kernel and command line?",
						  t->r->answers->stray));
	if (o->kind == HOLDINGS_SORTED || o->kind == HOLDINGS_STACKS)
		note(t, &any, "Places: only the page_owner file itself tells which pages they are.");
	if (o->kind == HOLDINGS_TAGS || o->kind == HOLDINGS_LOG)
		note(t, &any, "Slab pages count twice, for the slab and for who has its objects.");
	if (o->kind == HOLDINGS_LOG)
		note(t, &any, "A dump names the ten largest places only; /proc/allocinfo has all.");
}

static const char *facts_of(const struct telling *t)
{
	const struct holdings *o = t->r->owners;

	if (!o->has_sizes)
		return say(t, "%s, %" PRIu64 " places, %s", holdings_kind_name(o->kind), (uint64_t)o->chains->count - 1,
				   size_text(t->page->arena, o->bytes));
	return say(t, "%s, %" PRIu64 " allocations, %s", holdings_kind_name(o->kind), o->blocks, size(t, o->pages));
}

static void add_all(const struct telling *t)
{
	add_answers(t);
	add_areas(t);
	add_polluters(t);
	add_map(t);
	add_holders(t);
	add_growth(t);
	add_advice(t);
	add_limits(t);
}

void page_owners(struct page *page, const struct report *report)
{
	const struct telling t = { page, report->owners };

	if (report->owners)
		add_all(&t);
}

struct page *page_of_owners(struct arena *arena, const struct owners_report *report)
{
	struct telling t = { page_new(arena, NULL, NULL), report };

	t.page->title = report->owners->file;
	t.page->facts = facts_of(&t);
	add_all(&t);
	return t.page;
}
