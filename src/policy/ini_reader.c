/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ini_reader.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "util/error.h"

struct reader {
	const char *name, *text, *end; /* what is still to be read */
	int (*take)(void *user, const struct ini_entry *entry);
	void *user;
	struct error *error;
	int line;          /* that was read last */
	char section[512]; /* inih itself cuts names of sections at 49 bytes */
	int ret;
};

static int handle(void *user, const char *section, const char *key, const char *value)
{
	struct reader *r = user;
	const struct ini_entry entry = { r->section, key, value ? value : "", r->line };

	(void)section;
	if (r->ret == 0)
		r->ret = r->take(r->user, &entry);
	return r->ret == 0;
}

static void note_section(struct reader *r, const char *line)
{
	const struct ini_entry head = { r->section, NULL, "", r->line };
	const char *end;

	line += strspn(line, " \t");
	end = *line == '[' ? strchr(line, ']') : NULL;
	if (!end)
		return;
	/* a line has at most 199 bytes */
	snprintf(r->section, sizeof(r->section), "%.*s", (int)(end - line) - 1, line + 1);
	r->ret = r->take(r->user, &head);
}

/* What stands before a comment, which may be of any length: inih, whose lines are short, sees none. */
static size_t without_comment(const char *line, size_t length)
{
	bool blank = true; /* so far */

	for (size_t i = 0; i < length; i++) {
		if ((line[i] == ';' && (i == 0 || isspace((unsigned char)line[i - 1]))) || (line[i] == '#' && blank))
			return i;
		blank = blank && isspace((unsigned char)line[i]);
	}
	return length;
}

/* As fgets(): inih asks for one line at a time, so the line is known when its key is taken. */
static char *next_line(char *line, int room, void *user)
{
	struct reader *r = user;
	size_t left = (size_t)(r->end - r->text);
	const char *stop = memchr(r->text, '\n', left);
	size_t whole = stop ? (size_t)(stop + 1 - r->text) : left, length = without_comment(r->text, whole);

	if (whole == 0 || room < 2 || r->ret)
		return NULL;
	r->line++;
	if (length > (size_t)room - 1) {
		r->ret = error_set(r->error, -EINVAL, "%s:%d: the line has %zu bytes: expected at most %d", r->name,
						   r->line, length, room - 1);
		return NULL;
	}
	memcpy(line, r->text, length);
	line[length] = '\0';
	r->text += whole;
	note_section(r, line);
	return r->ret ? NULL : line;
}

int ini_read(const char *name, struct bytes text, int (*take)(void *user, const struct ini_entry *entry),
			 void *user, struct error *error)
{
	struct reader r = { .name = name,
						.text = (const char *)text.data,
						.end = (const char *)text.data + text.size,
						.take = take,
						.user = user,
						.error = error };
	int bad;

	if (text.size && memchr(text.data, '\0', text.size))
		return error_set(error, -EINVAL, "%s: is no text: expected an INI file", name);
	bad = ini_parse_stream(next_line, &r, handle, &r);
	if (r.ret)
		return r.ret;
	return bad ? error_set(error, -EINVAL, "%s:%d: expected [section] or KEY = VALUE", name, bad) : 0;
}
