/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was taken for granted, which input would make the estimates exact, and what to do next. */
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "render/sections.h"
#include "util/arena.h"

struct input {
	const char *option, *gives;
	bool missing;
};

static const char *list_missing(const struct pen *pen, const struct input *inputs, size_t count)
{
	const char *text = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!inputs[i].missing)
			continue;
		text = arena_printf(pen->arena, "%s%s%s (%s)", text ? text : "", text ? ", " : "", inputs[i].option,
							inputs[i].gives);
	}
	return text;
}

static const char *what_makes_exact(const struct pen *pen, const struct report *report)
{
	const struct kernel *k = report->kernel;
	const struct input inputs[] = {
		{ "--kernel-config FILE", "the options that decide about memory", !k->has_config },
		{ "--image FILE", "the size of the kernel", !k->image.known },
		{ "--kernel-base ADDR", "where the image is loaded", !report->boot->kernel_base_known },
		{ "--fdt-base ADDR", "where the tree is loaded", !report->boot->fdt_base_known },
	};

	return list_missing(pen, inputs, ARRAY_SIZE(inputs));
}

static void write_assumptions(const struct pen *pen, const struct report *report)
{
	const struct boot *boot = report->boot;
	const char *exact = what_makes_exact(pen, report);

	if (!boot->assumption_count && !exact)
		return;
	pen_heading(pen, "ASSUMED", NULL);
	for (size_t i = 0; i < boot->assumption_count; i++)
		pen_paragraph(pen, "  ", boot->assumptions[i], TINT_PLAIN);
	if (exact)
		pen_paragraph(pen, "  estimates narrow with  ", exact, TINT_PLAIN);
}

static size_t count_refused(const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->boot->region_count; i++)
		count += is_refused(report, &report->boot->regions[i]);
	return count;
}

static const char *next_step(const struct pen *pen, const struct report *report)
{
	const struct boot *boot = report->boot;
	size_t refused = count_refused(report);

	if (!boot->boots && boot->reason_path)
		return arena_printf(pen->arena, "mend %s, then report again", boot->reason_path);
	if (!boot->boots)
		return "mend what keeps the board from booting, then report again";
	if (refused)
		return arena_printf(pen->arena, "mend the %zu region%s under NOT AS THE TREE ASKS, then report again",
							refused, refused == 1 ? "" : "s");
	return "on the board, hold this against /proc/zoneinfo, /proc/pagetypeinfo and "
		   "dmesg | grep -iE 'memory:|reserved mem|cma'";
}

void text_notes(const struct pen *pen, const struct report *report)
{
	write_assumptions(pen, report);
	pen_end_line(pen);
	pen_paragraph(pen, "next: ", next_step(pen, report), TINT_HEADING);
}
