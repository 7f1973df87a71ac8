/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of the Code Climate format that GitLab reads. A file without source lines is told at line 1. */
#include "check/check.h"
#include "render/check.h"
#include "render/json_writer.h"
#include "util/arena.h"

static void put_finding(struct json_writer *w, const struct check_board *board, size_t index)
{
	static const char *const severities[] = { "info", "minor", "major" };
	const struct check_finding *f = &board->findings[index];
	struct arena *arena = arena_new();

	jsonw_open(w, NULL, '{');
	jsonw_string(
		w, "description",
		arena_printf(arena, "%s: %s%s", f->path, f->message, check_variant_words(arena, board, f->variants)));
	jsonw_string(w, "check_name", f->rule->id);
	jsonw_string(w, "fingerprint", check_fingerprint(arena, board, index));
	jsonw_string(w, "severity", severities[f->severity]);
	jsonw_open(w, "location", '{');
	jsonw_string(w, "path", f->place.file ? f->place.file : board->file);
	jsonw_open(w, "lines", '{');
	jsonw_integer(w, "begin", f->place.file ? (int64_t)f->place.line : 1);
	jsonw_close(w, '}');
	jsonw_close(w, '}');
	jsonw_close(w, '}');
	arena_free(arena);
}

void check_write_gitlab(const struct check *check, FILE *out)
{
	struct json_writer w;

	jsonw_begin(&w, out);
	jsonw_open(&w, NULL, '[');
	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *board = &check->boards[b];

		for (size_t i = 0; i < board->finding_count; i++)
			if (board->findings[i].standing == STANDING_NEW)
				put_finding(&w, board, i);
	}
	jsonw_close(&w, ']');
}
