/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_TEXT_H
#define DTCARVE_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

#define BLANKS " \t\r\n"

/* Moves *text over the `blanks` that it begins with; returns how many of its bytes are left without those
 * behind. */
size_t text_trim(const char **text, size_t length, const char *blanks);

/* The same as a text of its own. */
char *text_trimmed(struct arena *arena, const char *text, size_t length, const char *blanks);

/* False for NULL, and where there is nothing before the end. */
bool text_ends_with(const char *text, const char *end);

/* Whether it is one of them. */
bool text_is_among(const char *text, const char *const *texts, size_t count);

/* As one word for a shell. */
const char *text_quoted(struct arena *arena, const char *word);

#endif
