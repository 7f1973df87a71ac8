/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/trace.h"

#include "klog/trace_names.h"

static inline bool is_symbol_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.' ||
		   c == '$';
}

/* What tells where the task was, however far below; the others tell what was asked for, and end with the
 * caller. */
#define WHEREABOUTS (KLOG_PATH_RECLAIM | KLOG_PATH_MEMCG | KLOG_PATH_PAGEFAULT | KLOG_PATH_COMPACTION)

/* Frames with a "?" may be left-overs on the stack: they count where a trace has no others. */
static bool counts(struct klog_event *event, bool uncertain)
{
	if (uncertain)
		return !event->frame_certain;
	if (!event->frame_certain) {
		event->frame_certain = true;
		event->path = 0;
	}
	return true;
}

/* What kind of function a frame is of. */
struct frame {
	bool allocator; /* of the allocator, not of who asked */
	bool printer;   /* of the report itself */
	bool entry;     /* of the way into the kernel, into an interrupt or a thread */
};

/* What the function's name tells, the longest beginning first. */
static struct frame read_name(struct klog_event *event, struct cursor symbol, bool uncertain)
{
	bool below_caller = event->caller[0] && (uncertain || !event->caller_uncertain);
	unsigned int wanted = below_caller ? WHEREABOUTS : ~0u;
	bool count = counts(event, uncertain);
	struct frame frame = { false, false, false };

	for (const struct trace_name *row = trace_name_of(symbol); row; row = trace_name_shorter(row)) {
		frame.allocator |= row->allocator;
		frame.printer |= row->printer;
		frame.entry |= row->context != KLOG_CONTEXT_UNKNOWN && !row->path;
		if (!count)
			continue;
		event->path |= row->path & wanted;
		if (event->context == KLOG_CONTEXT_UNKNOWN && !uncertain)
			event->context = row->context;
	}
	return frame;
}

/* The symbol that ends at `plus`, which is a "+0x". */
static struct cursor symbol_before(struct cursor text, const char *plus)
{
	struct cursor symbol = { plus, plus };

	while (symbol.at > text.at && is_symbol_byte(symbol.at[-1]))
		symbol.at--;
	return symbol;
}

/* The function that was written: without ppc64's dot and what the compiler made of it, ".isra.0". */
static struct cursor written_name(struct cursor symbol)
{
	const char *dot;

	cursor_take(&symbol, '.');
	dot = memchr(symbol.at, '.', cursor_left(&symbol));
	if (dot && dot > symbol.at)
		symbol.end = dot;
	return symbol;
}

/* "[module]" behind "sym+0x1/0x2"; empty where there is none. */
static struct cursor module_behind(struct cursor text, const char *plus)
{
	struct cursor c = { plus, text.end };
	const char *start;

	while (cursor_left(&c) && !is_blank(*c.at) && *c.at != ')')
		c.at++;
	cursor_take(&c, ')');
	if (!cursor_word(&c, " ["))
		return (struct cursor){ text.end, text.end };
	start = c.at;
	while (cursor_left(&c) && *c.at != ']' && !is_blank(*c.at))
		c.at++;
	return (struct cursor){ start, c.at };
}

/* "ow_stack+0x20/0x24)": the line was broken inside the name. */
static bool is_torn(struct cursor text, struct cursor symbol, const char *plus)
{
	struct cursor c = { plus, text.end };

	while (cursor_left(&c) && !is_blank(*c.at) && *c.at != ')')
		c.at++;
	return cursor_peek(&c) == ')' && (symbol.at == text.at || symbol.at[-1] != '(');
}

/* An allocator's frame so near above belongs to the same call: what stood between was left on the stack. */
#define STALE_FRAMES 3

static void drop_stale_caller(struct klog_event *event)
{
	if (!event->caller_uncertain || event->frames - event->caller_frame > STALE_FRAMES)
		return;
	event->caller[0] = event->module[0] = '\0';
	event->caller_uncertain = false;
}

static void read_frame(struct klog_event *event, struct cursor text, const char *plus)
{
	struct cursor symbol = symbol_before(text, plus), module, name = written_name(symbol);
	struct frame frame;
	bool uncertain;

	if (cursor_left(&name) < 2 || is_digit(*symbol.at) || is_torn(text, symbol, plus))
		return;
	uncertain = symbol.at - text.at >= 2 && symbol.at[-1] == ' ' && symbol.at[-2] == '?';
	event->frames++;
	frame = read_name(event, name, uncertain);
	event->allocator_seen |= frame.allocator;
	event->request_seen |= frame.allocator && !frame.printer;
	if (event->dropped && !event->allocator_seen)
		return; /* the frames that matter are among the lost lines */
	if (frame.entry && !frame.allocator && !event->request_seen)
		return; /* so are they */
	if (uncertain && frame.allocator && !frame.printer)
		drop_stale_caller(event);
	/* a certain frame takes the place of an uncertain one */
	if (event->kind == KLOG_HUNG || (event->caller[0] && (uncertain || !event->caller_uncertain)))
		return;
	if (frame.allocator) {
		if (!uncertain)
			COPY_TEXT(event->through, name.at, cursor_left(&name));
		return;
	}
	module = module_behind(text, plus);
	COPY_TEXT(event->caller, name.at, cursor_left(&name));
	COPY_TEXT(event->module, module.at, cursor_left(&module));
	event->caller_uncertain = uncertain;
	event->caller_frame = event->frames;
}

bool trace_line(struct klog_event *event, struct cursor text)
{
	struct cursor probe = text;
	const char *plus = find_word(text.at, text.end, "+0x");

	cursor_skip_blanks(&probe);
	if (!plus) {
		if (cursor_starts(&probe, "<IRQ>") || cursor_starts(&probe, "<SOFTIRQ>")) {
			if (event->context == KLOG_CONTEXT_UNKNOWN)
				event->context = KLOG_CONTEXT_INTERRUPT;
			return true;
		}
		return cursor_starts(&probe, "Call trace:") || cursor_starts(&probe, "Call Trace:") ||
			   cursor_starts(&probe, "Backtrace:") || cursor_starts(&probe, "<TASK>") ||
			   cursor_starts(&probe, "</");
	}
	/* arm: the function before "from" was told by the line above */
	probe = (struct cursor){ text.at, text.end };
	if (cursor_find(&probe, " from ")) {
		const char *caller = find_word(probe.at, probe.end, "+0x");

		if (caller)
			plus = caller;
	}
	read_frame(event, text, plus);
	return true;
}
