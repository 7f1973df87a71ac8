/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/boot.h"
#include "boot/trace.h"
#include "document/report_words.h"
#include "kernel/kernel.h"
#include "render/json.h"
#include "render/report_writer.h"
#include "util/arena.h"

static const char *const kinds[] = { TRACE_KINDS(ENUM_NAME) };

static json_t *event_to_json(const struct trace_event *e, const char *line)
{
	json_t *row = json_packed("{s:s, s:O}", "kind", kinds[e->kind], "line", json_text(line));

	if (e->kind <= TRACE_MEMORY)
		return row;
	json_put(row, "base", json_address(e->range.base));
	json_put(row, "size", json_uint(e->range.size));
	if (e->kind == TRACE_RESERVE) {
		json_put(row, "count", json_uint(e->count));
		json_add_text(row, "for", e->text);
	}
	return row;
}

/* The steps that do something. */
static json_t *steps_to_json(struct arena *arena, const struct boot *boot)
{
	const struct trace *trace = boot->trace;
	json_t *steps = json_new_array(), *events = NULL;
	const char *step = "";

	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_event *e = &trace->events[i];

		if (e->kind == TRACE_STEP) {
			step = e->text;
			events = NULL;
			continue;
		}
		if (!events) {
			events = json_new_array();
			json_append(steps, json_packed("{s:s, s:O}", "function", step, "events", events));
		}
		json_append(events, event_to_json(e, trace_words(arena, boot, e)));
	}
	return steps;
}

void report_write_trace_json(const struct report *report, FILE *out)
{
	struct arena *arena = arena_new();
	json_t *kernel = json_packed("{s:O}", "version", json_text(report->kernel->release));
	json_t *assumed = JSON_LIST(i, report->boot->assumption_count,
								json_text(assumption_words(arena, &report->boot->assumptions[i])));

	json_add_kernel_basis(kernel, report->kernel);
	json_write(json_packed("{s:s, s:O, s:b, s:O, s:O, s:O}", "schema", "dtcarve-trace-1", "kernel", kernel,
						   "boots", report->boot->boots, "reason", json_text(report->boot->reason), "steps",
						   steps_to_json(arena, report->boot), "assumptions", assumed),
			   out);
	arena_free(arena);
}
