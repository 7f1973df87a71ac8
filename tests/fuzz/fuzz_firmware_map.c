/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as firmware's map. What is taken as RAM must be a set of ranges.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fuzz.h"
#include "board/firmware_map.h"
#include "util/arena.h"
#include "util/error.h"

int fuzz_firmware_map(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct firmware_map *map;
	enum map_source from;
	struct error error;

	if (firmware_map_parse(arena, "FILE", (const char *)data, size, &map, &error) == 0) {
		struct range_set ram = firmware_map_ram(arena, map, &from);

		for (size_t i = 1; i < ram.count; i++)
			if (ram.ranges[i].base <= range_end(ram.ranges[i - 1]))
				abort();
	}
	arena_free(arena);
	return 0;
}
