/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_TRACE_H
#define DTCARVE_BOOT_TRACE_H

/* What one replay of early boot did, in the order of the kernel's events: for whoever looks for the step that
 * differs from a real boot. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/named.h"
#include "util/range.h"

struct arena;

/* With what JSON calls it, and the function that tells a range. */
#define TRACE_KINDS(X)                                                                                       \
	X(TRACE_STEP, NULL, NULL) /* a function of the kernel begins; what follows is its doing */               \
	X(TRACE_SAID, "said", NULL) /* a line of the boot log, or what the kernel does without a word */         \
	X(TRACE_MEMORY, "said", NULL) /* the "Memory:" line, whose figures are those of the boot */              \
	X(TRACE_ADD, "add", "memblock_add")                                                                      \
	X(TRACE_REMOVE, "remove", "memblock_remove")                                                             \
	X(TRACE_RESERVE, "reserve", "memblock_reserve")                                                          \
	X(TRACE_FREE, "free", "memblock_free")                                                                   \
	X(TRACE_MARK_NOMAP, "mark-nomap", "memblock_mark_nomap")                                                 \
	X(TRACE_CLEAR_NOMAP, "clear-nomap", "memblock_clear_nomap")
enum trace_kind { TRACE_KINDS(ENUM_VALUE) };

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
