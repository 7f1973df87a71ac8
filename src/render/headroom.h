/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_HEADROOM_H
#define DTCARVE_RENDER_HEADROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "alloc/headroom.h"
#include "render/pen.h"

/* Schema dtcarve-headroom-1. `state`: "boot", "captured", ... */
void headroom_print_json(FILE *out, const struct headroom *rows, size_t count, const char *state);

/* Each request in a few lines. */
void headroom_print_text(const struct pen *pen, const struct memory_state *memory,
						 const struct headroom *rows, size_t count);

/* What a mask means on one kernel. */
void gfp_print_text(const struct pen *pen, const struct alloc_kernel *kernel,
					const struct alloc_request *request, const struct slow_path *path);
void gfp_print_json(FILE *out, const struct alloc_kernel *kernel, const struct alloc_request *request,
					const struct slow_path *path);

#endif
