/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map of pageblocks as SVG: cells that are alike in a row are one rectangle, with its address and holder. */
#include "render/grid_svg.h"

#include <string.h>

#include "document/amount.h"
#include "document/owners_grid.h"
#include "document/owners_report.h"
#include "render/markup.h"
#include "render/page_style.h"
#include "util/arena.h"
#include "util/size.h"

#define CELL 12.0
#define LEFT 96.0
#define KEY_STEP 16.0
#define KEY_COLUMN 270.0

static double width_of(const struct owners_grid *g)
{
	return LEFT + CELL * g->columns + 8;
}

static size_t key_count(const struct owners_grid *g)
{
	return GRID_KINDS + g->name_count;
}

static double height_of(const struct owners_grid *g)
{
	return CELL * (double)g->row_count + KEY_STEP * (double)((key_count(g) + 2) / 3) + 32;
}

/* Text that can be read on the cells of that kind. */
static const char *text_class(enum grid_kind kind)
{
	enum theme_colour ground = grid_looks[kind].colour;

	return theme_name(ground == COLOUR_TOTAL ? COLOUR_ON_KERNEL
											 : (enum theme_colour)(ground - COLOUR_NOMAP + COLOUR_ON_NOMAP));
}

static void put_cells(struct markup *m, enum grid_kind kind, double x, double y, double width, const char *tip)
{
	markup_begin(m, "rect");
	markup_attributef(m, "class", "k-%s", theme_name(grid_looks[kind].colour));
	markup_number(m, "x", x);
	markup_number(m, "y", y);
	markup_number(m, "width", width);
	markup_number(m, "height", CELL - 1);
	if (!tip) {
		markup_end_empty(m);
		return;
	}
	markup_element(m, "title", NULL, tip);
	markup_end(m);
}

static bool alike(const struct grid_cell *a, const struct grid_cell *b)
{
	return a->kind == b->kind && a->holder == b->holder;
}

static const char *tip_of(struct markup *m, const struct owners_grid *g, const struct grid_row *row, size_t from,
						  size_t to)
{
	const struct grid_cell *cell = &row->cells[from];

	return arena_printf(m->arena, "%s, %s: %s%s%s", amount_address(m->arena, row->address + from * g->cell_bytes),
						size_text(m->arena, (to - from) * g->cell_bytes), grid_looks[cell->kind].words,
						cell->holder ? ", most of it with " : "", cell->holder ? cell->holder : "");
}

static void put_row(struct markup *m, const struct owners_grid *g, size_t index)
{
	const struct grid_row *row = &g->rows[index];
	double y = CELL * (double)index;

	markup_label(m, "mono", 0, y + CELL - 3, amount_address(m->arena, row->address));
	for (size_t from = 0, to; from < g->columns; from = to) {
		const struct grid_cell *cell = &row->cells[from];

		for (to = from + 1; to < g->columns && alike(cell, &row->cells[to]); to++)
			;
		if (cell->kind == GRID_UNTOLD)
			continue;
		put_cells(m, cell->kind, LEFT + CELL * (double)from, y, CELL * (double)(to - from) - 1,
				  cell->holder ? tip_of(m, g, row, from, to) : NULL);
		if (cell->digit)
			markup_label(m, text_class(cell->kind), LEFT + CELL * (double)from + 3, y + CELL - 3, arena_printf(m->arena, "%u", cell->digit));
	}
	markup_newline(m);
}

static void put_key(struct markup *m, const struct owners_grid *g)
{
	double top = CELL * (double)g->row_count + 18;

	for (size_t i = 0; i < key_count(g); i++) {
		double x = KEY_COLUMN * (double)(i % 3), y = top + KEY_STEP * (double)(i / 3);

		if (i < GRID_KINDS)
			put_cells(m, (enum grid_kind)i, x, y, CELL - 1, NULL);
		else
			markup_label(m, "digit", x + 3, y + CELL - 3, arena_printf(m->arena, "%zu", i - GRID_KINDS + 1));
		markup_label(m, "faint", x + CELL + 6, y + CELL - 2,
				 i < GRID_KINDS ? grid_looks[i].words : g->names[i - GRID_KINDS]);
	}
}

void grid_svg_write_style(struct markup *m)
{
	markup_own(m,
			   "svg.grid{font:11px system-ui,sans-serif;fill:var(--text)}svg.grid .mono{font:10px ui-monospace,monospace;fill:var(--faint)}svg.grid .faint{fill:var(--faint)}svg.grid rect{stroke-width:.5}svg.grid .digit,svg.grid text[class]{font-size:10px}\n");
}

static void begin_svg(struct markup *m, double width, double height)
{
	markup_begin(m, "svg");
	markup_attribute(m, "xmlns", "http://www.w3.org/2000/svg");
	markup_attribute(m, "class", "grid");
	markup_attribute(m, "role", "img");
	markup_attributef(m, "viewBox", "0 0 %.0f %.0f", width, height);
	markup_attributef(m, "width", "%.0f", width);
	markup_attributef(m, "height", "%.0f", height);
}

static void put_body(struct markup *m, const struct owners_grid *g)
{
	for (size_t i = 0; i < g->row_count; i++)
		put_row(m, g, i);
	put_key(m, g);
}

void grid_svg_write(struct markup *m, const struct owners_grid *g)
{
	begin_svg(m, width_of(g), height_of(g));
	markup_attribute(m, "aria-label", "map of pageblocks");
	markup_newline(m);
	put_body(m, g);
	markup_end(m);
}

void owners_write_svg(const struct owners_report *report, FILE *out)
{
	struct markup m = { .out = out, .arena = arena_new() };
	const struct owners_grid *g = owners_grid_new(m.arena, report);
	const struct owners_grid none = { .columns = 64 };
	double head = 40;

	g = g ? g : &none;
	begin_svg(&m, width_of(g) + 16, height_of(g) + head);
	markup_newline(&m);
	markup_element(&m, "title", NULL, report->owners->file);
	markup_begin(&m, "style");
	theme_write(&m);
	theme_write_kinds(&m);
	grid_svg_write_style(&m);
	markup_own(&m, "svg.grid .ground{fill:var(--page);stroke:none}svg.grid .title{font-size:14px;font-weight:600}");
	markup_end(&m);
	markup_own(&m, "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
	markup_label(&m, "title", 8, 22,
			 arena_printf(m.arena, "%s: a cell is %s", report->owners->file, size_text(m.arena, g->cell_bytes)));
	markup_begin(&m, "g");
	markup_attributef(&m, "transform", "translate(8 %.0f)", head);
	markup_newline(&m);
	put_body(&m, g);
	markup_end(&m);
	markup_end(&m);
	markup_newline(&m);
	arena_free(m.arena);
}
