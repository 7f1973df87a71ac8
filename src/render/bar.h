/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_BAR_H
#define DTCARVE_RENDER_BAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* What a bar is drawn on: `whole` bytes are `columns` wide. */
struct scale {
	uint64_t whole;
	size_t columns;
	bool unicode; /* eighths of a column, else whole ones of '#' and '-' */
};

/* From the left edge; something, however little, is seen of anything but 0. */
const char *bar_total(struct arena *arena, const struct scale *scale, uint64_t bytes);

/* What was taken: `bytes` on top of the `rest` that stays. */
const char *bar_taken(struct arena *arena, const struct scale *scale, uint64_t rest, uint64_t bytes);

#endif
