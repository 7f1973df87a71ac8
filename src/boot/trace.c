/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/trace.h"

#include <stdarg.h>

#include "util/arena.h"

static void add(struct trace *trace, struct trace_event event)
{
	if (trace && !trace->ended)
		arena_push(trace->arena, trace->events, trace->count, event);
}

void trace_step(struct trace *trace, const char *function)
{
	add(trace, (struct trace_event){ .kind = TRACE_STEP, .text = function });
}

void trace_memory(struct trace *trace)
{
	add(trace, (struct trace_event){ .kind = TRACE_MEMORY });
}

void trace_say(struct trace *trace, const char *format, ...)
{
	va_list args;

	if (!trace)
		return;
	va_start(args, format);
	add(trace, (struct trace_event){ .kind = TRACE_SAID, .text = arena_vprintf(trace->arena, format, args) });
	va_end(args);
}

void trace_range(struct trace *trace, enum trace_kind kind, struct range range)
{
	add(trace, (struct trace_event){ .kind = kind, .range = range, .count = 1 });
}

void trace_append(struct trace *trace, const struct trace *later)
{
	for (size_t i = 0; i < later->count; i++)
		add(trace, later->events[i]);
	trace->ended |= later->ended;
}

/* Does an allocation of that size for that owner follow below the last ones? */
static bool goes_on(const struct trace *trace, struct range range, uint64_t count, const char *owner)
{
	const struct trace_event *last = trace->count ? &trace->events[trace->count - 1] : NULL;

	return last && last->kind == TRACE_RESERVE && last->text == owner &&
		   range_end(range) == last->range.base && range.size / count == last->range.size / last->count;
}

void trace_reserve(struct trace *trace, struct range range, uint64_t count, const char *owner)
{
	if (!trace || !count || trace->ended)
		return;
	if (goes_on(trace, range, count, owner)) {
		struct trace_event *last = &trace->events[trace->count - 1];

		last->range = range_between(range.base, range_end(last->range));
		last->count += count;
		return;
	}
	add(trace, (struct trace_event){ TRACE_RESERVE, owner, range, count });
}
