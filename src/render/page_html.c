/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page as HTML that needs nothing else: no script, no font, no picture from anywhere. */
#include <string.h>

#include "render/grid_svg.h"
#include "render/map_svg.h"
#include "render/markup.h"
#include "document/page.h"
#include "render/writer.h"
#include "render/page_style.h"
#include "render/simulation_writers.h"
#include "util/arena.h"
#include "util/utf8.h"

/* Nothing may be loaded or run; only the style sheet that stands in the page counts. */
#define POLICY                                                                                               \
	"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/* A bar is drawn in these units and stretched to its cell. */
#define BAR_WIDTH 1000.0
#define BAR_HEIGHT 10.0
#define LEAST_PIECE 2.0 /* something, however little, is seen of anything but 0 */

static const char *tone_class(enum tone tone)
{
	static const char *const classes[] = {
		[TONE_PLAIN] = NULL,  [TONE_FAINT] = "faint", [TONE_STRONG] = "strong",
		[TONE_GOOD] = "good", [TONE_WARN] = "warn",   [TONE_BAD] = "bad",
	};

	return classes[tone];
}

/* Running text, in which a number and its unit stay on one line. */
static void put_words(struct markup *m, const char *text)
{
	const char *rest = text;

	for (const char *blank = strchr(text, ' '); blank; blank = strchr(blank + 1, ' ')) {
		if (!text_joins(text, (size_t)(blank - text)))
			continue;
		markup_text(m, arena_strndup(m->arena, rest, (size_t)(blank - rest)));
		markup_own(m, "&#160;");
		rest = blank + 1;
	}
	markup_text(m, rest);
}

static void put_paragraph(struct markup *m, const char *class, const char *text)
{
	markup_begin(m, "p");
	if (class)
		markup_attribute(m, "class", class);
	put_words(m, text);
	markup_end(m);
}

/* --- tables ---------------------------------------------------------------------------------- */

static void put_piece(struct markup *m, const struct bar_piece *piece)
{
	double from = piece->from * BAR_WIDTH, width = (piece->to - piece->from) * BAR_WIDTH;

	if (width <= 0)
		return;
	if (width < LEAST_PIECE)
		width = LEAST_PIECE;
	if (from + width > BAR_WIDTH)
		from = BAR_WIDTH - width;
	markup_begin(m, "rect");
	markup_attributef(m, "class", "k-%s", theme_name(piece->colour));
	markup_number(m, "x", from);
	markup_number(m, "width", width);
	markup_number(m, "height", BAR_HEIGHT);
	markup_end_empty(m);
}

static void put_bar(struct markup *m, const struct page_cell *cell)
{
	markup_begin(m, "td");
	markup_attribute(m, "class", "bar");
	if (cell->bar_count) {
		markup_begin(m, "svg");
		markup_attribute(m, "class", "bar");
		markup_attributef(m, "viewBox", "0 0 %.0f %.0f", BAR_WIDTH, BAR_HEIGHT);
		markup_attribute(m, "preserveAspectRatio", "none");
		markup_attribute(m, "aria-hidden", "true");
		for (size_t i = 0; i < cell->bar_count; i++)
			put_piece(m, &cell->bar[i]);
		markup_end(m);
	}
	markup_end(m);
}

static void put_key(struct markup *m, enum theme_colour colour)
{
	markup_begin(m, "span");
	markup_attributef(m, "class", "key key-%s", theme_name(colour));
	markup_end(m);
}

static const char *cell_class(struct markup *m, const struct page_column *column,
							  const struct page_cell *cell, bool has_doubts)
{
	static const char *const kinds[] = {
		[COLUMN_WORD] = "",          [COLUMN_TEXT] = "name",      [COLUMN_CODE] = "code",
		[COLUMN_LINE] = "code line", [COLUMN_ADDRESS] = "code n", [COLUMN_NUMBER] = "n",
		[COLUMN_BAR] = "bar",        [COLUMN_FILL] = "fill"
	};
	const char *tone = tone_class(cell->tone);
	const char *kind = kinds[column->kind];

	return arena_printf(m->arena, "%s%s%s%s", kind, has_doubts ? " to-doubt" : "", tone && *kind ? " " : "",
						tone ? tone : "");
}

