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

struct page *page_of_check(struct arena *arena, const struct check *check)
{
	size_t count;
	const char **bases = check_base_words(arena, check, &count);
	struct page *page = page_new(arena, "Boards held against the rules", check_sum_words(arena, check));

	if (bases)
		page_section(page, "kernels", "Kernels", NULL);
	for (size_t i = 0; i < count; i++)
		page_item(page, false, bases[i]);
	for (size_t b = 0; b < check->board_count; b++)
		add_board(page, &check->boards[b], b + 1);
	return page;
}
