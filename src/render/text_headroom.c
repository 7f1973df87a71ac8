/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many blocks of an order the usual requests get, and what limits them. */
#include "alloc/usual.h"
#include "boot/boot.h"
#include "render/free_lists.h"
#include "render/sections.h"

void text_headroom(const struct pen *pen, const struct report *report)
{
	if (!report->boot->boots)
		return;
	pen_heading(pen, "HEADROOM", "~ blocks in a row once the system is up, without reclaim");
	usual_headroom_write(pen, report->settled, report->headroom->rows, report->headroom->count);
}