static void put_link(struct markup *m, const char *id, const char *text)
{
	markup_begin(m, "a");
	markup_attributef(m, "href", "#%s", id);
	markup_text(m, text);
	markup_end(m);
}

static void put_cell(struct markup *m, const struct page_column *column, const struct page_cell *cell,
					 bool has_doubts)
{
	const char *class = cell_class(m, column, cell, has_doubts);

	if (column->kind == COLUMN_BAR) {
		put_bar(m, cell);
		return;
	}
	markup_begin(m, "td");
	if (*class)
		markup_attribute(m, "class", class);
	if (cell->has_key)
		put_key(m, cell->key);
	if (cell->link)
		put_link(m, cell->link, cell->text);
	else
		markup_text(m, cell->text ? cell->text : "");
	if (cell->more) {
		markup_text(m, *cell->text ? " " : "");
		put_link(m, cell->more_link, cell->more);
	}
	markup_end(m);
	if (has_doubts)
		markup_element(m, "td", "doubt", cell->doubt ? cell->doubt : "");
}

/* Estimates have a column of their own, so that the numbers stand in line. */
static size_t width_of(const struct page_table *table)
{
	size_t width = table->column_count;

	for (size_t c = 0; c < table->column_count; c++)
		width += page_has_doubts(table, c);
	return width;
}

static void put_head(struct markup *m, const struct page_table *table)
{
	markup_begin(m, "thead");
	markup_begin(m, "tr");
	for (size_t c = 0; c < table->column_count; c++) {
		markup_begin(m, "th");
		if (table->columns[c].kind == COLUMN_NUMBER || table->columns[c].kind == COLUMN_ADDRESS)
			markup_attribute(m, "class", page_has_doubts(table, c) ? "n to-doubt" : "n");
		markup_attribute(m, "scope", "col");
		markup_text(m, table->columns[c].head);
		markup_end(m);
		if (page_has_doubts(table, c))
			markup_element(m, "th", NULL, "");
	}
	markup_end(m);
	markup_end(m);
	markup_newline(m);
}

static void put_row(struct markup *m, const struct page_table *table, const struct page_row *row)
{
	markup_begin(m, "tr");
	if (row->id)
		markup_attribute(m, "id", row->id);
	if (row->spans || row->total || row->indented)
		markup_attribute(m, "class", row->spans ? "across" : row->total ? "total" : "part");
	if (row->spans) {
		markup_begin(m, "td");
		markup_attributef(m, "colspan", "%zu", width_of(table));
		if (row->command)
			markup_element(m, "code", NULL, row->cells[0].text);
		else
			markup_text(m, row->cells[0].text);
		markup_end(m);
	}
	for (size_t c = 0; !row->spans && c < table->column_count; c++)
		put_cell(m, &table->columns[c], &row->cells[c], page_has_doubts(table, c));
	markup_end(m);
	markup_newline(m);
}

static size_t bar_columns(const struct page_table *table)
{
	size_t count = 0;

	for (size_t c = 0; c < table->column_count; c++)
		count += table->columns[c].kind == COLUMN_BAR;
	return count;
}

/* A table that is wider than the page scrolls by itself, also by the keyboard. */
static void put_table(struct markup *m, const struct page_table *table, const char *name)
{
	markup_begin(m, "div");
	markup_attribute(m, "class", "scroll");
	markup_attribute(m, "tabindex", "0");
	markup_attribute(m, "role", "region");
	markup_attribute(m, "aria-label", name);
	markup_begin(m, "table");
	if (table->wide)
		markup_attribute(m, "class", bar_columns(table) > 1 ? "wide bars" : "wide");
	if (page_has_heads(table))
		put_head(m, table);
	markup_begin(m, "tbody");
	markup_newline(m);
	for (size_t r = 0; r < table->row_count; r++)
		put_row(m, table, &table->rows[r]);
	markup_end(m);
	markup_end(m);
	markup_end(m);
	markup_newline(m);
}

/* --- other blocks ------------------------------------------------------------------------------ */

static void put_log(struct markup *m, const char *const *lines, size_t count)
{
	markup_begin(m, "pre");
	for (size_t i = 0; i < count; i++) {
		markup_text(m, lines[i]);
		if (i + 1 < count)
			markup_newline(m);
	}
	markup_end(m);
	markup_newline(m);
}

