/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Free blocks and pageblocks by migratetype, and how fragmented the zones are. */
#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "render/free_lists.h"
#include "render/sections.h"
#include "util/arena.h"

void text_blocks(const struct pen *pen, const struct report *report)
{
	const struct kernel *k = report->kernel;
	const char *size = pen_size(pen, page_size(k) << k->pageblock_order);

	pen_heading(pen, "FREE BLOCKS", "~ by order, once the system is up");
	free_blocks_write(pen, report->settled);
	pen_heading(pen, "PAGEBLOCKS", arena_printf(pen->arena, "of %s, by type", size));
	pageblocks_write(pen, report->settled);
	if (!report->boot->mobility_grouping)
		pen_paragraph(pen, "", "Too little memory to group pages by mobility: every block is Unmovable.",
					  TINT_FAINT);
	pen_heading(pen, "FRAGMENTATION", "~ as /sys/kernel/debug/extfrag will have it");
	indices_write(pen, report->settled);
}
