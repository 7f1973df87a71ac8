/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_MARKUP_H
#define DTCARVE_RENDER_MARKUP_H

/*
 * Writes HTML and SVG. Text and attribute values go through its escaping only,
 * and what was opened gets closed, so that no name out of a hostile tree can
 * become markup. Element and attribute names are the program's own.
 */
#include <stdio.h>

struct arena;

#define MARKUP_DEPTH 32

struct markup {
	FILE *out;
	struct arena *arena; /* for escaped copies */
	const char *open[MARKUP_DEPTH];
	unsigned int depth;
	unsigned int in_tag; /* "<name" is written, ">" is not */
};

/* Starts an element; attributes follow, then text and other elements. */
void markup_begin(struct markup *m, const char *name);
void markup_attribute(struct markup *m, const char *name, const char *value);
void markup_attributef(struct markup *m, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A number with at most two decimals, as the drawing needs it. */
void markup_number(struct markup *m, const char *name, double value);
void markup_text(struct markup *m, const char *text);

/* Ends the innermost element. */
void markup_end(struct markup *m);

/* Ends it without a closing tag: <br>, and what of SVG has no content. */
void markup_end_empty(struct markup *m);
void markup_newline(struct markup *m);

/* An element that holds only text; `class` may be NULL. */
void markup_element(struct markup *m, const char *name, const char *class, const char *text);

/* <text> of a drawing at a place; `class` may be NULL. */
void markup_label(struct markup *m, const char *class, double x, double y, const char *text);

/* Text of the program itself that is markup or a style sheet already. */
void markup_own(struct markup *m, const char *literal);

#endif
