/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/buddy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "alloc/exhaust.h"
#include "util/memory.h"
#include "util/number.h"

#define MAX_FRAMES (UINT32_C(1) << 30)

/* --- lists of frames ---------------------------------------------------------- */

void list_init(struct frame_list *list)
{
	*list = (struct frame_list){ NO_FRAME, NO_FRAME, 0 };
}

void list_add(struct buddy *buddy, struct frame_list *list, frame_t frame)
{
	struct frame *f = &buddy->frames[frame];

	f->prev = NO_FRAME;
	f->next = list->first;
	if (list->first != NO_FRAME)
		buddy->frames[list->first].prev = frame;
	else
		list->last = frame;
	list->first = frame;
	list->count++;
}

void list_add_last(struct buddy *buddy, struct frame_list *list, frame_t frame)
{
	struct frame *f = &buddy->frames[frame];

	f->next = NO_FRAME;
	f->prev = list->last;
	if (list->last != NO_FRAME)
		buddy->frames[list->last].next = frame;
	else
		list->first = frame;
	list->last = frame;
	list->count++;
}

void list_remove(struct buddy *buddy, struct frame_list *list, frame_t frame)
{
	const struct frame *f = &buddy->frames[frame];

	if (f->prev != NO_FRAME)
		buddy->frames[f->prev].next = f->next;
	else
		list->first = f->next;
	if (f->next != NO_FRAME)
		buddy->frames[f->next].prev = f->prev;
	else
		list->last = f->prev;
	list->count--;
}

/* --- free chunks --------------------------------------------------------------- */

static void account(struct buddy_zone *zone, enum migratetype type, unsigned int order, int64_t sign)
{
	int64_t pages = sign * (INT64_C(1) << order);

	zone->state.nr_free[type][order] += sign;
	if (type == MIGRATE_ISOLATE)
		return;
	zone->state.free += pages;
	if (type == MIGRATE_CMA)
		zone->state.free_cma += pages;
	else if (type == MIGRATE_HIGHATOMIC)
		zone->state.free_highatomic += pages;
}

static void link_chunk(struct buddy *buddy, struct buddy_zone *zone, frame_t frame, unsigned int order,
					   enum migratetype type, bool last)
{
	struct frame *f = &buddy->frames[frame];

	f->state = FRAME_FREE;
	f->order = (uint8_t)order;
	f->owner = (uint16_t)type;
	if (last)
		list_add_last(buddy, &zone->lists[type][order], frame);
	else
		list_add(buddy, &zone->lists[type][order], frame);
	account(zone, type, order, 1);
}

static void unlink_chunk(struct buddy *buddy, struct buddy_zone *zone, frame_t frame)
{
	struct frame *f = &buddy->frames[frame];

	list_remove(buddy, &zone->lists[f->owner][f->order], frame);
	account(zone, (enum migratetype)f->owner, f->order, -1);
	f->state = FRAME_TAIL;
}

void buddy_unlink(struct buddy *buddy, struct buddy_zone *zone, frame_t frame)
{
	unlink_chunk(buddy, zone, frame);
}

static frame_t buddy_of(const struct buddy_zone *zone, frame_t frame, unsigned int order)
{
	return zone->first + ((frame - zone->first) ^ (UINT32_C(1) << order));
}

static bool is_plain_type(enum migratetype type)
{
	return type == MIGRATE_UNMOVABLE || type == MIGRATE_MOVABLE || type == MIGRATE_RECLAIMABLE;
}

/* Above pageblock order chunks merge across blocks of unlike type, but never with one set apart. */
static bool types_may_merge(const struct buddy *buddy, const struct buddy_zone *zone, frame_t a, frame_t b,
							unsigned int order)
{
	enum migratetype type_a, type_b;

	if (order < buddy->kernel.pageblock_order)
		return true;
	type_a = frame_type(buddy, zone, a);
	type_b = frame_type(buddy, zone, b);
	return type_a == type_b || (is_plain_type(type_a) && is_plain_type(type_b));
}

static bool is_free_buddy(const struct buddy *buddy, const struct buddy_zone *zone, frame_t frame,
						  unsigned int order)
{
	const struct frame *f;

	if (frame - zone->first >= zone->frames)
		return false;
	f = &buddy->frames[frame];
	return f->state == FRAME_FREE && f->order == order;
}

