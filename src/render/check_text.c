/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <string.h>

#include "check/check.h"
#include "document/check_words.h"
#include "document/page_sections.h"
#include "render/check_writers.h"
#include "render/pen.h"
#include "util/arena.h"

/* Lines behind the first, of a finding and of what belongs to it. */
#define INDENT 4

static const char *place_words(const struct page_writer *w, const struct check_board *board,
							   struct source_place place)
{
	const char *file = pen_clean(w, place.file ? place.file : board->file);

	return place.file ? arena_printf(w->arena, "%s:%lu:%lu", file, place.line, place.column) : file;
}

static void put_note(const struct page_writer *w, const struct check_board *board, struct source_place place,
					 const char *path, const char *text)
{
	if (place.file)
		pen_hanging(w, arena_printf(w->arena, "%s: note: ", place_words(w, board, place)), INDENT,
					arena_printf(w->arena, "%s: %s", path, text), TONE_PLAIN);
}

static void write_finding(const struct page_writer *w, const struct check_board *board,
						  const struct check_finding *f)
{
	const char *lead = arena_printf(w->arena, "%s: %s (%s): ", place_words(w, board, f->place),
									severity_name(f->severity), f->rule->id);

	pen_hanging(w, lead, INDENT,
				arena_printf(w->arena, "%s: %s%s", f->path, f->message,
							 check_variant_words(w->arena, board, f->variants)),
				TONE_PLAIN);
	if (f->twin_text)
		put_note(w, board, f->twin, f->path, f->twin_text);
	if (f->other_path)
		put_note(w, board, f->other_place, f->other_path, "the other node");
	if (f->hint)
		pen_hanging(w, "    ", INDENT, f->hint, TONE_PLAIN);
}

/* What was held against the rules, a line for each variant. */
static void write_bases(const struct page_writer *w, const struct check_board *board)
{
	for (size_t i = 0; i < board->variants.count; i++) {
		enum severity worst;
		const char *verdict = check_verdict_words(w->arena, board, i, &worst);
		const char *basis = pen_clean(w, check_basis_words(w->arena, board, i));
		const char *lead = arena_printf(w->arena, "%s: %s%s", pen_clean(w, board->file), basis, *basis ? ": " : "");

		if (!w->style.quiet || !board->bases || !board->bases[i].checked)
			pen_hanging(w, lead, INDENT, verdict, severity_tone(worst));
	}
}

void check_write_text(const struct check *check, const struct text_style *style, FILE *out)
{
	struct page_writer w = { .style = *style, .out = out };
	const char *next, *skipped;

	if (!style->width)
		w.style.width = UINT32_MAX; /* for no terminal: a line is a line */
	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *board = &check->boards[b];

		w.arena = arena_new();
		for (size_t i = 0; i < board->finding_count; i++)
			if (board->findings[i].standing == STANDING_NEW)
				write_finding(&w, board, &board->findings[i]);
		arena_free(w.arena);
	}
	w.arena = arena_new();
	for (size_t b = 0; b < check->board_count; b++)
		write_bases(&w, &check->boards[b]);
	skipped = check_skipped_words(w.arena, check);
	if (skipped && !w.style.quiet)
		pen_hanging(&w, "", INDENT, skipped, TONE_PLAIN);
	pen_hanging(&w, "", 0, check_sum_words(w.arena, check), TONE_STRONG);
	next = w.style.quiet ? NULL : check_next_words(w.arena, check);
	if (next)
		pen_hanging(&w, "next: ", INDENT, next, TONE_PLAIN);
	arena_free(w.arena);
}
