/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/size.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "util/arena.h"
#include "util/number.h"

/* Half of the last place is rounded up, by whole numbers: what a page makes is often just that half. */
static const char *in_units(struct arena *arena, uint64_t bytes, unsigned int shift, unsigned int decimals)
{
	uint64_t places = decimals == 2 ? 100 : decimals == 1 ? 10 : 1, unit = UINT64_C(1) << shift;
	uint64_t whole = bytes >> shift, part = ((bytes & (unit - 1)) >> (shift > 30 ? 10 : 0)) * places;
	unsigned int rest = shift > 30 ? shift - 10 : shift;

	part = (part + (rest ? UINT64_C(1) << (rest - 1) : 0)) >> rest;
	if (part == places) {
		part = 0;
		whole++;
	}
	if (!decimals)
		return arena_printf(arena, "%" PRIu64, whole);
	return arena_printf(arena, "%" PRIu64 ".%0*" PRIu64, whole, (int)decimals, part);
}

const char *size_text(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	unsigned int unit = 0;

	while (unit + 1 < ARRAY_SIZE(units) && bytes >> (10 * (unit + 1)))
		unit++;
	/* 1408 MiB says more than 1.4 GiB */
	if (unit == 3 && bytes & (GIB(1) - 1) && bytes < 64 * GIB(1))
		unit = 2;
	return arena_printf(arena, "%s %s",
						in_units(arena, bytes, 10 * unit, bytes & ((UINT64_C(1) << 10 * unit) - 1) ? 1 : 0),
						units[unit]);
}

const char *size_text_fixed(struct arena *arena, uint64_t bytes)
{
	if (bytes < KIB(1))
		return arena_printf(arena, "%" PRIu64 " B", bytes);
	if (bytes < MIB(1))
		return arena_printf(arena, "%s KiB", in_units(arena, bytes, 10, 1));
	return arena_printf(arena, "%s MiB", in_units(arena, bytes, 20, 1));
}

const char *size_mebibytes(struct arena *arena, int64_t bytes, unsigned int decimals)
{
	uint64_t size = bytes < 0 ? 0 - (uint64_t)bytes : (uint64_t)bytes;

	return arena_printf(arena, "%s%s", bytes < 0 ? "-" : "", in_units(arena, size, 20, decimals));
}

const char *figure_text(struct arena *arena, double value)
{
	double size = fabs(value);
	int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
	char *text, *end;

	if (size > 0 && size < 0.001)
		return value < 0 ? ">-0.001" : "<0.001";
	text = arena_printf(arena, "%.*f", decimals, value);
	end = text + strlen(text);
	while (decimals && end[-1] == '0')
		*--end = '\0';
	if (decimals && end[-1] == '.')
		*--end = '\0';
	return text;
}

const char *figure_range(struct arena *arena, double low, double high)
{
	const char *from = figure_text(arena, low), *to = figure_text(arena, high);

	return strcmp(from, to) == 0 ? from : arena_printf(arena, "%s..%s", from, to);
}
