/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_TABLE_H
#define DTCARVE_RENDER_TABLE_H

/*
 * Text in columns for a terminal: each column is as wide as its widest cell.
 * Cells are escaped (render/escape.h) when they are added.
 */
#include <stdbool.h>
#include <stddef.h>

#include "render/pen.h"

enum align { ALIGN_LEFT, ALIGN_RIGHT };

struct column {
	enum align align;
	unsigned int gap; /* blanks before it */
	bool flexible;    /* gets what the others leave of the page; its text goes on in further lines */
};

struct cell {
	const char *text; /* NULL: empty */
	enum tint tint;
};

struct table;

/* `columns` must outlive the table, which lives in the pen's arena. */
struct table *table_new(const struct pen *pen, const struct column *columns, size_t count);

/* One cell a column. */
void table_add(struct table *table, const struct cell *cells);

/* A line of its own across the columns; no column grows for it. */
void table_add_line(struct table *table, const char *text, enum tint tint);

void table_write(const struct table *table);

#endif
