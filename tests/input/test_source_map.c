/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>

#include "input/source_map.h"
#include "scratch.h"

static struct scratch *s;

static void setup(void)
{
	s = scratch_new();
}

static void teardown(void)
{
	scratch_free(s);
}

TestSuite(source_map, .init = setup, .fini = teardown);

static void expect_place(struct source_place place, const char *file, unsigned long line,
						 unsigned long column)
{
	cr_assert_not_null(place.file);
	cr_expect_str_eq(place.file, file);
	cr_expect_eq(place.line, line, "line %lu", place.line);
	cr_expect_eq(place.column, column, "column %lu", place.column);
}

static struct source_map *parse(const char *text)
{
	return source_map_parse(s->arena, bytes_of(text), NULL, 0);
}

Test(source_map, nodes_properties_and_overrides)
{
	struct source_map *map =
		parse("/dts-v1/;\n\n/ { /* a.dts:2:3-9:3 */\n\tmodel = \"m\"; /* a.dts:3:2-3:9 */\n\n"
			  "\tl: k: soc { /* a.dts:4:6-5:3, b.dtsi:8:1-9:2, a.dts:12:7-13:3 */\n"
			  "\t\tranges; /* b.dtsi:8:9-8:16 */\n\t}; /* a.dts:4:6-5:3 */\n}; /* a.dts:2:3 */\n");

	expect_place(source_map_node(map, "/"), "a.dts", 2, 3);
	expect_place(source_map_node(map, "/soc"), "a.dts", 4, 6);
	expect_place(source_map_override(map, "/soc"), "a.dts", 12, 7);
	expect_place(source_map_override(map, "/"), "a.dts", 2, 3);
	expect_place(source_map_property(map, "/", "model"), "a.dts", 3, 2);
	expect_place(source_map_property(map, "/soc", "ranges"), "b.dtsi", 8, 9);
	cr_expect_null(source_map_property(map, "/soc", "reg").file);
	cr_expect_null(source_map_property(map, "/soc", "").file);
	cr_expect_null(source_map_node(map, "/soc/none").file);
}

Test(source_map, values_that_look_like_syntax)
{
	struct source_map *map =
		parse("/ { /* a.dts:1:3-9:3 */\n\ta = \"}; /* x.dts:7:7-7:7 */\"; /* a.dts:2:1-2:9 */\n"
			  "\tb = \"\\\"; {\"; /* a.dts:3:1-3:9 */\n\tc { /* a.dts:4:1-4:9 */\n\t};\n};\n");

	expect_place(source_map_property(map, "/", "a"), "a.dts", 2, 1);
	expect_place(source_map_property(map, "/", "b"), "a.dts", 3, 1);
	expect_place(source_map_node(map, "/c"), "a.dts", 4, 1);
}

Test(source_map, file_names_with_anything_in_them)
{
	struct source_map *map = parse("/ { /* ./my, board:2 - x.dts:1:3-9:3, a b.dts:4:5-4:6 */\n};\n");

	expect_place(source_map_node(map, "/"), "my, board:2 - x.dts", 1, 3);
	expect_place(source_map_override(map, "/"), "a b.dts", 4, 5);
}

Test(source_map, hostile_text)
{
	cr_expect_null(source_map_node(parse("};};\n}\n/ {\n"), "/").file);
	cr_expect_null(source_map_node(parse("/ { /* */\n"), "/").file);
	cr_expect_null(source_map_node(parse("/ { /* :1:2-3:4"), "/").file);
	cr_expect_null(source_map_node(parse("/ { /* a:99999999999999999999:2-3:4 */"), "/").file);
	cr_expect_null(source_map_node(parse(""), "/").file);
}

Test(source_map, more_levels_than_a_tree_may_have)
{
	const char *text = "";
	struct source_map *map;

	for (int i = 0; i < 80; i++)
		text = arena_printf(s->arena, "%s%s { /* a.dts:%d:1-9:9 */\n", text, i ? "n" : "/", i + 1);
	for (int i = 0; i < 79; i++)
		text = arena_printf(s->arena, "%s};\n", text);
	map = parse(arena_printf(s->arena, "%slast { /* a.dts:90:1-9:9 */\n};\n};\n", text));
	expect_place(source_map_node(map, "/last"), "a.dts", 90, 1);
}

Test(source_map, of_a_source_with_an_include_and_a_macro)
{
	struct source_map *map;
	struct error error;
	const char *path;

	scratch_text(s, "soc.dtsi",
				 "#define POOL(n, b) n: n@b { reg = <0x##b 1>; }\n/ {\n#address-cells = <1>;\n"
				 "#size-cells = <1>;\n\tPOOL(vpu, 1000);\n};\n");
	path = scratch_text(s, "b.dts",
						"/dts-v1/;\n#include \"soc.dtsi\"\n\n&vpu {\n\treg = <0x1000\n\t\t2>;\n};\n");
	cr_assert_eq(source_map_read(s->arena, path, NULL, &map, &error), 0, "%s", error.text);
	cr_expect_str_eq(source_map_property(map, "/vpu@1000", "reg").file, path);
	cr_expect_eq(source_map_property(map, "/vpu@1000", "reg").line, 5);
	cr_expect_eq(source_map_node(map, "/vpu@1000").line, 5);
	cr_expect_eq(source_map_override(map, "/vpu@1000").line, 4);
	cr_expect_str_eq(source_map_override(map, "/vpu@1000").file, path);
}

Test(source_map, of_no_source)
{
	struct source_map *map;
	struct error error;

	cr_expect_eq(
		source_map_read(s->arena, scratch_file(s, "b.dtb", board_blob(s->arena)), NULL, &map, &error),
		-ENOTSUP);
	cr_expect_null(map);
	cr_expect_eq(source_map_read(s->arena, "/nonexistent.dts", NULL, &map, &error), -ENOENT);
}

Test(source_map, memory_reservations_by_their_number)
{
	const char *inner =
		scratch_text(s, "inner.dtsi", "/memreserve/ 0x2000\n\t0x1000; l: /memreserve/ 0x3000 0x1000;\n");
	const char *path = scratch_text(s, "r.dts",
									"/dts-v1/;\n/* /memreserve/ 0 1; */\n/memreserve/ 0x1000 0x1000;\n"
									"#include \"inner.dtsi\"\n/ { model = \"/memreserve/\"; };\n");
	struct source_map *map;
	struct error error;

	cr_assert_eq(source_map_read(s->arena, path, NULL, &map, &error), 0, "%s", error.text);
	expect_place(source_map_node(map, "/memreserve/0"), path, 3, 1);
	expect_place(source_map_node(map, "/memreserve/1"), inner, 1, 1);
	expect_place(source_map_override(map, "/memreserve/2"), inner, 2, 13);
	cr_expect_null(source_map_node(map, "/memreserve/3").file);
}

/* dtc reads such a file itself: the preprocessed source does not show what is in it. */
Test(source_map, reservations_that_dtc_includes_are_not_placed)
{
	const char *path =
		scratch_text(s, "i.dts", "/dts-v1/;\n/include/ \"more.dtsi\"\n/memreserve/ 0x1000 0x1000;\n/ { };\n");
	struct source_map *map;
	struct error error;

	scratch_text(s, "more.dtsi", "/memreserve/ 0x2000 0x1000;\n");
	cr_assert_eq(source_map_read(s->arena, path, NULL, &map, &error), 0, "%s", error.text);
	cr_expect_null(source_map_node(map, "/memreserve/0").file);
	cr_expect_not_null(source_map_node(map, "/").file);
}
