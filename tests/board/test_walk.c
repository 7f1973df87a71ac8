/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <libfdt.h>
#include <string.h>

#include "board/walk.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"

static const char source[] =
	"/dts-v1/;\n"
	"/ { aliases { uart = \"/soc/serial@10\"; self = \"self\"; to = \"fro\"; fro = \"to\";\n"
	"             open = [2f 73]; };\n"
	"  soc { status = \"okay\"; compatible = \"one\", \"two\"; model = [61 62]; other;\n"
	"    serial@10 { phandle = <7>; no-map; };\n"
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

Test(walk, visits_every_node_in_tree_order)
{
	struct node node = { 0 };
	char all[1024] = "";

	while (table_next(table, &node))
		strcat(strcat(all, node_path(arena, &node)), " ");
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
	cr_expect_str_eq(names, "status compatible model other ");
	cr_expect_str_eq(node_string_at(&soc, PROPERTY_COMPATIBLE, 1), "two");
	cr_expect_null(node_string_at(&soc, PROPERTY_COMPATIBLE, 2));
	cr_expect_null(node_string(&soc, PROPERTY_MODEL), "not terminated");
	cr_expect(node_has(&serial, PROPERTY_NO_MAP) && !node_has(&serial, PROPERTY_COMPATIBLE));
	cr_expect_not_null(node_property(&serial, PROPERTY_NO_MAP, &length));
	cr_expect_eq(length, 0);
	cr_expect_null(node_string(&serial, PROPERTY_NO_MAP));
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
	struct tuples t = node_tuples(arena, &last, PROPERTY_LINUX_PHANDLE, 1, 0);

	cr_expect(t.whole);
	cr_assert_eq(t.count, 1);
	cr_expect_eq(t.items[0].base, 9);
	t = node_tuples(arena, &last, PROPERTY_LINUX_PHANDLE, 1, 1);
	cr_expect(t.present && !t.whole);
	cr_expect_eq(t.count, 0);
	t = node_tuples(arena, &soc, PROPERTY_COMPATIBLE, 1, 0); /* "one" "two": 8 bytes */
	cr_expect_eq(t.count, 2);
	cr_expect_eq(t.items[1].base, 0x74776f00);
	t = node_tuples(arena, &last, PROPERTY_LINUX_PHANDLE, 0, 0);
	cr_expect(t.present);
	cr_expect_eq(t.count, 0);
	t = node_tuples(arena, &last, PROPERTY_RANGES, 1, 1);
	cr_expect_not(t.present);
}

Test(walk, knows_which_properties_may_name_memory)
{
	cr_expect(property_may_name_memory("shmem") && property_may_name_memory("memory-region"));
	cr_expect(property_may_name_memory("qcom,heap-0") && !property_may_name_memory("clocks"));
	cr_expect_not(property_may_name_memory(""));
	cr_expect_eq(known_property_of("reg"), PROPERTY_REG);
	cr_expect_eq(known_property_of("#address-cells"), PROPERTY_ADDRESS_CELLS);
	cr_expect_eq(known_property_of("linux,usable-memory-range"), PROPERTY_USABLE_MEMORY_RANGE);
	cr_expect_eq(known_property_of("status"), PROPERTY_STATUS);
	cr_expect_eq(known_property_of("\xf2"
								   "eg"),
				 PROPERTY_UNKNOWN);
	cr_expect_eq(known_property_of("re"), PROPERTY_UNKNOWN);
	cr_expect_eq(known_property_of(""), PROPERTY_UNKNOWN);
}

Test(walk, sorts_phandles_of_any_size)
{
	static const char many[] = "/dts-v1/;\n/ { a { phandle = <0x80000001>; }; b { phandle = <0x101>; };\n"
							   "c { phandle = <0x1>; }; d { phandle = <0x10001>; }; };\n";
	static const uint32_t values[] = { 0x80000001, 0x101, 0x1, 0x10001 };
	struct tree *other;
	struct error error;
	struct node_table *sorted;

	cr_assert_eq(tree_from_bytes(many, strlen(many), "many.dts", NULL, &other, &error), 0);
	sorted = node_table_new(arena, other->fdt);
	for (size_t i = 0; i < 4; i++) {
		struct node node;

		cr_assert(table_find_phandle(sorted, values[i], &node), "0x%x", values[i]);
		cr_expect_eq(node.name[0], 'a' + (int)i);
	}
	tree_free(other);
}

/* dtc writes none such, but a flat tree may be so. */
Test(walk, properties_behind_a_child_do_not_count)
{
	static unsigned char fdt[512];
	struct node_table *odd;
	struct node root;

	cr_assert_eq(fdt_create(fdt, sizeof(fdt)), 0);
	fdt_finish_reservemap(fdt);
	fdt_begin_node(fdt, "");
	fdt_property_u32(fdt, "phandle", 5);
	fdt_begin_node(fdt, "child");
	fdt_end_node(fdt);
	fdt_property_u32(fdt, "no-map", 1);
	fdt_end_node(fdt);
	cr_assert_eq(fdt_finish(fdt), 0);
	odd = node_table_new(arena, fdt);
	cr_assert(table_find(odd, "/", &root));
	cr_expect_eq(node_phandle(&root), 5);
	cr_expect_not(node_has(&root, PROPERTY_NO_MAP));
	cr_expect_eq(node_property_count(&root), 1);
}
