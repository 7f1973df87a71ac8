/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of the Code Climate format that GitLab reads. A file without source lines is told at line 1. */
#include "check/check.h"
#include "render/check_writers.h"
#include "render/json.h"
#include "util/arena.h"

static json_t *finding_json(const struct check_board *board, size_t index)
{
	static const char *const severities[] = { "info", "minor", "major" };
	const struct check_finding *f = &board->findings[index];
	struct arena *arena = arena_new();
	json_t *o = json_packed("{s:O, s:s, s:s, s:s, s:{s:O, s:{s:I}}}", "description",
							json_text(arena_printf(arena, "%s: %s%s", f->path, f->message,
												   check_variant_words(arena, board, f->variants))),
							"check_name", f->rule->id, "fingerprint", check_fingerprint(arena, board, index),
							"severity", severities[f->severity], "location", "path",
							json_text(f->place.file ? f->place.file : board->file), "lines", "begin",
							f->place.file ? (json_int_t)f->place.line : 1);

	arena_free(arena);
	return o;
}

void check_write_gitlab(const struct check *check, FILE *out)
{
	json_t *list = json_new_array();

	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *board = &check->boards[b];

		for (size_t i = 0; i < board->finding_count; i++)
			if (board->findings[i].standing == STANDING_NEW)
				json_append(list, finding_json(board, i));
	}
	json_write(list, out);
}
