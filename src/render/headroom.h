/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_HEADROOM_H
#define DTCARVE_RENDER_HEADROOM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "alloc/headroom.h"
#include "render/pen.h"

/* One row of "headroom" as the JSON contract has it; a new reference. `state`: "boot", "captured", ... */
json_t *headroom_to_json(const struct memory_state *memory, const struct headroom *row, const char *state);

/* The whole answer of the headroom command: schema dtcarve-headroom-1. Return 0 or a negative errno. */
int headroom_print_json(FILE *out, const struct memory_state *memory, const struct headroom *rows,
						size_t count, const char *state);

/* Each request in a few lines. */
void headroom_print_text(const struct pen *pen, const struct memory_state *memory,
						 const struct headroom *rows, size_t count);

/* An estimate as the contract has it: a plain integer where exact, else value, low, high. */
json_t *estimate_to_json(struct estimate estimate);

/* What a mask means on one kernel. */
void gfp_print_text(const struct pen *pen, const struct alloc_kernel *kernel,
					const struct alloc_request *request, const struct slow_path *path);
int gfp_print_json(FILE *out, const struct alloc_kernel *kernel, const struct alloc_request *request,
				   const struct slow_path *path);

#endif
