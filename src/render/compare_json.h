/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_COMPARE_JSON_H
#define DTCARVE_RENDER_COMPARE_JSON_H

#include <jansson.h>
#include <stdio.h>

struct comparison;

/* Errors of the stream stay with the stream (ferror). */
void compare_write_json(const struct comparison *comparison, FILE *out); /* schema dtcarve-diff-1 */

/* The same as a part of another document. */
json_t *compare_to_json(const struct comparison *comparison);

#endif
