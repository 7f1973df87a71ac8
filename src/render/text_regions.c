/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions that did not become what the tree asks for, in the kernel's own words. */
#include "boot/boot.h"
#include "document/report_words.h"
#include "render/sections.h"
#include "util/arena.h"

static void write_region(const struct pen *pen, const struct region *r)
{
	pen_paragraph(pen, "", r->path, TINT_WARN);
	pen_paragraph(pen, "  ", region_meaning(pen->arena, r), TINT_PLAIN);
	for (size_t i = 0; i < r->dmesg_count; i++)
		pen_hanging(pen, "  dmesg  ", 13, r->dmesg[i], TINT_FAINT);
}

void text_regions(const struct pen *pen, const struct report *report)
{
	const struct boot *boot = report->boot;
	size_t refused = count_refused(report);

	if (!refused)
		return;
	pen_heading(pen, "NOT AS THE TREE ASKS", arena_printf(pen->arena, "%zu", refused));
	for (size_t i = 0; i < boot->region_count; i++)
		if (is_refused(report, &boot->regions[i]))
			write_region(pen, &boot->regions[i]);
}
