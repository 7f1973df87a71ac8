/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The method is that of Wu and Manber for many words at once: from the last two
 * bytes of a window as wide as the shortest word a table tells how far the
 * window can move without missing a word.
 */
#include "klog/word_scan.h"

#include <string.h>

#include "util/named.h"
#include "util/number.h"

static const struct word_value words[] = {
	{ "page allocation failure", ANCHOR_ALLOC_FAILURE },
	{ "page allocation stall", ANCHOR_ALLOC_STALL },
	{ "-order allocation failed", ANCHOR_ALLOC_24 },
	{ "oom-killer:", ANCHOR_OOM },
	{ "vmalloc: allocation failure", ANCHOR_VMALLOC },
	{ "vmalloc error:", ANCHOR_VMALLOC },
	{ "vmap allocation for size", ANCHOR_VMAP },
	{ "vmemmap alloc failure", ANCHOR_VMEMMAP },
	{ "alloc failed, req-size", ANCHOR_CMA_ALLOC },
	{ "number of available pages", ANCHOR_CMA_BITMAP },
	{ "PFNs busy", ANCHOR_PFNS_BUSY },
	{ "Mem-Info", ANCHOR_MEMINFO },
	{ "Mem-info", ANCHOR_MEMINFO },
	{ " Comm: ", ANCHOR_COMM },
	{ " comm: ", ANCHOR_COMM },
	{ " free:", ANCHOR_FREE },
	{ "active_anon:", ANCHOR_ACTIVE_ANON },
	{ "lowmem_reserve[]", ANCHOR_LOWMEM_RESERVE },
	{ "*64kB ", ANCHOR_LIST },
	{ " pages RAM", ANCHOR_PAGES_RAM },
	{ " pages of RAM", ANCHOR_PAGES_RAM },
	{ " pages reserved", ANCHOR_PAGES_RESERVED },
	{ " reserved pages", ANCHOR_PAGES_RESERVED },
	{ " pages cma reserved", ANCHOR_PAGES_CMA },
	{ "Killed process", ANCHOR_KILLED },
	{ "Kill process", ANCHOR_KILLED },
	{ "oom-kill:", ANCHOR_OOM_KILL },
	{ "SLUB: Unable to allocate", ANCHOR_SLUB },
	{ "SLAB: Unable to allocate", ANCHOR_SLUB },
	{ "swiotlb buffer is full", ANCHOR_SWIOTLB },
	{ "blocked for more than ", ANCHOR_HUNG },
	{ "stuck for ", ANCHOR_HUNG },
	{ "Memory allocations:", ANCHOR_HOLDERS },
	{ "callbacks suppressed", ANCHOR_SUPPRESSED },
	{ "messages dropped", ANCHOR_DROPPED },
	{ "Linux version ", ANCHOR_LINUX_VERSION },
	{ "Booting Linux", ANCHOR_BOOTING },
	{ "eserved memory:", ANCHOR_RESERVED_MEM },
	{ "eserved mem:", ANCHOR_RESERVED_MEM },
	{ "cma: R", ANCHOR_CMA_BOOT },
	{ "cma: F", ANCHOR_CMA_BOOT },
	{ "cma: C", ANCHOR_CMA_BOOT },
	{ "cma: N", ANCHOR_CMA_BOOT },
	{ "cma: S", ANCHOR_CMA_BOOT },
	{ "K available (", ANCHOR_BOOT_MEMORY },
	{ " totalpages: ", ANCHOR_NODE_TOTAL },
	{ "Zone ranges:", ANCHOR_ZONE_RANGES },
	{ "gnoring RAM at", ANCHOR_IGNORED_RAM },
	{ "runcating RAM at", ANCHOR_IGNORED_RAM },
	{ "gnoring memory ", ANCHOR_IGNORED_RAM },
	{ "HIGHMEM enabled kernel", ANCHOR_IGNORED_RAM },
	{ "fdt memory region failed", ANCHOR_UBOOT },
};

#define WINDOW KLOG_SCAN_WINDOW

_Static_assert(ARRAY_SIZE(words) <= sizeof(((struct klog_scanner *)0)->next),
			   "more words than places for them");

static inline unsigned int bucket(const char *pair)
{
	return ((unsigned int)(unsigned char)pair[0] * 61 + (unsigned int)(unsigned char)pair[1] * 2077) %
		   KLOG_SCAN_BUCKETS;
}

void klog_scanner_init(struct klog_scanner *scanner)
{
	memset(scanner, 0, sizeof(*scanner));
	memset(scanner->shift, WINDOW - 1, sizeof(scanner->shift));
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		scanner->length[i] = (unsigned char)strlen(words[i].word);
		for (unsigned int j = 0; j + 2 <= WINDOW; j++) {
			unsigned int b = bucket(words[i].word + j), shift = WINDOW - 2 - j;

			if (shift < scanner->shift[b])
				scanner->shift[b] = (unsigned char)shift;
			if (shift > 0)
				continue;
			scanner->next[i] = scanner->first[b];
			scanner->first[b] = (unsigned char)(i + 1);
		}
	}
}

static enum klog_anchor word_at(const struct klog_scanner *scanner, const char *at, const char *end,
								unsigned int b)
{
	for (unsigned int i = scanner->first[b]; i; i = scanner->next[i - 1]) {
		size_t length = scanner->length[i - 1];

		if (*at == *words[i - 1].word && (size_t)(end - at) >= length &&
			memcmp(at, words[i - 1].word, length) == 0)
			return (enum klog_anchor)words[i - 1].value;
	}
	return ANCHOR_NONE;
}

const char *klog_scan(const struct klog_scanner *scanner, const char *from, const char *end,
					  enum klog_anchor *anchor)
{
	const char *at = from;

	while (end - at >= WINDOW) {
		unsigned int b = bucket(at + WINDOW - 2);
		unsigned int shift = scanner->shift[b];

		if (shift == 0) {
			*anchor = word_at(scanner, at, end, b);
			if (*anchor != ANCHOR_NONE)
				return at;
			shift = 1;
		}
		at += shift;
	}
	return NULL;
}

size_t klog_count_lines(const char *text, size_t size)
{
	const char *end = text + size;
	size_t count = 0;

	while ((text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
		count++;
		text++;
	}
	return count;
}
