/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_POOLS_JSON_H
#define DTCARVE_RENDER_POOLS_JSON_H

#include <jansson.h>
#include <stdio.h>

struct boot;
struct pool_row;
struct pool_rows;

json_t *pool_row_to_json(const struct boot *boot, const struct pool_row *row);

/* Schema dtcarve-pools-1; what is not known is left out. */
void pools_write_json(const struct boot *boot, const struct pool_rows *rows, FILE *out);

#endif
