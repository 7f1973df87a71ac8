/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/bar.h"

#include <string.h>

#include "util/arena.h"
#include "util/number.h"

#define EIGHTHS 8

/* Eighths of a column, rounded. */
static size_t eighths(const struct scale *scale, uint64_t bytes)
{
	double part = scale->whole ? (double)bytes / (double)scale->whole : 0;

	return (size_t)((part < 1 ? part : 1) * (double)(scale->columns * EIGHTHS) + 0.5);
}

static char *repeat(struct arena *arena, const char *piece, size_t count)
{
	size_t length = strlen(piece);
	char *text = arena_alloc(arena, count * length + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * length, piece, length);
	return text;
}

const char *bar_total(struct arena *arena, const struct scale *scale, uint64_t bytes)
{
	static const char *const parts[EIGHTHS] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	size_t n = eighths(scale, bytes);

	if (!bytes)
		return "";
	n = max_u64(n, 1);
	if (!scale->unicode)
		return repeat(arena, "#", max_u64((n + EIGHTHS / 2) / EIGHTHS, 1));
	return arena_printf(arena, "%s%s", repeat(arena, "█", n / EIGHTHS), parts[n % EIGHTHS]);
}

const char *bar_taken(struct arena *arena, const struct scale *scale, uint64_t rest, uint64_t bytes)
{
	size_t from = eighths(scale, rest) / EIGHTHS;
	size_t to = div_round_up(eighths(scale, add_sat(rest, bytes)), EIGHTHS);

	if (!bytes)
		return "";
	from = min_u64(from, scale->columns - 1);
	to = min_u64(max_u64(to, from + 1), scale->columns);
	return arena_printf(arena, "%s%s", repeat(arena, " ", from),
						repeat(arena, scale->unicode ? "░" : "-", to - from));
}
