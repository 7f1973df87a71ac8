/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Zones and their watermarks, in pages as /proc/zoneinfo tells them. */
#include <inttypes.h>

#include "boot/boot.h"
#include "kernel/kernel.h"
#include "render/sections.h"
#include "render/table.h"
#include "util/arena.h"
#include "util/number.h"

enum { NAME, START, SPANNED, PRESENT, MANAGED, CMA, SIZES };
enum { MARK_NAME, MIN, LOW, HIGH, RESERVE, MARKS };

static const struct column sizes[SIZES] = {
	[NAME] = { .align = ALIGN_LEFT },
	[START] = { .align = ALIGN_RIGHT, .gap = 2 },
	[SPANNED] = { .align = ALIGN_RIGHT, .gap = 2 },
	[PRESENT] = { .align = ALIGN_RIGHT, .gap = 2 },
	[MANAGED] = { .align = ALIGN_RIGHT, .gap = 2 },
	[CMA] = { .align = ALIGN_RIGHT, .gap = 2 },
};

static const struct column marks[MARKS] = {
	[MARK_NAME] = { .align = ALIGN_LEFT },         [MIN] = { .align = ALIGN_RIGHT, .gap = 2 },
	[LOW] = { .align = ALIGN_RIGHT, .gap = 2 },    [HIGH] = { .align = ALIGN_RIGHT, .gap = 2 },
	[RESERVE] = { .align = ALIGN_LEFT, .gap = 2 },
};

static const char *pages(const struct pen *pen, uint64_t count)
{
	return arena_printf(pen->arena, "%" PRIu64, count);
}

static void write_sizes(const struct pen *pen, const struct boot *boot)
{
	struct table *table = table_new(pen, sizes, SIZES);
	const struct cell head[SIZES] = {
		{ "zone", TINT_FAINT },    { "start", TINT_FAINT },   { "spanned", TINT_FAINT },
		{ "present", TINT_FAINT }, { "managed", TINT_FAINT }, { "cma", TINT_FAINT },
	};

	table_add(table, head);
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *z = &boot->zones[i];
		const struct cell cells[SIZES] = {
			{ z->title, TINT_HEADING },
			{ pen_address(pen, z->start_pfn << boot->kernel->page_shift), TINT_PLAIN },
			{ pages(pen, z->spanned), TINT_PLAIN },
			{ pages(pen, z->present), TINT_PLAIN },
			{ pen_estimate(pen, z->managed), TINT_PLAIN },
			{ pages(pen, z->cma), TINT_PLAIN },
		};

		if (z->spanned)
			table_add(table, cells);
	}
	table_write(table);
}

/* lowmem_reserve, as /proc/zoneinfo calls "protection": one number for each configured zone. */
static const char *protection(const struct pen *pen, const struct boot *boot, const struct zone *z)
{
	const char *text = "";

	for (size_t i = 0; i < boot->protection_columns; i++)
		text = arena_printf(pen->arena, "%s%s%s", text, i ? ", " : "", pen_estimate(pen, z->protection[i]));
	return text;
}

static void write_marks(const struct pen *pen, const struct boot *boot)
{
	struct table *table = table_new(pen, marks, MARKS);
	const struct cell head[MARKS] = {
		{ "zone", TINT_FAINT },
		{ "min", TINT_FAINT },
		{ "low", TINT_FAINT },
		{ "high", TINT_FAINT },
		{ "lowmem_reserve", TINT_FAINT },
	};

	table_add(table, head);
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *z = &boot->zones[i];
		const struct cell cells[MARKS] = {
			{ z->title, TINT_HEADING },
			{ pen_estimate(pen, z->min), TINT_PLAIN },
			{ pen_estimate(pen, z->low), TINT_PLAIN },
			{ pen_estimate(pen, z->high), TINT_PLAIN },
			{ protection(pen, boot, z), TINT_PLAIN },
		};

		if (z->spanned)
			table_add(table, cells);
	}
	table_write(table);
}

void text_zones(const struct pen *pen, const struct report *report)
{
	const struct boot *boot = report->boot;

	pen_heading(pen, "ZONES",
				arena_printf(pen->arena, "pages of %s", pen_size(pen, page_size(boot->kernel))));
	write_sizes(pen, boot);
	pen_heading(
		pen, "WATERMARKS",
		arena_printf(pen->arena, "pages; min_free_kbytes %s", pen_estimate(pen, boot->min_free_kbytes)));
	write_marks(pen, boot);
}
