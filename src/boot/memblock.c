/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/memblock.h"

#include <string.h>

#include "boot/trace.h"
#include "util/arena.h"
#include "util/number.h"

#define STATIC_REGIONS 128
#define REGION_BYTES 32
#define CACHE_LINE 64

void memblock_init(struct memblock *mb, struct arena *arena, uint64_t page_size)
{
	*mb = (struct memblock){ .arena = arena,
							 .current_limit = UINT64_MAX,
							 .page_size = page_size,
							 .cache_line = CACHE_LINE,
							 .region_bytes = REGION_BYTES };
	mb->memory.max = mb->reserved.max = STATIC_REGIONS;
	mb->home = ANY_NODE;
}

static void insert_at(struct arena *arena, struct memblock_list *list, size_t at, struct range range,
					  unsigned int flags)
{
	list->regions = arena_grow(arena, list->regions, list->count, sizeof(*list->regions));
	memmove(&list->regions[at + 1], &list->regions[at], (list->count - at) * sizeof(*list->regions));
	list->regions[at] = (struct memblock_region){ range, flags, 0 };
	list->count++;
}

static void remove_at(struct memblock_list *list, size_t at)
{
	list->count--;
	memmove(&list->regions[at], &list->regions[at + 1], (list->count - at) * sizeof(*list->regions));
}

/* Joins neighbours from region `first` on, up to one that begins behind `end`. */
static void merge(struct memblock_list *list, size_t first, uint64_t end)
{
	for (size_t i = first; i + 1 < list->count && list->regions[i].range.base <= end;) {
		struct memblock_region *a = &list->regions[i], *b = a + 1;

		if (range_end(a->range) != b->range.base || a->flags != b->flags || a->node != b->node) {
			i++;
			continue;
		}
		a->range.size += b->range.size;
		remove_at(list, i + 1);
	}
}

/* The first region that ends behind `base`; they are ascending and apart. */
static size_t first_ending_behind(const struct memblock_list *list, uint64_t base)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (range_end(list->regions[middle].range) <= base)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Adds the parts of the range that no region covers, or only counts them: the
 * kernel does so first, to have room for all (memblock_add_range).
 */
static size_t add_parts(struct arena *arena, struct memblock_list *list, struct range range,
						unsigned int flags, bool insert)
{
	uint64_t base = range.base, end = range_end(range);
	size_t parts = 0, i = first_ending_behind(list, base);

	for (; i < list->count && base < end; i++) {
		struct range have = list->regions[i].range;

		if (have.base >= end)
			break;
		if (range_end(have) <= base)
			continue;
		if (have.base > base) {
			parts++;
			if (insert)
				insert_at(arena, list, i++, range_between(base, have.base), flags);
		}
		base = min_u64(range_end(have), end);
	}
	if (base < end) {
		parts++;
		if (insert)
			insert_at(arena, list, i, range_between(base, end), flags);
	}
	return parts;
}

/* Into the gap before region `at`, joined to its neighbours where it touches them. */
static void fill_gap(struct arena *arena, struct memblock_list *list, size_t at, struct range range,
					 unsigned int flags)
{
	struct memblock_region *before = at ? &list->regions[at - 1] : NULL;
	struct memblock_region *behind = at < list->count ? &list->regions[at] : NULL;

	if (before && (range_end(before->range) != range.base || before->flags != flags || before->node))
		before = NULL;
	if (behind && (behind->range.base != range_end(range) || behind->flags != flags || behind->node))
		behind = NULL;
	if (before)
		before->range = range_between(before->range.base, range_end(behind ? behind->range : range));
	else if (behind)
		behind->range = range_between(range.base, range_end(behind->range));
	else
		insert_at(arena, list, at, range_between(range.base, range_end(range)), flags);
	if (before && behind)
		remove_at(list, at);
}

static void list_add(struct arena *arena, struct memblock_list *list, struct range range, unsigned int flags)
{
	size_t at = first_ending_behind(list, range.base);

	if (range.size && (at == list->count || list->regions[at].range.base >= range_end(range))) {
		fill_gap(arena, list, at, range, flags);
		return;
	}
	add_parts(arena, list, range, flags, true);
	merge(list, at ? at - 1 : 0, range_end(range));
}

static void cut_at(struct arena *arena, struct memblock_list *list, uint64_t cut)
{
	size_t i = first_ending_behind(list, cut);
	struct memblock_region whole;

	if (i == list->count || list->regions[i].range.base >= cut)
		return;
	whole = list->regions[i];
	list->regions[i].range = range_between(whole.range.base, cut);
	insert_at(arena, list, i + 1, range_between(cut, range_end(whole.range)), whole.flags);
	list->regions[i + 1].node = whole.node;
}

