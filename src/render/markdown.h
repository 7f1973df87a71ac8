/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_MARKDOWN_H
#define DTCARVE_RENDER_MARKDOWN_H

#include <stdio.h>

struct arena;

/* Text in which nothing is markup, mention or table border any more. One line: line ends are escaped, too. */
void markdown_put(FILE *out, struct arena *arena, const char *text);

/* The same as `code`: a code span cannot be left from inside, nor the cell of a table that it stands in. */
void markdown_put_code(FILE *out, struct arena *arena, const char *text);

/* A line of a fenced block; `fence` long enough for all lines is markdown_fence()'s. */
void markdown_put_line(FILE *out, struct arena *arena, const char *line);

/* Backticks that no line has so many of in a row. */
const char *markdown_fence(struct arena *arena, const char *const *lines, size_t count);

#endif
