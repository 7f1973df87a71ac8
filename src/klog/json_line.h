/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_JSON_LINE_H
#define DTCARVE_KLOG_JSON_LINE_H

#include <stdbool.h>

#include "klog/cursor.h"

/*
 * Container runtimes and journald -o json put each kernel line into a string of
 * a JSON object. Which key it has is learned from a line whose words are known.
 */
struct json_key {
	char name[32];
	size_t length;
};

/* Whether a line looks like a JSON object, or a member of one: most do not, by their first bytes. */
bool json_line_is_object(struct cursor raw);

/* The string, quotes apart, that `at` lies in, and its key; false where it lies in none. */
bool json_line_string_at(struct cursor raw, const char *at, struct json_key *key, struct cursor *string);

/* The string of that key; false where there is none. */
bool json_line_string_of(struct cursor raw, const struct json_key *key, struct cursor *string);

/* Copies a string without its escapes, the last line end apart; returns the length, at most `size`. */
size_t json_line_unescape(char *to, size_t size, struct cursor string);

#endif
