/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_RENDERING_H
#define DTCARVE_LIB_RENDERING_H

#include <stddef.h>
#include <stdio.h>

#include "render/format.h"
#include "render/writer.h"

struct error;
struct page;

/*
 * What `write` writes of an object, as *size bytes with a NUL behind them, in
 * memory of malloc(). NULL size: not told. Nothing is handed out where it fails.
 */
int render_in_memory(int (*write)(const void *object, int choice, FILE *out), const void *object, int choice,
					 char **text, size_t *size, struct error *error);

/* The enum format_id of one of enum dtcarve_format, where it is in the set of FORMAT_BIT()s; -EINVAL where
 * not. */
int find_format(int format, unsigned int set, struct error *error);

/* A document in one of enum dtcarve_format that any can be written in; -EINVAL for others. */
int render_page(const struct page *page, int format, FILE *out, struct error *error);

/* 80 columns. */
extern const struct text_style usual_style;

#endif
