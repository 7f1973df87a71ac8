/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_LAYOUT_H
#define DTCARVE_PLAN_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/range.h"

struct arena;
struct board;
struct boot;
struct edit;

/* Where one child of /reserved-memory shall be. */
struct place {
	struct range range; /* of a dynamic region the size counts, the base is where it was predicted */
	bool removed;       /* status = "disabled" */
};

/* One place for each of board->rmem. */
struct layout {
	struct place *places;
	size_t count;
};

/* As the tree has it. */
struct layout layout_of(struct arena *arena, const struct boot *boot);
struct layout layout_copy(struct arena *arena, const struct layout *layout);

bool place_equal(const struct place *a, const struct place *b);

/* A region that the kernel places itself: it has a size and no reg. */
bool is_dynamic(const struct board *board, size_t node);

/*
 * The board with the layout instead of its own regions; shares everything else
 * with `board`, which must outlive it. `from` is the layout that `board` has.
 */
struct board *board_with_layout(struct arena *arena, const struct board *board, const struct layout *from,
								const struct layout *to);

/* The properties that turn `from` into `to` in the flat tree, in tree order. */
struct edit *layout_edits(struct arena *arena, const struct board *board, const struct layout *from,
						  const struct layout *to, size_t *count);

/* `value` in big-endian cells, as reg and size hold it. */
void put_cells(unsigned char *at, uint32_t cells, uint64_t value);

#endif
