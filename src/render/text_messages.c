/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of the boot log that tell about memory, to hold against a real one. */
#include "boot/boot.h"
#include "document/report_words.h"
#include "render/sections.h"

void text_messages(const struct pen *pen, const struct report *report)
{
	const struct boot *boot = report->boot;

	pen_heading(pen, "BOOT LOG TO EXPECT",
				is_exact(boot->reserved_kb) ? NULL : "figures within their ranges");
	for (size_t i = 0; i < boot->message_count; i++)
		pen_hanging(pen, "  ", 6, boot->messages[i], TINT_PLAIN);
	for (size_t i = 0; i < boot->region_count; i++)
		for (size_t j = 0; j < boot->regions[i].dmesg_count; j++)
			pen_hanging(pen, "  ", 6, boot->regions[i].dmesg[j], TINT_PLAIN);
	if (boot->boots)
		pen_hanging(pen, "  ", 6, memory_line(pen->arena, boot), TINT_PLAIN);
}
