/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/size.h"

#include "util/arena.h"
#include "util/number.h"

const char *size_text(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	unsigned int unit = 0;
	uint64_t whole = bytes, tenths;

	/* 1408 MiB says more than 1.4 GiB */
	while (unit + 1 < ARRAY_SIZE(units) &&
		   (whole >= 10240 || (whole >= 1024 && whole % 1024 == 0) || (!unit && whole >= 1024))) {
		whole /= 1024;
		unit++;
	}
	if (!unit)
		return arena_printf(arena, bytes == 1 ? "%llu byte" : "%llu bytes", (unsigned long long)bytes);
	tenths = (bytes >> (10 * unit - 10)) % 1024 * 10 / 1024;
	if (!tenths)
		return arena_printf(arena, "%llu %s", (unsigned long long)whole, units[unit]);
	return arena_printf(arena, "%llu.%llu %s", (unsigned long long)whole, (unsigned long long)tenths,
						units[unit]);
}
