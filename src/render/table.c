/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/table.h"

#include <string.h>

#include "document/page.h"
#include "render/bar.h"
#include "render/pen.h"
#include "util/utf8.h"
#include "util/arena.h"
#include "util/number.h"

/* A column of text is never narrower; a page too narrow for that is overrun. */
#define LEAST_TEXT 16
#define LEAST_BAR 8
#define MOST_BAR 48
#define INDENT 4
#define BAR_UNITS 1000000

struct column {
	size_t source; /* of the document's table */
	enum { WORDS, NUMBER, DOUBT, BAR } kind;
	unsigned int gap; /* blanks before it */
	size_t width;
};

struct cell {
	const char *text;
	enum tone tone;
	bool taken;    /* of a bar */
	const enum theme_colour *kind; /* of memory, or NULL */
	size_t indent; /* blanks before each of its lines */
};

struct layout {
	const struct page_writer *w;
	const struct page_table *table;
	struct column *columns;
	size_t count;
	struct cell *head;  /* or NULL */
	struct cell **rows; /* NULL: one cell across */
};

/* --- which columns -------------------------------------------------------------------------- */

static bool is_left_out(const struct page_table *table, size_t c)
{
	if (table->aside >> c & 1 || (table->joined && table->joined == c))
		return true;
	return table->columns[c].kind == COLUMN_FILL ||
		   (table->columns[c].kind == COLUMN_BAR && !page_draws_bar(table, c));
}

static void add_column(struct layout *l, size_t source, struct column column)
{
	column.source = source;
	if (!l->count)
		column.gap = 0;
	arena_push(l->w->arena, l->columns, l->count, column);
}

static void choose_columns(struct layout *l)
{
	const struct page_table *t = l->table;

	for (size_t c = 0; c < t->column_count; c++) {
		bool number = t->columns[c].kind == COLUMN_NUMBER || t->columns[c].kind == COLUMN_ADDRESS;

		if (is_left_out(t, c))
			continue;
		if (t->columns[c].kind == COLUMN_BAR)
			add_column(l, c, (struct column){ .kind = BAR, .gap = 1 });
		else
			add_column(l, c, (struct column){ .kind = number ? NUMBER : WORDS, .gap = 2 });
		if (page_has_doubts(t, c))
			add_column(l, c, (struct column){ .kind = DOUBT, .gap = 1 });
	}
}

/* --- cells ---------------------------------------------------------------------------------- */

static const char *words_of(const struct layout *l, const struct page_row *row, const struct column *column)
{
	struct arena *arena = l->w->arena;
	const char *text = row->cells[column->source].text, *more;

	text = text ? text : "";
	if (l->table->joined && l->table->joined == column->source + 1) {
		more = row->cells[l->table->joined].text;
		if (more && *more)
			text = arena_printf(arena, "%s%s← %s", text, *text ? "  " : "", more);
	}
	return pen_clean(l->w, text);
}

static struct cell cell_of(const struct layout *l, const struct page_row *row, const struct column *column)
{
	const struct page_cell *cell = &row->cells[column->source];
	enum tone tone = cell->tone;

	if (row->total && tone == TONE_PLAIN)
		tone = TONE_STRONG;
	if (row->indented && tone == TONE_PLAIN)
		tone = TONE_FAINT;
	switch (column->kind) {
	case DOUBT:
		return (struct cell){ .text = pen_clean(l->w, cell->doubt), .tone = TONE_FAINT };
	case BAR:
		return (struct cell){ .text = "" };
	default:
		return (struct cell){ .text = words_of(l, row, column),
							  .tone = tone,
							  .kind = cell->has_key ? &cell->key : NULL,
							  .indent = row->indented && column == l->columns ? INDENT : 0 };
	}
}

static struct cell *cells_of(struct layout *l, const struct page_row *row)
{
	struct cell *cells = arena_alloc(l->w->arena, l->count * sizeof(*cells));