static void put_legend(struct markup *m, const struct page_block *block)
{
	markup_begin(m, "ul");
	markup_attribute(m, "class", "legend");
	for (size_t i = 0; i < block->line_count; i++) {
		markup_begin(m, "li");
		put_key(m, block->colours[i]);
		markup_text(m, block->lines[i]);
		markup_end(m);
	}
	markup_end(m);
	markup_newline(m);
}

static void put_finding(struct markup *m, const struct page_finding *f)
{
	markup_begin(m, "div");
	markup_attributef(m, "class", "finding%s",
					  f->tone == TONE_BAD    ? " bad-edge"
					  : f->tone == TONE_WARN ? " warn-edge"
											 : "");
	if (f->anchor)
		markup_attribute(m, "id", f->anchor);
	markup_begin(m, "p");
	markup_element(m, "span", tone_class(f->tone), f->severity);
	markup_text(m, " ");
	markup_begin(m, "span");
	markup_attribute(m, "class", "path");
	if (f->link)
		put_link(m, f->link, f->path);
	else
		markup_text(m, f->path);
	markup_end(m);
	if (*f->id) {
		markup_text(m, " ");
		markup_element(m, "code", "faint", f->id);
	}
	if (f->place) {
		markup_text(m, " ");
		markup_element(m, "code", "faint", f->place);
	}
	markup_end(m);
	put_paragraph(m, NULL, f->message);
	if (f->hint)
		put_paragraph(m, "hint", f->hint);
	if (f->line_count)
		put_log(m, f->lines, f->line_count);
	markup_end(m);
	markup_newline(m);
}

static void begin_frame(struct markup *m, const char *name)
{
	markup_begin(m, "div");
	markup_attribute(m, "class", "map-frame");
	markup_attribute(m, "tabindex", "0");
	markup_attribute(m, "role", "region");
	markup_attribute(m, "aria-label", name);
}

static void put_drawing(struct markup *m, const struct page_block *block, const char *name)
{
	markup_element(m, "p", "swipe", "wider than this window: scroll it sideways →");
	begin_frame(m, name);
	if (block->kind == BLOCK_MAP)
		map_svg_write(m, block->map);
	else if (block->kind == BLOCK_GRID)
		grid_svg_write(m, block->grid);
	else
		simulation_write_chart(m, block->chart);
	markup_end(m);
	markup_newline(m);
}

/* Code between backticks; one that has no fellow is a sign like others. */
static void put_marked(struct markup *m, const char *text)
{
	const char *open, *close;

	while ((open = strchr(text, '`')) && (close = strchr(open + 1, '`'))) {
		markup_text(m, arena_strndup(m->arena, text, (size_t)(open - text)));
		markup_element(m, "code", NULL, arena_strndup(m->arena, open + 1, (size_t)(close - open - 1)));
		text = close + 1;
	}
	markup_text(m, text);
}

static void put_text(struct markup *m, const char *element, const struct page_block *block)
{
	markup_begin(m, element);
	if (tone_class(block->tone))
		markup_attribute(m, "class", tone_class(block->tone));
	if (block->marked)
		put_marked(m, block->text);
	else
		put_words(m, block->text);
	markup_end(m);
}

static void put_block(struct markup *m, const struct page_block *block, const char *section)
{
	switch (block->kind) {
	case BLOCK_TEXT:
		put_text(m, "p", block);
		break;
	case BLOCK_ITEM:
		put_text(m, "li", block);
		break;
	case BLOCK_TITLE:
		markup_element(m, "h3", NULL, block->text);
		break;
	case BLOCK_TABLE:
		put_table(m, block->table, section);
		return;
	case BLOCK_LOG:
		put_log(m, block->lines, block->line_count);
		return;
	case BLOCK_LEGEND:
		put_legend(m, block);
		return;
	case BLOCK_FINDING:
		put_finding(m, block->finding);
		return;
	case BLOCK_MAP:
	case BLOCK_CHART:
	case BLOCK_GRID:
		put_drawing(m, block, section);
		return;
	}
	markup_newline(m);
}

/* The items of a list stand one behind another; returns the index behind the last. */
static size_t put_list(struct markup *m, const struct page_section *section, size_t i)
{
	markup_begin(m, section->blocks[i].numbered ? "ol" : "ul");
	markup_newline(m);
	for (; i < section->block_count && section->blocks[i].kind == BLOCK_ITEM; i++)
		put_block(m, &section->blocks[i], section->title);
	markup_end(m);
	markup_newline(m);
	return i;
}