/* A chunk whose larger buddy is free already goes last: it will soon be merged. Source: buddy_merge_likely.
 */
static bool merge_is_likely(const struct buddy *buddy, const struct buddy_zone *zone, frame_t frame,
							unsigned int order)
{
	frame_t higher = zone->first + ((frame - zone->first) & ~(UINT32_C(1) << order));

	if (order + 1 >= buddy->kernel.max_order)
		return false;
	return is_free_buddy(buddy, zone, buddy_of(zone, higher, order + 1), order + 1);
}

/*
 * The merged chunk is on one list: from 6.12 on its blocks take the type of that
 * list, so that what it is split into later is on the right ones.
 * Source: linux-6.12:mm/page_alloc.c:__free_one_page.
 */
static void match_types(const struct buddy *buddy, struct buddy_zone *zone, frame_t frame, unsigned int order,
						enum migratetype type)
{
	uint32_t block = frame_block(buddy, zone, frame);

	if (order < buddy->kernel.pageblock_order || buddy->kernel.rules.steal != STEAL_CLAIM_FIRST)
		return;
	for (uint32_t end = block + (UINT32_C(1) << (order - buddy->kernel.pageblock_order)); block < end;
		 block++) {
		zone->state.pageblocks[zone->block_types[block]]--;
		zone->state.pageblocks[type]++;
		zone->block_types[block] = (uint8_t)type;
	}
}

void buddy_give(struct buddy *buddy, struct buddy_zone *zone, frame_t frame, unsigned int order)
{
	enum migratetype type = frame_type(buddy, zone, frame);

	while (order < buddy->kernel.max_order) {
		frame_t other = buddy_of(zone, frame, order);

		if (!is_free_buddy(buddy, zone, other, order) || !types_may_merge(buddy, zone, frame, other, order))
			break;
		unlink_chunk(buddy, zone, other);
		match_types(buddy, zone, other, order, type);
		buddy->frames[frame].state = FRAME_TAIL;
		if (other < frame)
			frame = other;
		order++;
	}
	link_chunk(buddy, zone, frame, order, type, merge_is_likely(buddy, zone, frame, order));
}

void buddy_split(struct buddy *buddy, struct buddy_zone *zone, frame_t frame, unsigned int from,
				 unsigned int order, enum migratetype rest)
{
	while (from > order) {
		from--;
		link_chunk(buddy, zone, frame + (UINT32_C(1) << from), from, rest, false);
	}
}

frame_t buddy_take(struct buddy *buddy, struct buddy_zone *zone, enum migratetype type, unsigned int order,
				   enum migratetype rest)
{
	for (unsigned int k = order; k <= buddy->kernel.max_order; k++) {
		frame_t frame = zone->lists[type][k].first;

		if (frame == NO_FRAME)
			continue;
		unlink_chunk(buddy, zone, frame);
		buddy_split(buddy, zone, frame, k, order, rest);
		return frame;
	}
	return NO_FRAME;
}

/* Chunks above pageblock order lie in no single block: their callers deal with them. */
int64_t buddy_move_block(struct buddy *buddy, struct buddy_zone *zone, uint32_t block, enum migratetype type)
{
	frame_t frame = block_frame(buddy, zone, block),
			end = frame + (UINT32_C(1) << buddy->kernel.pageblock_order);
	int64_t moved = 0;

	while (frame < end) {
		const struct frame *f = &buddy->frames[frame];
		unsigned int order = f->order;

		if (f->state != FRAME_FREE) {
			frame++;
			continue;
		}
		if (f->owner != type) {
			unlink_chunk(buddy, zone, frame);
			link_chunk(buddy, zone, frame, order, type, false);
		}
		moved += INT64_C(1) << order;
		frame += UINT32_C(1) << order;
	}
	return moved;
}

frame_t buddy_chunk_of(const struct buddy *buddy, const struct buddy_zone *zone, frame_t frame)
{
	for (unsigned int order = 0; order <= buddy->kernel.max_order; order++) {
		frame_t start = zone->first + ((frame - zone->first) & ~((UINT32_C(1) << order) - 1));
		const struct frame *f = &buddy->frames[start];

		if (f->state == FRAME_FREE && f->order >= order)
			return start;
		if (f->state != FRAME_TAIL)
			return NO_FRAME;
	}
	return NO_FRAME;
}

