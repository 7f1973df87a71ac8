/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Zones and their watermarks, in pages as /proc/zoneinfo tells them. */
#include <inttypes.h>

#include "boot/boot.h"
#include "kernel/kernel.h"
#include "document/amount.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

enum { NAME, START, SPANNED, PRESENT, MANAGED, CMA, BAR, SIZES };
enum { MARK_NAME, MIN, LOW, HIGH, RESERVE, MARKS };

static const struct page_column sizes[SIZES] = {
	{ "zone", COLUMN_WORD },      { "start", COLUMN_CODE },     { "spanned", COLUMN_NUMBER },
	{ "present", COLUMN_NUMBER }, { "managed", COLUMN_NUMBER }, { "CMA", COLUMN_NUMBER },
	{ "", COLUMN_BAR },
};

static const struct page_column marks[MARKS] = {
	{ "zone", COLUMN_WORD },   { "min", COLUMN_NUMBER },          { "low", COLUMN_NUMBER },
	{ "high", COLUMN_NUMBER }, { "lowmem_reserve", COLUMN_CODE },
};

static double largest_zone(const struct boot *boot)
{
	uint64_t most = 1;

	for (size_t i = 0; i < boot->zone_count; i++)
		most = max_u64(most, boot->zones[i].spanned);
	return (double)most;
}

/* Ordinary pages, CMA, what is present but not managed, and holes: adds up to what the zone spans. */
static struct page_cell bar_of(struct page *page, const struct zone *z, double whole)
{
	uint64_t managed = (uint64_t)z->managed.value, present = (uint64_t)z->present.value;
	uint64_t cma = (uint64_t)z->cma.value;
	const struct {
		uint64_t pages;
		enum theme_colour colour;
	} parts[] = {
		{ managed - min_u64(cma, managed), COLOUR_TOTAL },
		{ cma, COLOUR_CMA },
		{ present - min_u64(managed, present), COLOUR_KERNEL },
		{ z->spanned - min_u64(present, z->spanned), COLOUR_UNUSED },
	};
	struct bar_piece *pieces = arena_alloc(page->arena, ARRAY_SIZE(parts) * sizeof(*pieces));
	double at = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		pieces[i] = (struct bar_piece){ at, at + (double)parts[i].pages / whole, parts[i].colour };
		at = pieces[i].to;
	}
	return (struct page_cell){ .bar = pieces, .bar_count = ARRAY_SIZE(parts) };
}

static void add_sizes(struct page *page, const struct boot *boot)
{
	struct page_table *table = page_table(page, sizes, SIZES);
	double whole = largest_zone(boot);

	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *z = &boot->zones[i];
		const struct page_cell cells[SIZES] = {
			[NAME] = { .text = z->title, .tone = TONE_STRONG },
			[START] = { .text = amount_address(page->arena, z->start_pfn << boot->kernel->page_shift) },
			[SPANNED] = page_number(page, (int64_t)z->spanned),
			[PRESENT] = page_estimate(page, z->present),
			[MANAGED] = page_estimate(page, z->managed),
			[CMA] = page_estimate(page, z->cma),
			[BAR] = bar_of(page, z, whole),
		};

		if (z->spanned)
			page_row(page, table, cells);
	}
}

static void add_legend(struct page *page)
{
	static const enum theme_colour colours[] = { COLOUR_TOTAL, COLOUR_CMA, COLOUR_KERNEL, COLOUR_UNUSED };
	static const char *const words[] = { "managed, any use", "managed, CMA", "present, not managed", "hole" };

	page_legend(page, colours, words, ARRAY_SIZE(colours));
}

/* lowmem_reserve, as /proc/zoneinfo calls "protection": one number for each configured zone. */
static const char *protection(struct page *page, const struct boot *boot, const struct zone *z)
{
	const char *text = "";

	for (size_t i = 0; i < boot->protection_columns; i++) {
		struct page_cell cell = page_estimate(page, z->protection[i]);

		text = arena_printf(page->arena, "%s%s%s%s", text, i ? ", " : "", cell.text,
							amount_doubt_inline(page->arena, cell.doubt));
	}
	return text;
}

static void add_marks(struct page *page, const struct boot *boot)
{
	struct page_table *table = page_table(page, marks, MARKS);

	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *z = &boot->zones[i];
		const struct page_cell cells[MARKS] = {
			[MARK_NAME] = { .text = z->title, .tone = TONE_STRONG },
			[MIN] = page_estimate(page, z->min),
			[LOW] = page_estimate(page, z->low),
			[HIGH] = page_estimate(page, z->high),
			[RESERVE] = { .text = protection(page, boot, z) },
		};

		if (z->spanned)
			page_row(page, table, cells);
	}
}

void page_zones(struct page *page, const struct report *report)
{
	const struct boot *boot = report->boot;
	struct page_cell min = page_estimate(page, boot->min_free_kbytes);

	page_section(
		page, "zones", "Zones",
		arena_printf(page->arena, "in pages of %s", size_text(page->arena, page_size(boot->kernel))));
	add_sizes(page, boot);
	add_legend(page);
	page_section(page, "watermarks", "Watermarks",
				 arena_printf(page->arena, "in pages; min_free_kbytes %s%s", min.text,
							  amount_doubt_inline(page->arena, min.doubt)));
	add_marks(page, boot);
}
