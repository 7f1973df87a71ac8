/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/buddy_check.h"

/* A recount of one zone, to hold against its counters. */
struct recount {
	int64_t free, cma, highatomic;
	int64_t nr_free[MIGRATE_TYPES][ZONE_ORDERS];
};

static const char *check_chunk(const struct buddy *buddy, const struct buddy_zone *zone, frame_t frame,
							   struct recount *count)
{
	const struct frame *f = &buddy->frames[frame];
	uint32_t at = frame - zone->first, size = UINT32_C(1) << f->order;
	frame_t other = zone->first + (at ^ size);

	if (f->order > buddy->kernel.max_order || f->owner >= MIGRATE_TYPES)
		return "a free chunk of no order or type";
	if (at & (size - 1))
		return "a free chunk that is not aligned";
	if (at + size > zone->frames)
		return "a free chunk beyond its zone";
	for (frame_t i = frame + 1; i < frame + size; i++)
		if (buddy->frames[i].state != FRAME_TAIL)
			return "a frame in two chunks";
	if (f->order < buddy->kernel.pageblock_order && buddy->frames[other].state == FRAME_FREE &&
		buddy->frames[other].order == f->order)
		return "two free buddies that were not merged";
	count->nr_free[f->owner][f->order]++;
	if (f->owner != MIGRATE_ISOLATE)
		count->free += size;
	if (f->owner == MIGRATE_CMA)
		count->cma += size;
	if (f->owner == MIGRATE_HIGHATOMIC)
		count->highatomic += size;
	return NULL;
}

/* Types whose pages are on lists of their own only, whatever the version. */
static bool is_set_apart(unsigned int type)
{
	return type == MIGRATE_CMA || type == MIGRATE_HIGHATOMIC;
}

/*
 * The list that a chunk is on and the type of its pageblock: CMA and HighAtomic
 * blocks always agree. Where blocks are claimed first, lists follow the blocks
 * (linux-6.12:mm/page_alloc.c:account_freepages); before, the rest of a chunk
 * taken over stays on the list of the request.
 */
static const char *check_type(const struct buddy *buddy, const struct buddy_zone *zone, frame_t frame)
{
	unsigned int block = frame_type(buddy, zone, frame), list = buddy->frames[frame].owner;

	if (list == block)
		return NULL;
	if (is_set_apart(block) || is_set_apart(list))
		return "a page of CMA or HighAtomic on another list, or another page on theirs";
	if (buddy->kernel.rules.steal == STEAL_CLAIM_FIRST &&
		buddy->frames[frame].order < buddy->kernel.pageblock_order)
		return "a chunk on a list of another type than its pageblock";
	return NULL;
}

static const char *check_list(const struct buddy *buddy, const struct buddy_zone *zone, unsigned int type,
							  unsigned int order)
{
	const struct frame_list *list = &zone->lists[type][order];
	frame_t before = NO_FRAME;
	uint32_t seen = 0;

	for (frame_t i = list->first; i != NO_FRAME; before = i, i = buddy->frames[i].next, seen++) {
		const struct frame *f = &buddy->frames[i];

		if (seen > list->count)
			return "a list with more chunks than it counts";
		if (f->state != FRAME_FREE || f->owner != type || f->order != order || f->prev != before)
			return "a chunk on a wrong list";
	}
	if (list->last != before || seen != list->count || (int64_t)seen != zone->state.nr_free[type][order])
		return "a list whose length differs from its count";
	return NULL;
}

static const char *check_lists(const struct buddy *buddy, const struct buddy_zone *zone)
{
	const char *fault = NULL;

	for (unsigned int type = 0; type < MIGRATE_TYPES && !fault; type++)
		for (unsigned int order = 0; order < ZONE_ORDERS && !fault; order++)
			fault = check_list(buddy, zone, type, order);
	return fault;
}

static const char *check_counters(const struct buddy_zone *zone, const struct recount *count)
{
	if (count->free != zone->state.free || count->cma != zone->state.free_cma ||
		count->highatomic != zone->state.free_highatomic)
		return "a counter that differs from a recount";
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		for (unsigned int order = 0; order < ZONE_ORDERS; order++)
			if (count->nr_free[type][order] != zone->state.nr_free[type][order])
				return "a free-list count that differs from a recount";
	return NULL;
}

static const char *check_pcp(const struct buddy *buddy, const struct buddy_zone *zone, unsigned int cpu)
{
	const struct pcp *pcp = &zone->pcps[cpu];
	int64_t pages = 0;

	for (unsigned int order = 0; order < PCP_ORDERS; order++) {
		for (unsigned int type = 0; type < PCP_TYPES; type++) {
			for (frame_t i = pcp->lists[order][type].first; i != NO_FRAME; i = buddy->frames[i].next) {
				if (buddy->frames[i].state != FRAME_PCP || buddy->frames[i].order != order)
					return "a chunk on a wrong per-CPU list";
				pages += INT64_C(1) << order;
			}
		}
	}
	return pages == pcp->count ? NULL : "a per-CPU count that differs from a recount";
}

static const char *check_zone(const struct buddy *buddy, const struct buddy_zone *zone)
{
	struct recount count = { 0 };
	const char *fault = NULL;

	for (frame_t i = zone->first; i < zone->first + zone->frames && !fault; i++) {
		if (buddy->frames[i].state != FRAME_FREE)
			continue;
		fault = check_chunk(buddy, zone, i, &count);
		if (!fault)
			fault = check_type(buddy, zone, i);
	}
	if (!fault)
		fault = check_counters(zone, &count);
	if (!fault)
		fault = check_lists(buddy, zone);
	for (unsigned int cpu = 0; cpu < zone->state.pcp.cpus && !fault; cpu++)
		fault = check_pcp(buddy, zone, cpu);
	return fault;
}

bool buddy_check(const struct buddy *buddy, const char **what)
{
	*what = NULL;
	for (unsigned int i = 0; i < buddy->zone_count && !*what; i++)
		*what = check_zone(buddy, &buddy->zones[i]);
	return !*what;
}
