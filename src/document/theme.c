/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/theme.h"

#include "render/markup.h"

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

static void put_set(struct markup *m, int dark)
{
	markup_own(m, ":root{");
	for (unsigned int i = 0; i < COLOURS; i++) {
		markup_own(m, "--");
		markup_own(m, colours[i].name);
		markup_own(m, ":");
		markup_own(m, dark ? colours[i].dark : colours[i].light);
		markup_own(m, i + 1 < COLOURS ? ";" : "}\n");
	}
}

void theme_write(struct markup *m)
{
	put_set(m, 0);
	markup_own(m, "@media screen and (prefers-color-scheme:dark){");
	put_set(m, 1);
	markup_own(m, "}\n");
}

void theme_write_kinds(struct markup *m)
{
	for (unsigned int i = COLOUR_NOMAP; i <= COLOUR_TOTAL; i++) {
		markup_own(m, ".k-");
		markup_own(m, colours[i].name);
		markup_own(m, "{fill:var(--");
		markup_own(m, colours[i].name);
		markup_own(m, ")}");
	}
	for (unsigned int i = COLOUR_ON_NOMAP; i <= COLOUR_ON_UNUSED; i++) {
		markup_own(m, ".");
		markup_own(m, colours[i].name);
		markup_own(m, "{fill:var(--");
		markup_own(m, colours[i].name);
		markup_own(m, ")}");
	}
	markup_own(m, ".k-free{stroke:var(--free-edge)}.k-unused{stroke:var(--unused-edge)}\n");
}
