/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/invariants.h"

#include "boot/boot.h"
#include "boot/trace.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/range_set.h"

static bool is_ordered(struct estimate e)
{
	return e.low <= e.value && e.value <= e.high;
}

static const char *check_list(const struct memblock_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct memblock_region *r = &list->regions[i];

		if (!r->range.size)
			return "memblock keeps an empty range";
		if (r->range.base + (r->range.size - 1) < r->range.base)
			return "a range of memblock leaves the address space";
		if (i == 0)
			continue;
		if (r->range.base < range_end(r[-1].range))
			return "ranges of memblock overlap or are out of order";
		if (r->range.base == range_end(r[-1].range) && r->flags == r[-1].flags && r->node == r[-1].node)
			return "like neighbours in memblock are not merged";
	}
	return NULL;
}

static const char *check_claims(const struct memblock *mb)
{
	for (size_t i = 0; i < mb->reserved.count; i++) {
		bool claimed = false;

		for (size_t c = 0; c < mb->claim_count && !claimed; c++)
			claimed = ranges_overlap(mb->claims[c].range, mb->reserved.regions[i].range);
		if (!claimed)
			return "a reserved range has no owner";
	}
	return NULL;
}

static uint64_t listed(const struct zone *zone)
{
	uint64_t pages = 0;

	for (int type = 0; type < MIGRATE_TYPES; type++)
		for (int order = 0; order < MAX_ORDERS; order++)
			pages += zone->free_area[type][order] << order;
	return pages;
}

static const char *check_zone(const struct boot *boot, size_t z)
{
	const struct zone *zone = &boot->zones[z];

	if (zone->present.value > (int64_t)zone->spanned)
		return "a zone has more pages than it spans";
	for (size_t i = 0; i < z; i++)
		if (zone->spanned && boot->zones[i].start_pfn + boot->zones[i].spanned > zone->start_pfn)
			return "zones overlap";
	if (listed(zone) != zone->free_pages)
		return "the free lists do not add up to the free pages";
	if (!is_ordered(zone->managed) || !is_ordered(zone->managed_early))
		return "managed is outside its own bounds";
	if (!is_ordered(zone->min) || !is_ordered(zone->low) || !is_ordered(zone->high))
		return "a watermark is outside its own bounds";
	if (zone->min.value > zone->low.value || zone->low.value > zone->high.value)
		return "min, low and high do not rise";
	for (size_t i = 0; i < boot->protection_columns; i++)
		if (!is_ordered(zone->protection[i]))
			return "lowmem_reserve is outside its own bounds";
	return NULL;
}

static const char *check_sums(const struct boot *boot)
{
	int64_t unmanaged = 0, budget = 0;
	uint64_t present = 0, memory = 0;

	for (size_t i = 0; i < boot->zone_count; i++) {
		present += (uint64_t)boot->zones[i].present.value;
		unmanaged += boot->zones[i].present.value - boot->zones[i].managed.value;
	}
	for (size_t i = 0; i < boot->memblock.memory.count; i++)
		memory += page_count(whole_pages(boot->kernel, boot->memblock.memory.regions[i].range));
	for (size_t i = 0; i < boot->budget_count; i++)
		budget += boot->budget[i].bytes;
	/* giving back a no-map region after the zones were counted moves the edges that cut pages */
	if (present > memory + boot->region_count || memory > present + boot->region_count)
		return "the zones' present pages are not those of memblock.memory";
	if (budget != unmanaged * (int64_t)page_size(boot->kernel))
		return "the budget does not add up to present less managed";
	if (!boot->boots && !boot->reason)
		return "no boot, and no reason";
	return NULL;
}

/* Bytes of memblock.reserved, by what the trace did one call after the other. */
static uint64_t traced_bytes(const struct trace *trace, struct arena *arena)
{
	struct range_set set = { 0 };

	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_event *e = &trace->events[i];
		struct range_set freed = { 0 };

		/* linux:memblock_cap_size cuts what leaves the address space */
		if (e->kind == TRACE_RESERVE)
			range_set_push(arena, &set, range_between(e->range.base, range_end(e->range)));
		if (e->kind != TRACE_FREE)
			continue;
		range_set_push(arena, &freed, e->range);
		range_set_join(&set);
		set = range_set_minus(arena, &set, &freed);
	}
	range_set_join(&set);
	return range_set_bytes(&set);
}

static const char *check_trace(const struct boot *boot)
{
	struct arena *arena = arena_new();
	uint64_t reserved = 0, traced = traced_bytes(boot->trace, arena);

	for (size_t i = 0; i < boot->memblock.reserved.count; i++)
		reserved += boot->memblock.reserved.regions[i].range.size;
	arena_free(arena);
	return reserved == traced ? NULL : "the trace leads to another memblock.reserved";
}

const char *boot_violation(const struct boot *boot)
{
	const struct memblock *mb = &boot->memblock;
	const char *violation = check_list(&mb->memory);

	if (!violation)
		violation = check_list(&mb->reserved);
	if (!violation)
		violation = check_claims(mb);
	for (size_t i = 0; i < boot->zone_count && !violation; i++)
		violation = check_zone(boot, i);
	if (!violation && boot->trace && boot->boots)
		violation = check_trace(boot);
	return violation ? violation : check_sums(boot);
}
