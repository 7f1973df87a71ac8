/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "render/json.h"

static json_t *read_again(char *text)
{
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	cr_assert_not_null(json, "%s at %d: %s", error.text, error.position, text);
	free(text);
	return json;
}

static json_t *written(json_t *document)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	json_write(document, out);
	fclose(out);
	return read_again(text);
}

Test(json, numbers_keep_what_a_log_tells)
{
	json_t *json = written(json_packed("[f, f, I, O, O, O]", 1798.829657, 8639999.123456, INT64_MIN,
									 json_address(0x880000000), estimate_to_json(exact(7)),
									 estimate_to_json(between(1, 2, 3))));

	cr_expect_eq(json_real_value(json_array_get(json, 0)), 1798.829657);
	cr_expect_eq(json_real_value(json_array_get(json, 1)), 8639999.123456);
	cr_expect_eq(json_integer_value(json_array_get(json, 2)), INT64_MIN);
	cr_expect_str_eq(json_string_value(json_array_get(json, 3)), "0x880000000");
	cr_expect_eq(json_integer_value(json_array_get(json, 4)), 7);
	cr_expect_eq(json_integer_value(json_object_get(json_array_get(json, 5), "high")), 3);
	cr_expect(json_is_false(json_object_get(json_array_get(json, 5), "exact")));
	json_decref(json);
}

Test(json, any_bytes_become_valid_text)
{
	static const char *const texts[] = { "a\"b\\c\nd\x01", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
										 "\xff x \xc3 \xc0\x80 \xed\xa0\x80 \xf8", "\x7f", "" };
	json_t *json = written(json_texts(texts, sizeof(texts) / sizeof(texts[0])));

	cr_expect_str_eq(json_string_value(json_array_get(json, 0)), texts[0]);
	cr_expect_str_eq(json_string_value(json_array_get(json, 1)), texts[1]);
	cr_expect_eq(strncmp(json_string_value(json_array_get(json, 2)), "\xef\xbf\xbd x \xef\xbf\xbd ", 9), 0);
	cr_expect_str_eq(json_string_value(json_array_get(json, 3)), texts[3]);
	cr_expect_str_eq(json_string_value(json_array_get(json, 4)), texts[4]);
	json_decref(json);
	json = written(json_packed("[O]", json_text(NULL)));
	cr_expect(json_is_null(json_array_get(json, 0)));
	json_decref(json);
}

static json_t *put_lists(FILE *out, int items, bool second)
{
	struct json_stream stream;

	json_stream_begin(&stream, out, "a-1");
	json_stream_value(&stream, "before", json_uint(7));
	json_stream_list(&stream, "first");
	for (int i = 0; i < items; i++)
		json_stream_item(&stream, json_packed("{s:i}", "i", i));
	json_stream_value(&stream, "between", json_text("\xff"));
	if (second) {
		json_stream_list(&stream, "second");
		json_stream_item(&stream, json_packed("{s:i}", "i", 9));
	}
	return json_stream_end(&stream);
}

static json_t *streamed(int items, bool second)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	cr_expect_null(put_lists(out, items, second));
	fclose(out);
	return read_again(text);
}

Test(json, streams_lists)
{
	for (int items = 0; items < 3; items++) {
		for (int second = 0; second < 2; second++) {
			json_t *json = streamed(items, second), *whole = written(put_lists(NULL, items, second));

			cr_expect_str_eq(json_string_value(json_object_get(json, "schema")), "a-1");
			cr_expect_eq(json_integer_value(json_object_get(json, "before")), 7);
			cr_expect_eq(json_array_size(json_object_get(json, "first")), (size_t)items);
			cr_expect_str_eq(json_string_value(json_object_get(json, "between")), "\xef\xbf\xbd");
			cr_expect_eq(json_array_size(json_object_get(json, "second")), (size_t)second);
			cr_expect(json_equal(json, whole));
			json_decref(json);
			json_decref(whole);
		}
	}
}
