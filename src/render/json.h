/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_JSON_H
#define DTCARVE_RENDER_JSON_H

/*
 * What the JSON writers share: jansson's values, each of which is kept until the
 * document that it belongs to is written, so that nobody counts references and
 * where memory runs out all of them go (util/memory.h). None is NULL.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "util/estimate.h"

json_t *json_new_object(void);
json_t *json_new_array(void);

/* As json_pack(); values go in as O, not o. */
json_t *json_packed(const char *format, ...);

void json_put(json_t *object, const char *key, json_t *value);
void json_append(json_t *array, json_t *value);

/* A text, in which bytes that are no UTF-8 are U+FFFD; null for NULL. */
json_t *json_text(const char *text);
json_t *json_part(const char *text, size_t size);
/* A list of what `value` makes of each `i` below `count`. */
#define JSON_LIST(i, count, value)                                                                           \
	({                                                                                                       \
		json_t *list_of_##i = json_new_array();                                                              \
		for (size_t i = 0; i < (count); i++)                                                                 \
			json_append(list_of_##i, value);                                                                 \
		list_of_##i;                                                                                         \
	})

json_t *json_texts(const char *const *texts, size_t count);

json_t *json_int(int64_t number);
json_t *json_uint(uint64_t number);
json_t *json_number(double number);
json_t *json_address(uint64_t address); /* "0x80000000" */

/* A plain integer, or an object with value, low, high and "exact": false. */
json_t *estimate_to_json(struct estimate estimate);

/* Those that give a reference away: what the functions above make has no reference to give. */
#pragma GCC poison json_pack json_object_set_new json_array_append_new

struct kernel;

/* Whether anybody told the kernel, whose rules stand for it, and how much of its configuration is known. */
void json_add_kernel_basis(json_t *object, const struct kernel *kernel);

/* A member of an object, left out where the text is NULL or empty. */
void json_add_text(json_t *object, const char *key, const char *text);

/* The whole document, and a line feed; and all values made for it go. Errors stay with the stream (ferror).
 */
void json_write(json_t *document, FILE *out);

/*
 * A document whose lists are too long to be held: an object of values and lists, each
 * value and item written on a line of its own as it comes; or the same as a value.
 */
struct json_stream {
	FILE *out;    /* NULL: kept in `whole` */
	bool listing; /* a list is open */
	bool any;     /* which has an item */
	json_t *whole, *list;
};

void json_stream_begin(struct json_stream *stream, FILE *out, const char *schema);
void json_stream_value(struct json_stream *stream, const char *key, json_t *value); /* as json_write() */
void json_stream_list(struct json_stream *stream, const char *key);
void json_stream_item(struct json_stream *stream, json_t *item); /* as json_write() */
json_t *json_stream_end(struct json_stream *stream);             /* NULL where it was written */

#endif