/* --- making one ------------------------------------------------------------------ */

/* Largest aligned chunks, lowest address first. Source: mm/memblock.c:__free_pages_memory. */
static void give_range(struct buddy *buddy, struct buddy_zone *zone, const struct sim_range *range)
{
	frame_t at = zone->first + (frame_t)(range->pfn - zone->base_pfn), end = at + (frame_t)range->pages;

	while (at < end) {
		unsigned int order = buddy->kernel.max_order;

		while (((at - zone->first) & ((UINT32_C(1) << order) - 1)) || end - at < UINT32_C(1) << order)
			order--;
		for (frame_t i = at; i < at + (UINT32_C(1) << order); i++)
			buddy->frames[i].state = FRAME_TAIL;
		buddy_give(buddy, zone, at, order);
		at += UINT32_C(1) << order;
	}
}

static void tag_blocks(struct buddy *buddy, struct buddy_zone *zone, const struct sim_range *range)
{
	uint32_t from = (uint32_t)(range->pfn - zone->base_pfn) >> buddy->kernel.pageblock_order;
	uint32_t to = (uint32_t)(range->pfn + range->pages - 1 - zone->base_pfn) >> buddy->kernel.pageblock_order;

	for (uint32_t block = from; block <= to; block++)
		zone->block_types[block] = (uint8_t)range->type;
}

static void tag_seen_blocks(struct buddy *buddy, struct buddy_zone *zone, const struct sim_boot_zone *from)
{
	for (size_t i = 0; i < from->type_count; i++) {
		uint64_t block = (from->types[i].pfn - zone->base_pfn) >> buddy->kernel.pageblock_order;

		if (from->types[i].pfn >= zone->base_pfn && block < zone->blocks)
			zone->block_types[block] = (uint8_t)from->types[i].type;
	}
}

static void reset_counters(struct zone_state *state)
{
	state->free = state->free_cma = 0;
	state->reserved_highatomic = state->free_highatomic = 0;
	state->pcp.count = 0;
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		for (unsigned int k = 0; k < ZONE_ORDERS; k++)
			state->nr_free[type][k] = 0;
}

static void count_blocks(struct buddy_zone *zone, const struct alloc_kernel *kernel)
{
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		zone->state.pageblocks[type] = 0;
	for (uint32_t block = 0; block < zone->blocks; block++)
		zone->state.pageblocks[zone->block_types[block]]++;
	zone->state.reserved_highatomic = zone->state.pageblocks[MIGRATE_HIGHATOMIC] << kernel->pageblock_order;
}

static void init_lists(struct buddy_zone *zone, unsigned int cpus)
{
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		for (unsigned int k = 0; k < ZONE_ORDERS; k++)
			list_init(&zone->lists[type][k]);
	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		for (unsigned int k = 0; k < PCP_ORDERS; k++)
			for (unsigned int type = 0; type < PCP_TYPES; type++)
				list_init(&zone->pcps[cpu].lists[k][type]);
}

static bool range_fits(const struct sim_boot_zone *from, const struct sim_range *range, uint64_t floor)
{
	uint64_t end = from->state.start_pfn + from->state.spanned;

	return range->pages > 0 && range->pfn >= floor && range->pfn <= end && range->pages <= end - range->pfn;
}

static int fill_zone(struct buddy *buddy, struct buddy_zone *zone, const struct sim_boot_zone *from)
{
	uint64_t floor = from->state.start_pfn;

	tag_seen_blocks(buddy, zone, from);
	for (size_t i = 0; i < from->range_count; i++) {
		if (!range_fits(from, &from->ranges[i], floor))
			return -EINVAL;
		floor = from->ranges[i].pfn + from->ranges[i].pages;
		tag_blocks(buddy, zone, &from->ranges[i]);
	}
	for (size_t i = 0; i < from->range_count; i++)
		give_range(buddy, zone, &from->ranges[i]);
	count_blocks(zone, &buddy->kernel);
	return 0;
}

