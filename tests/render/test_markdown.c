/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "render/markdown.h"
#include "util/arena.h"

static void expect(void (*put)(FILE *out, struct arena *arena, const char *text), const char *text,
				   const char *expected)
{
	struct arena *arena = arena_new();
	char *got = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&got, &size);

	put(out, arena, text);
	fclose(out);
	cr_expect_str_eq(got, expected, "%s", got);
	free(got);
	arena_free(arena);
}

Test(markdown, text_loses_what_would_be_markup)
{
	expect(markdown_put, "a|b *c* _d_ `e` [f](g) <h> #i ~j~ !k &l;",
		   "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\[f\\](g) &lt;h> \\#i \\~j\\~ !k &amp;l;");
	expect(markdown_put, "memory@80000000 @everyone", "memory@80000000 &#64;everyone");
	expect(markdown_put, "GFP_ATOMIC _b_", "GFP_ATOMIC \\_b\\_");
}

Test(markdown, text_begins_no_list_and_no_quote)
{
	expect(markdown_put, "> quoted", "\\> quoted");
	expect(markdown_put, "- listed", "\\- listed");
	expect(markdown_put, "-22.9 MiB", "-22.9 MiB");
}

Test(markdown, code_cannot_be_left_from_inside)
{
	expect(markdown_put_code, "vpu@84000000", "`vpu@84000000`");
	expect(markdown_put_code, "a`b", "`` a`b ``");
	expect(markdown_put_code, "a``b`c", "``` a``b`c ```");
}

Test(markdown, code_cannot_leave_a_cell)
{
	expect(markdown_put_code, "a|b`", "a\\|b\\`");
}

Test(markdown, a_fence_is_longer_than_what_is_in_it)
{
	static const char *const lines[] = { "plain", "````", "a`b" };
	struct arena *arena = arena_new();

	cr_expect_str_eq(markdown_fence(arena, lines, 1), "```");
	cr_expect_str_eq(markdown_fence(arena, lines, 3), "`````");
	arena_free(arena);
}
