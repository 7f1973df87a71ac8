/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_TRACE_H
#define DTCARVE_BOOT_TRACE_H

/* What one replay of early boot did, in the order of the kernel's events: for whoever looks for the step that
 * differs from a real boot. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/range.h"

struct arena;

enum trace_kind {
	TRACE_STEP,   /* a function of the kernel begins; what follows is its doing */
	TRACE_SAID,   /* a line of the boot log, or what the kernel does without a word */
	TRACE_MEMORY, /* the "Memory:" line, whose figures are those of the boot */
	TRACE_ADD,
	TRACE_REMOVE,
	TRACE_RESERVE,
	TRACE_FREE,
	TRACE_MARK_NOMAP,
	TRACE_CLEAR_NOMAP,
};

struct trace_event {
	enum trace_kind kind;
	const char *text;   /* the function, the line, or whom a range is reserved for; else NULL */
	struct range range; /* of the calls of memblock */
	uint64_t count;     /* allocations of the same size that lie one below the other */
};

struct trace {
	struct arena *arena;
	struct trace_event *events;
	size_t count;
	bool ended; /* the boot has: what is computed from here on does not happen */
};

/* Where `trace` is NULL, nobody looks on. Texts are static, or live as long as its arena. */
void trace_step(struct trace *trace, const char *function);
void trace_memory(struct trace *trace);
void trace_say(struct trace *trace, const char *format, ...) __attribute__((format(printf, 2, 3)));
void trace_range(struct trace *trace, enum trace_kind kind, struct range range);

/* What was told to `later`, which is of the same arena. */
void trace_append(struct trace *trace, const struct trace *later);

/* `count` allocations for `owner` that fill the range from the top down. */
void trace_reserve(struct trace *trace, struct range range, uint64_t count, const char *owner);

#endif
