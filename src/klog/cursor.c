/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/cursor.h"

#include "util/text.h"

void cursor_trim(struct cursor *c)
{
	size_t length = text_trim(&c->at, cursor_left(c), " \t");

	c->end = c->at + length;
}

bool cursor_find(struct cursor *c, const char *word)
{
	size_t length = strlen(word);
	const char *at = find_word_n(c->at, c->end, word, length);

	if (!at)
		return false;
	c->at = at + length;
	return true;
}

bool cursor_number_behind(struct cursor *c, const char *word, int64_t *number)
{
	return cursor_find(c, word) && cursor_number(c, number);
}

bool cursor_signed(struct cursor *c, int64_t *number)
{
	struct cursor start = *c;
	bool minus = cursor_take(c, '-');

	if (!cursor_number(c, number)) {
		*c = start;
		return false;
	}
	if (minus)
		*number = -*number;
	return true;
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool cursor_hex(struct cursor *c, uint64_t *number)
{
	struct cursor start = *c;
	int digits = 0, digit;

	if (!cursor_word(c, "0x"))
		cursor_word(c, "0X");
	for (*number = 0; (digit = hex_digit(cursor_peek(c))) >= 0 && digits <= 16; digits++, c->at++)
		*number = *number << 4 | (uint64_t)digit;
	if (digits == 0 || digits > 16) {
		*c = start;
		return false;
	}
	return true;
}

bool cursor_seconds(struct cursor *c, double *seconds)
{
	static const double scales[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
	struct cursor start = *c;
	int64_t whole, fraction = 0;
	unsigned int digits = 0;

	if (!cursor_number(c, &whole) || !cursor_take(c, '.') || !is_digit(cursor_peek(c))) {
		*c = start;
		return false;
	}
	for (; is_digit(cursor_peek(c)); c->at++) {
		if (digits == 9)
			continue;
		fraction = fraction * 10 + (*c->at - '0');
		digits++;
	}
	*seconds = (double)whole + (double)fraction / scales[digits];
	return true;
}

int cursor_value(struct cursor c, const struct word_value *rows, size_t count, int none)
{
	for (size_t i = 0; i < count; i++)
		if (find_word_n(c.at, c.end, rows[i].word, strlen(rows[i].word)))
			return rows[i].value;
	return none;
}

void copy_text(char *to, size_t size, const char *from, size_t length)
{
	if (length >= size)
		length = size - 1;
	for (size_t i = 0; i < length; i++)
		to[i] = (unsigned char)from[i] < ' ' || from[i] == 0x7f ? '?' : from[i];
	to[length] = '\0';
}
