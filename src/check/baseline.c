/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check/baseline.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "check/check.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/memory.h"
#include "util/number.h"

#define BASELINE_LIMIT_BYTES ((size_t)MIB(16))

struct known {
	const char *id, *path, *other, *property; /* the last two "" where there is none */
	enum severity severity;
};

struct known_board {
	const char *file;
	struct known *items;
	size_t count;
};

struct baseline {
	struct known_board *boards;
	size_t count;
};

static const char *copy(struct arena *arena, const char *text)
{
	return arena_strdup(arena, text ? text : "");
}

static struct known_board *add_board(struct arena *arena, struct baseline *baseline, const char *file)
{
	struct known_board board = { .file = copy(arena, file) };

	arena_push(arena, baseline->boards, baseline->count, board);
	return &baseline->boards[baseline->count - 1];
}

/* --- from JSON -------------------------------------------------------------------------- */

static bool read_severity(const char *name, enum severity *severity)
{
	for (int s = SEVERITY_NOTE; name && s <= SEVERITY_ERROR; s++) {
		if (strcmp(name, severity_name((enum severity)s)) != 0)
			continue;
		*severity = (enum severity)s;
		return true;
	}
	return false;
}

static int read_findings(struct arena *arena, const char *path, const json_t *list, struct known_board *board,
						 struct error *error)
{
	const json_t *row;
	size_t i;

	if (!json_is_array(list))
		return error_set(error, -EINVAL, "%s: \"findings\" is missing", path);
	json_array_foreach(list, i, row)
	{
		struct known k = { .severity = SEVERITY_NOTE };
		const char *id = json_string_value(json_object_get(row, "id"));

		if (!id || !read_severity(json_string_value(json_object_get(row, "severity")), &k.severity))
			return error_set(error, -EINVAL, "%s: finding %zu of %s has no id or severity", path, i,
							 board->file);
		k.id = copy(arena, id);
		k.path = copy(arena, json_string_value(json_object_get(row, "path")));
		k.other = copy(arena, json_string_value(json_object_get(row, "other")));
		k.property = copy(arena, json_string_value(json_object_get(row, "property")));
		arena_push(arena, board->items, board->count, k);
	}
	return 0;
}

static int read_boards(struct arena *arena, const char *path, const json_t *json, struct baseline *baseline,
					   struct error *error)
{
	const char *schema = json_string_value(json_object_get(json, "schema"));
	const json_t *boards = json_object_get(json, "boards"), *board;
	int ret = 0;
	size_t i;

	if (schema && strcmp(schema, "dtcarve-report-1") == 0)
		return read_findings(arena, path, json_object_get(json, "findings"), add_board(arena, baseline, ""),
							 error);
	if (!schema || strcmp(schema, "dtcarve-check-1") != 0 || !json_is_array(boards))
		return error_set(error, -EINVAL, "%s: is neither a check nor a report of dtcarve in JSON", path);
	json_array_foreach(boards, i, board)
	{
		if (ret == 0)
			ret = read_findings(arena, path, json_object_get(board, "findings"),
								add_board(arena, baseline, json_string_value(json_object_get(board, "file"))),
								error);
	}
	return ret;
}

static void drop_json(void *json)
{
	json_decref(json);
}

/*
 * jansson may leave out what it had no memory for, and clears errno with the next
 * number: so it gets byte by byte, and errno is looked at before each.
 */
struct source {
	struct bytes text;
	size_t at;
	bool no_memory;
};

static size_t next_byte(void *buffer, size_t room, void *data)
{
	struct source *s = data;

	s->no_memory |= errno == ENOMEM;
	if (!room || s->at == s->text.size)
		return 0;
	*(unsigned char *)buffer = s->text.data[s->at++];
	return 1;
}

int baseline_read(struct arena *arena, const char *path, struct baseline **baseline, struct error *error)
{
	struct source source = { 0 };
	json_error_t wrong;
	json_t *json;
	int ret = file_read(arena, path, BASELINE_LIMIT_BYTES, &source.text, error);

	*baseline = NULL;
	if (ret)
		return ret;
	errno = 0;
	json = json_load_callback(next_byte, &source, JSON_REJECT_DUPLICATES, &wrong);
	if (source.no_memory || errno == ENOMEM) {
		json_decref(json);
		memory_out();
	}
	if (!json)
		return error_set(error, -EINVAL, "%s:%d:%d: %s", path, wrong.line, wrong.column, wrong.text);
	memory_adopt(json, drop_json);
	*baseline = arena_new_object(arena, struct baseline);
	ret = read_boards(arena, path, json, *baseline, error);
	memory_release(json);
	json_decref(json);
	return ret;
}

/* --- from a check ----------------------------------------------------------------------- */

struct baseline *baseline_from(struct arena *arena, const struct check *check)
{
	struct baseline *baseline = arena_new_object(arena, struct baseline);

	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *from = &check->boards[b];
		struct known_board *board = add_board(arena, baseline, from->file);

		for (size_t i = 0; i < from->finding_count; i++) {
			const struct check_finding *f = &from->findings[i];
			struct known k = { copy(arena, f->rule->id), copy(arena, f->path), copy(arena, f->other_path),
							   copy(arena, f->property), f->severity };

			arena_push(arena, board->items, board->count, k);
		}
	}
	return baseline;
}

/* --- held against a board ----------------------------------------------------------------- */

static bool same(const char *known, const char *text)
{
	return strcmp(known, text ? text : "") == 0;
}

static bool is_known(const struct known_board *board, const struct check_finding *f)
{
	for (size_t i = 0; i < board->count; i++) {
		const struct known *k = &board->items[i];

		if (k->severity >= f->severity && same(k->id, f->rule->id) && same(k->path, f->path) &&
			same(k->other, f->other_path) && same(k->property, f->property))
			return true;
	}
	return false;
}

static const struct known_board *find_board(const struct baseline *baseline, const char *file)
{
	if (baseline->count == 1)
		return &baseline->boards[0];
	for (size_t i = 0; i < baseline->count; i++)
		if (strcmp(baseline->boards[i].file, file) == 0)
			return &baseline->boards[i];
	return NULL;
}

void baseline_apply(const struct baseline *baseline, struct check_board *board)
{
	const struct known_board *known = find_board(baseline, board->file);

	for (size_t i = 0; known && i < board->finding_count; i++)
		if (board->findings[i].standing == STANDING_NEW && is_known(known, &board->findings[i]))
			board->findings[i].standing = STANDING_KNOWN;
}
