/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/nearest.h"

#include <stdint.h>
#include <string.h>

#define LENGTH_LIMIT 63

/* Levenshtein's distance, one row of his matrix at a time. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), row[LENGTH_LIMIT + 1];

	if (la > LENGTH_LIMIT || lb > LENGTH_LIMIT)
		return SIZE_MAX;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);
			size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			diagonal = row[j];
			row[j] = least < change ? least : change;
		}
	}
	return row[lb];
}

const char *nearest_word(const char *word, const char *const words[], size_t count)
{
	size_t best = strlen(word) / 3 + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t distance = edit_distance(word, words[i]);

		if (distance <= best && (!nearest || distance < best)) {
			best = distance;
			nearest = words[i];
		}
	}
	return nearest;
}
