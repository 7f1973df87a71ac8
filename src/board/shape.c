/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts what unflattening the tree will allocate. */
#include <ctype.h>
#include <string.h>

#include "board/walk.h"
#include "util/arena.h"

/* A text's bytes and by how much rounding made it longer. */
static void add_text(struct tree_shape *shape, uint64_t bytes)
{
	shape->text_bytes_8 += round_up(bytes, 8);
	shape->text_bytes_4 += round_up(bytes, 4);
	shape->last_name = round_up(bytes, 8) - bytes;
	shape->last_name_4 = round_up(bytes, 4) - bytes;
}

static void visit_shape(const struct node *node, void *data)
{
	struct tree_shape *shape = data;
	const char *at = strrchr(node->name, '@');
	bool has_name = false;

	shape->nodes++;
	/* the name of the node stands behind its struct device_node */
	add_text(shape, strlen(node->name) + 1);
	shape->last_name = shape->last_name_4 = 0;
	for (size_t i = 0; i < node->property_count; i++) {
		if (strcmp(node->properties[i].name, "name") == 0)
			has_name = true;
		shape->properties++;
		shape->last_name = shape->last_name_4 = 0;
	}
	if (!has_name) {
		size_t stem = at ? (size_t)(at - node->name) : strlen(node->name);

		shape->properties++;
		add_text(shape, stem + 1);
	}
}

/* linux:drivers/of/base.c:of_alias_scan allocates for entries that name a node and end in a decimal number. */
static void read_aliases(struct board *board, const void *fdt)
{
	int aliases = fdt_path_offset(fdt, "/aliases");
	unsigned int *stems = NULL;
	int property;

	fdt_for_each_property_offset(property, fdt, aliases) {
		const char *name = NULL;
		int length = 0;
		const char *target = fdt_getprop_by_offset(fdt, property, &name, &length);
		size_t stem = name ? strlen(name) : 0;

		if (!target || !name || length <= 0 || !memchr(target, '\0', (size_t)length) ||
		    fdt_path_offset(fdt, target) < 0)
			continue;
		while (stem && isdigit((unsigned char)name[stem - 1]))
			stem--;
		if (name[stem])
			arena_push(board->arena, stems, board->shape.alias_count, (unsigned int)stem);
	}
	board->shape.alias_stems = stems;
}

void board_read_shape(struct board *board, const void *fdt)
{
	tree_walk(fdt, visit_shape, &board->shape);
	read_aliases(board, fdt);
}
