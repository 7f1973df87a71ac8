/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_PAGE_H
#define DTCARVE_DOCUMENT_PAGE_H

/*
 * What a command says: sections of texts, tables, bars, log lines and figures,
 * without a word on how they look. Text, HTML and Markdown are writers of it,
 * so all show the same numbers. All of it lives in the page's arena; texts are
 * as the tree has them, and the writers escape them.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/theme.h"

struct arena;
struct map_drawing;
struct page_links;
struct owners_grid;
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
	const char *link;             /* the id of what the text leads to, or NULL */
	const char *more, *more_link; /* a word behind the text, and the id it leads to; or NULL */
};

struct page_row {
	const struct page_cell *cells;
	const char *id; /* that others lead to, or NULL */
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
	uint64_t doubts;    /* a bit a column: a row has one */
	bool wide;          /* takes the width of the page: it has bars */
	unsigned int aside; /* a bit a column: those that a writer for narrow pages leaves out */
	size_t joined;      /* the column whose text such a writer puts behind that of the column before, with an
						   arrow; 0: none */
};

/* What is wrong, and how to mend it. */
struct page_finding {
	enum tone tone;
	const char *severity, *id, *path, *place; /* place: "board.dts:12", or NULL */
	const char *message, *hint;
	const char *anchor, *link; /* its own id, and that of what it is about; or NULL */
	const char *const *lines; /* of the kernel log */
	size_t line_count;
};

enum page_block_kind {
	BLOCK_TEXT,
	BLOCK_ITEM, /* of a list; one behind another is of the same list */
	BLOCK_TABLE,
	BLOCK_LOG,
	BLOCK_FINDING,
	BLOCK_MAP,
	BLOCK_CHART,
	BLOCK_GRID, /* its `lines` are the same as text */
	BLOCK_LEGEND,
	BLOCK_TITLE
};

struct page_block {
	enum page_block_kind kind;
	enum tone tone;
	bool numbered; /* of an item */
	bool marked;   /* what stands between backticks in a text or item is code */
	const char *text;
	const struct page_table *table;
	const struct page_finding *finding;
	const struct map_drawing *map;
	const struct simulation_report *chart;
	const struct owners_grid *grid;
	const char *const *lines;
	size_t line_count;
	const enum theme_colour *colours; /* of a legend, with `lines` as its words */
};

struct page_section {
	const char *id, *title, *remark; /* remark may be NULL */
	bool off_terminal;               /* to be printed, or copied: nothing for a terminal */
	const char *brief;               /* what stands for it on a terminal that was not asked for all; NULL: itself */
	bool folded;                     /* detail that may be shown on demand only */
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
	/* of a report, made when they are asked for */
	const struct map_drawing *drawing;
	const struct page_links *links;
};

/* --- making one ---------------------------------------------------------------------- */

/* `facts` may be NULL. */
struct page *page_new(struct arena *arena, const char *title, const char *facts);

struct page_section *page_section(struct page *page, const char *id, const char *title, const char *remark);
void page_text(struct page *page, enum tone tone, const char *text);
void page_item(struct page *page, bool numbered, const char *text);
void page_marked(struct page *page, const char *text);                     /* a text with code in backticks */
void page_marked_item(struct page *page, bool numbered, const char *text); /* an item with such */
void page_title(struct page *page, const char *text);                      /* a heading below the section's */
void page_log(struct page *page, const char *const *lines, size_t count);
void page_legend(struct page *page, const enum theme_colour *colours, const char *const *words, size_t count);
void page_finding(struct page *page, const struct page_finding *finding);
void page_map(struct page *page, const struct map_drawing *map);
void page_chart(struct page *page, const struct simulation_report *chart);
void page_grid(struct page *page, const struct owners_grid *grid);

/* `columns` must outlive the page. */
struct page_table *page_table(struct page *page, const struct page_column *columns, size_t count);

/* One cell a column, copied; the row may be marked. */
struct page_row *page_row(struct page *page, struct page_table *table, const struct page_cell *cells);

/* A row of one cell across the table. */
struct page_row *page_row_heading(struct page *page, struct page_table *table, const char *text);

/* Words and what is told by them, a row each. */
struct page_table *page_pairs(struct page *page);
void page_tell(struct page *page, struct page_table *table, const char *key, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Source text as log lines, with tabs, which stand at the start, as blanks. */
void page_source(struct page *page, const char *text);

/* --- reading it ---------------------------------------------------------------------- */

/* Does a row tell a range beside the numbers of that column? */
bool page_has_doubts(const struct page_table *table, size_t column);

/* Bars of one piece can be drawn in characters, in a table with few columns; more pieces need colours. */
bool page_draws_bar(const struct page_table *table, size_t column);

/* Is there anything to stand above the columns? */
bool page_has_heads(const struct page_table *table);

#endif
