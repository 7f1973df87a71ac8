/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_MAP_SVG_H
#define DTCARVE_RENDER_MAP_SVG_H

#include "document/theme.h"

struct arena;
struct map_drawing;
struct map_item;
struct markup;
struct report;

/* The colour of what an item holds. */
enum theme_colour map_colour(const struct map_item *item);

/* "board.dts:12", or NULL where the source is not known. */
const char *map_source(struct arena *arena, const struct report *report, const struct map_item *item);

/* Rules for the drawing; they use the variables of theme_write(). */
void map_svg_write_style(struct markup *m);

/* The <svg> element to stand in a page. */
void map_svg_write(struct markup *m, const struct map_drawing *drawing);

#endif
