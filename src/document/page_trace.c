/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Early boot step by step, as memblock=debug and the boot log tell it. */
#include "boot/boot.h"
#include "boot/trace.h"
#include "document/page_sections.h"
#include "document/pages.h"
#include "document/report.h"
#include "document/report_words.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/size.h"

static const char *const calls[] = { TRACE_KINDS(ENUM_WORDS) };

/* "222 x 4 KiB" */
static const char *size_words(struct arena *arena, const struct trace_event *e)
{
	if (e->count <= 1)
		return size_text(arena, e->range.size);
	return arena_printf(arena, "%llu x %s", (unsigned long long)e->count,
						size_text(arena, e->range.size / e->count));
}

const char *trace_words(struct arena *arena, const struct boot *boot, const struct trace_event *e)
{
	int digits = boot->kernel->pointer_bytes == 4 && !boot->kernel->lpae ? 8 : 16;

	if (e->kind <= TRACE_MEMORY)
		return e->kind == TRACE_MEMORY ? memory_line(arena, boot) : e->text;
	return arena_printf(arena, "%s: [0x%0*llx-0x%0*llx] %s%s%s", calls[e->kind], digits,
						(unsigned long long)e->range.base, digits,
						(unsigned long long)range_end(e->range) - 1, size_words(arena, e), e->text ? " " : "",
						e->text ? e->text : "");
}

/* A step without anything in it is none. */
static void add_step(struct page *page, const struct boot *boot, const struct trace_event *step,
					 const struct trace_event *end)
{
	const char **lines = NULL;
	size_t count = 0;

	for (const struct trace_event *e = step + 1; e < end; e++)
		arena_push(page->arena, lines, count, trace_words(page->arena, boot, e));
	if (!count)
		return;
	page_title(page, step->text);
	page_log(page, lines, count);
}

static void add_steps(struct page *page, const struct boot *boot)
{
	const struct trace *trace = boot->trace;
	size_t first = 0;

	for (size_t i = 1; i <= trace->count; i++) {
		if (i < trace->count && trace->events[i].kind != TRACE_STEP)
			continue;
		add_step(page, boot, &trace->events[first], &trace->events[i]);
		first = i;
	}
}

struct page *page_of_trace(struct arena *arena, const struct report *report)
{
	const struct boot *boot = report->boot;
	struct page *page = page_new(arena, board_name(report->board), report_facts(arena, report, " · "));

	page_section(page, "trace", "Early boot, step by step", "the kernel's functions and its words");
	add_steps(page, boot);
	if (!boot->assumption_count)
		return page;
	page_section(page, "assumed", "Assumed",
				 "this is the likeliest boot of those that agree with what is told");
	for (size_t i = 0; i < boot->assumption_count; i++)
		page_item(page, false, assumption_words(arena, &boot->assumptions[i]));
	return page;
}
