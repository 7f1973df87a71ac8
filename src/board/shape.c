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
	struct property property;
	bool has_name = false;
	size_t offset = 0;

	shape->nodes++;
	/* the name of the node stands behind its struct device_node */
	add_text(shape, strlen(node->name) + 1);
	shape->last_name = shape->last_name_4 = 0;
	while (node_next_property(node, &offset, &property)) {
		if (strcmp(property.name, "name") == 0)
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
static void read_aliases(struct board *board, const struct node_table *table)
{
	unsigned int *stems = NULL;
	struct node aliases, target;
	struct property property;
	size_t at = 0;

	if (!table_find(table, "/aliases", &aliases))
		return;
	while (node_next_property(&aliases, &at, &property)) {
		const char *path = (const char *)property.value;
		size_t stem = strlen(property.name);

		if (!memchr(path, '\0', property.length) || !table_find(table, path, &target))
			continue;
		while (stem && isdigit((unsigned char)property.name[stem - 1]))
			stem--;
		if (property.name[stem])
			arena_push(board->arena, stems, board->shape.alias_count, (unsigned int)stem);
	}
	board->shape.alias_stems = stems;
}

void board_read_shape(struct board *board, const struct node_table *table)
{
	table_walk(table, visit_shape, &board->shape);
	read_aliases(board, table);
}
