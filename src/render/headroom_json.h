/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_HEADROOM_JSON_H
#define DTCARVE_RENDER_HEADROOM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "alloc/headroom.h"

/* Schema dtcarve-headroom-1. `state`: "boot", "captured", ... */
void headroom_print_json(FILE *out, const struct headroom *rows, size_t count, const char *state);

/* What a mask means on one kernel. */
void gfp_print_json(FILE *out, const struct alloc_kernel *kernel, const struct alloc_request *request,
					const struct slow_path *path);

#endif
