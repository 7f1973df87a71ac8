/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/oversized.h"

#include <inttypes.h>

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/number.h"

static uint64_t size_of(const struct boot *boot, size_t region)
{
	const struct region *r = &boot->regions[region];
	uint64_t bytes = r->range.size;

	for (size_t i = 0; i < r->extra_count; i++)
		bytes += r->extra[i].size;
	return bytes;
}

static struct pool_row row_of(const struct limits_input *input, size_t region, const struct limits *limits)
{
	const struct boot *boot = input->boot;
	const struct region *r = &boot->regions[region];
	struct pool_row row = { .region = r, .size = size_of(boot, region) };
	bool of_all = false;
	uint64_t peak = region_peak(input, r, &of_all);

	row.limits = r->node < boot->board->rmem_count ? &limits[r->node] : NULL;
	/* where only the sum of all pools was seen, it is nobody's own */
	row.used = max_u64(of_all ? 0 : peak, row.limits ? row.limits->demand : 0);
	row.idle = row.used && row.used < row.size ? row.size - row.used : 0;
	if (!row.limits && r->kind == REGION_CMA && row.idle)
		row.cmdline_size = round_up(row.used, max_u64(boot->kernel->cma_granule, page_size(boot->kernel)));
	if (row.cmdline_size >= row.size)
		row.cmdline_size = 0;
	if (!row.limits || row.limits->fixed)
		return row;
	if (row.limits->may_remove)
		row.cut = row.size;
	else if (row.limits->may_shrink && row.limits->min_size < row.size)
		row.cut = row.size - row.limits->min_size;
	return row;
}

int pools_find(struct arena *arena, const struct limits_input *input, struct pool_rows *rows,
			   struct error *error)
{
	struct limits *limits;
	int ret = limits_find(arena, input, &limits, error);

	*rows = (struct pool_rows){ 0 };
	for (size_t i = 0; ret == 0 && i < input->boot->region_count; i++)
		if (input->boot->regions[i].range.size)
			arena_push(arena, rows->items, rows->count, row_of(input, i, limits));
	for (size_t i = 0; i < rows->count; i++)
		if (rows->items[i].cut && (!rows->oversized || rows->items[i].cut > rows->oversized->cut))
			rows->oversized = &rows->items[i];
	return ret;
}

const char *pool_leave(struct arena *arena, const struct pool_row *row)
{
	const struct limits *l = row->limits;
	const char *why = l && l->why ? l->why : NULL;

	if (row->cmdline_size)
		return arena_printf(arena, "ask: not by the tree; cma=%" PRIu64 "K on the command line would do",
							row->cmdline_size >> 10);
	if (!l && row->region->kind == REGION_CMA)
		return "ask: cma= or the kernel's CONFIG_CMA_SIZE_MBYTES sets it, not the tree";
	if (!l)
		return "no: it is no node of the tree";
	if (l->asks == ASKS_NEED)
		return "ask: nobody told how much of it is in use (--evidence, or buffers = ... in a policy)";
	if (l->asks == ASKS_OWNER)
		return "ask: nobody is known to use it (owners.ini tells)";
	if (row->cut && l->may_remove)
		return arena_printf(arena, "yes, all of it%s%s", why ? ": " : "", why ? why : "");
	if (row->cut)
		return arena_printf(arena, "yes%s%s", why ? ": " : "", why ? why : "");
	return arena_printf(arena, "no%s%s", why ? ": " : "", why ? why : "");
}