int64_t pcp_least_high(const struct alloc_kernel *kernel, const struct buddy_zone *zone, unsigned int cpus)
{
	if (!kernel->rules.pcp_high_by_low)
		return 6 * zone->batch;
	return zone->state.low / cpus > 4 * zone->batch ? zone->state.low / cpus : 4 * zone->batch;
}

static int make_zone(struct buddy *buddy, struct buddy_zone *zone, const struct sim_boot_zone *from,
					 unsigned int cpus)
{
	zone->blocks = zone->frames >> buddy->kernel.pageblock_order;
	zone->block_types = memory_new(zone->blocks);
	zone->pcps = memory_new(cpus * sizeof(*zone->pcps));
	for (uint32_t block = 0; block < zone->blocks; block++)
		zone->block_types[block] = MIGRATE_MOVABLE;
	zone->state = from->state;
	reset_counters(&zone->state);
	init_lists(zone, cpus);
	zone->state.pcp.cpus = cpus;
	zone->batch =
		zone->state.pcp.batch > 0 ? zone->state.pcp.batch : pcp_batch(&buddy->kernel, zone->state.managed);
	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		zone->pcps[cpu].high = pcp_least_high(&buddy->kernel, zone, cpus);
	for (frame_t i = zone->first; i < zone->first + zone->frames; i++)
		buddy->frames[i].zone = zone->index & 15;
	return fill_zone(buddy, zone, from);
}

/* Zones start at multiples of the largest order, so that a chunk's buddy is found by its index. */
static int lay_out(struct buddy *buddy, const struct sim_boot *boot)
{
	uint64_t align = UINT64_C(1) << boot->kernel.max_order, total = 0;

	for (size_t i = 0; i < boot->zone_count; i++) {
		struct buddy_zone *zone = &buddy->zones[i];
		const struct zone_state *s = &boot->zones[i].state;
		uint64_t end = s->start_pfn + s->spanned;

		if (end < s->start_pfn || s->spanned > MAX_FRAMES)
			return -EINVAL;
		zone->index = (unsigned int)i;
		zone->base_pfn = round_down(s->start_pfn, align);
		zone->first = (frame_t)total;
		zone->frames = (uint32_t)(round_up(end, align) - zone->base_pfn);
		total += zone->frames;
		if (total > MAX_FRAMES)
			return -EINVAL;
	}
	buddy->frame_count = (uint32_t)total;
	return 0;
}

/* In huge pages where the host has them: frames are touched all over. */
static void alloc_frames(struct buddy *buddy)
{
	size_t size = (size_t)round_up((uint64_t)buddy->frame_count * sizeof(struct frame) + 1, MIB(2));

	buddy->frame_memory = memory_new(size + MIB(2));
	buddy->frames = (struct frame *)(uintptr_t)round_up((uintptr_t)buddy->frame_memory, MIB(2));
	madvise(buddy->frames, size, MADV_HUGEPAGE);
}

int buddy_new(const struct sim_boot *boot, unsigned int cpus, struct buddy **result)
{
	struct buddy *buddy;
	int ret;

	*result = NULL;
	if (boot->zone_count == 0 || boot->zone_count > BUDDY_ZONES || cpus == 0 ||
		boot->kernel.pageblock_order > boot->kernel.max_order || boot->kernel.max_order >= ZONE_ORDERS)
		return -EINVAL;
	buddy = memory_new(sizeof(*buddy));
	buddy->kernel = boot->kernel;
	buddy->zone_count = (unsigned int)boot->zone_count;
	ret = lay_out(buddy, boot);
	if (!ret)
		alloc_frames(buddy);
	for (size_t i = 0; !ret && i < boot->zone_count; i++)
		ret = make_zone(buddy, &buddy->zones[i], &boot->zones[i], cpus);
	if (ret) {
		buddy_free(buddy);
		return ret;
	}
	*result = buddy;
	return 0;
}

void buddy_free(struct buddy *buddy)
{
	if (!buddy)
		return;
	for (unsigned int i = 0; i < buddy->zone_count; i++) {
		memory_free(buddy->zones[i].block_types);
		memory_free(buddy->zones[i].pcps);
	}
	memory_free(buddy->frame_memory);
	memory_free(buddy);
}
