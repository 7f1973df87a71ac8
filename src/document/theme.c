/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/theme.h"

/*
 * Each text colour has a contrast of at least 4.5 on the ground it stands on,
 * and each kind of memory, or its edge, at least 3 against the page and the
 * card: tests/html/contrast holds this table to it.
 */
static const struct {
	const char *name, *light, *dark;
} colours[COLOURS] = {
	[COLOUR_PAGE] = { "page", "#ffffff", "#15181c" },
	[COLOUR_CARD] = { "card", "#f6f7f9", "#1d2126" },
	[COLOUR_LINE] = { "line", "#dde1e6", "#343a42" },
	[COLOUR_TEXT] = { "text", "#1c2127", "#e4e7eb" },
	[COLOUR_FAINT] = { "faint", "#5b6570", "#a0a9b4" },
	[COLOUR_LINK] = { "link", "#0b5cad", "#7db7f5" },
	[COLOUR_GOOD] = { "good", "#1a6b3c", "#74c793" },
	[COLOUR_WARN] = { "warn", "#8a5200", "#e8b25c" },
	[COLOUR_BAD] = { "bad", "#b3261e", "#ff9389" },
	[COLOUR_NOMAP] = { "nomap", "#5a4a8c", "#a898dc" },
	[COLOUR_RESERVED] = { "reserved", "#94560a", "#dba556" },
	[COLOUR_CMA] = { "cma", "#0f6a94", "#62b4dc" },
	[COLOUR_KERNEL] = { "kernel", "#9a3253", "#e48fa8" },
	[COLOUR_FREE] = { "free", "#d7ecdd", "#20392b" },
	[COLOUR_UNUSED] = { "unused", "#eceef1", "#2a2f36" },
	[COLOUR_TOTAL] = { "total", "#4c6272", "#93a9b9" },
	[COLOUR_ON_NOMAP] = { "on-nomap", "#ffffff", "#15181c" },
	[COLOUR_ON_RESERVED] = { "on-reserved", "#ffffff", "#15181c" },
	[COLOUR_ON_CMA] = { "on-cma", "#ffffff", "#15181c" },
	[COLOUR_ON_KERNEL] = { "on-kernel", "#ffffff", "#15181c" },
	[COLOUR_ON_FREE] = { "on-free", "#1f5135", "#a9d8ba" },
	[COLOUR_ON_UNUSED] = { "on-unused", "#4d565f", "#b4bcc6" },
	[COLOUR_FREE_EDGE] = { "free-edge", "#4f9168", "#5d9c76" },
	[COLOUR_UNUSED_EDGE] = { "unused-edge", "#7f8993", "#7d8792" },
};

const char *theme_name(enum theme_colour colour)
{
	return colours[colour].name;
}

const char *theme_value(enum theme_colour colour, bool dark)
{
	return dark ? colours[colour].dark : colours[colour].light;
}
