/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pools and carve-outs: which of them is larger than it need be. */
#include "board/board.h"
#include "boot/boot.h"
#include "document/page_sections.h"
#include "document/pages.h"
#include "document/report_words.h"
#include "kernel/kernel.h"
#include "plan/pool_evidence.h"
#include "plan/oversized.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

enum { NAME, KIND, SIZE, USED, IDLE, CUT, COLUMNS };

static const struct page_column columns[COLUMNS] = {
	{ "pool or carve-out", COLUMN_TEXT }, { "kind", COLUMN_WORD },   { "MiB", COLUMN_NUMBER },
	{ "in use", COLUMN_NUMBER },          { "idle", COLUMN_NUMBER }, { "to cut", COLUMN_NUMBER },
};

static struct page_cell mib(struct page *page, uint64_t bytes, bool known)
{
	return (struct page_cell){ .text = known ? size_mebibytes(page->arena, (int64_t)bytes, 1) : "?",
							   .tone = known ? TONE_PLAIN : TONE_FAINT };
}

static const char *users_of(struct page *page, const struct boot *boot, const struct region *region)
{
	const char *text = "";

	if (region->node >= boot->board->rmem_count)
		return "for Linux itself";
	for (size_t i = 0; i < boot->board->rmem[region->node].consumer_count; i++)
		text = arena_printf(page->arena, "%s%s%s", text, *text ? ", " : "",
							boot->board->rmem[region->node].consumers[i]);
	return *text ? arena_printf(page->arena, "used by %s", text) : "no device refers to it";
}

/* The default pool has a name that the kernel alone knows. */
static const char *name_of(const struct region *region)
{
	return region->path && region->path[0] != '/' ? region->path : region->name;
}

static void add_row(struct page *page, struct page_table *table, const struct boot *boot,
					const struct pool_row *row)
{
	const struct page_cell cells[COLUMNS] = {
		[NAME] = { .text = name_of(row->region), .tone = TONE_STRONG },
		[KIND] = { .text = region_kind_name(row->region->kind) },
		[SIZE] = mib(page, row->size, true),
		[USED] = mib(page, row->used, row->used > 0),
		[IDLE] = mib(page, row->idle, row->used > 0),
		[CUT] = mib(page, row->cut, true),
	};
	const char *users = users_of(page, boot, row->region);

	page_row(page, table, cells);
	page_row_heading(page, table, users)->indented = true;
	page_row_heading(page, table, arena_printf(page->arena, "may it: %s", pool_leave(page->arena, row)))->indented =
		true;
}

void page_pool_rows(struct page *page, const struct boot *boot, const struct pool_rows *rows, bool cma_alone)
{
	struct page_table *table = page_table(page, columns, COLUMNS);

	for (size_t i = 0; i < rows->count; i++)
		if (!cma_alone || rows->items[i].region->kind == REGION_CMA)
			add_row(page, table, boot, &rows->items[i]);
}

/* Where only the sum of all pools was seen, any one of them may have held all of it. */
static void tell_sum(struct page *page, const struct pool_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct limits *l = rows->items[i].limits;

		if (!l || !l->peak_of_all || !l->peak)
			continue;
		page_text(page, TONE_PLAIN,
				  arena_printf(page->arena,
							   "All CMA pools together were seen to hold %s, the margin included: as any of them may have held all of it, each keeps that much. /sys/kernel/debug/cma/*/used tells them apart.",
							   size_text_fixed(page->arena, l->peak)));
		return;
	}
}

#define HOLDERS 12 /* JSON has all */

void page_pool_holders(struct page *page, const struct evidence *evidence, unsigned int page_shift)
{
	static const struct page_column holder_columns[] = {
		{ "pool", COLUMN_TEXT }, { "held by", COLUMN_TEXT }, { "MiB", COLUMN_NUMBER }, { "as", COLUMN_WORD }
	};
	struct page_table *table = NULL;

	for (size_t i = 0; i < evidence->holder_count && i < HOLDERS; i++) {
		const struct pool_holder *h = &evidence->holders[i];
		const struct page_cell cells[] = {
			{ .text = h->pool ? h->pool : "?" },
			{ .text = h->is_module ? arena_printf(page->arena, "[%s]", h->holder) : h->holder },
			{ .text = size_mebibytes(page->arena, (int64_t)(h->pages << page_shift), 2) },
			{ .text = h->buffers ? "buffer" : "pinned", .tone = h->buffers ? TONE_PLAIN : TONE_WARN },
		};

		table = table ? table : page_table(page, holder_columns, ARRAY_SIZE(holder_columns));
		page_row(page, table, cells);
	}
}

static void add_answer(struct page *page, const struct pool_rows *rows, const struct evidence *evidence)
{
	const struct pool_row *most = rows->oversized;

	page_section(page, "answer", "Which one is oversized", NULL);
	if (!rows->count)
		page_text(page, TONE_PLAIN, "None: there are no pools and no carve-outs.");
	else if (!most)
		page_text(page, TONE_PLAIN,
				  evidence->file_count
					  ? "None that may be cut by what is known."
					  : "Nobody told what is in use: logs, meminfo or debugfs files of the target tell (--evidence FILE).");
	else
		page_text(page, TONE_STRONG,
				  arena_printf(page->arena, "%s: %s of its %s may go.", most->region->name,
							   size_text_fixed(page->arena, most->cut), size_text_fixed(page->arena, most->size)));
	tell_sum(page, rows);
}

struct page *page_of_pools(struct arena *arena, const struct boot *boot, const struct pool_rows *rows,
						   const struct evidence *evidence)
{
	struct page *page = page_new(arena, board_name(boot->board),
								 arena_printf(arena, "Linux %s", kernel_words(arena, boot->kernel)));

	add_answer(page, rows, evidence);
	if (!rows->count)
		return page;
	page_section(page, "pools", "Pools and carve-outs",
				 arena_printf(arena, "in use: observed and %u %%, or what a policy demands; ? not told",
							  evidence->margin_percent));
	page_pool_rows(page, boot, rows, false);
	if (evidence->holder_count) {
		page_section(page, "held", "Who held them", "at the time of the page_owner; what is pinned is nobody's buffer");
		page_pool_holders(page, evidence, boot->kernel->page_shift);
	}
	page_section(page, "next", "Next", NULL);
	page_text(page, TONE_PLAIN,
			  rows->oversized ? "dtcarve suggest --evidence FILE --need NEED -o fix.dtso BOARD cuts what a need asks for"
							  : "on the board: grep . /sys/kernel/debug/cma/*/used > FILE under load, then --evidence FILE");
	return page;
}
