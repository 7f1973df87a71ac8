/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page as Markdown with tables (GitHub's and GitLab's kind), for a wiki or a pull request. */
#include <string.h>

#include "render/bar.h"
#include "render/markdown.h"
#include "document/amount.h"
#include "document/page.h"
#include "render/writer.h"
#include "util/arena.h"

#define BAR_COLUMNS 20
#define BAR_UNITS 1000000

static void put(const struct page_writer *w, const char *text)
{
	markdown_put(w->out, w->arena, text);
}

/* --- tables ---------------------------------------------------------------------------------- */

static bool is_shown(const struct page_table *table, size_t column)
{
	return table->columns[column].kind != COLUMN_BAR || page_draws_bar(table, column);
}

static void put_bar(const struct page_writer *w, const struct page_cell *cell)
{
	const struct scale scale = { BAR_UNITS, BAR_COLUMNS, true };
	const struct bar_piece *p = cell->bar;
	const char *bar;

	if (!cell->bar_count || p->to <= 0)
		return;
	bar = p->from > 0 ? bar_taken(w->arena, &scale, (uint64_t)(p->from * BAR_UNITS),
								  (uint64_t)((p->to - p->from) * BAR_UNITS))
					  : bar_total(w->arena, &scale, (uint64_t)(p->to * BAR_UNITS));
	/* blanks before a bar would be lost outside of code */
	fprintf(w->out, "`%s`", bar);
}

static void put_cell(const struct page_writer *w, const struct page_column *column,
					 const struct page_cell *cell, bool strong)
{
	if (column->kind == COLUMN_BAR) {
		put_bar(w, cell);
		return;
	}
	if (!cell->text || !*cell->text)
		return;
	if (strong)
		fputs("**", w->out);
	if (column->kind == COLUMN_CODE || column->kind == COLUMN_LINE || column->kind == COLUMN_ADDRESS)
		markdown_put_code(w->out, w->arena, cell->text);
	else
		put(w, cell->text);
	if (strong)
		fputs("**", w->out);
	if (cell->doubt)
		fprintf(w->out, " %s", strcmp(cell->doubt, "~") == 0 ? "\\~" : cell->doubt);
}

static void put_spanning(const struct page_writer *w, const struct page_table *table,
						 const struct page_row *row)
{
	bool told = false;

	for (size_t c = 0; c < table->column_count; c++) {
		if (!is_shown(table, c))
			continue;
		fputs("| ", w->out);
		if (!told && table->columns[c].kind <= COLUMN_WORD) {
			fputs(row->command ? "" : "**", w->out);
			if (row->command)
				markdown_put_code(w->out, w->arena, row->cells[0].text);
			else
				put(w, row->cells[0].text);
			fputs(row->command ? " " : "** ", w->out);
			told = true;
		}
	}
	fputs("|\n", w->out);
}

static void put_row(const struct page_writer *w, const struct page_table *table, const struct page_row *row)
{
	if (row->spans) {
		put_spanning(w, table, row);
		return;
	}
	for (size_t c = 0; c < table->column_count; c++) {
		if (!is_shown(table, c))
			continue;
		fputs("| ", w->out);
		if (c == 0 && row->indented)
			fputs("&emsp; ", w->out);
		put_cell(w, &table->columns[c], &row->cells[c], row->total && c < 2);
		fputc(' ', w->out);
	}
	fputs("|\n", w->out);
}

static void put_table(const struct page_writer *w, const struct page_table *table)
{
	fputc('\n', w->out);
	for (size_t c = 0; c < table->column_count; c++)
		if (is_shown(table, c)) {
			fputs("| ", w->out);
			put(w, table->columns[c].head);
			fputc(' ', w->out);
		}
	fputs("|\n", w->out);
	for (size_t c = 0; c < table->column_count; c++)
		if (is_shown(table, c))
			fputs(table->columns[c].kind >= COLUMN_ADDRESS && table->columns[c].kind <= COLUMN_NUMBER
					  ? "| --: "
					  : "| :-- ",
				  w->out);
	fputs("|\n", w->out);
	for (size_t r = 0; r < table->row_count; r++)
		put_row(w, table, &table->rows[r]);
}

/* --- other blocks ------------------------------------------------------------------------------ */

static void put_log(const struct page_writer *w, const char *const *lines, size_t count, const char *indent)
{
	const char *fence = markdown_fence(w->arena, lines, count);

	fprintf(w->out, "\n%s%s\n", indent, fence);
	for (size_t i = 0; i < count; i++) {
		fputs(indent, w->out);
		markdown_put_line(w->out, w->arena, lines[i]);
	}
	fprintf(w->out, "%s%s\n", indent, fence);
}

