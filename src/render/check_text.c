/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "check/check.h"
#include "render/check_writers.h"
#include "render/escape.h"
#include "util/arena.h"

struct writer {
	const struct check *check;
	FILE *out;
	struct arena *arena; /* of one board's lines */
};

static void put(const struct writer *w, const char *text)
{
	fputs(escape_text(w->arena, text, false), w->out);
}

static void put_place(const struct writer *w, const struct check_board *board, struct source_place place)
{
	put(w, place.file ? place.file : board->file);
	if (place.file)
		fprintf(w->out, ":%lu:%lu", place.line, place.column);
}

static void put_note(const struct writer *w, const struct check_board *board, struct source_place place,
					 const char *path, const char *text)
{
	if (!place.file)
		return;
	put_place(w, board, place);
	fputs(": note: ", w->out);
	put(w, path);
	fprintf(w->out, ": %s\n", text);
}

static void write_finding(const struct writer *w, const struct check_board *board,
						  const struct check_finding *f)
{
	put_place(w, board, f->place);
	fprintf(w->out, ": %s (%s): ", severity_name(f->severity), f->rule->id);
	put(w, f->path);
	fputs(": ", w->out);
	put(w, f->message);
	put(w, check_variant_words(w->arena, board, f->variants));
	fputc('\n', w->out);
	if (f->twin_text)
		put_note(w, board, f->twin, f->path, f->twin_text);
	if (f->other_path)
		put_note(w, board, f->other_place, f->other_path, "the other node");
	if (f->hint) {
		fputs("    ", w->out);
		put(w, f->hint);
		fputc('\n', w->out);
	}
}

void check_write_text(const struct check *check, FILE *out)
{
	struct writer w = { .check = check, .out = out };
	const char **bases;
	size_t count;

	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *board = &check->boards[b];

		w.arena = arena_new();
		for (size_t i = 0; i < board->finding_count; i++)
			if (board->findings[i].standing == STANDING_NEW)
				write_finding(&w, board, &board->findings[i]);
		arena_free(w.arena);
	}
	w.arena = arena_new();
	bases = check_base_words(w.arena, check, &count);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s\n", bases[i]);
	fprintf(out, "%s\n", check_sum_words(w.arena, check));
	arena_free(w.arena);
}
