/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_NEAREST_H
#define DTCARVE_UTIL_NEAREST_H

#include <stddef.h>

/* The word that takes the fewest single-letter edits to make of `word`, at most a third of its length; NULL:
 * none. */
const char *nearest_word(const char *word, const char *const words[], size_t count);

#endif
