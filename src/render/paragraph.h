/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_PARAGRAPH_H
#define DTCARVE_RENDER_PARAGRAPH_H

#include <stdio.h>

/*
 * Writes text in lines of at most `width` columns: `first` before the first
 * line, `rest` before the others. Words that are longer stand alone. Columns
 * are counted in code points.
 */
void paragraph(FILE *out, unsigned int width, const char *first, const char *rest, const char *text);

#endif
