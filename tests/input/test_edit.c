/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/edit.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "input/tree.h"
#include "util/error.h"
#include "util/number.h"

static const char source[] = "/dts-v1/;\n/ { a { x = <1 2>; phandle = <7>; }; b { y = <&{/a}>; }; };\n";

static struct tree *tree, *changed;
static struct error error;

static void setup(void)
{
	cr_assert_eq(tree_from_bytes(source, strlen(source), "edit.dts", NULL, &tree, &error), 0, "%s",
				 error.text);
	changed = NULL;
}

static void teardown(void)
{
	tree_free(changed);
	tree_free(tree);
}

TestSuite(edit, .init = setup, .fini = teardown);

static const char *value(const struct tree *t, const char *path, const char *property, size_t wanted)
{
	size_t size;
	const void *found = tree_property(t, path, property, &size);

	cr_assert(found, "%s %s", path, property);
	cr_assert_eq(size, wanted, "%s %s: %zu bytes", path, property, size);
	return found;
}

Test(edit, sets_and_adds_properties)
{
	struct edit edits[] = { { "/a", "x", "\0\0\0\5", 4 }, { "/b", "status", "disabled", 9 } };

	cr_assert_eq(tree_edit(tree, edits, ARRAY_SIZE(edits), &changed, &error), 0, "%s", error.text);
	cr_assert_arr_eq(value(changed, "/a", "x", 4), "\0\0\0\5", 4);
	cr_assert_str_eq(value(changed, "/b", "status", 9), "disabled");
	/* the tree itself stays as it is */
	value(tree, "/a", "x", 8);
}

Test(edit, adds_nodes)
{
	struct edit edits[] = { { "/b/new@1", NULL, NULL, 0 },
							{ "/b/new@1", "z", "text", 5 },
							{ "/new", NULL, NULL, 0 },
							{ "/new", "y", "root", 5 } };

	cr_assert_eq(tree_edit(tree, edits, ARRAY_SIZE(edits), &changed, &error), 0, "%s", error.text);
	cr_assert_str_eq(value(changed, "/b/new@1", "z", 5), "text");
	cr_assert_str_eq(value(changed, "/new", "y", 5), "root");
}

Test(edit, refuses_what_cannot_be)
{
	struct edit missing = { "/c", "x", "", 0 }, there = { "/a", NULL, NULL, 0 },
				orphan = { "/c/d", NULL, NULL, 0 };

	cr_assert_eq(tree_edit(tree, &missing, 1, &changed, &error), -ENOENT);
	cr_assert(strstr(error.text, "edit.dts: /c"), "%s", error.text);
	cr_assert_eq(tree_edit(tree, &there, 1, &changed, &error), -EEXIST);
	cr_assert_lt(tree_edit(tree, &orphan, 1, &changed, &error), 0);
}

Test(edit, knows_the_last_phandle)
{
	size_t size;

	cr_assert_eq(tree_last_phandle(tree), 7);
	cr_assert_null(tree_property(tree, "/a", "nothing", &size));
	cr_assert_null(tree_property(tree, "/nowhere", "x", &size));
	cr_assert_eq(size, 0);
}
