/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_ESCAPE_H
#define DTCARVE_UTIL_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * A text out of a tree or file as it may be shown: control bytes, what is no
 * UTF-8, and the characters that turn or hide text (bidirectional controls,
 * zero-width spaces) become \xNN, byte by byte; with `ascii` everything beyond
 * ASCII does. A backslash is doubled, so that the text can be read back.
 * Returns `text` itself where nothing has to change, else a copy in the arena.
 */
const char *escape_text(struct arena *arena, const char *text, bool ascii);

/* Nothing in it that escape_text() changes. */
bool is_plain_text(const char *text);

/* The same into `room` bytes for a message, which is not read back: a backslash stays. What does not fit is
 * cut off. */
void escape_line(char *out, size_t room, const char *text, bool ascii);

#endif
