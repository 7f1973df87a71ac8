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

/* By how much the path is longer than the name, each with what rounding makes of it; "/" is kept for the
 * root. */
static uint64_t path_bytes(const struct node *node, size_t length, uint64_t round)
{
	return round_up(node_path_length(node) + 1, round) - round_up(length + 1, round);
}

void board_read_shape(struct board *board, const struct node *node)
{
	struct tree_shape *shape = &board->shape;
	size_t length = strlen(node->name);
	const char *at = memrchr(node->name, '@', length);

	shape->nodes++;
	shape->path_bytes_8 += path_bytes(node, length, 8);
	shape->path_bytes_4 += path_bytes(node, length, 4);
	/* the name of the node stands behind its struct device_node */
	add_text(shape, length + 1);
	shape->properties += node_property_count(node);
	shape->last_name = shape->last_name_4 = 0;
	if (!node_has(node, PROPERTY_NAME)) {
		shape->properties++;
		add_text(shape, (at ? (size_t)(at - node->name) : length) + 1);
	}
}

/* linux:drivers/of/base.c:of_alias_scan allocates for entries that name a node and end in a decimal number.
 */
void board_read_aliases(struct board *board, const struct node_table *table)
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
