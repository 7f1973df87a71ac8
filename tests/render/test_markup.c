/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "render/markup.h"
#include "util/arena.h"

/* What a function writes; freed by the caller. */
static char *written(void (*write)(struct markup *m))
{
	char *text = NULL;
	size_t size = 0;
	struct markup m = { .out = open_memstream(&text, &size), .arena = arena_new() };

	write(&m);
	fclose(m.out);
	arena_free(m.arena);
	return text;
}

static void expect(void (*write)(struct markup *m), const char *expected)
{
	char *text = written(write);

	cr_expect_str_eq(text, expected, "%s", text);
	free(text);
}

static void hostile_text(struct markup *m)
{
	markup_element(m, "p", NULL, "</p><script>&\"'`");
}

static void hostile_attribute(struct markup *m)
{
	markup_begin(m, "g");
	markup_attribute(m, "aria-label", "\" onload=\"x' >`");
	markup_end(m);
}

static void hostile_bytes(struct markup *m)
{
	markup_element(m, "b", "a\"b", "\x01\xff\xe2\x80\xae\\");
}

static void nested(struct markup *m)
{
	markup_begin(m, "div");
	markup_begin(m, "br");
	markup_end_empty(m);
	markup_text(m, "x");
	markup_begin(m, "i");
	markup_end(m);
	markup_end(m);
}

static void numbers(struct markup *m)
{
	markup_begin(m, "rect");
	markup_number(m, "x", 10);
	markup_number(m, "y", 0.5);
	markup_number(m, "width", 1.0 / 3);
	markup_number(m, "height", 100.004);
	markup_end_empty(m);
}

Test(markup, text_cannot_end_its_element)
{
	expect(hostile_text, "<p>&lt;/p&gt;&lt;script&gt;&amp;&quot;&#39;&#96;</p>");
}

Test(markup, a_value_cannot_end_its_attribute)
{
	expect(hostile_attribute, "<g aria-label=\"&quot; onload=&quot;x&#39; &gt;&#96;\"></g>");
}

Test(markup, bytes_that_are_no_text_are_told)
{
	expect(hostile_bytes, "<b class=\"a&quot;b\">\\x01\\xff\\xe2\\x80\\xae\\\\</b>");
}

Test(markup, elements_close_in_order)
{
	expect(nested, "<div><br/>x<i></i></div>");
}

Test(markup, numbers_have_no_more_digits_than_they_need)
{
	expect(numbers, "<rect x=\"10\" y=\"0.5\" width=\"0.33\" height=\"100\"/>");
}
