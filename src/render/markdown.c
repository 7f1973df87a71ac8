/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/markdown.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "util/escape.h"
#include "util/arena.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (c & 0x80);
}

static const char *entity(const char *text, char before)
{
	switch (*text) {
	case '<':
		return "&lt;";
	case '&':
		return "&amp;";
	case '@':
		return is_word(before) ? NULL : "&#64;"; /* names nobody; within a word it does not anyway */
	default:
		return NULL;
	}
}

/* An underscore within a word marks nothing, and an exclamation mark only a bracket that is escaped. */
static bool is_markup(const char *text, char before)
{
	if (*text == '_')
		return !is_word(before) || !is_word(text[1]);
	return strchr("\\*`[]|#~", *text);
}

/* What at the start of a line, or of a list's item, begins a quote or a list. */
static bool begins_block(const char *text)
{
	return strchr("-+>", text[0]) && (text[0] == '>' || text[1] == ' ' || !text[1]);
}

void markdown_put(FILE *out, struct arena *arena, const char *text)
{
	char before = ' ';

	text = escape_text(arena, text, false);
	if (*text && begins_block(text))
		fputc('\\', out);
	for (; *text; before = *text++) {
		const char *as = entity(text, before);

		if (as)
			fputs(as, out);
		else
			fprintf(out, "%s%c", is_markup(text, before) ? "\\" : "", *text);
	}
}

static size_t longest_run(const char *text)
{
	size_t longest = 0, run = 0;

	for (; *text; text++) {
		run = *text == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

void markdown_put_code(FILE *out, struct arena *arena, const char *text)
{
	size_t ticks;

	text = escape_text(arena, text, false);
	ticks = longest_run(text) + 1;
	if (!*text)
		return;
	/* a table is cut at its bars before code is looked for */
	if (strchr(text, '|')) {
		markdown_put(out, arena, text);
		return;
	}
	for (size_t i = 0; i < ticks; i++)
		fputc('`', out);
	fprintf(out, "%s%s%s", ticks > 1 ? " " : "", text, ticks > 1 ? " " : "");
	for (size_t i = 0; i < ticks; i++)
		fputc('`', out);
}

void markdown_put_line(FILE *out, struct arena *arena, const char *line)
{
	fprintf(out, "%s\n", escape_text(arena, line, false));
}

const char *markdown_fence(struct arena *arena, const char *const *lines, size_t count)
{
	size_t most = 2;
	char *fence;

	for (size_t i = 0; i < count; i++)
		most = longest_run(lines[i]) > most ? longest_run(lines[i]) : most;
	fence = arena_alloc(arena, most + 2);
	memset(fence, '`', most + 1);
	return fence;
}
