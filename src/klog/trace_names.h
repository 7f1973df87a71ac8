/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KLOG_TRACE_NAMES_H
#define DTCARVE_KLOG_TRACE_NAMES_H

#include "klog/cursor.h"
#include "klog/event.h"

/* What a function in a call trace tells, known by how its name begins. */
struct trace_name {
	const char *prefix;
	size_t length;
	/* every request passes through it: it is not the one who asked */
	bool allocator;
	/* it prints the report, whatever was asked for */
	bool printer;
	/* KLOG_CONTEXT_UNKNOWN where it tells none */
	enum klog_context context;
	/* bits of enum klog_path */
	unsigned int path;
};

/* In the order of strcmp(), each prefix once. */
extern const struct trace_name trace_names[];
extern const size_t trace_name_count;

/* The row with the longest prefix of `symbol`, NULL for none. */
const struct trace_name *trace_name_of(struct cursor symbol);

/* The row with the next shorter prefix of the same symbol, NULL for none. */
const struct trace_name *trace_name_shorter(const struct trace_name *row);

#endif
