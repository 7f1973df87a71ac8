/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/page.h"

#include <stdarg.h>
#include <string.h>

#include "document/owners_grid.h"
#include "util/arena.h"
#include "util/number.h"

struct page *page_new(struct arena *arena, const char *title, const char *facts)
{
	struct page *page = arena_new_object(arena, struct page);

	*page = (struct page){ .arena = arena, .title = title, .facts = facts ? facts : "" };
	return page;
}

struct page_section *page_section(struct page *page, const char *id, const char *title, const char *remark)
{
	struct page_section *section = arena_new_object(page->arena, struct page_section);

	*section = (struct page_section){ .id = id, .title = title, .remark = remark };
	arena_push(page->arena, page->sections, page->section_count, section);
	return section;
}

/* To the section that was begun last. */
static void add(struct page *page, struct page_block block)
{
	struct page_section *section = page->sections[page->section_count - 1];

	arena_push(page->arena, section->blocks, section->block_count, block);
}

void page_text(struct page *page, enum tone tone, const char *text)
{
	add(page, (struct page_block){ .kind = BLOCK_TEXT, .tone = tone, .text = text });
}

void page_item(struct page *page, bool numbered, const char *text)
{
	add(page, (struct page_block){ .kind = BLOCK_ITEM, .numbered = numbered, .text = text });
}

void page_marked(struct page *page, const char *text)
{
	add(page, (struct page_block){ .kind = BLOCK_TEXT, .marked = true, .text = text });
}

void page_marked_item(struct page *page, bool numbered, const char *text)
{
	add(page, (struct page_block){ .kind = BLOCK_ITEM, .numbered = numbered, .marked = true, .text = text });
}

void page_title(struct page *page, const char *text)
{
	add(page, (struct page_block){ .kind = BLOCK_TITLE, .text = text });
}

void page_log(struct page *page, const char *const *lines, size_t count)
{
	add(page, (struct page_block){ .kind = BLOCK_LOG, .lines = lines, .line_count = count });
}

void page_legend(struct page *page, const enum theme_colour *colours, const char *const *words, size_t count)
{
	add(page,
		(struct page_block){ .kind = BLOCK_LEGEND, .colours = colours, .lines = words, .line_count = count });
}

void page_finding(struct page *page, const struct page_finding *finding)
{
	const struct page_finding *copy = arena_memdup(page->arena, finding, sizeof(*finding));

	add(page, (struct page_block){ .kind = BLOCK_FINDING, .finding = copy });
}

void page_map(struct page *page, const struct map_drawing *map)
{
	add(page, (struct page_block){ .kind = BLOCK_MAP, .map = map });
}

void page_chart(struct page *page, const struct simulation_report *chart)
{
	add(page, (struct page_block){ .kind = BLOCK_CHART, .chart = chart });
}

void page_grid(struct page *page, const struct owners_grid *grid)
{
	const char **lines = arena_alloc(page->arena, (grid->row_count + 1) * sizeof(*lines));

	for (size_t i = 0; i < grid->row_count; i++)
		lines[i] = owners_grid_line(page->arena, grid, i);
	add(page, (struct page_block){ .kind = BLOCK_GRID, .grid = grid, .lines = lines, .line_count = grid->row_count });
}

struct page_table *page_table(struct page *page, const struct page_column *columns, size_t count)
{
	struct page_table *table = arena_new_object(page->arena, struct page_table);

	*table = (struct page_table){ .columns = columns, .column_count = count };
	for (size_t i = 0; i < count; i++)
		table->wide = table->wide || columns[i].kind == COLUMN_BAR;
	add(page, (struct page_block){ .kind = BLOCK_TABLE, .table = table });
	return table;
}

struct page_row *page_row(struct page *page, struct page_table *table, const struct page_cell *cells)
{
	struct page_row row = { .cells = arena_memdup(page->arena, cells, table->column_count * sizeof(*cells)) };

	for (size_t c = 0; c < table->column_count; c++)
		table->doubts |= (uint64_t)(cells[c].doubt != NULL) << c;
	arena_push(page->arena, table->rows, table->row_count, row);
	return &table->rows[table->row_count - 1];
}

struct page_row *page_row_heading(struct page *page, struct page_table *table, const char *text)
{
	struct page_cell *cells = arena_alloc(page->arena, table->column_count * sizeof(*cells));
	struct page_row *row;

	cells[0] = (struct page_cell){ .text = text };
	row = page_row(page, table, cells);
	row->spans = true;
	return row;
}

struct page_table *page_pairs(struct page *page)
{
	static const struct page_column columns[] = { { "", COLUMN_WORD }, { "", COLUMN_TEXT } };

	return page_table(page, columns, ARRAY_SIZE(columns));
}

void page_tell(struct page *page, struct page_table *table, const char *key, const char *format, ...)
{
	struct page_cell cells[] = { { .text = key, .tone = TONE_FAINT }, { 0 } };
	va_list args;

	va_start(args, format);
	cells[1].text = arena_vprintf(page->arena, format, args);
	va_end(args);
	page_row(page, table, cells);
}

void page_source(struct page *page, const char *text)
{
	char *rest = arena_strdup(page->arena, text), *line;
	const char **lines = NULL;
	size_t count = 0;

	while ((line = strsep(&rest, "\n"))) {
		int tabs = (int)strspn(line, "\t");

		if (*line || rest)
			arena_push(page->arena, lines, count,
					   arena_printf(page->arena, "%*s%s", 4 * tabs, "", line + tabs));
	}
	page_log(page, lines, count);
}

/* --- reading it ---------------------------------------------------------------------- */

bool page_has_doubts(const struct page_table *table, size_t column)
{
	return table->doubts >> column & 1;
}

bool page_draws_bar(const struct page_table *table, size_t column)
{
	bool any = false;

	for (size_t r = 0; r < table->row_count; r++) {
		if (table->rows[r].spans)
			continue;
		if (table->rows[r].cells[column].bar_count > 1)
			return false;
		any = any || table->rows[r].cells[column].bar_count;
	}
	return any && table->column_count < 6;
}

bool page_has_heads(const struct page_table *table)
{
	for (size_t c = 0; c < table->column_count; c++)
		if (*table->columns[c].head)
			return true;
	return false;
}
