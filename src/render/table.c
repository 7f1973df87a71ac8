/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table.h"

#include <string.h>

#include "render/escape.h"
#include "util/utf8.h"
#include "util/arena.h"
#include "util/number.h"

/* A flexible column is never narrower; a page too narrow for that is overrun. */
#define LEAST_FLEXIBLE 16

struct row {
	const struct cell *cells; /* of a line: one only */
	bool is_line;
};

struct table {
	const struct pen *pen;
	const struct column *columns;
	size_t count;
	size_t *widths;
	struct row *rows;
	size_t row_count;
};

struct table *table_new(const struct pen *pen, const struct column *columns, size_t count)
{
	struct table *table = arena_new_object(pen->arena, struct table);

	table->pen = pen;
	table->columns = columns;
	table->count = count;
	table->widths = arena_alloc(pen->arena, count * sizeof(*table->widths));
	return table;
}

static struct cell *clean_cells(const struct pen *pen, const struct cell *cells, size_t count)
{
	struct cell *clean = arena_memdup(pen->arena, cells, count * sizeof(*cells));

	for (size_t i = 0; i < count; i++)
		clean[i].text = escape_text(pen->arena, clean[i].text ? clean[i].text : "", !pen->style->unicode);
	return clean;
}

void table_add(struct table *table, const struct cell *cells)
{
	struct row row = { .cells = clean_cells(table->pen, cells, table->count) };

	for (size_t i = 0; i < table->count; i++)
		table->widths[i] = max_u64(table->widths[i], text_width(row.cells[i].text));
	arena_push(table->pen->arena, table->rows, table->row_count, row);
}

void table_add_line(struct table *table, const char *text, enum tint tint)
{
	struct cell cell = { text, tint };
	struct row row = { .cells = clean_cells(table->pen, &cell, 1), .is_line = true };

	arena_push(table->pen->arena, table->rows, table->row_count, row);
}

/* The width of column `i` on a page: all that its cells need, or what the others leave. */
static size_t shown_width(const struct table *table, size_t i)
{
	size_t others = 0, page = table->pen->style->width;

	if (!table->columns[i].flexible)
		return table->widths[i];
	for (size_t j = 0; j < table->count; j++)
		others += table->columns[j].gap + (j == i ? 0 : table->widths[j]);
	return min_u64(table->widths[i], max_u64(page > others ? page - others : 0, LEAST_FLEXIBLE));
}

/* Blanks owed before the next cell: written only when one follows, so that no line ends in them. */
static void write_cell(const struct table *table, size_t i, const char *text, size_t bytes, enum tint tint,
					   size_t *owed)
{
	size_t width = shown_width(table, i), used;
	char *piece = arena_strndup(table->pen->arena, text, bytes);

	used = text_width(piece);
	*owed += table->columns[i].gap;
	if (table->columns[i].align == ALIGN_RIGHT)
		*owed += width - min_u64(used, width);
	if (bytes) {
		pen_blanks(table->pen, *owed);
		pen_tinted(table->pen, tint, piece);
		*owed = 0;
	}
	if (table->columns[i].align == ALIGN_LEFT)
		*owed += width - min_u64(used, width);
}

/* One line of a row; false where nothing is left for another. */
static bool write_line(const struct table *table, const struct cell *cells, size_t *done)
{
	size_t owed = 0;
	bool more = false;

	for (size_t i = 0; i < table->count; i++) {
		const char *rest = cells[i].text + done[i];
		size_t bytes = table->columns[i].flexible ? text_line(rest, shown_width(table, i)) : strlen(rest);

		write_cell(table, i, rest, bytes, cells[i].tint, &owed);
		done[i] += bytes;
		while (cells[i].text[done[i]] == ' ')
			done[i]++;
		more = more || cells[i].text[done[i]];
	}
	pen_end_line(table->pen);
	return more;
}

static void write_row(const struct table *table, const struct row *row)
{
	size_t *done = arena_alloc(table->pen->arena, table->count * sizeof(*done));

	if (row->is_line) {
		pen_tinted(table->pen, row->cells[0].tint, row->cells[0].text);
		pen_end_line(table->pen);
		return;
	}
	while (write_line(table, row->cells, done))
		;
}

void table_write(const struct table *table)
{
	for (size_t i = 0; i < table->row_count; i++)
		write_row(table, &table->rows[i]);
}