/* Splits regions at both ends of the range, so that each lies wholly inside or outside; the first one inside. */
static size_t isolate(struct arena *arena, struct memblock_list *list, struct range range)
{
	cut_at(arena, list, range.base);
	cut_at(arena, list, range_end(range));
	return first_ending_behind(list, range.base);
}

static void list_remove(struct arena *arena, struct memblock_list *list, struct range range)
{
	size_t i = isolate(arena, list, range);

	while (i < list->count && range_contains(range, list->regions[i].range))
		remove_at(list, i);
}

/* Runs of allocations from the top down stay one claim. */
static void add_claim(struct memblock *mb, struct range range, const char *owner)
{
	struct claim claim = { range, owner }, *last = mb->claim_count ? &mb->claims[mb->claim_count - 1] : NULL;

	if (last && last->owner == owner && range_end(range) == last->range.base)
		last->range = range_between(range.base, range_end(last->range));
	else
		arena_push(mb->arena, mb->claims, mb->claim_count, claim);
}

static void reserve_unchecked(struct memblock *mb, struct range range, unsigned int flags, const char *owner)
{
	list_add(mb->arena, &mb->reserved, range, flags);
	add_claim(mb, range, owner);
}

/*
 * linux:mm/memblock.c:memblock_double_array: a new array from memblock itself,
 * page aligned in size; the static one it replaces lies in .init.data.
 */
static bool grow_array(struct memblock *mb, struct memblock_list *list)
{
	uint64_t size = round_up(2 * list->max * mb->region_bytes, mb->page_size);
	uint64_t base;

	if (!mb->can_resize) {
		mb->overflowed = true;
		return false;
	}
	base = memblock_find(mb, size, mb->page_size, 0, MEMBLOCK_ACCESSIBLE, false);
	if (!base)
		return false;
	list->max *= 2;
	reserve_unchecked(mb, (struct range){ base, size }, 0, "memblock arrays");
	trace_reserve(mb->trace, (struct range){ base, size }, 1, "memblock arrays");
	return true;
}

static bool make_room(struct memblock *mb, struct memblock_list *list, size_t more)
{
	while (list->count + more > list->max)
		if (!grow_array(mb, list))
			return false;
	return true;
}

static bool make_room_for(struct memblock *mb, struct memblock_list *list, struct range range)
{
	return make_room(mb, list, add_parts(mb->arena, list, range, MEMBLOCK_NONE, false));
}

bool memblock_add(struct memblock *mb, struct range range, unsigned int flags)
{
	if (!make_room_for(mb, &mb->memory, range))
		return false;
	list_add(mb->arena, &mb->memory, range, flags);
	trace_range(mb->trace, TRACE_ADD, range);
	return true;
}

static bool is_touched(const struct memblock_list *list, struct range range)
{
	for (size_t i = first_ending_behind(list, range.base); i < list->count; i++) {
		if (list->regions[i].range.base >= range_end(range))
			return false;
		if (ranges_overlap(list->regions[i].range, range))
			return true;
	}
	return false;
}

bool memblock_remove(struct memblock *mb, struct range range)
{
	if (!is_touched(&mb->memory, range))
		return true;
	if (!make_room(mb, &mb->memory, 2))
		return false;
	list_remove(mb->arena, &mb->memory, range);
	trace_range(mb->trace, TRACE_REMOVE, range);
	return true;
}

/* RAM cut at both ends of the range, to change what lies in it; false where the array has no room for that.
 */
static bool isolate_memory(struct memblock *mb, struct range range, size_t *first)
{
	if (!make_room(mb, &mb->memory, 2))
		return false;
	*first = isolate(mb->arena, &mb->memory, range);
	return true;
}

bool memblock_set_flags(struct memblock *mb, struct range range, unsigned int flag, bool set)
{
	size_t first;

	if (!is_touched(&mb->memory, range))
		return true;
	if (!isolate_memory(mb, range, &first))
		return false;
	for (size_t i = first; i < mb->memory.count && range_contains(range, mb->memory.regions[i].range); i++) {
		struct memblock_region *r = &mb->memory.regions[i];

		r->flags = set ? r->flags | flag : r->flags & ~flag;
	}
	if (flag == MEMBLOCK_NOMAP)
		trace_range(mb->trace, set ? TRACE_MARK_NOMAP : TRACE_CLEAR_NOMAP, range);
	merge(&mb->memory, first ? first - 1 : 0, range_end(range));
	return true;
}

bool memblock_set_node(struct memblock *mb, struct range range, unsigned int node)
{
	size_t first;

	if (!isolate_memory(mb, range, &first))
		return false;
	for (size_t i = first; i < mb->memory.count && range_contains(range, mb->memory.regions[i].range); i++)
		mb->memory.regions[i].node = node;
	merge(&mb->memory, 0, UINT64_MAX);
	return true;
}

