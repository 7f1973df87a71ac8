/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A base and an overlay, one behind the other; the first 4 bytes, big-endian, are the base's size.
 */
#include <libfdt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "input/blob.h"
#include "input/overlay.h"
#include "util/arena.h"
#include "util/error.h"

/* An object of its own, so that a sanitizer sees what is read beyond it. */
static struct bytes copy(struct arena *arena, const uint8_t *data, size_t size)
{
	struct bytes in = { arena_alloc(arena, size + 1), size };

	memcpy(in.data, data, size);
	return in;
}

static void apply(struct arena *arena, const uint8_t *data, size_t base_size, size_t size)
{
	struct blob base, overlay;
	struct error error;

	if (blob_adopt(arena, copy(arena, data, base_size), &base, &error) < 0)
		return;
	if (blob_adopt(arena, copy(arena, data + base_size, size - base_size), &overlay, &error) < 0)
		return;
	if (overlay_apply(arena, &base.fdt, "BASE", &overlay, &error) == 0 &&
		fdt_check_full(base.fdt.data, base.fdt.size) != 0)
		abort();
}

int fuzz_overlay(const uint8_t *data, size_t size)
{
	struct arena *arena;

	if (size < 4 || load_be32(data) > size - 4)
		return 0;
	arena = arena_new();
	apply(arena, data + 4, load_be32(data), size - 4);
	arena_free(arena);
	return 0;
}