static void put_finding(const struct page_writer *w, const struct page_finding *f)
{
	fputs("\n* **", w->out);
	put(w, f->severity);
	fputs("** ", w->out);
	markdown_put_code(w->out, w->arena, f->path);
	if (*f->id) {
		fputs(" (", w->out);
		put(w, f->id);
		fputc(')', w->out);
	}
	if (f->place) {
		fputs(", ", w->out);
		put(w, f->place);
	}
	fputs("  \n  ", w->out);
	put(w, f->message);
	if (f->hint) {
		fputs("  \n  → ", w->out);
		put(w, f->hint);
	}
	fputc('\n', w->out);
	if (f->line_count)
		put_log(w, f->lines, f->line_count, "  ");
}

/* Code between backticks; one that has no fellow is a sign like others. */
static void put_marked(const struct page_writer *w, const char *text)
{
	const char *open, *close;

	while ((open = strchr(text, '`')) && (close = strchr(open + 1, '`'))) {
		put(w, arena_strndup(w->arena, text, (size_t)(open - text)));
		markdown_put_code(w->out, w->arena, arena_strndup(w->arena, open + 1, (size_t)(close - open - 1)));
		text = close + 1;
	}
	put(w, text);
}

static void put_text(const struct page_writer *w, const struct page_block *block)
{
	if (block->marked)
		put_marked(w, block->text);
	else
		put(w, block->text);
	fputc('\n', w->out);
}

/* `first` of its list */
static void put_block(const struct page_writer *w, const struct page_block *block, bool first)
{
	switch (block->kind) {
	case BLOCK_TEXT:
		fputc('\n', w->out);
		put_text(w, block);
		break;
	case BLOCK_ITEM:
		fputs(first ? "\n" : "", w->out);
		fputs(block->numbered ? "1. " : "* ", w->out);
		put_text(w, block);
		break;
	case BLOCK_TITLE:
		fputs("\n### ", w->out);
		put(w, block->text);
		fputc('\n', w->out);
		break;
	case BLOCK_TABLE:
		put_table(w, block->table);
		break;
	case BLOCK_LOG:
	case BLOCK_GRID:
		put_log(w, block->lines, block->line_count, "");
		break;
	case BLOCK_FINDING:
		put_finding(w, block->finding);
		break;
	case BLOCK_MAP:    /* its table follows */
	case BLOCK_CHART:  /* as does that of the simulation */
	case BLOCK_LEGEND: /* of bars in colour */
		break;
	}
}

static void put_figures(const struct page_writer *w, const struct page *page)
{
	for (size_t i = 0; i < page->figure_count; i++) {
		const struct page_figure *f = &page->figures[i];

		fputs(i ? " · " : "\n", w->out);
		put(w, f->label);
		fputs(" **", w->out);
		put(w, f->value);
		fputs("**", w->out);
		fputs(amount_doubt_inline(w->arena, f->doubt), w->out);
	}
	fputc('\n', w->out);
}

static void begin(struct page_writer *w, const struct page *page)
{
	if (page->title) {
		fputs("# ", w->out);
		put(w, page->title);
		fputc('\n', w->out);
	}
	if (page->facts && *page->facts) {
		fputc('\n', w->out);
		put(w, page->facts);
		fputc('\n', w->out);
	}
	if (page->figure_count)
		put_figures(w, page);
	w->begun = page->title;
}

static void put_heading(const struct page_writer *w, const struct page_section *section)
{
	put(w, section->title);
	if (section->remark) {
		fputs(" (", w->out);
		put(w, section->remark);
		fputc(')', w->out);
	}
}

static void section(struct page_writer *w, const struct page_section *section)
{
	const struct page_block *blocks = section->blocks;

	if (section->title) {
		fprintf(w->out, "%s%s", w->begun ? "\n" : "", section->folded ? "<details><summary>" : "## ");
		put_heading(w, section);
		fputs(section->folded ? "</summary>\n" : "\n", w->out);
	}
	w->begun = true;
	for (size_t b = 0; b < section->block_count; b++)
		put_block(w, &blocks[b], b == 0 || blocks[b - 1].kind != BLOCK_ITEM);
	if (section->title && section->folded)
		fputs("\n</details>\n", w->out);
}

const struct page_format page_as_markdown = { begin, section, NULL };
