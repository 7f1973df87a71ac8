/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_CURSOR_H
#define DTCARVE_KLOG_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/named.h"

/* A place in a text that ends at `end` and not with a NUL. Nothing here reads past it. */
struct cursor {
	const char *at, *end;
};

static inline struct cursor cursor_of(const char *text, size_t length)
{
	return (struct cursor){ text, text + length };
}

static inline size_t cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->at);
}

/* The next byte, 0 at the end. */
static inline char cursor_peek(const struct cursor *c)
{
	return c->at < c->end ? *c->at : '\0';
}

/* The byte `n` further on, 0 beyond the end. */
static inline char cursor_ahead(const struct cursor *c, size_t n)
{
	return cursor_left(c) > n ? c->at[n] : '\0';
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline void cursor_skip_blanks(struct cursor *c)
{
	while (c->at < c->end && is_blank(*c->at))
		c->at++;
}

/* Without the blanks at both ends. */
void cursor_trim(struct cursor *c);

/* Steps over `byte` where it comes next. */
static inline bool cursor_take(struct cursor *c, char byte)
{
	if (c->at >= c->end || *c->at != byte)
		return false;
	c->at++;
	return true;
}

#define cursor_starts(c, literal) cursor_starts_n((c), (literal), sizeof(literal) - 1)
static inline bool cursor_starts_n(const struct cursor *c, const char *word, size_t length)
{
	return cursor_left(c) >= length && *c->at == *word && memcmp(c->at, word, length) == 0;
}

/* The same for a word of a table; most rows are turned down by their first byte. */
static inline bool cursor_starts_word(const struct cursor *c, const char *word)
{
	return cursor_peek(c) == *word && cursor_starts_n(c, word, strlen(word));
}

/* Steps over `word` where it comes next. */
#define cursor_word(c, literal) cursor_word_n((c), (literal), sizeof(literal) - 1)
static inline bool cursor_word_n(struct cursor *c, const char *word, size_t length)
{
	if (!cursor_starts_n(c, word, length))
		return false;
	c->at += length;
	return true;
}

/*
 * The first `word` in at..end, NULL where there is none. For the short texts of
 * a log line this is faster than memmem(), which prepares itself for long ones.
 * A blank that begins the word stands everywhere: the byte behind it is looked for.
 */
#define find_word(at, end, literal) find_word_n((at), (end), (literal), sizeof(literal) - 1)
static inline const char *find_word_n(const char *at, const char *end, const char *word, size_t length)
{
	size_t rare = word[0] == ' ' && length > 1;

	while ((size_t)(end - at) >= length &&
		   (at = memchr(at + rare, word[rare], (size_t)(end - at) - length + 1)) != NULL) {
		at -= rare;
		if (at[length - 1] == word[length - 1] && memcmp(at, word, length) == 0)
			return at;
		at++;
	}
	return NULL;
}

/* Steps behind the first `word`; false, and nothing moves, where there is none. */
bool cursor_find(struct cursor *c, const char *word);

/* The number behind the first `word`, where there are both. */
bool cursor_number_behind(struct cursor *c, const char *word, int64_t *number);

/* The value of the first row whose word is in the text, `none` without one. */
int cursor_value(struct cursor c, const struct word_value *rows, size_t count, int none);

/*
 * A decimal number; false, and nothing moves, where there is none, or one that
 * no machine has: sums and shifts of what was read cannot overflow.
 */
#define CURSOR_MOST ((uint64_t)1 << 50)

static inline bool cursor_number(struct cursor *c, int64_t *number)
{
	const char *at = c->at;
	uint64_t value = 0;

	for (; at < c->end && is_digit(*at); at++) {
		value = value * 10 + (uint64_t)(*at - '0');
		if (value > CURSOR_MOST)
			return false;
	}
	if (at == c->at)
		return false;
	c->at = at;
	*number = (int64_t)value;
	return true;
}

/* With a minus sign allowed. */
bool cursor_signed(struct cursor *c, int64_t *number);

/* "0x1f" or "1f": false where there is none or it does not fit 64 bits. */
bool cursor_hex(struct cursor *c, uint64_t *number);

/* "12.345" in seconds, at least one digit before the dot and one behind. */
bool cursor_seconds(struct cursor *c, double *seconds);

/* Copies a slice into a sized buffer: cut where it is too long, control bytes made '?'. */
void copy_text(char *to, size_t size, const char *from, size_t length);
#define COPY_TEXT(to, from, length) copy_text((to), sizeof(to), (from), (length))

#endif
