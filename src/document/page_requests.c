/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single requests: how many blocks each gets, zone by zone, what more would take, and what a mask means. */
#include <string.h>

#include "alloc/headroom.h"
#include "document/page_sections.h"
#include "document/pages.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

static void tell_blocks(struct page *page, struct page_table *table, const struct headroom *h)
{
	uint64_t bytes = (uint64_t)h->blocks.value << (h->request->order + h->page_shift);
	const char *range = "";

	if (!is_exact(h->blocks))
		range =
			arena_printf(page->arena, ", %s %lld and %lld", h->lower_bound ? "with it between" : "between",
						 (long long)h->blocks.low, (long long)h->blocks.high);
	page_tell(page, table, "blocks", "%s%lld block%s (%s)%s%s, limited by %s",
			  h->lower_bound ? "at least " : "", (long long)h->blocks.value, h->blocks.value == 1 ? "" : "s",
			  size_text(page->arena, bytes), h->lower_bound ? ": so many without reclaim" : "", range,
			  headroom_limit_name(h->limit));
}

static void tell_zone(struct page *page, struct page_table *table, const struct zone_headroom *z)
{
	const char *reserve = "", *name = gfp_zone_name(z->zone->kind);

	if (z->zone->node)
		name = arena_printf(page->arena, "%s of node %u", name, z->zone->node);
	if (z->reserve)
		reserve = arena_printf(page->arena, " + lowmem_reserve %lld", (long long)z->reserve);
	page_tell(page, table, name,
			  "usable %lld pages, mark %lld%s; %lld by watermark, %lld by free lists; then: %s",
			  (long long)z->usable, (long long)z->mark, reserve, (long long)z->by_watermark,
			  (long long)z->by_blocks, refusal_text(z->ending));
}

static const char *shortage_text(struct page *page, const struct headroom *h)
{
	const char *pages = "", *blocks = "";

	if (h->limit == LIMIT_ZONE)
		return " a zone that the mask allows";
	if (h->short_pages)
		pages = arena_printf(page->arena, " %lld more free page%s (%s)", (long long)h->short_pages, h->short_pages == 1 ? "" : "s",
							 size_text(page->arena, (uint64_t)h->short_pages << h->page_shift));
	if (h->short_blocks)
		blocks = arena_printf(page->arena, "%s %lld more free block%s of this order",
							  h->short_pages ? " and" : "", (long long)h->short_blocks,
							  h->short_blocks == 1 ? "" : "s");
	if (!*pages && !*blocks)
		return " the pages on other CPUs' lists or a boost that does not come";
	return arena_printf(page->arena, "%s%s", pages, blocks);
}

/* What was asked for is judged by the range, not by its likeliest value alone. */
static void tell_enough(struct page *page, struct page_table *table, const struct headroom *h)
{
	long long wanted = (long long)h->wanted;

	if (h->blocks.low >= h->wanted)
		page_tell(page, table, "enough", "yes: the %lld asked for are there", wanted);
	else if (h->blocks.value >= h->wanted)
		page_tell(page, table, "enough", "likely: %lld asked for, %lld at the low end of the range", wanted,
				  (long long)h->blocks.low);
	else
		page_tell(page, table, "enough", "%s: for %lld it would take%s", h->lower_bound ? "not without reclaim" : "no",
				  wanted, shortage_text(page, h));
}

/* Nobody said how many: what the next one would take. */
static void tell_next(struct page *page, struct page_table *table, const struct headroom *h)
{
	page_tell(page, table, "more", "for %lld it would take%s", (long long)h->wanted, shortage_text(page, h));
}

static const char *outcome_text(struct page *page, const struct slow_path *path)
{
	if (path->outcome != OUTCOME_FAILS)
		return slow_outcome_text(path->outcome);
	if (!path->warns)
		return "fails silently";
	if (path->warn_seconds == 0)
		return arena_printf(page->arena, "fails with a warning, \"%s...\", once", path->message);
	return arena_printf(page->arena, "fails with a warning, \"%s...\", at most %u in %u s", path->message,
						path->warn_burst, path->warn_seconds);
}

static void add_slow_path(struct page *page, const struct slow_path *path)
{
	page_text(page, TONE_FAINT, "When no zone passes:");
	for (unsigned int i = 0; i < path->step_count; i++)
		page_item(page, true, path->steps[i]);
	page_text(page, TONE_PLAIN, arena_printf(page->arena, "→ %s", outcome_text(page, path)));
}

