/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_PAGE_H
#define DTCARVE_DOCUMENT_PAGE_H

/*
 * A report as a page: sections of texts, tables, bars, log lines and figures,
 * without a word on how they look. HTML and Markdown are two writers of it, so
 * both show the same numbers. All of it lives in the page's arena; texts are as
 * the tree has them, and the writers escape them.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "document/theme.h"

struct arena;
struct map_drawing;
struct simulation_report;

enum tone { TONE_PLAIN, TONE_FAINT, TONE_STRONG, TONE_GOOD, TONE_WARN, TONE_BAD };

/* A piece of a bar, as shares of the whole. */
struct bar_piece {
	double from, to;
	enum theme_colour colour;
};

struct page_column {
	const char *head;
	enum {
		COLUMN_TEXT, /* goes on in further lines */
		COLUMN_WORD, /* short, on one line */
		COLUMN_CODE,
		COLUMN_LINE, /* of a log: code that goes on in further lines */
		COLUMN_ADDRESS,
		COLUMN_NUMBER,
		COLUMN_BAR,
		COLUMN_FILL, /* left empty, for a pen */
	} kind;
};

struct page_cell {
	const char *text;  /* NULL: empty */
	const char *doubt; /* the range of an estimate, behind the number; or NULL */
	enum tone tone;
	const struct bar_piece *bar;
	size_t bar_count;
	bool has_key; /* a small square in this colour before the text */
	enum theme_colour key;
};

struct page_row {
	const struct page_cell *cells;
	bool spans;    /* one cell across all columns: a heading inside the table */
	bool command;  /* and that is a command to type */
	bool indented; /* a part of the row before */
	bool total;    /* a sum */
};

struct page_table {
	const struct page_column *columns;
	size_t column_count;
	struct page_row *rows;
	size_t row_count;
	bool wide; /* takes the width of the page: it has bars */
};

/* What is wrong, and how to mend it. */
struct page_finding {
	enum tone tone;
	const char *severity, *id, *path, *place; /* place: "board.dts:12", or NULL */
	const char *message, *hint;
	const char *const *lines; /* of the kernel log */
	size_t line_count;
};

enum page_block_kind {
	BLOCK_TEXT,
	BLOCK_TABLE,
	BLOCK_LOG,
	BLOCK_FINDING,
	BLOCK_MAP,
	BLOCK_CHART,
	BLOCK_LEGEND,
	BLOCK_TITLE
};

struct page_block {
	enum page_block_kind kind;
	enum tone tone;
	const char *text;
	const struct page_table *table;
	const struct page_finding *finding;
	const struct map_drawing *map;
	const struct simulation_report *chart;
	const char *const *lines;
	size_t line_count;
	const enum theme_colour *colours; /* of a legend, with `lines` as its words */
};

struct page_section {
	const char *id, *title, *remark; /* remark may be NULL */
	struct page_block *blocks;
	size_t block_count;
};

/* One of the few numbers that answer most questions. */
struct page_figure {
	const char *label, *value, *doubt;
	enum tone tone;
};

struct page {
	struct arena *arena;
	const char *title, *facts;
	struct page_figure *figures;
	size_t figure_count;
	struct page_section **sections;
	size_t section_count;
};

/* --- making one ---------------------------------------------------------------------- */

struct page_section *page_section(struct page *page, const char *id, const char *title, const char *remark);
void page_text(struct page *page, enum tone tone, const char *text);
void page_title(struct page *page, const char *text); /* a heading below the section's */
void page_log(struct page *page, const char *const *lines, size_t count);
void page_legend(struct page *page, const enum theme_colour *colours, const char *const *words, size_t count);
void page_finding(struct page *page, const struct page_finding *finding);
void page_map(struct page *page, const struct map_drawing *map);
void page_chart(struct page *page, const struct simulation_report *chart);

/* `columns` must outlive the page. */
struct page_table *page_table(struct page *page, const struct page_column *columns, size_t count);

/* One cell a column, copied; the row may be marked. */
struct page_row *page_row(struct page *page, struct page_table *table, const struct page_cell *cells);

/* A row of one cell across the table. */
struct page_row *page_row_heading(struct page *page, struct page_table *table, const char *text);

/* --- writing it ---------------------------------------------------------------------- */

void page_write_html(const struct page *page, FILE *out);
void page_write_markdown(const struct page *page, FILE *out);

#endif
