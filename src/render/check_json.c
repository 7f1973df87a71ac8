/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "check/check.h"
#include "kernel/family.h"
#include "render/check_writers.h"
#include "render/json.h"
#include "util/arena.h"

static void add_place(json_t *o, const char *key, struct source_place place)
{
	if (place.file)
		json_put(o, key,
				 json_packed("{s:O, s:I, s:I}", "file", json_text(place.file), "line", (json_int_t)place.line,
							 "column", (json_int_t)place.column));
}

static json_t *variant_numbers(const struct check_board *board, uint64_t variants)
{
	json_t *numbers = json_new_array();

	for (size_t i = 0; i < board->variants.count; i++)
		if (variants >> i & 1)
			json_append(numbers, json_uint(i));
	return numbers;
}

static json_t *finding_json(const struct check_board *board, size_t index)
{
	static const char *const standings[] = { "new", "known", "accepted" };
	const struct check_finding *f = &board->findings[index];
	struct arena *arena = arena_new();
	json_t *o = json_packed("{s:s, s:s, s:O, s:O}", "id", f->rule->id, "severity", severity_name(f->severity),
							"path", json_text(f->path), "message", json_text(f->message));

	json_add_text(o, "hint", f->hint);
	json_add_text(o, "other", f->other_path);
	json_add_text(o, "property", f->property);
	add_place(o, "place", f->place);
	if (f->twin_text)
		add_place(o, strcmp(f->twin_text, "changed here") == 0 ? "changed" : "defined", f->twin);
	add_place(o, "other_place", f->other_place);
	json_put(o, "variants", variant_numbers(board, f->variants));
	json_put(o, "standing", json_text(standings[f->standing]));
	json_add_text(o, "reason", f->reason);
	json_put(o, "fingerprint", json_text(check_fingerprint(arena, board, index)));
	arena_free(arena);
	return o;
}

static void add_basis(json_t *o, const struct check_basis *basis)
{
	json_put(o, "version", json_text(basis->release));
	json_put(o, "given", json_boolean(basis->given));
	json_put(o, "rules", json_texts(basis->rules, basis->rule_count));
	json_put(o, "config", json_text(basis->config));
	json_put(o, "ram", json_uint(basis->ram));
	json_add_text(o, "ram_from", basis->ddr_from);
	json_add_text(o, "version_from", basis->kernel_from);
	json_add_text(o, "config_from", basis->config_from);
	json_put(o, "boots", json_boolean(basis->accepted));
}

static json_t *variant_json(const struct check_board *board, size_t i)
{
	json_t *o = json_new_object();

	json_add_text(o, "ddr", board->variants.items[i].ddr);
	json_add_text(o, "kernel", board->variants.items[i].kernel);
	if (board->bases && board->bases[i].checked)
		add_basis(o, &board->bases[i]);
	return o;
}

static json_t *board_json(const struct check_board *board)
{
	json_t *o = json_packed("{s:O}", "file", json_text(board->file));

	json_add_text(o, "model", board->model);
	if (board->ram_start_guessed)
		json_put(o, "ram_start_guess", json_address(board->ram_start));
	json_put(o, "variants", JSON_LIST(i, board->variants.count, variant_json(board, i)));
	json_put(o, "trouble", json_texts(board->troubles, board->trouble_count));
	json_put(o, "findings", JSON_LIST(i, board->finding_count, finding_json(board, i)));
	return o;
}

static json_t *sum_json(const struct check *check)
{
	const struct {
		const char *key;
		size_t count;
	} sums[] = {
		{ "boards", check->board_count },
		{ "errors", check->counts[SEVERITY_ERROR] },
		{ "warnings", check->counts[SEVERITY_WARNING] },
		{ "notes", check->counts[SEVERITY_NOTE] },
		{ "known", check->known },
		{ "accepted", check->accepted },
		{ "trouble", check->troubles },
		{ "ram_start_guessed", check->guessed },
	};
	json_t *o = json_new_object();

	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		json_put(o, sums[i].key, json_uint(sums[i].count));
	return o;
}

void check_write_json(const struct check *check, FILE *out)
{
	json_write(json_packed("{s:s, s:O, s:O, s:O}", "schema", "dtcarve-check-1", "boards",
						   JSON_LIST(i, check->board_count, board_json(&check->boards[i])), "skipped",
						   json_texts(check->skipped, check->skipped_count), "summary", sum_json(check)),
			   out);
}
