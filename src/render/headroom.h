/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_HEADROOM_H
#define DTCARVE_RENDER_HEADROOM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "alloc/headroom.h"

/* One row of "headroom" as the JSON contract has it; a new reference. `state`: "boot", "captured", ... */
json_t *headroom_to_json(const struct memory_state *memory, const struct headroom *row, const char *state);

/* The whole answer of the headroom command: schema dtcarve-headroom-1. Return 0 or a negative errno. */
int headroom_print_json(FILE *out, const struct memory_state *memory, const struct headroom *rows,
						size_t count, const char *state);

/* Each request in a few lines, or all of them as one table of orders by mask. */
int headroom_print_text(FILE *out, const struct memory_state *memory, const struct headroom *rows,
						size_t count);
int headroom_print_table(FILE *out, const struct memory_state *memory, const struct headroom *rows,
						 size_t count);

/* Free blocks by zone, type and order in the shape of /proc/pagetypeinfo, and both fragmentation indices. */
int freelists_print_text(FILE *out, const struct memory_state *memory);

/* An estimate as the contract has it: a plain integer where exact, else value, low, high. */
json_t *estimate_to_json(struct estimate estimate);

/* What a mask means on one kernel. */
int gfp_print_text(FILE *out, const struct alloc_kernel *kernel, const struct alloc_request *request,
				   const struct slow_path *path);
int gfp_print_json(FILE *out, const struct alloc_kernel *kernel, const struct alloc_request *request,
				   const struct slow_path *path);

#endif
