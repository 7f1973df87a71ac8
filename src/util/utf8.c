/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/utf8.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "util/number.h"

struct code_range {
	uint32_t first, last;
};

/* Combining marks, joiners and variation selectors of the scripts that names are likely written in. */
static const struct code_range zero_width[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x064b, 0x065f },   { 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x200b, 0x200d }, { 0x20d0, 0x20ff }, { 0x302a, 0x302d },   { 0x3099, 0x309a },
	{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

/* Unicode Standard Annex 11: East Asian wide and fullwidth. */
static const struct code_range double_width[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0xa4cf },   { 0xa960, 0xa97c },
	{ 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1faff },
	{ 0x20000, 0x3fffd },
};

static bool is_in(uint32_t code, const struct code_range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

static size_t length_of(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

size_t utf8_read(const char *text, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *c = (const unsigned char *)text;
	size_t length = length_of(*c);

	*code = *c;
	if (!*c || !length)
		return 0;
	if (length == 1)
		return 1;
	*code = *c & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (c[i] & 0x3fu);
	}
	if (*code < least[length] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return length;
}

/* Columns of a terminal that a character takes: 0 (combining), 1 or 2 (East Asian wide). */
static unsigned int code_width(uint32_t code)
{
	if (code < zero_width[0].first)
		return 1;
	if (is_in(code, zero_width, ARRAY_SIZE(zero_width)))
		return 0;
	return is_in(code, double_width, ARRAY_SIZE(double_width)) ? 2 : 1;
}

size_t text_prefix(const char *text, size_t columns)
{
	size_t at = 0;

	while (text[at]) {
		uint32_t code;
		size_t length = utf8_read(text + at, &code), width = length ? code_width(code) : 1;

		if (width > columns)
			break;
		columns -= width;
		at += length ? length : 1;
	}
	return at;
}

size_t text_width(const char *text)
{
	size_t width = 0;

	while (*text) {
		uint32_t code;
		size_t length = utf8_read(text, &code);

		width += length ? code_width(code) : 1;
		text += length ? length : 1;
	}
	return width;
}

bool text_joins(const char *text, size_t blank)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "%", "s", "ms" };
	const char *next = text + blank + 1;

	if (!blank || !isdigit((unsigned char)text[blank - 1]))
		return false;
	if (strncmp(next, "±", strlen("±")) == 0)
		return true;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		size_t length = strlen(units[i]);

		if (strncmp(next, units[i], length) == 0 && !isalnum((unsigned char)next[length]))
			return true;
	}
	return false;
}

/* Where the last blank run of `least` or more blanks begins in the first `fits` bytes or right behind them;
 * 0: nowhere. */
static size_t last_blanks(const char *text, size_t fits, size_t least)
{
	for (size_t i = fits + 1; i-- > 1;) {
		size_t run = strspn(text + i, " ");

		if (run >= least && text[i - 1] != ' ' && (run > 1 || !text_joins(text, i)))
			return i;
	}
	return 0;
}

size_t text_line(const char *text, size_t columns)
{
	size_t fits = text_prefix(text, columns), cut;
	uint32_t code;

	if (!text[fits])
		return fits;
	cut = last_blanks(text, fits, 2);
	if (!cut)
		cut = last_blanks(text, fits, 1);
	if (cut || fits)
		return cut ? cut : fits;
	return max_u64(utf8_read(text, &code), 1);
}
