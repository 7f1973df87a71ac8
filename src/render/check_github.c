/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ::error file=F,line=L,col=C,title=T::MESSAGE */
#include <string.h>

#include "check/check.h"
#include "render/check_writers.h"
#include "util/escape.h"
#include "util/arena.h"

/* What ends a command or a property of it is written in percent. */
static void put(FILE *out, const char *text, const char *special)
{
	for (; *text; text++) {
		if (strchr(special, *text))
			fprintf(out, "%%%02X", (unsigned char)*text);
		else
			fputc(*text, out);
	}
}

static void put_property(FILE *out, const char *text)
{
	put(out, text, "%\r\n:,");
}

static void put_message(FILE *out, const char *text)
{
	put(out, text, "%\r\n");
}

static void write_finding(const struct check_board *board, const struct check_finding *f, FILE *out)
{
	static const char *const commands[] = { "notice", "warning", "error" };
	struct arena *arena = arena_new();

	fprintf(out, "::%s file=", commands[f->severity]);
	put_property(out, escape_text(arena, f->place.file ? f->place.file : board->file, false));
	if (f->place.file)
		fprintf(out, ",line=%lu,col=%lu", f->place.line, f->place.column);
	fputs(",title=", out);
	put_property(out, f->rule->id);
	fputs("::", out);
	put_message(out, escape_text(arena, f->path, false));
	fputs(": ", out);
	put_message(out, escape_text(arena, f->message, false));
	put_message(out, escape_text(arena, check_variant_words(arena, board, f->variants), false));
	if (f->hint) {
		fputs("%0A", out);
		put_message(out, escape_text(arena, f->hint, false));
	}
	fputc('\n', out);
	arena_free(arena);
}

static void write_trouble(const struct check_board *board, const char *text, FILE *out)
{
	struct arena *arena = arena_new();

	fputs("::error file=", out);
	put_property(out, escape_text(arena, board->file, false));
	fputs(",title=not checked::", out);
	put_message(out, text);
	fputc('\n', out);
	arena_free(arena);
}

void check_write_github(const struct check *check, FILE *out)
{
	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *board = &check->boards[b];

		for (size_t i = 0; i < board->trouble_count; i++)
			write_trouble(board, board->troubles[i], out);
		for (size_t i = 0; i < board->finding_count; i++)
			if (board->findings[i].standing == STANDING_NEW)
				write_finding(board, &board->findings[i], out);
	}
}
