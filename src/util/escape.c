/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/escape.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/utf8.h"
#include "util/arena.h"
#include "util/number.h"

/* C0 and C1 controls, and what a terminal may use to reorder or to hide text. */
static bool is_harmful(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0xad ||
		   (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
		   (code >= 0x2060 && code <= 0x206f) || code == 0x61c || code == 0xfeff ||
		   (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe007f);
}

/* Bytes that may be shown as they are; 0 where the next byte may not. */
static size_t plain_length(const char *text, bool ascii)
{
	uint32_t code;
	size_t length = utf8_read(text, &code);

	return length && !is_harmful(code) && code != '\\' && !(ascii && code > 0x7e) ? length : 0;
}

/* Bytes to escape at once: a whole character, so that no half of it is left over. */
static size_t harmful_length(const char *text)
{
	uint32_t code;

	return max_u64(utf8_read(text, &code), 1);
}

static bool is_plain(const char *text, bool ascii)
{
	for (size_t length; *text; text += length) {
		length = plain_length(text, ascii);
		if (!length)
			return false;
	}
	return true;
}

/* Room for the longest character, each of its bytes as \xNN. */
#define PIECE_BYTES 20

/* The next character as it may be shown, at `piece`; *length are the bytes of `text` that it is. Returns its
 * end. */
static char *show_next(char *piece, const char *text, bool ascii, size_t *length)
{
	static const char digits[] = "0123456789abcdef";

	*length = plain_length(text, ascii);
	if (*length)
		return mempcpy(piece, text, *length);
	*length = harmful_length(text);
	if (*text == '\\')
		return mempcpy(piece, "\\\\", 2);
	for (size_t i = 0; i < *length; i++) {
		unsigned char byte = (unsigned char)text[i];

		*piece++ = '\\';
		*piece++ = 'x';
		*piece++ = digits[byte >> 4];
		*piece++ = digits[byte & 15];
	}
	return piece;
}

bool is_plain_text(const char *text)
{
	return is_plain(text, false);
}

const char *escape_text(struct arena *arena, const char *text, bool ascii)
{
	char *copy, *out;

	if (is_plain(text, ascii))
		return text;
	copy = out = arena_alloc(arena, 4 * strlen(text) + 1);
	for (size_t length; *text; text += length)
		out = show_next(out, text, ascii, &length);
	return copy;
}

void escape_line(char *out, size_t room, const char *text, bool ascii)
{
	char piece[PIECE_BYTES];

	for (size_t length; *text; text += length) {
		size_t shown = (size_t)(show_next(piece, text, ascii, &length) - piece);

		if (*text == '\\')
			shown = 1;
		if (shown >= room)
			break;
		out = mempcpy(out, piece, shown);
		room -= shown;
	}
	*out = '\0';
}
