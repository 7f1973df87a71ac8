/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/json_writer.h"

#include <stddef.h>

#include "util/number.h"

/* The length of the UTF-8 sequence at `at`, 0 where it is none. */
static size_t utf8_length(const unsigned char *at)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = { { 0x80, 0, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 } };

	for (size_t length = 1; length <= ARRAY_SIZE(forms); length++) {
		uint32_t code;

		if ((at[0] & forms[length - 1].mask) != forms[length - 1].lead)
			continue;
		code = at[0] & (unsigned char)~forms[length - 1].mask;
		for (size_t i = 1; i < length; i++) {
			if ((at[i] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (at[i] & 0x3f);
		}
		return code >= forms[length - 1].least && code < 0x110000 && (code < 0xd800 || code > 0xdfff) ? length
																									  : 0;
	}
	return 0;
}

/* Bytes that go out as they are, up to the next that does not. */
static size_t plain_length(const unsigned char *at)
{
	size_t n = 0;

	while (at[n] >= ' ' && at[n] < 0x7f && at[n] != '"' && at[n] != '\\')
		n++;
	return n;
}

static void put_text(FILE *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	putc_unlocked('"', out);
	while (*at) {
		size_t length = plain_length(at);

		if (length == 0 && *at >= 0x80)
			length = utf8_length(at);
		if (length > 0) {
			fwrite_unlocked(at, 1, length, out);
			at += length;
		} else if (*at >= 0x80) {
			fputs_unlocked("\\ufffd", out);
			at++;
		} else if (*at == '"' || *at == '\\') {
			putc_unlocked('\\', out);
			putc_unlocked(*at++, out);
		} else {
			fprintf(out, "\\u%04x", *at++);
		}
	}
	putc_unlocked('"', out);
}

static void put_integer(FILE *out, int64_t number)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		digits[--at] = '-';
	fwrite_unlocked(digits + at, 1, sizeof(digits) - at, out);
}

/* Comma, line break, indentation and key. Inside of an event all stands on one line. */
static void begin_member(struct json_writer *w, const char *key)
{
	if (w->any[w->depth])
		fputs_unlocked(w->depth < 4 ? "," : ", ", w->out);
	w->any[w->depth] = true;
	if (w->depth > 0 && w->depth < 4)
		fprintf(w->out, "\n%*s", (int)w->depth * 2, "");
	if (key) {
		put_text(w->out, key);
		fputs_unlocked(": ", w->out);
	}
}

void jsonw_begin(struct json_writer *w, FILE *out)
{
	*w = (struct json_writer){ .out = out };
}

void jsonw_open(struct json_writer *w, const char *key, char bracket)
{
	begin_member(w, key);
	putc_unlocked(bracket, w->out);
	if (w->depth + 1 < ARRAY_SIZE(w->any))
		w->depth++;
	w->any[w->depth] = false;
}

void jsonw_close(struct json_writer *w, char bracket)
{
	bool any = w->any[w->depth];

	if (any && w->depth < 4)
		fprintf(w->out, "\n%*s", (int)(w->depth - 1) * 2, "");
	w->depth--;
	putc_unlocked(bracket, w->out);
	if (w->depth == 0)
		putc_unlocked('\n', w->out);
}

void jsonw_string(struct json_writer *w, const char *key, const char *text)
{
	begin_member(w, key);
	put_text(w->out, text);
}

void jsonw_integer(struct json_writer *w, const char *key, int64_t number)
{
	begin_member(w, key);
	put_integer(w->out, number);
}

void jsonw_seconds(struct json_writer *w, const char *key, double seconds)
{
	begin_member(w, key);
	fprintf(w->out, "%.6f", seconds);
}

void jsonw_bool(struct json_writer *w, const char *key, bool value)
{
	begin_member(w, key);
	fputs_unlocked(value ? "true" : "false", w->out);
}
