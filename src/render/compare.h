/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_COMPARE_H
#define DTCARVE_RENDER_COMPARE_H

#include <stdio.h>

struct comparison;
struct text_style;

/* Errors of the stream stay with the stream (ferror). */
void compare_write_text(const struct comparison *comparison, const struct text_style *style, FILE *out);
void compare_write_json(const struct comparison *comparison, FILE *out); /* schema dtcarve-diff-1 */
void compare_write_markdown(const struct comparison *comparison,
							FILE *out); /* fit for a pull request's comment */

#endif
