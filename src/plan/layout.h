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
struct tree;

/* What becomes of a region that a node of its own replaces, as no overlay can take properties away. */
enum place_form {
	FORM_SAME,
	FORM_REUSABLE, /* a CMA pool instead of no-map */
	FORM_NO_MAP,   /* no-map instead of a pool */
	FORM_DYNAMIC,  /* the kernel chooses the place within the same bank and zone */
};

/* Where one child of /reserved-memory shall be. */
struct place {
	struct range range; /* of a dynamic region the size counts, the base is where it was predicted */
	bool removed;       /* status = "disabled" */
	bool pinned;        /* a region without reg gets one */
	bool mended;        /* size and alignment of one without reg have as many cells as the kernel reads */
	enum place_form form;
	struct range window; /* its alloc-ranges where the kernel places it; size 0: as in the tree */
	size_t heir;         /* removed: 1 + the index of the pool that its users share from now on; 0: none */
};

/* One place for each of board->rmem. */
struct layout {
	struct place *places;
	size_t count;
};

/* A form that a node has which is at one place. */
static inline bool form_has_reg(enum place_form form)
{
	return form == FORM_REUSABLE || form == FORM_NO_MAP;
}

/* As the tree has it. */
struct layout layout_of(struct arena *arena, const struct boot *boot);
struct layout layout_copy(struct arena *arena, const struct layout *layout);

bool place_equal(const struct place *a, const struct place *b);

/* A region that the kernel places itself: it has a size and no reg. */
bool is_dynamic(const struct board *board, size_t node);

/* That it is refused as size or alignment have another number of cells. */
bool cells_are_wrong(const struct board *board, size_t node);

/* In which a region without reg has its size in the changed tree. */
uint32_t size_cells_at(const struct board *board, size_t node, const struct place *place);

/*
 * The board with the layout instead of its own regions; shares everything else
 * with `board`, which must outlive it. `from` is the layout that `board` has.
 */
struct board *board_with_layout(struct arena *arena, const struct board *board, const struct layout *from,
								const struct layout *to);

/* The nodes and properties that turn `from` into `to` in the flat tree, in the order of the overlay. */
struct edit *layout_edits(struct arena *arena, const struct tree *tree, const struct board *board,
						  const struct layout *from, const struct layout *to, size_t *count);

/* Of a region that the kernel shall place: what its old place and its size were both multiples of. */
uint64_t successor_alignment(const struct place *place);

/* Path of the node that stands for region `n` in the changed tree. */
const char *successor_path(struct arena *arena, const struct board *board, const struct layout *to, size_t n);

/* `value` in big-endian cells, as reg and size hold it. */
void put_cells(unsigned char *at, uint32_t cells, uint64_t value);

#endif