static void put_section_title(struct markup *m, const struct page_section *section)
{
	markup_begin(m, "h2");
	markup_text(m, section->title);
	if (section->remark) {
		markup_text(m, " ");
		markup_element(m, "small", NULL, section->remark);
	}
	markup_end(m);
	markup_newline(m);
}

static void section(struct page_writer *w, const struct page_section *section)
{
	struct markup *m = &w->markup;

	markup_begin(m, "section");
	markup_attribute(m, "id", section->id);
	markup_newline(m);
	if (section->title)
		put_section_title(m, section);
	for (size_t i = 0; i < section->block_count;)
		if (section->blocks[i].kind == BLOCK_ITEM)
			i = put_list(m, section, i);
		else
			put_block(m, &section->blocks[i++], section->title ? section->title : "");
	markup_end(m);
	markup_newline(m);
}

/* --- the head of the page ------------------------------------------------------------------------ */

static void put_meta(struct markup *m, const char *key, const char *name, const char *content)
{
	markup_begin(m, "meta");
	markup_attribute(m, key, name);
	markup_attribute(m, "content", content);
	markup_end_empty(m);
	markup_newline(m);
}

static void put_document_head(struct markup *m, const struct page *page)
{
	markup_own(m, "<!DOCTYPE html>\n");
	markup_begin(m, "html");
	markup_attribute(m, "lang", "en");
	markup_newline(m);
	markup_begin(m, "head");
	markup_newline(m);
	markup_begin(m, "meta");
	markup_attribute(m, "charset", "utf-8");
	markup_end_empty(m);
	markup_newline(m);
	put_meta(m, "http-equiv", "Content-Security-Policy", POLICY);
	put_meta(m, "name", "viewport", "width=device-width, initial-scale=1");
	put_meta(m, "name", "color-scheme", "light dark");
	markup_element(m, "title", NULL, arena_printf(m->arena, "%s: memory", page->title));
	markup_newline(m);
	markup_begin(m, "style");
	markup_newline(m);
	page_style_write(m);
	markup_end(m);
	markup_newline(m);
	markup_end(m);
	markup_newline(m);
}

static void put_figures(struct markup *m, const struct page *page)
{
	markup_begin(m, "dl");
	markup_attribute(m, "class", "figures");
	for (size_t i = 0; i < page->figure_count; i++) {
		const struct page_figure *f = &page->figures[i];

		markup_begin(m, "div");
		markup_element(m, "dt", NULL, f->label);
		markup_begin(m, "dd");
		if (tone_class(f->tone))
			markup_attribute(m, "class", tone_class(f->tone));
		markup_text(m, f->value);
		if (f->doubt)
			markup_element(m, "span", "doubt", f->doubt);
		markup_end(m);
		markup_end(m);
		markup_newline(m);
	}
	markup_end(m);
	markup_newline(m);
}

static void put_contents(struct markup *m, const struct page *page)
{
	if (page->section_count < 2)
		return;
	markup_begin(m, "nav");
	markup_attribute(m, "aria-label", "Contents");
	markup_begin(m, "ul");
	for (size_t i = 0; i < page->section_count; i++) {
		markup_begin(m, "li");
		put_link(m, page->sections[i]->id, page->sections[i]->title);
		markup_end(m);
	}
	markup_end(m);
	markup_end(m);
	markup_newline(m);
}

static void begin(struct page_writer *w, const struct page *page)
{
	struct markup *m = &w->markup;

	put_document_head(m, page);
	markup_begin(m, "body");
	markup_begin(m, "main");
	markup_newline(m);
	markup_begin(m, "header");
	markup_element(m, "h1", NULL, page->title ? page->title : "");
	if (page->facts && *page->facts)
		put_paragraph(m, "facts", page->facts);
	if (page->figure_count)
		put_figures(m, page);
	put_contents(m, page);
	markup_end(m);
	markup_newline(m);
}

static void end(struct page_writer *w)
{
	struct markup *m = &w->markup;

	markup_element(
		m, "footer", NULL,
		"By dtcarve, from what it was given: exact where no range is told, ± where the inputs leave something open.");
	while (m->depth) {
		markup_end(m);
		markup_newline(m);
	}
}

const struct page_format page_as_html = { begin, section, end };
