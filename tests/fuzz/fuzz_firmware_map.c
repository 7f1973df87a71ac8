/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: any bytes as firmware's map. What is taken as RAM must be a set of ranges.
 *
 *     ./configure CC=clang --enable-fuzzers --enable-sanitizers && make tests/fuzz/fuzz_firmware_map
 *     tests/fuzz/fuzz_firmware_map -max_total_time=180 CORPUS-FOLDER
 */
#include <stdint.h>
#include <stdlib.h>

#include "board/firmware_map.h"
#include "util/arena.h"
#include "util/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
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
