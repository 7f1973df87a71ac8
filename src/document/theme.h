/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_THEME_H
#define DTCARVE_DOCUMENT_THEME_H

/* The colours of HTML and SVG, as CSS variables, in a light and a dark set. */
struct markup;

enum theme_colour {
	/* the page */
	COLOUR_PAGE,
	COLOUR_CARD,
	COLOUR_LINE,
	COLOUR_TEXT,
	COLOUR_FAINT,
	COLOUR_LINK,
	COLOUR_GOOD,
	COLOUR_WARN,
	COLOUR_BAD,
	/* what holds memory */
	COLOUR_NOMAP,
	COLOUR_RESERVED,
	COLOUR_CMA,
	COLOUR_KERNEL,
	COLOUR_FREE,
	COLOUR_UNUSED,
	COLOUR_TOTAL, /* a sum of kinds */
	/* text on them */
	COLOUR_ON_NOMAP,
	COLOUR_ON_RESERVED,
	COLOUR_ON_CMA,
	COLOUR_ON_KERNEL,
	COLOUR_ON_FREE,
	COLOUR_ON_UNUSED,
	/* the edge of the pale ones */
	COLOUR_FREE_EDGE,
	COLOUR_UNUSED_EDGE,
	COLOURS
};

/* "nomap": the variable's name without its dashes, also a class. */
const char *theme_name(enum theme_colour colour);

/* The variables on :root; print is always light. */
void theme_write(struct markup *m);

/* ".k-nomap{fill:var(--nomap)}" and so on, for shapes of the kinds of memory. */
void theme_write_kinds(struct markup *m);

#endif
