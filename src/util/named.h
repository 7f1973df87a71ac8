/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_NAMED_H
#define DTCARVE_UTIL_NAMED_H

#include <stddef.h>
#include <string.h>

/*
 * An enum whose values have names is one list, of which both are made:
 *
 *	#define COLOURS(X)  X(COLOUR_RED, "red")  X(COLOUR_BLUE, "blue")
 *	enum colour { COLOURS(ENUM_VALUE) };
 *	NAMER(colour_name, colour, COLOURS, ENUM_NAME)
 */
#define ENUM_VALUE(value, ...) value,
#define ENUM_NAME(value, name, ...) [value] = (name),
#define ENUM_WORDS(value, name, words, ...) [value] = (words), /* where it has a second text, for people */

/* const char *function(enum type value) */
#define NAMER(function, type, list, column)                                                                  \
	const char *function(enum type value)                                                                    \
	{                                                                                                        \
		static const char *const names[] = { list(column) };                                                 \
                                                                                                             \
		return names[value];                                                                                 \
	}

/* A word that stands for a value: a row of a table in which words are looked up. */
struct word_value {
	const char *word;
	int value;
};

static inline int value_of_word(const char *word, const struct word_value *rows, size_t count, int none)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].word, word) == 0)
			return rows[i].value;
	return none;
}

/* Likewise for a member of a struct. */
struct named_member {
	const char *name;
	size_t offset;
};

/* Likewise for another word. */
struct word_pair {
	const char *word, *other;
};

#endif