	for (size_t i = 0; i < l->count; i++) {
		cells[i] = cell_of(l, row, &l->columns[i]);
		l->columns[i].width = max_u64(l->columns[i].width, cells[i].indent + text_width(cells[i].text));
	}
	return cells;
}

static struct cell *head_of(struct layout *l)
{
	struct cell *cells = arena_alloc(l->w->arena, l->count * sizeof(*cells));

	for (size_t i = 0; i < l->count; i++) {
		struct column *c = &l->columns[i];
		const char *head = c->kind == DOUBT ? "" : pen_clean(l->w, l->table->columns[c->source].head);

		cells[i] = (struct cell){ .text = head, .tone = TONE_FAINT };
		c->width = max_u64(c->width, text_width(head));
	}
	return cells;
}

/* --- widths --------------------------------------------------------------------------------- */

static bool goes_on(const struct layout *l, size_t i, bool any_words)
{
	int kind = (int)l->table->columns[l->columns[i].source].kind;

	if (l->columns[i].kind != WORDS)
		return false;
	return any_words || kind == COLUMN_TEXT || kind == COLUMN_LINE;
}

static size_t whole_width(const struct layout *l)
{
	size_t width = 0;

	for (size_t i = 0; i < l->count; i++)
		width += l->columns[i].gap + l->columns[i].width;
	return width;
}

/* Takes from the widest column of text, step by step, until the rows fit or none has more to give. */
static void narrow(struct layout *l, bool any_words)
{
	for (size_t over = whole_width(l); over > l->w->style.width; over--) {
		struct column *widest = NULL;

		for (size_t i = 0; i < l->count; i++)
			if (goes_on(l, i, any_words) && l->columns[i].width > LEAST_TEXT &&
				(!widest || l->columns[i].width > widest->width))
				widest = &l->columns[i];
		if (!widest)
			return;
		widest->width--;
	}
}

static void set_gaps(struct layout *l, unsigned int gap)
{
	for (size_t i = 1; i < l->count; i++)
		l->columns[i].gap = l->columns[i].gap < gap ? l->columns[i].gap : gap;
}

/* Where numbers and their doubts do not fit side by side, the doubts stand below the numbers. */
static void fold_doubts(struct layout *l)
{
	for (size_t i = 1; i < l->count; i++) {
		if (l->columns[i].kind != DOUBT)
			continue;
		for (size_t r = 0; r < l->table->row_count; r++) {
			struct cell *cell = l->rows[r] ? &l->rows[r][i] : NULL;

			if (!cell || !*cell->text)
				continue;
			/* what is clean has no line end of its own */
			cell[-1].text = arena_printf(l->w->arena, "%s\n%s", cell[-1].text, cell->text);
			cell->text = "";
		}
		l->columns[i - 1].width = max_u64(l->columns[i - 1].width, l->columns[i].width);
		l->columns[i].width = l->columns[i].gap = 0;
	}
}

/* Columns that are too many side by side even with texts as narrow as they may be. */
static bool needs_folding(const struct layout *l)
{
	size_t least = 0;

	for (size_t i = 0; i < l->count; i++)
		least += l->columns[i].gap +
				 (goes_on(l, i, false) ? min_u64(l->columns[i].width, LEAST_TEXT) : l->columns[i].width);
	return least > l->w->style.width;
}

/* No narrower than its numbers and the longest word over them. */
static size_t least_number(const struct layout *l, size_t i)
{
	const char *word = l->head[i].text;
	size_t least = 0;

	for (; *word; word += strspn(word, " ")) {
		size_t bytes = strcspn(word, " ");

		least = max_u64(least, text_width(arena_strndup(l->w->arena, word, bytes)));
		word += bytes;
	}
	for (size_t r = 0; r < l->table->row_count; r++)
		for (const char *line = l->rows[r] ? l->rows[r][i].text : ""; *line; line += strspn(line, "\n")) {
			size_t bytes = strcspn(line, "\n");

			least = max_u64(least, text_width(arena_strndup(l->w->arena, line, bytes)));
			line += bytes;
		}
	return least;
}

