/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_PEN_H
#define DTCARVE_RENDER_PEN_H

/* What writes text for a terminal: pieces in their tone, and text broken at the page's width. */
#include <stddef.h>

#include "document/page.h"
#include "render/writer.h"

/* Text as it may be shown: escaped, and without Unicode in ASCII. */
const char *pen_clean(const struct page_writer *w, const char *text);

/* Text that is clean, in its tone; a bar in its colour. */
void pen_toned(const struct page_writer *w, enum tone tone, const char *text);
void pen_bar(const struct page_writer *w, bool taken, const char *bar);

/* Text in the colour of what holds memory. */
void pen_kind(const struct page_writer *w, enum theme_colour kind, const char *text);
/* The same behind `before` columns that are written already. */
void pen_goes_on(const struct page_writer *w, size_t before, size_t indent, const char *text, enum tone tone);

/* The map as a line of blocks, where there are colours to tell them by. */
void map_write_strip(const struct page_writer *w, const struct map_drawing *map);

void pen_blanks(const struct page_writer *w, size_t count);
void pen_end_line(const struct page_writer *w);

/* Cleaned, broken at the page's width; the first line behind `lead`, the others behind `indent` blanks. */
void pen_hanging(const struct page_writer *w, const char *lead, size_t indent, const char *text,
				 enum tone tone);

/* The same, with the other lines under the lead's end. */
void pen_paragraph(const struct page_writer *w, const char *lead, const char *text, enum tone tone);

#endif
