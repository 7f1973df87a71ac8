/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_FIRMWARE_LINES_H
#define DTCARVE_BOARD_FIRMWARE_LINES_H

#include "board/firmware_map.h"

/* What is read of a map, line by line. */
struct map_reader {
	struct arena *arena;
	struct firmware_map *map;
	size_t line;
	bool has_base; /* of a bank or reservation whose size stands in a line to come */
	uint64_t base;
	bool base_reserved;
	bool lmb_bits; /* U-Boot from 2024.10 on: other bits for no-map */
	size_t zeros;  /* ranges of /proc/iomem as a user without rights sees them */
};

/* Adds what a line of any source tells; most tell nothing. */
void firmware_line_read(struct map_reader *reader, const char *line);

#endif
