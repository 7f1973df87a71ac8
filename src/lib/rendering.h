/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_RENDERING_H
#define DTCARVE_LIB_RENDERING_H

#include <stddef.h>
#include <stdio.h>

#include "render/format.h"
#include "render/writer.h"

struct error;
struct page;

/* What is being written. */
struct writing {
	int format; /* of enum dtcarve_format; 0 where there is one only */
	FILE *out;
	struct arena *arena; /* for what is needed until then */
	struct error *error;
};

/*
 * What `write` writes of an object, as *size bytes with a NUL behind them, in
 * memory of malloc(). NULL size: not told. Nothing is handed out where it fails.
 */
int render_in_memory(int (*write)(const void *object, const struct writing *w), const void *object, int format,
					 char **text, size_t *size, struct error *error);

/* The enum format_id of the format, where it is in the set of FORMAT_BIT()s; -EINVAL where not. */
int find_format(const struct writing *w, unsigned int set);

/* A document in a format that any can be written in; -EINVAL for others. */
int render_page(const struct page *page, const struct writing *w);

#define RENDERER(function, object, write, error)                                                             \
	int function(const struct dtcarve_##object *object, enum dtcarve_format format, char **text,             \
				 size_t *size)                                                                               \
	{                                                                                                        \
		return render_in_memory(write, object, (int)format, text, size, error);                              \
	}

/* 80 columns. */
extern const struct text_style usual_style;

#endif
