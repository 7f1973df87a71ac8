/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "check/check.h"
#include "render/check.h"
#include "render/json_writer.h"
#include "util/arena.h"

static void put_optional(struct json_writer *w, const char *key, const char *text)
{
	if (text)
		jsonw_string(w, key, text);
}

static void put_place(struct json_writer *w, const char *key, struct source_place place)
{
	if (!place.file)
		return;
	jsonw_open(w, key, '{');
	jsonw_string(w, "file", place.file);
	jsonw_integer(w, "line", (int64_t)place.line);
	jsonw_integer(w, "column", (int64_t)place.column);
	jsonw_close(w, '}');
}

static void put_variants(struct json_writer *w, const struct check_board *board, uint64_t variants)
{
	jsonw_open(w, "variants", '[');
	for (size_t i = 0; i < board->variants.count; i++)
		if (variants >> i & 1)
			jsonw_integer(w, NULL, (int64_t)i);
	jsonw_close(w, ']');
}

static void put_finding(struct json_writer *w, const struct check_board *board, size_t index)
{
	static const char *const standings[] = { "new", "known", "accepted" };
	const struct check_finding *f = &board->findings[index];
	struct arena *arena = arena_new();

	jsonw_open(w, NULL, '{');
	jsonw_string(w, "id", f->rule->id);
	jsonw_string(w, "severity", severity_name(f->severity));
	jsonw_string(w, "path", f->path);
	jsonw_string(w, "message", f->message);
	put_optional(w, "hint", f->hint);
	put_optional(w, "other", f->other_path);
	put_optional(w, "property", f->property);
	put_place(w, "place", f->place);
	if (f->twin_text)
		put_place(w, strcmp(f->twin_text, "changed here") == 0 ? "changed" : "defined", f->twin);
	put_place(w, "other_place", f->other_place);
	put_variants(w, board, f->variants);
	jsonw_string(w, "standing", standings[f->standing]);
	put_optional(w, "reason", f->reason);
	jsonw_string(w, "fingerprint", check_fingerprint(arena, board, index));
	jsonw_close(w, '}');
	arena_free(arena);
}

static void put_variant(struct json_writer *w, const struct variant *variant)
{
	jsonw_open(w, NULL, '{');
	put_optional(w, "ddr", variant->ddr);
	put_optional(w, "kernel", variant->kernel);
	jsonw_close(w, '}');
}

static void put_board(struct json_writer *w, const struct check_board *board)
{
	char address[20];

	jsonw_open(w, NULL, '{');
	jsonw_string(w, "file", board->file);
	put_optional(w, "model", board->model);
	if (board->ram_start_guessed) {
		snprintf(address, sizeof(address), "0x%" PRIx64, board->ram_start);
		jsonw_string(w, "ram_start_guess", address);
	}
	jsonw_open(w, "variants", '[');
	for (size_t i = 0; i < board->variants.count; i++)
		put_variant(w, &board->variants.items[i]);
	jsonw_close(w, ']');
	jsonw_open(w, "trouble", '[');
	for (size_t i = 0; i < board->trouble_count; i++)
		jsonw_string(w, NULL, board->troubles[i]);
	jsonw_close(w, ']');
	jsonw_open(w, "findings", '[');
	for (size_t i = 0; i < board->finding_count; i++)
		put_finding(w, board, i);
	jsonw_close(w, ']');
	jsonw_close(w, '}');
}

static void put_sum(struct json_writer *w, const struct check *check)
{
	jsonw_open(w, "summary", '{');
	jsonw_integer(w, "boards", (int64_t)check->board_count);
	jsonw_integer(w, "errors", (int64_t)check->counts[SEVERITY_ERROR]);
	jsonw_integer(w, "warnings", (int64_t)check->counts[SEVERITY_WARNING]);
	jsonw_integer(w, "notes", (int64_t)check->counts[SEVERITY_NOTE]);
	jsonw_integer(w, "known", (int64_t)check->known);
	jsonw_integer(w, "accepted", (int64_t)check->accepted);
	jsonw_integer(w, "trouble", (int64_t)check->troubles);
	jsonw_integer(w, "ram_start_guessed", (int64_t)check->guessed);
	jsonw_close(w, '}');
}

void check_write_json(const struct check *check, FILE *out)
{
	struct json_writer w;

	jsonw_begin(&w, out);
	jsonw_open(&w, NULL, '{');
	jsonw_string(&w, "schema", "dtcarve-check-1");
	jsonw_open(&w, "boards", '[');
	for (size_t i = 0; i < check->board_count; i++)
		put_board(&w, &check->boards[i]);
	jsonw_close(&w, ']');
	put_sum(&w, check);
	jsonw_close(&w, '}');
}
