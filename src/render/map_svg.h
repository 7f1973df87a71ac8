/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_MAP_SVG_H
#define DTCARVE_RENDER_MAP_SVG_H

struct map_drawing;
struct markup;

/* Rules for the drawing; they use the variables of theme_write(). */
void map_svg_write_style(struct markup *m);

/* The <svg> element to stand in a page. */
void map_svg_write(struct markup *m, const struct map_drawing *drawing);

#endif
