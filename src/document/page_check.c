/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What check found, board by board; what a baseline knows and a policy accepts is only counted. */
#include "check/check.h"
#include "document/check_words.h"
#include "document/page_sections.h"
#include "document/pages.h"
#include "util/arena.h"

static const char *place_of(struct page *page, struct source_place place)
{
	return place.file ? arena_printf(page->arena, "%s:%lu", place.file, place.line) : NULL;
}

static void add_finding(struct page *page, const struct check_board *board, const struct check_finding *f)
{
	const char *variants = check_variant_words(page->arena, board, f->variants);
	const struct page_finding finding = { .tone = severity_tone(f->severity),
										  .severity = severity_name(f->severity),
										  .id = f->rule->id,
										  .path = f->path,
										  .place = place_of(page, f->place),
										  .message = arena_printf(page->arena, "%s%s", f->message, variants),
										  .hint = f->hint };

	page_finding(page, &finding);
}

static void add_board(struct page *page, const struct check_board *board, size_t number)
{
	bool any = false;

	for (size_t i = 0; i < board->finding_count; i++) {
		if (board->findings[i].standing != STANDING_NEW)
			continue;
		if (!any)
			page_section(page, arena_printf(page->arena, "board-%zu", number), board->file, board->model);
		any = true;
		add_finding(page, board, &board->findings[i]);
	}
}

static void add_bases(struct page *page, const struct check *check)
{
	static const struct page_column columns[] = { { "board", COLUMN_CODE },
												  { "checked with", COLUMN_TEXT },
												  { "found", COLUMN_TEXT } };
	struct page_table *table;

	if (!check->board_count)
		return;
	page_section(page, "boards", "Boards", NULL);
	table = page_table(page, columns, 3);
	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *board = &check->boards[b];

		for (size_t i = 0; i < board->variants.count; i++) {
			enum severity worst;
			const char *verdict = check_verdict_words(page->arena, board, i, &worst);

			page_row(page, table,
					 (const struct page_cell[]){ { .text = board->file },
												 { .text = check_basis_words(page->arena, board, i) },
												 { .text = verdict, .tone = severity_tone(worst) } });
		}
	}
}

struct page *page_of_check(struct arena *arena, const struct check *check)
{
	struct page *page = page_new(arena, "Boards held against the rules", check_sum_words(arena, check));
	const char *next = check_next_words(arena, check), *skipped = check_skipped_words(arena, check);

	add_bases(page, check);
	if (skipped)
		page_text(page, TONE_PLAIN, skipped);
	for (size_t b = 0; b < check->board_count; b++)
		add_board(page, &check->boards[b], b + 1);
	if (next) {
		page_section(page, "next", "Next", NULL);
		page_text(page, TONE_PLAIN, next);
	}
	return page;
}
