/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report.h"

#include "boot/boot.h"

void report_write_text(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	fprintf(out, "zones %zu\n", report->boot->zone_count);
}
