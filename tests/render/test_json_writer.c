/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "render/json_writer.h"

static json_t *written(void (*write)(struct json_writer *w))
{
	struct json_writer w;
	json_error_t error;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	json_t *json;

	jsonw_begin(&w, out);
	write(&w);
	fclose(out);
	json = json_loads(text, 0, &error);
	cr_assert_not_null(json, "%s at %d: %s", error.text, error.position, text);
	free(text);
	return json;
}

static void write_nested(struct json_writer *w)
{
	jsonw_open(w, NULL, '{');
	jsonw_open(w, "empty", '[');
	jsonw_close(w, ']');
	jsonw_open(w, "list", '[');
	for (int i = 0; i < 3; i++) {
		jsonw_open(w, NULL, '{');
		jsonw_integer(w, "i", i);
		jsonw_open(w, "deep", '[');
		jsonw_open(w, NULL, '{');
		jsonw_bool(w, "yes", true);
		jsonw_close(w, '}');
		jsonw_close(w, ']');
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	jsonw_seconds(w, "seconds", 1798.829657);
	jsonw_integer(w, "least", INT64_MIN);
	jsonw_close(w, '}');
}

Test(json_writer, nests)
{
	json_t *json = written(write_nested);

	cr_expect_eq(json_array_size(json_object_get(json, "list")), 3);
	cr_expect_eq(json_integer_value(json_object_get(json_array_get(json_object_get(json, "list"), 2), "i")),
				 2);
	cr_expect_float_eq(json_real_value(json_object_get(json, "seconds")), 1798.829657, 1e-6);
	cr_expect_eq(json_integer_value(json_object_get(json, "least")), INT64_MIN);
	json_decref(json);
}

static void write_strings(struct json_writer *w)
{
	jsonw_open(w, NULL, '[');
	jsonw_string(w, NULL, "a\"b\\c\nd\x01");
	jsonw_string(w, NULL, "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
	jsonw_string(w, NULL, "\xff \xc3 \xc0\x80 \xed\xa0\x80 \xf8");
	jsonw_string(w, NULL, "\x7f");
	jsonw_string(w, NULL, "");
	jsonw_close(w, ']');
}

Test(json_writer, any_bytes_become_valid_text)
{
	json_t *json = written(write_strings);

	cr_expect_str_eq(json_string_value(json_array_get(json, 0)), "a\"b\\c\nd\x01");
	cr_expect_str_eq(json_string_value(json_array_get(json, 1)), "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
	cr_expect_eq(strncmp(json_string_value(json_array_get(json, 2)), "\xef\xbf\xbd \xef\xbf\xbd ", 8), 0);
	cr_expect_str_eq(json_string_value(json_array_get(json, 3)), "\x7f");
	cr_expect_str_eq(json_string_value(json_array_get(json, 4)), "");
	json_decref(json);
}