static const char *in_lines(struct arena *arena, const char *text, size_t width)
{
	const char *lines = "";

	while (*text) {
		size_t bytes = text_line(text, width);

		lines = arena_printf(arena, "%s%s%.*s", lines, *lines ? "\n" : "", (int)bytes, text);
		text += bytes + strspn(text + bytes, " ");
	}
	return lines;
}

/* Heads of several words go on below each other, where their numbers leave room for that. */
static void fold_heads(struct layout *l)
{
	size_t *least = arena_alloc(l->w->arena, l->count * sizeof(*least));

	if (!l->head)
		return;
	for (size_t i = 0; i < l->count; i++)
		least[i] = l->columns[i].kind == NUMBER ? least_number(l, i) : l->columns[i].width;
	for (size_t over = whole_width(l); over > l->w->style.width; over--) {
		size_t most = l->count;

		for (size_t i = 0; i < l->count; i++)
			if (l->columns[i].width > least[i] && (most == l->count || l->columns[i].width > l->columns[most].width))
				most = i;
		if (most == l->count)
			break;
		l->columns[most].width--;
	}
	for (size_t i = 0; i < l->count; i++)
		if (l->columns[i].kind == NUMBER)
			l->head[i].text = in_lines(l->w->arena, l->head[i].text, l->columns[i].width);
}

static void fit(struct layout *l)
{
	size_t width = l->w->style.width;

	if (needs_folding(l))
		fold_doubts(l);
	narrow(l, false);
	if (whole_width(l) > width)
		set_gaps(l, 1);
	narrow(l, true);
	fold_heads(l);
	for (size_t i = 0; i < l->count; i++) {
		size_t left = width - min_u64(whole_width(l), width);

		if (l->columns[i].kind != BAR)
			continue;
		if (left < LEAST_BAR)
			l->columns[i].gap = 0;
		else
			l->columns[i].width = min_u64(MOST_BAR, left);
	}
}

static void draw_bar(const struct layout *l, struct cell *cell, const struct page_cell *of, size_t width)
{
	const struct scale scale = { BAR_UNITS, width, l->w->style.unicode };
	const struct bar_piece *p = of->bar;

	if (!of->bar_count || p->to <= 0 || !width)
		return;
	cell->taken = p->from > 0;
	if (cell->taken)
		cell->text = bar_taken(l->w->arena, &scale, (uint64_t)(p->from * BAR_UNITS),
							   (uint64_t)((p->to - p->from) * BAR_UNITS));
	else
		cell->text = bar_total(l->w->arena, &scale, (uint64_t)(p->to * BAR_UNITS));
}

static void draw_bars(const struct layout *l)
{
	for (size_t r = 0; r < l->table->row_count; r++)
		for (size_t i = 0; l->rows[r] && i < l->count; i++)
			if (l->columns[i].kind == BAR)
				draw_bar(l, &l->rows[r][i], &l->table->rows[r].cells[l->columns[i].source],
						 l->columns[i].width);
}

/* --- writing -------------------------------------------------------------------------------- */

/* Blanks owed before the next cell: written only when one follows, so that no line ends in them. */
static void put_cell(const struct layout *l, size_t i, const struct cell *cell, const char *piece,
					 size_t *owed)
{
	const struct column *column = &l->columns[i];
	size_t indent = *piece ? cell->indent : 0, used = indent + text_width(piece);
	size_t left = column->width - min_u64(used, column->width);

	*owed += column->gap + indent + (column->kind == NUMBER ? left : 0);
	if (*piece) {
		pen_blanks(l->w, *owed);
		if (column->kind == BAR)
			pen_bar(l->w, cell->taken, piece);
		else if (cell->kind)
			pen_kind(l->w, *cell->kind, piece);
		else
			pen_toned(l->w, cell->tone, piece);
		*owed = 0;
	}
	*owed += column->kind == NUMBER ? 0 : left;
}

