/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parameters up to the first NUL, joined by commas, and behind it the overlay that takes them. What
 * is accepted must still be a tree. */
#include <libfdt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "input/blob.h"
#include "input/overlay_params.h"
#include "util/arena.h"
#include "util/error.h"

static void set(struct arena *arena, char *text, struct bytes in)
{
	const char **params = NULL;
	size_t count = 0;
	struct blob blob;
	struct error error;

	if (blob_adopt(arena, in, &blob, &error) < 0)
		return;
	for (char *part; (part = strsep(&text, ","));)
		arena_push(arena, params, count, part);
	if (overlay_set_params(arena, &blob, params, count, &error) == 0 &&
		fdt_check_full(blob.fdt.data, blob.fdt.size) != 0)
		abort();
}

int fuzz_overlay_params(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size ? memchr(data, '\0', size) : NULL;
	struct arena *arena;

	if (!nul)
		return 0;
	arena = arena_new();
	set(arena, arena_strdup(arena, (const char *)data),
		(struct bytes){ arena_memdup(arena, nul + 1, size - (size_t)(nul + 1 - data)),
						size - (size_t)(nul + 1 - data) });
	arena_free(arena);
	return 0;
}