static void add_request(struct page *page, const struct headroom *h)
{
	const struct alloc_request *r = h->request;
	struct page_table *table;
	char names[512];

	page_title(page, r->text);
	table = page_pairs(page);
	page_tell(page, table, "asks", "order %u, %s%s%s", r->order, gfp_describe(&r->gfp, names, sizeof(names)),
			  r->note ? "; " : "", r->note ? r->note : "");
	if (r->count)
		tell_enough(page, table, h);
	tell_blocks(page, table, h);
	for (size_t z = 0; z < h->zone_count; z++)
		tell_zone(page, table, &h->zones[z]);
	if (!r->count)
		tell_next(page, table, h);
	add_slow_path(page, &h->slow_path);
}

static struct page *page_of_state(struct arena *arena, const char *name, const struct memory_state *memory)
{
	const struct alloc_kernel *k = &memory->kernel;

	const char *release = memory->release;

	if (!release)
		release = arena_printf(arena, "%u.%u", k->version >> 16, k->version >> 8 & 255);
	return page_new(
		arena, name,
		arena_printf(arena, "Linux %s · %s pages", release, size_text(arena, UINT64_C(1) << k->page_shift)));
}

struct page *page_of_requests(struct arena *arena, const char *name, const struct memory_state *memory,
							  const struct headroom *rows, size_t count)
{
	struct page *page = page_of_state(arena, name, memory);

	page_section(page, "headroom", "Headroom", "blocks in a row");
	for (size_t i = 0; i < count; i++)
		add_request(page, &rows[i]);
	return page;
}

struct page *page_of_memory(struct arena *arena, const char *name, const struct memory_state *memory,
							const struct usual_headroom *usual)
{
	struct page *page = page_of_state(arena, name, memory);

	page_usual(page, usual, "blocks in a row, without reclaim");
	page_free_lists(page, memory, NULL);
	return page;
}

/* --- a mask ----------------------------------------------------------------------------------- */

static void add_flags(struct page *page, const struct gfp *gfp)
{
	static const struct page_column flag_columns[] = { { "bit", COLUMN_ADDRESS }, { "flag", COLUMN_WORD } };
	struct page_table *table = page_table(page, flag_columns, ARRAY_SIZE(flag_columns));

	for (unsigned int bit = 0; bit < 32; bit++) {
		const struct page_cell cells[] = {
			{ .text = arena_printf(page->arena, "%#x", 1u << bit) },
			{ .text = gfp->unknown >> bit & 1 ? "(no meaning in this layout)"
											  : gfp_flag_name(gfp_flag_at(gfp->layout, bit)) },
		};

		if (gfp->mask >> bit & 1)
			page_row(page, table, cells);
	}
}

static const char *zones_text(struct page *page, const struct alloc_kernel *kernel, const struct gfp *gfp)
{
	enum gfp_zone highest = gfp_highest_zone(gfp, kernel->zones);
	const char *text = "";

	for (unsigned int zone = highest + 1; zone-- > 0;)
		if (kernel->zones >> zone & 1)
			text = arena_printf(page->arena, "%s%s%s", text, zone == highest ? "" : ", ",
								gfp_zone_name((enum gfp_zone)zone));
	return text;
}

static void add_meaning(struct page *page, const struct alloc_kernel *kernel,
						const struct alloc_request *request, const struct slow_path *path)
{
	static const char *const types[] = { "Unmovable", "Movable", "Reclaimable" };
	const struct gfp *gfp = &request->gfp;
	struct attempt slow = attempt_slow(kernel, gfp, request->order, request->context);
	struct page_table *table = page_pairs(page);

	page_tell(page, table, "layout", "Linux %s to %s", gfp_layout_first(gfp->layout),
			  gfp_layout_last(gfp->layout));
	page_tell(page, table, "migratetype", "%s%s", types[gfp_migratetype(gfp)],
			  slow.rights & RIGHT_CMA ? ", CMA too" : ", never CMA");
	page_tell(page, table, "zones", "%s where they exist, in this order", zones_text(page, kernel, gfp));
	page_tell(page, table, "may sleep", "%s", gfp_may_sleep(gfp) ? "yes" : "no");
	page_tell(page, table, "reserves", "down to %s%s%s", path->mark,
			  slow.rights & RIGHT_HIGHATOMIC ? ", HighAtomic blocks above order 0" : "",
			  slow.rights & RIGHT_HIGHATOMIC_LAST && request->order == 0 ? ", HighAtomic pages at last" : "");
}

struct page *page_of_mask(struct arena *arena, const struct alloc_kernel *kernel,
						  const struct alloc_request *request, const struct slow_path *path)
{
	char names[512];
	struct page *page = page_new(arena, arena_printf(arena, "%#x", request->gfp.mask),
								 arena_strdup(arena, gfp_describe(&request->gfp, names, sizeof(names))));

	page_section(page, "mask", "What it means", NULL);
	add_flags(page, &request->gfp);
	add_meaning(page, kernel, request, path);
	page_section(page, "way", arena_printf(arena, "Its way at order %u", request->order), NULL);
	add_slow_path(page, path);
	return page;
}