/* One line of a row; false where nothing is left for another. */
static bool put_line(const struct layout *l, const struct cell *cells, size_t *done)
{
	size_t owed = 0;
	bool more = false;

	for (size_t i = 0; i < l->count; i++) {
		const char *rest = cells[i].text + done[i];
		size_t bytes = l->columns[i].kind == WORDS ? text_line(rest, l->columns[i].width - cells[i].indent)
												   : strcspn(rest, "\n");

		put_cell(l, i, &cells[i], arena_strndup(l->w->arena, rest, bytes), &owed);
		done[i] += bytes;
		done[i] += strspn(cells[i].text + done[i], " \n");
		more = more || cells[i].text[done[i]];
	}
	pen_end_line(l->w);
	return more;
}

static void put_row(const struct layout *l, const struct cell *cells)
{
	size_t *done = arena_alloc(l->w->arena, l->count * sizeof(*done));

	while (put_line(l, cells, done))
		;
}

static void put_across(const struct layout *l, const struct page_row *row)
{
	pen_hanging(l->w, row->command ? "$ " : "", 4, row->cells[0].text, TONE_STRONG);
}

static struct cell *take_cells(const struct layout *l, const struct cell *cells, size_t from, size_t to)
{
	struct cell *taken = arena_alloc(l->w->arena, (1 + to - from) * sizeof(*taken));

	taken[0] = cells[0];
	memcpy(taken + 1, cells + from, (to - from) * sizeof(*taken));
	return taken;
}

/* The first column and some others. */
static struct layout take_columns(const struct layout *l, size_t from, size_t to)
{
	struct layout part = *l;

	part.count = 1 + to - from;
	part.columns = arena_alloc(l->w->arena, part.count * sizeof(*part.columns));
	part.columns[0] = l->columns[0];
	memcpy(part.columns + 1, l->columns + from, (to - from) * sizeof(*part.columns));
	part.head = l->head ? take_cells(l, l->head, from, to) : NULL;
	part.rows = arena_alloc(l->w->arena, l->table->row_count * sizeof(*part.rows));
	for (size_t r = 0; r < l->table->row_count; r++)
		part.rows[r] = l->rows[r] ? take_cells(l, l->rows[r], from, to) : NULL;
	return part;
}

/* As many columns from there on as fit beside the first, which names the rows; where the next part begins. */
static size_t put_part(const struct layout *whole, size_t from)
{
	struct layout part = *whole;
	size_t width = whole->columns[0].width, to = from ? from : 1, kept = 1;

	for (; to < whole->count; to++) {
		width += whole->columns[to].gap + whole->columns[to].width;
		if (width > whole->w->style.width && kept > 1 && whole->columns[to].kind != DOUBT)
			break;
		kept++;
	}
	if (from || to < whole->count)
		part = take_columns(whole, from ? from : 1, to);
	if (from)
		pen_end_line(whole->w);
	if (part.head)
		put_row(&part, part.head);
	for (size_t r = 0; r < part.table->row_count; r++)
		if (part.rows[r])
			put_row(&part, part.rows[r]);
		else
			put_across(&part, &part.table->rows[r]);
	return to;
}

void text_table(const struct page_writer *w, const struct page_table *table)
{
	struct layout l = { .w = w, .table = table };

	choose_columns(&l);
	if (page_has_heads(table))
		l.head = head_of(&l);
	l.rows = arena_alloc(w->arena, table->row_count * sizeof(struct cell *));
	for (size_t r = 0; r < table->row_count; r++)
		l.rows[r] = table->rows[r].spans ? NULL : cells_of(&l, &table->rows[r]);
	fit(&l);
	draw_bars(&l);
	for (size_t from = 0; from < l.count; from = put_part(&l, from))
		;
}
