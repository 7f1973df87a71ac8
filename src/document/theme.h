/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_THEME_H
#define DTCARVE_DOCUMENT_THEME_H

/* The colours of HTML and SVG, as CSS variables, in a light and a dark set. */
#include <stdbool.h>

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

/* "#ffffff" */
const char *theme_value(enum theme_colour colour, bool dark);

#endif
