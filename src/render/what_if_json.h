/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_WHAT_IF_JSON_H
#define DTCARVE_RENDER_WHAT_IF_JSON_H

#include <stddef.h>
#include <stdio.h>

struct board;
struct comparison;
struct estimate;
struct need;
struct what_if_regions;

/* What a board became by edits; nothing here is owned. */
struct what_if_view {
	const struct comparison *comparison; /* of the board as it was with what it became */
	const struct need *needs;
	const struct estimate *values; /* of the needs */
	size_t need_count;
};

/* Schema dtcarve-what-if-1; errors of the stream stay with the stream (ferror). */
void what_if_write_json(const struct what_if_view *view, FILE *out);

/* What can be edited, schema dtcarve-editable-1. */
void what_if_regions_write_json(const struct board *board, const struct what_if_regions *regions, FILE *out);

#endif
