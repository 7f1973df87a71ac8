/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/writer.h"

#include "util/arena.h"

static void take(struct page_writer *w, const struct page *page)
{
	w->arena = page->arena;
	w->markup.arena = page->arena;
	w->markup.out = w->out;
}

void page_begin(struct page_writer *w, const struct page *page)
{
	take(w, page);
	w->format->begin(w, page);
}

void page_sections(struct page_writer *w, const struct page *page)
{
	take(w, page);
	for (size_t i = 0; i < page->section_count; i++)
		w->format->section(w, page->sections[i]);
}

void page_end(struct page_writer *w, const struct page *page)
{
	take(w, page);
	if (w->format->end)
		w->format->end(w);
}

void page_write(const struct page_format *format, const struct text_style *style, const struct page *page,
				FILE *out)
{
	struct page_writer w = { .format = format, .style = *style, .out = out };

	page_begin(&w, page);
	page_sections(&w, page);
	page_end(&w, page);
}

void page_write_last(const struct page_format *format, const struct text_style *style, struct page *page, FILE *out)
{
	page_write(format, style, page, out);
	arena_free(page->arena);
}
