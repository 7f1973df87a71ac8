/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_GRID_SVG_H
#define DTCARVE_RENDER_GRID_SVG_H

#include <stdio.h>

struct markup;
struct owners_grid;
struct owners_report;

void grid_svg_write_style(struct markup *m);

/* The <svg> element to stand in a page. */
void grid_svg_write(struct markup *m, const struct owners_grid *grid);

/* A file of its own. */
void owners_write_svg(const struct owners_report *report, FILE *out);

#endif
