/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <string.h>

#include "klog/word_scan.h"

static enum klog_anchor first(const char *text, const char **at)
{
	static struct klog_scanner scanner;
	enum klog_anchor anchor = ANCHOR_NONE;

	klog_scanner_init(&scanner);
	*at = klog_scan(&scanner, text, text + strlen(text), &anchor);
	return *at ? anchor : ANCHOR_NONE;
}

Test(scan, finds_the_first_anchor_wherever_it_stands)
{
	const char *text = "nothing to see, x: page allocation failure: order:3", *at;

	cr_assert_eq(first(text, &at), ANCHOR_ALLOC_FAILURE);
	cr_assert_eq(at - text, 19);
	cr_assert_eq(first("cma: Reserved", &at), ANCHOR_CMA_BOOT);
	cr_assert_eq(first("xcma: Failed", &at), ANCHOR_CMA_BOOT);
	cr_assert_eq(first(" free:", &at), ANCHOR_FREE);
	cr_assert_eq(first(" free: Killed process 1", &at), ANCHOR_FREE);
}

Test(scan, a_cut_anchor_is_none)
{
	const char *at;

	cr_assert_eq(first("page allocation failur", &at), ANCHOR_NONE);
	cr_assert_eq(first("cma: ", &at), ANCHOR_NONE);
	cr_assert_eq(first("", &at), ANCHOR_NONE);
}

/* every offset of every word: no skip may jump over one */
Test(scan, no_anchor_is_missed)
{
	static const char *const words[] = { "page allocation failure",
										 "oom-killer:",
										 "Mem-Info",
										 "lowmem_reserve[]",
										 "*64kB ",
										 "cma: R",
										 " free:",
										 "alloc failed, req-size",
										 " pages RAM",
										 "Zone ranges:" };
	char text[128];
	const char *at;

	for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
		for (size_t pad = 0; pad < 40; pad++) {
			memset(text, 'e', pad);
			strcpy(text + pad, words[w]);
			cr_assert_neq(first(text, &at), ANCHOR_NONE, "%s", text);
			cr_assert_eq((size_t)(at - text), pad, "%s", text);
		}
	}
}

Test(scan, counts_lines)
{
	cr_assert_eq(klog_count_lines("a\nb\n\nc", 6), 3);
	cr_assert_eq(klog_count_lines("", 0), 0);
}
