/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/reserve_places.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"

#define DIRECTIVE "/memreserve/"

struct reader {
	struct arena *arena;
	const char *file; /* NULL before the first marker */
	unsigned long line;
	struct source_place *places;
	size_t count;
};

/* # LINE "FILE" FLAGS: the next line is that one. */
static bool read_marker(struct reader *r, const char *line)
{
	const char *start, *end;
	unsigned long number;
	char *behind;

	if (line[0] != '#' || line[1] != ' ')
		return false;
	number = strtoul(line + 2, &behind, 10);
	if (behind == line + 2 || behind[0] != ' ' || behind[1] != '"')
		return false;
	start = behind + 2;
	end = strchr(start, '"');
	if (!end)
		return false;
	if (strncmp(start, "./", 2) == 0)
		start += 2;
	r->file = arena_strndup(r->arena, start, (size_t)(end - start));
	r->line = number;
	return true;
}

static void read_line(struct reader *r, const char *line)
{
	bool quoted = false;

	for (const char *at = line; *at; at++) {
		if (quoted && *at == '\\' && at[1]) {
			at++;
		} else if (*at == '"') {
			quoted = !quoted;
		} else if (!quoted && strncmp(at, DIRECTIVE, sizeof(DIRECTIVE) - 1) == 0) {
			struct source_place place = { r->file, r->line, (unsigned long)(at - line) + 1 };

			arena_push(r->arena, r->places, r->count, place);
		}
	}
}

struct source_place *reserve_places(struct arena *arena, struct bytes source, size_t *count)
{
	const char *at = (const char *)source.data, *stop = at + source.size;
	struct reader r = { .arena = arena };

	while (at < stop) {
		const char *end = memchr(at, '\n', (size_t)(stop - at));
		const char *line;

		if (!end)
			end = stop;
		line = arena_strndup(arena, at, (size_t)(end - at));
		if (!read_marker(&r, line)) {
			if (r.file)
				read_line(&r, line);
			r.line++;
		}
		at = end + 1;
	}
	*count = r.count;
	return r.places;
}
