/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "check/check.h"
#include "render/check.h"
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

static const char *count_words(struct arena *arena, size_t count, const char *word)
{
	return arena_printf(arena, "%zu %s%s", count, word, count == 1 ? "" : "s");
}

/* Kernels whose rules are not known themselves; all boards are checked with the same ones. */
static void write_bases(const struct writer *w)
{
	const struct variants *variants = w->check->board_count ? &w->check->boards[0].variants : NULL;

	for (size_t i = 0; variants && i < variants->count; i++) {
		const char *release = variants->items[i].kernel;
		uint32_t version = release ? kernel_version_parse(release) : 0;
		struct known_rules known[2];

		if (i && release == variants->items[i - 1].kernel)
			continue;
		if (version && kernel_rules_known(version, known) == 2)
			fprintf(w->out, "Linux %s by the rules of %s and %s\n", release, known[0].name, known[1].name);
	}
}

static void write_sum(const struct writer *w)
{
	const struct check *c = w->check;

	fprintf(w->out, "%s in %s: %s, %s, %s", count_words(w->arena, c->board_count, "board"),
			count_words(w->arena, c->variant_count, "variant"),
			count_words(w->arena, c->counts[SEVERITY_ERROR], "error"),
			count_words(w->arena, c->counts[SEVERITY_WARNING], "warning"),
			count_words(w->arena, c->counts[SEVERITY_NOTE], "note"));
	if (c->known)
		fprintf(w->out, "; %zu known from the baseline", c->known);
	if (c->accepted)
		fprintf(w->out, "; %zu accepted", c->accepted);
	if (c->troubles)
		fprintf(w->out, "; %zu not checked", c->troubles);
	if (c->guessed)
		fprintf(w->out, "; where RAM begins is a guess for %zu (--ddr SIZE@BASE tells)", c->guessed);
	fputc('\n', w->out);
}

void check_write_text(const struct check *check, FILE *out)
{
	struct writer w = { .check = check, .out = out };

	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *board = &check->boards[b];

		w.arena = arena_new();
		for (size_t i = 0; i < board->finding_count; i++)
			if (board->findings[i].standing == STANDING_NEW)
				write_finding(&w, board, &board->findings[i]);
		arena_free(w.arena);
	}
	w.arena = arena_new();
	write_bases(&w);
	write_sum(&w);
	arena_free(w.arena);
}
