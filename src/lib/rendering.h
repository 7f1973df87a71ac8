/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_RENDERING_H
#define DTCARVE_LIB_RENDERING_H

#include <stddef.h>
#include <stdio.h>

struct error;
struct page;
struct text_style;

/*
 * What `write` writes of an object, as *size bytes with a NUL behind them, in
 * memory of malloc(). NULL size: not told. Nothing is handed out where it fails.
 */
int render_in_memory(int (*write)(const void *object, int choice, FILE *out), const void *object, int choice,
					 char **text, size_t *size, struct error *error);

/* A document in one of enum dtcarve_format that any can be written in; -EINVAL for others. NULL style: 80
 * columns. */
int render_page(const struct page *page, int format, const struct text_style *style, FILE *out,
				struct error *error);

/* -EINVAL with the line for a format that there is not. */
int refuse_format(int format, struct error *error);

#endif
