/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/amount.h"

#include <inttypes.h>

#include "util/arena.h"
#include "util/number.h"

const char *amount_size(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t unit = 0;
	uint64_t one = 1;

	while (unit + 1 < ARRAY_SIZE(units) && bytes >= one << 10) {
		one <<= 10;
		unit++;
	}
	/* 1408 MiB says more than 1.4 GiB */
	if (one >= GIB(1) && bytes % one && bytes < 64 * GIB(1)) {
		one = MIB(1);
		unit = 2;
	}
	if (bytes % one == 0)
		return arena_printf(arena, "%" PRIu64 " %s", bytes / one, units[unit]);
	return arena_printf(arena, "%.1f %s", (double)bytes / (double)one, units[unit]);
}

const char *amount_size_fixed(struct arena *arena, uint64_t bytes)
{
	if (bytes < KIB(1))
		return arena_printf(arena, "%" PRIu64 " B", bytes);
	if (bytes < MIB(1))
		return arena_printf(arena, "%.1f KiB", (double)bytes / (double)KIB(1));
	return arena_printf(arena, "%.1f MiB", (double)bytes / (double)MIB(1));
}

const char *amount_address(struct arena *arena, uint64_t address)
{
	return arena_printf(arena, "0x%08" PRIx64, address);
}
