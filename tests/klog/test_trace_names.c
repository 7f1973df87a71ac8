/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "klog/trace_names.h"

static const struct trace_name *of(const char *symbol)
{
	return trace_name_of(cursor_of(symbol, strlen(symbol)));
}

Test(trace_names, stand_in_order)
{
	for (size_t i = 1; i < trace_name_count; i++)
		cr_expect_lt(strcmp(trace_names[i - 1].prefix, trace_names[i].prefix), 0, "%s stands behind %s",
					 trace_names[i].prefix, trace_names[i - 1].prefix);
}

/* What the search finds is what a look at every row finds, longest first. */
Test(trace_names, search_agrees_with_every_row)
{
	static const char *const tails[] = { "", "x", "_", "zz", "_nodemask.constprop.0" };
	char symbol[128];

	for (size_t i = 0; i < trace_name_count; i++) {
		for (size_t tail = 0; tail < sizeof(tails) / sizeof(*tails); tail++) {
			size_t found = 0, expected = 0, last = sizeof(symbol);

			snprintf(symbol, sizeof(symbol), "%s%s", trace_names[i].prefix, tails[tail]);
			for (size_t j = 0; j < trace_name_count; j++)
				expected += strncmp(symbol, trace_names[j].prefix, trace_names[j].length) == 0;
			for (const struct trace_name *row = of(symbol); row; row = trace_name_shorter(row), found++) {
				cr_expect_eq(strncmp(symbol, row->prefix, row->length), 0);
				cr_expect_lt(row->length, last);
				last = row->length;
			}
			cr_expect_eq(found, expected, "%s", symbol);
		}
	}
}

/* The rows of all beginnings count together. */
Test(trace_names, no_row_repeats_what_shorter_ones_tell)
{
	for (size_t i = 0; i < trace_name_count; i++) {
		const struct trace_name *row = &trace_names[i];
		struct trace_name shorter = { .prefix = NULL };
		bool entry = false;

		for (const struct trace_name *s = trace_name_shorter(row); s; s = trace_name_shorter(s)) {
			shorter.allocator |= s->allocator;
			shorter.printer |= s->printer;
			shorter.path |= s->path;
			shorter.context = shorter.context ? shorter.context : s->context;
			entry |= s->context && !s->path;
		}
		cr_expect(row->allocator > shorter.allocator || row->printer > shorter.printer ||
					  row->path & ~shorter.path || (row->context && row->context != shorter.context) ||
					  (row->context && !row->path && !entry),
				  "%s", row->prefix);
	}
}

Test(trace_names, others_have_no_row)
{
	cr_expect_null(of(""));
	cr_expect_null(of("A"));
	cr_expect_null(of("zzz"));
	cr_expect_null(of("kthrea"));
	cr_expect_null(of("radio_setup"));
}

Test(trace_names, the_longest_beginning_decides)
{
	cr_expect_eq(of("el0_irq_naked")->context, KLOG_CONTEXT_INTERRUPT);
	cr_expect_eq(of("el0_da")->context, KLOG_CONTEXT_PROCESS);
	cr_expect(of("__alloc_pages_nodemask")->allocator);
}
