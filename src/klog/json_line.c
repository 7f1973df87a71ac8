/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/json_line.h"

bool json_line_is_object(struct cursor raw)
{
	cursor_skip_blanks(&raw);
	if (cursor_word(&raw, "- ")) /* one of a YAML list */
		cursor_skip_blanks(&raw);
	if (cursor_take(&raw, '{')) /* not where each member has a line of its own */
		cursor_skip_blanks(&raw);
	return cursor_peek(&raw) == '"';
}

/* The next string, quotes apart; the cursor is moved behind it. */
static bool next_string(struct cursor *c, struct cursor *string)
{
	const char *start = memchr(c->at, '"', cursor_left(c));

	if (!start)
		return false;
	for (const char *at = ++start; at < c->end; at++) {
		if (*at == '\\') {
			at++;
		} else if (*at == '"') {
			*string = (struct cursor){ start, at };
			c->at = at + 1;
			return true;
		}
	}
	/* a line cut by whatever copied it */
	*string = (struct cursor){ start, c->end };
	c->at = c->end;
	return true;
}

/* The next key whose value is a string, and that value. */
static bool next_pair(struct cursor *c, struct cursor *key, struct cursor *value)
{
	while (next_string(c, key)) {
		struct cursor probe = *c;

		cursor_skip_blanks(&probe);
		if (!cursor_take(&probe, ':'))
			continue;
		cursor_skip_blanks(&probe);
		if (cursor_peek(&probe) != '"' || !next_string(&probe, value))
			continue;
		*c = probe;
		return true;
	}
	return false;
}

bool json_line_string_at(struct cursor raw, const char *at, struct json_key *key, struct cursor *string)
{
	struct cursor name;

	while (next_pair(&raw, &name, string)) {
		if (string->at > at)
			return false;
		if (at >= string->end || cursor_left(&name) > sizeof(key->name))
			continue;
		memcpy(key->name, name.at, cursor_left(&name));
		key->length = cursor_left(&name);
		return true;
	}
	return false;
}

bool json_line_string_of(struct cursor raw, const struct json_key *key, struct cursor *string)
{
	struct cursor name;

	while (next_pair(&raw, &name, string)) {
		if (cursor_left(&name) == key->length && memcmp(name.at, key->name, key->length) == 0)
			return true;
	}
	return false;
}

/* "\u003c"; what is not ASCII is of no interest. */
static char take_code(struct cursor *c)
{
	static const char digits[] = "0123456789abcdef";
	unsigned int code = 0;

	for (int i = 0; i < 4 && cursor_left(c); i++, c->at++) {
		const char *digit = memchr(digits, *c->at | (is_digit(*c->at) ? 0 : 32), 16);

		code = code << 4 | (digit ? (unsigned int)(digit - digits) : 0);
	}
	return code >= ' ' && code < 0x7f ? (char)code : '?';
}

static char take_escaped(struct cursor *c)
{
	char escaped = *c->at++;

	switch (escaped) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
	case 'b':
	case 'f':
		return ' ';
	case 'u':
		return take_code(c);
	default:
		return escaped;
	}
}

size_t json_line_unescape(char *to, size_t size, struct cursor string)
{
	size_t length = 0;

	while (cursor_left(&string) && length < size) {
		char byte = *string.at++;

		to[length++] = byte == '\\' && cursor_left(&string) ? take_escaped(&string) : byte;
	}
	while (length > 0 && to[length - 1] == '\n')
		length--;
	return length;
}
