/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_PLAN_WRITERS_H
#define DTCARVE_RENDER_PLAN_WRITERS_H

#include <stdbool.h>
#include <stdio.h>

#include "document/overlay_source.h"
#include "util/file.h"

struct error;
struct evidence;
struct plan;

/* The contract's dtcarve-plan-1. */
void plan_print_json(FILE *out, const struct plan *plan, const struct evidence *evidence);

/*
 * A unified diff that makes the changes in the board's source. `source` is the
 * file as it was read, with a NUL behind. -ENOENT where a changed property does not
 * stand in that file.
 */
int plan_print_diff(FILE *out, const struct plan *plan, const char *file, struct bytes source,
					struct error *error);

#endif