/* `count` allocations at once, or one reservation. */
static bool reserve(struct memblock *mb, struct range range, uint64_t count, unsigned int flags,
					const char *owner)
{
	if (!range.size)
		return true;
	if (!make_room_for(mb, &mb->reserved, range))
		return false;
	reserve_unchecked(mb, range, flags, owner);
	trace_reserve(mb->trace, range, count, owner);
	return true;
}

bool memblock_reserve(struct memblock *mb, struct range range, const char *owner)
{
	return reserve(mb, range, 1, MEMBLOCK_NONE, owner);
}

static bool take_pieces(struct memblock *mb, struct range range, uint64_t count, const char *owner)
{
	return reserve(mb, range, count, mb->kernel_flag ? MEMBLOCK_RSRV_KERN : MEMBLOCK_NONE, owner);
}

bool memblock_take(struct memblock *mb, struct range range, const char *owner)
{
	return take_pieces(mb, range, 1, owner);
}

/* What stands on either side of a freed range keeps its owner. */
static void release_claims(struct memblock *mb, struct range range)
{
	size_t count = mb->claim_count, kept = 0;
	struct claim *tails = NULL;
	size_t tail_count = 0;

	for (size_t i = 0; i < count; i++) {
		struct claim claim = mb->claims[i], tail = claim;

		if (ranges_overlap(claim.range, range)) {
			tail.range = range_between(range_end(range), range_end(claim.range));
			if (tail.range.size)
				arena_push(mb->arena, tails, tail_count, tail);
			claim.range = range_between(claim.range.base, range.base);
		}
		if (claim.range.size)
			mb->claims[kept++] = claim;
	}
	mb->claim_count = kept;
	for (size_t i = 0; i < tail_count; i++)
		arena_push(mb->arena, mb->claims, mb->claim_count, tails[i]);
}

void memblock_free(struct memblock *mb, struct range range)
{
	if (!range.size)
		return;
	list_remove(mb->arena, &mb->reserved, range);
	release_claims(mb, range);
	trace_range(mb->trace, TRACE_FREE, range);
}

bool memblock_is_region_memory(const struct memblock *mb, struct range range)
{
	for (size_t i = 0; i < mb->memory.count; i++)
		if (range_contains(mb->memory.regions[i].range, range))
			return true;
	return false;
}

bool memblock_overlaps_memory(const struct memblock *mb, struct range range)
{
	return is_touched(&mb->memory, range);
}

bool memblock_overlaps_reserved(const struct memblock *mb, struct range range)
{
	return is_touched(&mb->reserved, range);
}

uint64_t memblock_start_of_dram(const struct memblock *mb)
{
	return mb->memory.count ? mb->memory.regions[0].range.base : 0;
}

uint64_t memblock_end_of_dram(const struct memblock *mb)
{
	return mb->memory.count ? range_end(mb->memory.regions[mb->memory.count - 1].range) : 0;
}

uint64_t memblock_phys_mem_size(const struct memblock *mb)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < mb->memory.count; i++)
		sum += mb->memory.regions[i].range.size;
	return sum;
}

struct range *memblock_free_ranges(const struct memblock *mb, struct arena *arena, size_t *count)
{
	struct range *list = NULL;
	size_t r = 0;

	*count = 0;
	for (size_t m = 0; m < mb->memory.count; m++) {
		struct memblock_region region = mb->memory.regions[m];
		uint64_t at = region.range.base, end = range_end(region.range);

		if (region.flags & MEMBLOCK_NOMAP)
			continue;
		while (r && range_end(mb->reserved.regions[r - 1].range) > at)
			r--;
		for (; r < mb->reserved.count && at < end; r++) {
			struct range taken = mb->reserved.regions[r].range;

			if (range_end(taken) <= at)
				continue;
			if (taken.base >= end)
				break;
			if (taken.base > at)
				arena_push(arena, list, *count, range_between(at, taken.base));
			at = range_end(taken);
		}
		if (at < end)
			arena_push(arena, list, *count, range_between(at, end));
	}
	return list;
}

/* The place for `size` bytes in a free range, or 0. */
static uint64_t place_in(struct range free, uint64_t size, uint64_t align, bool bottom_up)
{
	uint64_t end = range_end(free), at;

	if (free.size < size)
		return 0;
	at = bottom_up ? round_up(free.base, align) : round_down(end - size, align);
	return at >= free.base && at <= end && end - at >= size ? at : 0;
}

/* The same beside what is kept. */
static uint64_t place_beside(const struct memblock *mb, struct range free, uint64_t size, uint64_t align,
							 bool bottom_up)
{
	for (size_t i = 0; i < mb->kept_count; i++) {
		struct range kept = mb->kept[i], parts[2];
		uint64_t at;

		if (!ranges_overlap(kept, free))
			continue;
		parts[bottom_up ? 0 : 1] = range_between(free.base, max_u64(kept.base, free.base));
		parts[bottom_up ? 1 : 0] = range_between(min_u64(range_end(kept), range_end(free)), range_end(free));
		at = place_beside(mb, parts[0], size, align, bottom_up);
		return at ? at : place_beside(mb, parts[1], size, align, bottom_up);
	}
	return place_in(free, size, align, bottom_up);
}

