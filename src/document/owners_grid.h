/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_OWNERS_GRID_H
#define DTCARVE_DOCUMENT_OWNERS_GRID_H

/*
 * The map of physical memory in cells of one pageblock, or of as many as it takes to
 * be seen at once: what each is for, and who holds most of what cannot be moved in it.
 */
#include <stddef.h>
#include <stdint.h>

#include "document/theme.h"

struct arena;
struct owners_report;

#define GRID_NAMES 9 /* holders with a digit of their own */

enum grid_kind {
	GRID_UNTOLD, /* no record: free, or none of Linux's */
	GRID_FREE,   /* mostly free */
	GRID_MOVABLE,
	GRID_CMA,     /* free, or lent to movable pages */
	GRID_OTHER,   /* blocks for what cannot be moved */
	GRID_SPOILED, /* blocks for movable pages with others in them */
	GRID_HELD,    /* CMA that is handed out, or held where it is */
	GRID_KINDS
};

struct grid_cell {
	enum grid_kind kind;
	const char *holder; /* of most that cannot be moved, or NULL */
	unsigned int digit; /* of that holder, 1 .. GRID_NAMES; 0: it has none */
};

struct grid_row {
	uint64_t address;
	struct grid_cell *cells;
};

struct owners_grid {
	unsigned int columns;
	uint64_t cell_bytes;
	struct grid_row *rows; /* those without any record are left out */
	size_t row_count;
	const char *names[GRID_NAMES]; /* by digit - 1 */
	size_t name_count;
};

extern const struct grid_look {
	const char *words;
	char sign;
	enum theme_colour colour;
} grid_looks[GRID_KINDS];

/* NULL where the dump tells no places. */
const struct owners_grid *owners_grid_new(struct arena *arena, const struct owners_report *report);

/* A row as text: its address, then a sign or a digit for each cell. */
const char *owners_grid_line(struct arena *arena, const struct owners_grid *grid, size_t row);

#endif
