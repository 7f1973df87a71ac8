/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "board/walk.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"

static const char source[] =
	"/dts-v1/;\n"
	"/ { aliases { uart = \"/soc/serial@10\"; self = \"self\"; to = \"fro\"; fro = \"to\";\n"
	"             open = [2f 73]; };\n"
	"  soc { status = \"okay\"; list = \"one\", \"two\"; bare = [61 62];\n"
	"    serial@10 { phandle = <7>; empty; };\n"
	"    serial@20 { phandle = <3>; status = \"disabled\"; child { }; };\n"
	"  };\n"
	"  last { linux,phandle = <9>; };\n"
	"};\n";

static struct arena *arena;
static struct tree *tree;
static struct node_table *table;

static void setup(void)
{
	struct error error;

	arena = arena_new();
	cr_assert_eq(tree_from_bytes(source, strlen(source), "test.dts", NULL, &tree, &error), 0, "%s",
				 error.text);
	table = node_table_new(arena, tree->fdt);
}

static void teardown(void)
{
	tree_free(tree);
	arena_free(arena);
}

TestSuite(walk, .init = setup, .fini = teardown);

static struct node find(const char *path)
{
	struct node node;

	cr_assert(table_find(table, path, &node), "no %s", path);
	return node;
}

static void add_path(const struct node *node, void *data)
{
	char *all = data;

	strcat(strcat(all, node->path), " ");
}

Test(walk, visits_every_node_in_tree_order)
{
	char all[1024] = "";

	table_walk(table, add_path, all);
	cr_expect_str_eq(all, "/ /aliases /soc /soc/serial@10 /soc/serial@20 /soc/serial@20/child /last ");
}

Test(walk, finds_by_path_and_alias)
{
	struct node node;

	cr_expect_str_eq(find("/soc/serial@20/child").name, "child");
	cr_expect_str_eq(find("//soc//serial/").name, "serial@10", "a name without address is the first one's");
	cr_expect_str_eq(find("uart").name, "serial@10");
	cr_expect_eq(find("/").index, 0);
	cr_expect_not(table_find(table, "/soc/serial@1", &node));
	cr_expect_not(table_find(table, "/so", &node));
	cr_expect_not(table_find(table, "uart/child", &node));
	cr_expect_not(table_find(table, "", &node));
}

Test(walk, aliases_that_go_in_circles_lead_nowhere)
{
	struct node node;

	cr_expect_not(table_find(table, "self", &node));
	cr_expect_not(table_find(table, "to", &node));
	cr_expect_not(table_find(table, "open", &node));
	cr_expect_not(table_find(table, "none", &node));
}

Test(walk, finds_by_phandle)
{
	struct node node;

	cr_assert(table_find_phandle(table, 7, &node));
	cr_expect_str_eq(node_path(arena, &node), "/soc/serial@10");
	cr_assert(table_find_phandle(table, 9, &node));
	cr_expect_str_eq(node_path(arena, &node), "/last");
	cr_assert(table_find_phandle(table, 3, &node));
	cr_expect_str_eq(node_path(arena, &node), "/soc/serial@20");
	cr_expect_not(table_find_phandle(table, 8, &node));
	cr_expect_not(table_find_phandle(table, UINT32_MAX, &node));
}

Test(walk, knows_parents_and_children)
{
	struct node child = find("/soc/serial@20/child"), soc = find("/soc"), up;

	cr_assert(node_parent(&child, &up));
	cr_expect_str_eq(up.name, "serial@20");
	cr_assert(node_parent(&up, &up));
	cr_expect_eq(up.index, soc.index);
	cr_assert(node_parent(&up, &up));
	cr_expect_not(node_parent(&up, &up), "the root has none");
	cr_expect_str_eq(node_path(arena, &up), "/");
	cr_expect(node_has_children(&soc) && !node_has_children(&child));
	cr_expect(node_enabled(&child) && !node_chain_enabled(&child));
	cr_expect(node_chain_enabled(&soc));
}

Test(walk, reads_properties)
{
	struct node soc = find("/soc"), serial = find("/soc/serial@10");
	struct property property;
	size_t at = 0, length = 1;
	char names[64] = "";

	while (node_next_property(&soc, &at, &property))
		strcat(strcat(names, property.name), " ");
	cr_expect_str_eq(names, "status list bare ");
	cr_expect_str_eq(node_string_at(&soc, "list", 1), "two");
	cr_expect_null(node_string_at(&soc, "list", 2));
	cr_expect_null(node_string(&soc, "bare"), "not terminated");
	cr_expect(node_has(&serial, "empty") && !node_has(&serial, "list"));
	cr_expect_not_null(node_property(&serial, "empty", &length));
	cr_expect_eq(length, 0);
	cr_expect_null(node_string(&serial, "empty"));
	cr_expect_eq(node_phandle(&serial), 7);
	cr_expect_eq(node_phandle(&soc), 0);
}

Test(walk, cells_keep_the_lowest_64_bits)
{
	static const unsigned char bytes[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };

	cr_expect_eq(read_cells(bytes, 0), 0);
	cr_expect_eq(read_cells(bytes, 1), 0x01020304);
	cr_expect_eq(read_cells(bytes, 3), 0x05060708090a0b0c);
}

Test(walk, tuples_of_any_shape)
{
	struct node last = find("/last"), soc = find("/soc");
	struct tuples t = node_tuples(arena, &last, "linux,phandle", 1, 0);

	cr_expect(t.whole);
	cr_assert_eq(t.count, 1);
	cr_expect_eq(t.items[0].base, 9);
	t = node_tuples(arena, &last, "linux,phandle", 1, 1);
	cr_expect(t.present && !t.whole);
	cr_expect_eq(t.count, 0);
	t = node_tuples(arena, &soc, "list", 1, 0); /* "one" "two": 8 bytes */
	cr_expect_eq(t.count, 2);
	cr_expect_eq(t.items[1].base, 0x74776f00);
	t = node_tuples(arena, &last, "linux,phandle", 0, 0);
	cr_expect(t.present);
	cr_expect_eq(t.count, 0);
	t = node_tuples(arena, &last, "ranges", 1, 1);
	cr_expect_not(t.present);
}
