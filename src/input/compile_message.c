/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/compile_message.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"

static const char *line_end(const char *line)
{
	return line + strcspn(line, "\n");
}

static const char *next_line(const char *line)
{
	line = line_end(line);
	return *line ? line + 1 : line;
}

/* Reads "N" backwards from `end`; NULL where there is no number, else where it begins. */
static const char *number_before(const char *start, const char *end, unsigned long *number)
{
	const char *at = end;

	while (at > start && isdigit((unsigned char)at[-1]))
		at--;
	if (at == end)
		return NULL;
	*number = strtoul(at, NULL, 10);
	return at;
}

/* "FILE:LINE:COLUMN: " or "FILE:LINE: " up to `end` */
static void parse_gcc_place(struct arena *arena, const char *start, const char *end,
							struct compile_message *m)
{
	unsigned long last, before;
	const char *at;
	const char *earlier;

	while (end > start && (end[-1] == ' ' || end[-1] == ':'))
		end--;
	at = number_before(start, end, &last);
	if (!at || at == start || at[-1] != ':')
		return;
	earlier = number_before(start, at - 1, &before);
	if (earlier && earlier > start && earlier[-1] == ':') {
		m->line = before;
		m->column = last;
		at = earlier;
	} else {
		m->line = last;
	}
	m->file = arena_strndup(arena, start, (size_t)(at - 1 - start));
}

static const char *find_in_line(const char *line, const char *word)
{
	return memmem(line, (size_t)(line_end(line) - line), word, strlen(word));
}

struct compile_message compile_message_of_cpp(struct arena *arena, const char *messages)
{
	static const char mark[] = "error: ";
	struct compile_message m = { 0 };

	for (const char *line = messages; *line; line = next_line(line)) {
		const char *at = find_in_line(line, mark);
		const char *place_end = at;
		const char *text;

		if (!at)
			continue;
		if (at - line >= 6 && strncmp(at - 6, "fatal ", 6) == 0)
			place_end -= 6;
		text = at + strlen(mark);
		m.text = arena_strndup(arena, text, (size_t)(line_end(text) - text));
		parse_gcc_place(arena, line, place_end, &m);
		return m;
	}
	return m;
}

/* ":5.2-3", ":5.2-6.3" or ":5.2", as dtc's srcpos_string() writes; returns what follows, or NULL. */
static const char *parse_dtc_range(const char *at, struct compile_message *m)
{
	char *end;

	if (*at != ':' || !isdigit((unsigned char)at[1]))
		return NULL;
	m->line = strtoul(at + 1, &end, 10);
	if (*end != '.' || !isdigit((unsigned char)end[1]))
		return NULL;
	m->column = strtoul(end + 1, &end, 10);
	if (*end == '-')
		end += 1 + strspn(end + 1, "0123456789.");
	return *end == ' ' || *end == ':' ? end : NULL;
}

static const char *parse_dtc_place(struct arena *arena, const char *line, struct compile_message *m)
{
	for (const char *at = line; at < line_end(line); at++) {
		const char *rest = parse_dtc_range(at, m);

		if (rest) {
			m->file = arena_strndup(arena, line, (size_t)(at - line));
			return rest + strspn(rest, ": ");
		}
	}
	m->line = m->column = 0;
	return line;
}

static bool starts(const char *line, const char *word, const char **rest)
{
	if (strncmp(line, word, strlen(word)) != 0)
		return false;
	*rest = line + strlen(word);
	return true;
}

/* A line of dtc that is an error, without the word that says so. */
static const char *dtc_error(const char *line)
{
	const char *rest;

	if (starts(line, "Error: ", &rest) || starts(line, "Lexical error: ", &rest) ||
		starts(line, "FATAL ERROR: ", &rest))
		return rest;
	return find_in_line(line, ": ERROR (") ? line : NULL;
}

struct compile_message compile_message_of_dtc(struct arena *arena, const char *messages)
{
	struct compile_message m = { 0 };

	for (const char *line = messages; *line; line = next_line(line)) {
		const char *text = dtc_error(line);

		if (!text)
			continue;
		text = parse_dtc_place(arena, text, &m);
		m.text = arena_strndup(arena, text, (size_t)(line_end(text) - text));
		return m;
	}
	return m;
}

/* '# LINE "FILE" FLAGS' */
static bool parse_marker(const char *line, unsigned long *number, const char **file, size_t *length)
{
	const char *quote;
	char *end;

	if (strncmp(line, "# ", 2) != 0 || !isdigit((unsigned char)line[2]))
		return false;
	*number = strtoul(line + 2, &end, 10);
	if (strncmp(end, " \"", 2) != 0)
		return false;
	quote = memchr(end + 2, '"', (size_t)(line_end(end) - end) - 2);
	if (!quote)
		return false;
	*file = end + 2;
	*length = (size_t)(quote - end) - 2;
	return true;
}

void compile_message_locate(struct arena *arena, struct compile_message *m, const char *source,
							const char *quoted)
{
	const char *wanted = arena_printf(arena, "\"%s\"", quoted);
	const char *file = NULL;
	size_t length = 0;
	unsigned long number = 1;

	for (const char *line = source; *line; line = next_line(line)) {
		if (parse_marker(line, &number, &file, &length))
			continue;
		if (file && find_in_line(line, wanted)) {
			m->file = arena_strndup(arena, file, length);
			m->line = number;
			return;
		}
		number++;
	}
}