/* Tries the gaps of the reserved list that reach into the window. */
static uint64_t find_in(const struct memblock *mb, struct range window, uint64_t size, uint64_t align,
						bool bottom_up)
{
	size_t lowest = first_ending_behind(&mb->reserved, window.base);
	size_t highest = first_ending_behind(&mb->reserved, range_end(window)), taken = mb->reserved.count;
	uint64_t at = 0;

	for (size_t j = 0; j <= highest - lowest && !at; j++) {
		size_t gap = bottom_up ? lowest + j : highest - j; /* it lies before the region of that index */
		uint64_t from = gap ? range_end(mb->reserved.regions[gap - 1].range) : 0;
		uint64_t to = gap < taken ? mb->reserved.regions[gap].range.base : UINT64_MAX;

		from = max_u64(from, window.base);
		to = min_u64(to, range_end(window));
		if (from < to)
			at = mb->kept_count ? place_beside(mb, range_between(from, to), size, align, bottom_up)
								: place_in(range_between(from, to), size, align, bottom_up);
	}
	return at;
}

/*
 * Walks the gaps of the reserved list inside each mapped range of RAM without
 * building a list: this runs for every allocation.
 */
uint64_t memblock_find(const struct memblock *mb, uint64_t size, uint64_t align, uint64_t min, uint64_t max,
					   bool bottom_up)
{
	size_t count = mb->memory.count;
	uint64_t limit = max == MEMBLOCK_ACCESSIBLE ? mb->current_limit : max, at = 0;

	if (!align)
		align = mb->cache_line;
	min = max_u64(min, mb->page_size);
	for (size_t i = 0; i < count && !at; i++) {
		struct memblock_region m = mb->memory.regions[bottom_up ? i : count - 1 - i];
		struct range window = range_between(max_u64(m.range.base, min), min_u64(range_end(m.range), limit));

		if (mb->home != ANY_NODE && m.node != mb->home)
			continue;
		if (!(m.flags & MEMBLOCK_NOMAP) && window.size >= size && window.size)
			at = find_in(mb, window, size, align, bottom_up);
	}
	return at;
}

/* On the node that is asked for, else on any (linux:memblock_alloc_range_nid). */
static uint64_t find_near(struct memblock *mb, uint64_t size, uint64_t align, uint64_t min, uint64_t max)
{
	unsigned int home = mb->home;
	uint64_t base = memblock_find(mb, size, align, min, max, false);

	if (!base && home != ANY_NODE) {
		mb->home = ANY_NODE;
		base = memblock_find(mb, size, align, min, max, false);
		mb->home = home;
	}
	return base;
}

uint64_t memblock_alloc_range(struct memblock *mb, uint64_t size, uint64_t align, uint64_t min, uint64_t max,
							  const char *owner)
{
	uint64_t base;

	if (!size)
		return 0;
	base = find_near(mb, size, align, min, max);
	if (!base && min)
		base = find_near(mb, size, align, 0, max);
	if (!base)
		return 0;
	return memblock_take(mb, (struct range){ base, size }, owner) ? base : 0;
}

uint64_t memblock_alloc(struct memblock *mb, uint64_t size, uint64_t align, const char *owner)
{
	return memblock_alloc_range(mb, size, align, 0, MEMBLOCK_ACCESSIBLE, owner);
}

/* The lowest free byte from which memory is free up to `at`, which was just allocated. */
static uint64_t start_of_free_run(const struct memblock *mb, uint64_t at)
{
	uint64_t start = mb->page_size;

	for (size_t i = 0; i < mb->memory.count; i++)
		if (mb->memory.regions[i].range.base <= at)
			start = max_u64(start, mb->memory.regions[i].range.base);
	for (size_t i = 0; i < mb->reserved.count && mb->reserved.regions[i].range.base < at; i++)
		start = max_u64(start, min_u64(range_end(mb->reserved.regions[i].range), at));
	return start;
}

void memblock_alloc_each(struct memblock *mb, uint64_t count, uint64_t size, uint64_t align, uint64_t max,
						 const char *owner)
{
	while (count) {
		uint64_t top = memblock_alloc_range(mb, size, align, 0, max, owner);
		uint64_t start, more;

		if (!top)
			return;
		/* the free run below goes piece by piece to the requests that follow */
		start = start_of_free_run(mb, top);
		more = start < top ? min_u64(count - 1, (top - start) / size) : 0;
		if (!take_pieces(mb, (struct range){ top - more * size, more * size }, more, owner))
			return;
		count -= 1 + more;
	}
}
