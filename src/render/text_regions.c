/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions that did not become what the tree asks for, in the kernel's own words. */
#include "board/board.h"
#include "boot/boot.h"
#include "render/sections.h"
#include "util/arena.h"

static const char *const meanings[] = {
	[REGION_GIVEN_BACK] = "refused, its memory is ordinary RAM again",
	[REGION_RESERVED_UNUSABLE] = "refused, and its memory is lost all the same",
	[REGION_FAILED] = "failed, nothing is reserved",
	[REGION_IGNORED] = "ignored, nothing is reserved",
};

/* A row without size or node stands for /reserved-memory itself: refused only where there is such a node. */
bool is_refused(const struct report *report, const struct region *r)
{
	bool is_parent = r->node == SIZE_MAX && r->kind == REGION_RESERVED;

	if (r->outcome == REGION_APPLIED || r->outcome == REGION_DISABLED)
		return false;
	return !is_parent || report->board->rmem_root.present;
}

static void write_region(const struct pen *pen, const struct region *r)
{
	const char *meaning = meanings[r->outcome];

	if (r->range.size)
		meaning = arena_printf(pen->arena, "%s: %s at %s, %s", region_kind_name(r->kind),
							   pen_size(pen, r->range.size), pen_address(pen, r->range.base), meaning);
	else
		meaning = arena_printf(pen->arena, "%s: %s", region_kind_name(r->kind), meaning);
	pen_paragraph(pen, "", r->path, TINT_WARN);
	pen_paragraph(pen, "  ", meaning, TINT_PLAIN);
	for (size_t i = 0; i < r->dmesg_count; i++)
		pen_hanging(pen, "  dmesg  ", 13, r->dmesg[i], TINT_FAINT);
}

void text_regions(const struct pen *pen, const struct report *report)
{
	const struct boot *boot = report->boot;
	size_t refused = 0;

	for (size_t i = 0; i < boot->region_count; i++)
		refused += is_refused(report, &boot->regions[i]);
	if (!refused)
		return;
	pen_heading(pen, "NOT AS THE TREE ASKS", arena_printf(pen->arena, "%zu", refused));
	for (size_t i = 0; i < boot->region_count; i++)
		if (is_refused(report, &boot->regions[i]))
			write_region(pen, &boot->regions[i]);
}
