/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_WRITER_H
#define DTCARVE_RENDER_WRITER_H

/* Writes documents; one may be written as its sections come, so that a long log needs no memory for all of
 * it. */
#include <stdbool.h>
#include <stdio.h>

#include "document/page.h"
#include "render/markup.h"

struct text_style {
	bool colour;        /* ANSI sequences */
	bool verbose;       /* detail that else is told in brief */
	bool quiet;         /* only what counts */
	bool unicode;       /* bars and dashes beyond ASCII */
	unsigned int width; /* columns, at least 60 */
};

struct page_writer {
	const struct page_format *format;
	struct text_style style; /* for those who write for terminals */
	FILE *out;               /* its errors stay with it (ferror) */
	struct arena *arena;     /* of what is put together on the way: that of the page at hand */
	struct markup markup;
	bool begun; /* something was written */
};

/* One way to write: the head with title and figures, a section, what stands below all of them; `end` may be
 * NULL. */
struct page_format {
	void (*begin)(struct page_writer *w, const struct page *page);
	void (*section)(struct page_writer *w, const struct page_section *section);
	void (*end)(struct page_writer *w);
};

extern const struct page_format page_as_text, page_as_markdown, page_as_html;

/* The head of the page, then its sections, as often as there are more of them, then the end. */
void page_begin(struct page_writer *w, const struct page *page);
void page_sections(struct page_writer *w, const struct page *page);
void page_end(struct page_writer *w, const struct page *page);

/* All of a page at once. */
void page_write(const struct page_format *format, const struct text_style *style, const struct page *page,
				FILE *out);

/* And its arena goes with it. */
void page_write_last(const struct page_format *format, const struct text_style *style, struct page *page, FILE *out);

#endif
