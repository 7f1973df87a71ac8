/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_JSON_WRITER_H
#define DTCARVE_RENDER_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Writes JSON as it goes, for documents too long to be built in memory first.
 * A key is NULL inside an array. Bytes that are no UTF-8 are written as U+FFFD.
 */
struct json_writer {
	FILE *out;
	unsigned int depth;
	bool any[16]; /* whether the value at that depth has a member yet */
};

void jsonw_begin(struct json_writer *w, FILE *out);
void jsonw_open(struct json_writer *w, const char *key, char bracket); /* '{' or '[' */
void jsonw_close(struct json_writer *w, char bracket);                 /* '}' or ']' */
void jsonw_string(struct json_writer *w, const char *key, const char *text);
void jsonw_integer(struct json_writer *w, const char *key, int64_t number);
void jsonw_seconds(struct json_writer *w, const char *key, double seconds); /* microseconds kept */
void jsonw_bool(struct json_writer *w, const char *key, bool value);

#endif
