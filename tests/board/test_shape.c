/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linux:drivers/of/fdt.c:populate_node, populate_properties: what unflattening allocates. */
#include <criterion/criterion.h>
#include <libfdt.h>

#include "board/board.h"
#include "boot/fixture.h"
#include "input/tree.h"
#include "util/error.h"

Test(shape, nodes_and_properties_with_the_names_that_are_added)
{
	struct board *b = board_from("model = \"m\"; serial@1000 { reg = <0 1 0 1>; status = \"okay\"; };");

	/* the root's two cells and model, the node's two, and "name" for each of the two nodes */
	cr_expect_eq(b->shape.nodes, 2);
	cr_expect_eq(b->shape.properties, 3 + 2 + 2);
	/* "" 1, its name value 1, "serial@1000" 12, "serial" 7: each rounded up */
	cr_expect_eq(b->shape.text_bytes_8, 8 + 8 + 16 + 8);
	cr_expect_eq(b->shape.text_bytes_4, 4 + 4 + 12 + 8);
	cr_expect_eq(b->shape.last_name, 1);
	cr_expect_eq(b->shape.last_name_4, 1);
	board_free(b);
}

/* dtc would drop such a property, old firmware does not. */
Test(shape, own_name_property_is_not_added_again)
{
	static unsigned char fdt[4096];
	struct tree tree = { .file = "board", .format = "dtb", .fdt = fdt, .size = sizeof(fdt) };
	struct board *b;
	struct error error;

	cr_assert_eq(fdt_create_empty_tree(fdt, sizeof(fdt)), 0);
	cr_assert_geq(fdt_add_subnode(fdt, 0, "x"), 0);
	cr_assert_eq(fdt_setprop(fdt, fdt_path_offset(fdt, "/x"), "name", "x", 2), 0);
	cr_assert_eq(board_read(&tree, &b, &error), 0, "%s", error.text);
	cr_expect_eq(b->shape.properties, 1 + 1);
	cr_expect_eq(b->shape.text_bytes_8, 8 + 8 + 8);
	cr_expect_eq(b->shape.last_name, 0);
	board_free(b);
}

/* linux:drivers/of/base.c:of_alias_scan */
Test(shape, aliases_that_name_a_node_and_end_in_a_number)
{
	struct board *b = board_from("serial@1000 { };"
								 "aliases { serial0 = \"/serial@1000\"; console = \"/serial@1000\";"
								 " i2c12 = \"/nowhere\"; mmc3 = \"/serial@1000\"; };");

	cr_assert_eq(b->shape.alias_count, 2);
	cr_expect_eq(b->shape.alias_stems[0], 6);
	cr_expect_eq(b->shape.alias_stems[1], 3);
	board_free(b);
}
