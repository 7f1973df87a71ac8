/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/text.h"

#include <string.h>

#include "util/arena.h"

static bool is_one_of(char byte, const char *blanks)
{
	return byte && strchr(blanks, byte);
}

size_t text_trim(const char **text, size_t length, const char *blanks)
{
	while (length && is_one_of(**text, blanks)) {
		(*text)++;
		length--;
	}
	while (length && is_one_of((*text)[length - 1], blanks))
		length--;
	return length;
}

char *text_trimmed(struct arena *arena, const char *text, size_t length, const char *blanks)
{
	length = text_trim(&text, length, blanks);
	return arena_strndup(arena, text, length);
}

bool text_ends_with(const char *text, const char *end)
{
	size_t length = text ? strlen(text) : 0;

	return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

bool text_is_among(const char *text, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(texts[i], text) == 0)
			return true;
	return false;
}

const char *text_quoted(struct arena *arena, const char *word)
{
	const char *text = "";

	if (*word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./,:@%") ==
					 strlen(word))
		return word;
	for (;;) {
		size_t plain = strcspn(word, "'");

		text = arena_printf(arena, "%s%.*s", text, (int)plain, word);
		if (!word[plain])
			return arena_printf(arena, "'%s'", text);
		text = arena_printf(arena, "%s'\\''", text);
		word += plain + 1;
	}
}
