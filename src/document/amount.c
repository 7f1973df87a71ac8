/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/amount.h"

#include <inttypes.h>

#include "util/arena.h"

const char *amount_address(struct arena *arena, uint64_t address)
{
	return arena_printf(arena, "0x%08" PRIx64, address);
}
