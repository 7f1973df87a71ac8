/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the printk formats of the functions that klog/dump.h, klog/header.h and klog/boot_log.h name. */
#include "klog/record_start.h"

#include "klog/dump.h"
#include "util/named.h"
#include "util/number.h"

/* The first words that such a line may begin with; without an anchor, of lines that are often there. */
static const struct word_value beginnings[] = {
	{ "Call Trace:", ANCHOR_NONE },
	{ "Call trace:", ANCHOR_NONE },
	{ "Hardware name: ", ANCHOR_NONE },
	{ "CPU: ", ANCHOR_COMM },
	{ "Pid: ", ANCHOR_COMM },
	{ "Out of memory: ", ANCHOR_KILLED },
	{ "Memory cgroup out of memory: ", ANCHOR_KILLED },
	{ "cma: ", ANCHOR_CMA_ALLOC },
	{ "cma: ", ANCHOR_CMA_BITMAP },
	{ "OF: ", ANCHOR_RESERVED_MEM },
	{ "Reserved memory:", ANCHOR_RESERVED_MEM },
	{ "Memory: ", ANCHOR_BOOT_MEMORY },
	{ "On node ", ANCHOR_NODE_TOTAL },
};

static const char *earliest_words(struct cursor raw, enum klog_anchor anchor, const char *at)
{
	const char *best = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++) {
		const char *words = beginnings[i].word, *found;

		if (beginnings[i].value != (int)anchor)
			continue;
		found = find_word_n(raw.at, raw.end, words, strlen(words));
		if (found && (!at || found <= at) && (!best || found < best))
			best = found;
	}
	return best;
}

/* "DMA32: 1*4kB": the first colon that has a zone's name before it and a count behind. */
static const char *list_start(struct cursor raw)
{
	int node;
	char name[12];

	for (const char *colon = raw.at; (colon = find_word(colon, raw.end, ": ")); colon++) {
		const char *zone = dump_zone_before(raw, colon, &node, name);

		if (zone)
			return zone;
	}
	return NULL;
}

/* "Node N active_anon:": without the node it may as well be the rest of a zone's line. */
static const char *node_before(struct cursor raw, const char *at)
{
	const char *back = at;

	if (back == raw.at || *--back != ' ')
		return NULL;
	while (back > raw.at && is_digit(back[-1]))
		back--;
	return back - raw.at >= 5 && memcmp(back - 5, "Node ", 5) == 0 ? back - 5 : NULL;
}

/* Not in "  DMA zone: 0 pages reserved". */
static const char *number_before(struct cursor raw, const char *at)
{
	const char *digits = at;

	while (digits > raw.at && is_digit(digits[-1]))
		digits--;
	if (digits == at || (digits - raw.at >= 6 && memcmp(digits - 6, "zone: ", 6) == 0))
		return NULL;
	return digits;
}

bool record_start_is_sure(enum klog_anchor anchor)
{
	static const enum klog_anchor sure[] = { ANCHOR_MEMINFO, ANCHOR_LOWMEM_RESERVE, ANCHOR_COMM, ANCHOR_FREE,
											 ANCHOR_LIST };

	for (size_t i = 0; i < ARRAY_SIZE(sure); i++) {
		if (sure[i] == anchor)
			return true;
	}
	return false;
}

const char *record_start(struct cursor raw, enum klog_anchor anchor, const char *at)
{
	int node;
	char name[12];

	switch (anchor) {
	case ANCHOR_MEMINFO:
	case ANCHOR_LOWMEM_RESERVE:
	case ANCHOR_LINUX_VERSION:
	case ANCHOR_BOOTING:
	case ANCHOR_ZONE_RANGES:
	case ANCHOR_OOM_KILL:
	case ANCHOR_SLUB:
	case ANCHOR_CMA_BOOT:
		return at;
	case ANCHOR_FREE:
		return dump_zone_before(raw, at, &node, name);
	case ANCHOR_ACTIVE_ANON:
		return node_before(raw, at);
	case ANCHOR_LIST:
		return list_start((struct cursor){ raw.at, at });
	case ANCHOR_PAGES_RAM:
	case ANCHOR_PAGES_RESERVED:
	case ANCHOR_PAGES_CMA:
		return number_before(raw, at);
	default:
		return earliest_words(raw, anchor, at);
	}
}
