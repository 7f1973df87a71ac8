/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "klog/json_line.h"
#include "util/number.h"

static struct cursor text_of(const char *text)
{
	return cursor_of(text, strlen(text));
}

Test(json_line, objects_are_told_from_other_lines)
{
	cr_expect(json_line_is_object(text_of("{\"log\":\"x\"}")));
	cr_expect(json_line_is_object(text_of("  { \"log\" : 1}")));
	cr_expect(json_line_is_object(text_of("  \"MESSAGE\": \"x\",")));
	cr_expect(json_line_is_object(text_of("- {\"lvl\": \"target\", \"msg\": \"x\"}")));
	cr_expect_not(json_line_is_object(text_of("- x")));
	cr_expect_not(json_line_is_object(text_of("{}")));
	cr_expect_not(json_line_is_object(text_of("[ 1.0] {\"a\"")));
	cr_expect_not(json_line_is_object(text_of("")));
}

Test(json_line, the_key_is_learned_and_found_again)
{
	const char *first =
		"{\"n\":1,\"PRIORITY\":\"4\",\"MESSAGE\" : \"a \\\"b\\\" Mem-Info:\\n\",\"x\":[\"Mem\"]}";
	const char *second = "{\"MESSAGE\":\"\\u003cTASK\\u003e\\tx\\\\\",\"PRIORITY\":\"4\"}";
	struct json_key key;
	struct cursor string;
	char to[64];
	size_t length;

	cr_assert(json_line_string_at(text_of(first), strstr(first, "Mem-Info"), &key, &string));
	cr_expect_eq(key.length, 7);
	length = json_line_unescape(to, sizeof(to), string);
	cr_expect_eq(length, strlen("a \"b\" Mem-Info:"));
	cr_expect_eq(memcmp(to, "a \"b\" Mem-Info:", length), 0);
	cr_assert(json_line_string_of(text_of(second), &key, &string));
	length = json_line_unescape(to, sizeof(to), string);
	cr_expect_eq(length, 9);
	cr_expect_eq(memcmp(to, "<TASK>\tx\\", length), 0, "%.*s", (int)length, to);
	cr_expect_eq(json_line_unescape(to, 3, string), 3);
}

Test(json_line, what_is_cut_or_elsewhere_is_no_string)
{
	static const char *const rows[] = {
		"{\"a", "{\"a\":", "{\"a\":\"", "{\"a\":{\"b\":1}}", "{\"a\\", "{\""
	};
	struct json_key key = { "log", 3 };
	struct cursor string;
	const char *cut = "{\"log\":\"Mem-Info:\\u00";
	char to[16];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		cr_expect_not(json_line_string_of(text_of(rows[i]), &key, &string), "%s", rows[i]);
	cr_expect_not(json_line_string_at(text_of("{\"a\":\"b\"} Mem-Info"), NULL, &key, &string));
	cr_assert(json_line_string_of(text_of(cut), &key, &string));
	cr_expect_eq(json_line_unescape(to, sizeof(to), string), 10);
}
