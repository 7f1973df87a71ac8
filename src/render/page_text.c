/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A document for a person at a terminal. */
#include <ctype.h>
#include <string.h>

#include "document/amount.h"
#include "document/page.h"
#include "render/pen.h"
#include "render/simulation_writers.h"
#include "render/table.h"
#include "util/utf8.h"
#include "util/arena.h"
#include "util/number.h"

#define LOG_INDENT 6
#define FINDING_INDENT 9

/* --- the head --------------------------------------------------------------------------------- */

/* Name and facts on one line where the page is wide enough; else the facts stand behind the figures, which
 * are what is read first. True: they are still to be told. */
static bool put_title(const struct page_writer *w, const struct page *page)
{
	const char *title = pen_clean(w, page->title), *facts = pen_clean(w, page->facts);
	size_t width = text_width(title) + text_width(facts);

	if (width + 2 > w->style.width || !*facts) {
		pen_paragraph(w, "", page->title, TONE_STRONG);
		return *facts;
	}
	pen_toned(w, TONE_STRONG, title);
	pen_blanks(w, w->style.width - width);
	pen_toned(w, TONE_PLAIN, facts);
	pen_end_line(w);
	return false;
}

/* As many on a line as fit whole, so that no number is torn from its range. */
static void put_figures(const struct page_writer *w, const struct page *page)
{
	size_t used = 0;

	for (size_t i = 0; i < page->figure_count; i++) {
		const struct page_figure *f = &page->figures[i];
		const char *label = pen_clean(w, arena_printf(w->arena, "%s: ", f->label));
		const char *value = pen_clean(w, f->value);
		const char *doubt = pen_clean(w, amount_doubt_inline(w->arena, f->doubt));
		size_t width = text_width(label) + text_width(value) + text_width(doubt);

		if (used && used + 2 + width > w->style.width) {
			pen_end_line(w);
			used = 0;
		}
		pen_blanks(w, used ? 2 : 0);
		pen_toned(w, TONE_PLAIN, label);
		pen_toned(w, f->tone == TONE_PLAIN ? TONE_STRONG : f->tone, value);
		pen_toned(w, TONE_PLAIN, doubt);
		used += width + (used ? 2 : 0);
	}
	if (used)
		pen_end_line(w);
}

static void begin(struct page_writer *w, const struct page *page)
{
	bool facts_left = page->title && put_title(w, page);

	put_figures(w, page);
	if (facts_left)
		pen_paragraph(w, "", page->facts, TONE_PLAIN);
	w->begun = page->title || page->figure_count;
}

/* --- blocks ----------------------------------------------------------------------------------- */

static const char *upper_case(const struct page_writer *w, const char *text)
{
	char *copy = arena_strdup(w->arena, text);

	for (char *c = copy; *c; c++)
		if (!(*c & 0x80))
			*c = (char)toupper((unsigned char)*c);
	return copy;
}

static void put_item(const struct page_writer *w, const struct page_block *block, size_t number)
{
	const char *lead = block->numbered ? arena_printf(w->arena, " %2zu. ", number) : "  - ";

	pen_paragraph(w, lead, block->text, block->tone);
}

static void put_log(const struct page_writer *w, const char *lead, size_t indent, const char *const *lines,
					size_t count)
{
	for (size_t i = 0; i < count; i++)
		pen_hanging(w, lead, indent, lines[i], TONE_PLAIN);
}

static void put_finding(const struct page_writer *w, const struct page_finding *f)
{
	const char *gap = *f->id ? "  " : "", *place = f->place ? f->place : "";
	size_t width = text_width(f->severity);
	size_t blanks = max_u64(FINDING_INDENT - min_u64(width, FINDING_INDENT), 2);

	pen_toned(w, f->tone, f->severity);
	pen_blanks(w, blanks);
	pen_goes_on(w, width + blanks, FINDING_INDENT,
				arena_printf(w->arena, "%s%s%s%s%s", f->id, gap, f->path, *place ? "  " : "", place),
				TONE_PLAIN);
	pen_paragraph(w, "         ", f->message, TONE_PLAIN);
	if (f->hint)
		pen_paragraph(w, "         ", f->hint, TONE_FAINT);
	put_log(w, "         dmesg  ", FINDING_INDENT + 11, f->lines, f->line_count);
}

static void put_block(const struct page_writer *w, const struct page_block *block, size_t number)
{
	switch (block->kind) {
	case BLOCK_TEXT:
		pen_hanging(w, "", 0, block->text, block->tone);
		break;
	case BLOCK_ITEM:
		put_item(w, block, number);
		break;
	case BLOCK_TITLE:
		pen_end_line(w);
		pen_hanging(w, "", 4, block->text, TONE_STRONG);
		break;
	case BLOCK_TABLE:
		text_table(w, block->table);
		break;
	case BLOCK_LOG:
	case BLOCK_GRID:
		put_log(w, "  ", LOG_INDENT, block->lines, block->line_count);
		break;
	case BLOCK_FINDING:
		put_finding(w, block->finding);
		break;
	case BLOCK_CHART:
		simulation_write_plots(w, block->chart);
		break;
	case BLOCK_MAP: /* and its table follows */
		map_write_strip(w, block->map);
		break;
	case BLOCK_LEGEND: /* of bars in colour */
		break;
	}
}

/* The remark goes on in lines of its own where it is long. */
static void put_heading(const struct page_writer *w, const struct page_section *section)
{
	const char *title = pen_clean(w, upper_case(w, section->title)), *remark = pen_clean(w, section->remark);

	pen_toned(w, TONE_STRONG, title);
	if (*remark && text_width(title) + 2 + text_width(remark) > w->style.width)
		pen_hanging(w, "\n", 0, section->remark, TONE_FAINT);
	else if (*remark)
		pen_hanging(w, "  ", 0, section->remark, TONE_FAINT);
	else
		pen_end_line(w);
}

static void section(struct page_writer *w, const struct page_section *section)
{
	size_t number = 0;

	if (section->off_terminal)
		return;
	if (w->begun)
		pen_end_line(w);
	w->begun = true;
	if (section->title)
		put_heading(w, section);
	if (section->brief && !w->style.verbose) {
		pen_paragraph(w, "", section->brief, TONE_PLAIN);
		return;
	}
	for (size_t i = 0; i < section->block_count; i++) {
		if (i && section->blocks[i].kind == BLOCK_TABLE && section->blocks[i - 1].kind == BLOCK_TABLE)
			pen_end_line(w);
		number = section->blocks[i].kind == BLOCK_ITEM ? number + 1 : 0;
		put_block(w, &section->blocks[i], number);
	}
}

const struct page_format page_as_text = { begin, section, NULL };
