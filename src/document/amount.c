/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/amount.h"

#include <inttypes.h>
#include <string.h>

#include "util/arena.h"
#include "util/number.h"

const char *amount_address(struct arena *arena, uint64_t address)
{
	return arena_printf(arena, "0x%08" PRIx64, address);
}

/* As far to both sides, to the last place that is shown. */
static bool is_even(int64_t less, int64_t more)
{
	return imaxabs(less - more) <= 1;
}

const char *amount_doubt(struct arena *arena, struct estimate e)
{
	int64_t less = e.value - e.low, more = e.high - e.value;

	if (is_exact(e))
		return NULL;
	if (less && more && is_even(less, more))
		return arena_printf(arena, "±%" PRId64, less > more ? less : more);
	return arena_printf(arena, "%" PRId64 "..%" PRId64, e.low, e.high);
}

const char *amount_doubt_inline(struct arena *arena, const char *doubt)
{
	if (!doubt)
		return "";
	return arena_printf(arena, strstr(doubt, "..") ? " (%s)" : " %s", doubt);
}

/* Towards minus infinity. */
static int64_t tenths_of_mib(int64_t bytes)
{
	const int64_t mib = (int64_t)MIB(1);
	int64_t whole = bytes / mib - (bytes % mib < 0), rest = bytes - whole * mib;

	return whole * 10 + rest * 10 / mib;
}

static const char *tenths_text(struct arena *arena, int64_t tenths)
{
	int64_t size = tenths < 0 ? -tenths : tenths;

	return arena_printf(arena, "%s%" PRId64 ".%" PRId64, tenths < 0 ? "-" : "", size / 10, size % 10);
}

const char *amount_doubt_mib(struct arena *arena, struct estimate bytes)
{
	int64_t less = -tenths_of_mib(bytes.low - bytes.value), more = -tenths_of_mib(bytes.value - bytes.high);

	if (is_exact(bytes))
		return NULL;
	if (is_even(less, more))
		return arena_printf(arena, "±%s", tenths_text(arena, less > more ? less : more));
	return arena_printf(arena, "%s..%s", tenths_text(arena, tenths_of_mib(bytes.low)),
						tenths_text(arena, -tenths_of_mib(-bytes.high)));
}
