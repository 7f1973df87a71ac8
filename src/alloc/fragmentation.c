/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/fragmentation.h"

#include <stdio.h>

struct contig_info {
	uint64_t free_pages, blocks_total, blocks_suitable;
};

static struct contig_info contig_info(const struct zone_state *zone, unsigned int types, unsigned int order)
{
	struct contig_info info = { 0 };

	for (unsigned int k = 0; k < ZONE_ORDERS; k++) {
		uint64_t blocks = (uint64_t)zone_blocks(zone, types, k);

		info.blocks_total += blocks;
		info.free_pages += blocks << k;
		if (k >= order)
			info.blocks_suitable += blocks << (k - order);
	}
	return info;
}

int extfrag_index(const struct zone_state *zone, unsigned int types, unsigned int order)
{
	struct contig_info info = contig_info(zone, types, order);

	if (info.blocks_total == 0)
		return 0;
	if (info.blocks_suitable > 0)
		return -1000;
	return 1000 - (int)((1000 + (info.free_pages * 1000 >> order)) / info.blocks_total);
}

int unusable_index(const struct zone_state *zone, unsigned int types, unsigned int order)
{
	struct contig_info info = contig_info(zone, types, order);

	if (info.free_pages == 0)
		return 1000;
	return (int)((info.free_pages - (info.blocks_suitable << order)) * 1000 / info.free_pages);
}

char *index_format(int value, char *text, size_t size)
{
	/* The kernel prints "%d.%03d" of value / 1000 and value % 1000: a sign before the point only from -1
	 * down. */
	snprintf(text, size, "%d.%03d", value / 1000, value % 1000);
	return text;
}
