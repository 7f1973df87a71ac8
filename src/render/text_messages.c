/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of the boot log that tell about memory, to hold against a real one. */
#include <inttypes.h>

#include "boot/boot.h"
#include "render/sections.h"
#include "util/arena.h"

/* linux:mm/page_alloc.c:mem_init_print_info, the figures that a prediction has. */
static const char *memory_line(const struct pen *pen, const struct boot *boot)
{
	struct estimate taken = estimate_add(boot->reserved_kb, boot->cma_kb);
	struct estimate available = estimate_sub(boot->total_kb, taken);

	return arena_printf(pen->arena,
						"Memory: %" PRId64 "K/%" PRId64 "K available (..., %" PRId64 "K reserved, %" PRId64
						"K cma-reserved)",
						available.value, boot->total_kb.value, boot->reserved_kb.value, boot->cma_kb.value);
}

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
		pen_hanging(pen, "  ", 6, memory_line(pen, boot), TINT_PLAIN);
}
