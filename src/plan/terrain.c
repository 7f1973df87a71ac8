/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/terrain.h"

#include "alloc/headroom.h"
#include "alloc/zone_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/layout.h"
#include "policy/need.h"
#include "plan/trial.h"
#include "util/arena.h"

/* Below this order the count of free pages tells more than where they lie. */
#define PLACE_MATTERS_FROM_ORDER 6

static void survey_banks(struct arena *arena, struct terrain *t)
{
	const struct board *board = t->site->board;

	for (size_t i = 0; i < board->memory_count; i++) {
		const struct memory_node *m = &board->memory[i];
		const struct tuples *tuples = m->usable.present ? &m->usable : &m->reg;

		for (size_t j = 0; j < tuples->count; j++)
			if (tuples->items[j].size)
				arena_push(arena, t->banks, t->bank_count, tuples->items[j]);
	}
}

struct terrain terrain_survey(struct arena *arena, const struct site *site)
{
	struct terrain t = { .site = site };

	t.free = memblock_free_ranges(&site->boot->memblock, arena, &t.free_count);
	survey_banks(arena, &t);
	return t;
}

struct range terrain_around(const struct terrain *t, struct range piece)
{
	uint64_t start = piece.base, end = range_end(piece);

	for (size_t i = 0; i < t->free_count; i++) {
		if (range_end(t->free[i]) == piece.base)
			start = t->free[i].base;
		if (t->free[i].base == end)
			end = range_end(t->free[i]);
	}
	return range_between(start, end);
}

int64_t blocks_within(const struct site *site, struct range range, unsigned int order)
{
	uint64_t size = page_size(site->kernel) << order;
	uint64_t start = round_up(range.base, size), end = round_down(range_end(range), size);

	return end > start ? (int64_t)((end - start) / size) : 0;
}

static uint64_t bytes_in_ram(const struct terrain *t, struct range piece)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < t->bank_count; i++) {
		uint64_t start = max_u64(piece.base, t->banks[i].base);
		uint64_t end = min_u64(range_end(piece), range_end(t->banks[i]));

		bytes += end > start ? end - start : 0;
	}
	return bytes;
}

/* Whether the request may take pages from the zone that the piece lies in. */
static bool zone_serves(const struct terrain *t, const struct need *need, struct range piece)
{
	const struct boot *boot = t->site->boot;
	uint64_t pfn = piece.base >> t->site->kernel->page_shift;
	enum gfp_zone highest = GFP_ZONE_MOVABLE;

	if (need->kind == NEED_REQUEST)
		highest = gfp_highest_zone(&need->request.gfp, t->site->settled->kernel.zones);
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = &boot->zones[i];

		if (zone->present.value && pfn >= zone->start_pfn && pfn < zone->start_pfn + zone->spanned)
			return (unsigned int)zone->type <= (unsigned int)highest;
	}
	return true;
}

static int64_t blocks_gained(const struct terrain *t, const struct need *need, struct range piece)
{
	unsigned int order = need->request.order;
	struct range whole;

	if (!zone_serves(t, need, piece))
		return 0;
	if (order < PLACE_MATTERS_FROM_ORDER)
		return (int64_t)((bytes_in_ram(t, piece) >> t->site->kernel->page_shift) >> order);
	if (bytes_in_ram(t, piece) < piece.size)
		return 0;
	whole = terrain_around(t, piece);
	return blocks_within(t->site, whole, order) -
		   blocks_within(t->site, range_between(whole.base, piece.base), order) -
		   blocks_within(t->site, range_between(range_end(piece), range_end(whole)), order);
}

static bool is_cma(const struct boot *boot, size_t n)
{
	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].activated && boot->cma[i].region != SIZE_MAX &&
			boot->regions[boot->cma[i].region].node == n)
			return true;
	return false;
}

static int64_t piece_gain(const struct terrain *t, const struct need *need, size_t n, struct range piece)
{
	if (piece.size == 0)
		return 0;
	switch (need->kind) {
	case NEED_REQUEST:
	case NEED_FREE:
		return blocks_gained(t, need, piece);
	case NEED_MANAGED:
		return is_cma(t->site->boot, n) ? 0 : (int64_t)bytes_in_ram(t, piece);
	case NEED_USABLE:
		return (int64_t)bytes_in_ram(t, piece);
	default:
		return 0;
	}
}

static bool is_taken(const struct boot *boot, size_t n)
{
	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].node == n)
			return boot->regions[i].taken;
	return false;
}

int64_t terrain_gain(const struct terrain *t, const struct need *need, size_t n, struct range old,
					 struct range now)
{
	if (!is_taken(t->site->boot, n))
		return 0;
	if (now.size == 0)
		return piece_gain(t, need, n, old);
	return piece_gain(t, need, n, range_between(old.base, now.base)) +
		   piece_gain(t, need, n, range_between(range_end(now), range_end(old)));
}

/* What a range loses in blocks when the part that lies within `taken` goes. */
static int64_t blocks_lost(const struct site *site, struct range range, struct range taken,
						   unsigned int order)
{
	uint64_t low = max_u64(range.base, taken.base), high = min_u64(range_end(range), range_end(taken));

	if (low >= high)
		return 0;
	return blocks_within(site, range, order) - blocks_within(site, range_between(range.base, low), order) -
		   blocks_within(site, range_between(high, range_end(range)), order);
}

static uint64_t overlap(struct range a, struct range b)
{
	uint64_t low = max_u64(a.base, b.base), high = min_u64(range_end(a), range_end(b));

	return low < high ? high - low : 0;
}

int64_t terrain_move_gain(const struct site *site, const struct range *free, size_t count, struct range from,
						  struct range to, unsigned int order)
{
	uint64_t block = page_size(site->kernel) << order, elsewhere = to.size;
	struct range whole = from;
	int64_t gain = 0;

	for (size_t i = 0; i < count; i++)
		if (from.size && (range_end(free[i]) == from.base || free[i].base == range_end(from))) {
			gain -= blocks_within(site, free[i], order);
			whole = range_between(min_u64(whole.base, free[i].base),
								  max_u64(range_end(whole), range_end(free[i])));
		} else {
			gain -= blocks_lost(site, free[i], to, order);
			elsewhere -= overlap(free[i], to);
		}
	if (from.size)
		gain += blocks_within(site, whole, order) - blocks_lost(site, whole, to, order);
	elsewhere -= from.size ? overlap(whole, to) : 0;
	/* what early boot has taken there it will take from other blocks */
	return gain - (int64_t)((elsewhere + block - 1) / block);
}

bool terrain_takes(const struct terrain *t, size_t n)
{
	return is_taken(t->site->boot, n);
}

/* --- whole layouts ----------------------------------------------------------- */

static struct range *without(struct arena *arena, struct range *list, size_t *count, struct range hole)
{
	struct range *kept = NULL;
	size_t n = 0;

	for (size_t i = 0; i < *count; i++) {
		struct range low = range_between(list[i].base, min_u64(range_end(list[i]), hole.base));
		struct range high = range_between(max_u64(list[i].base, range_end(hole)), range_end(list[i]));

		if (!ranges_overlap(list[i], hole)) {
			arena_push(arena, kept, n, list[i]);
			continue;
		}
		if (low.size)
			arena_push(arena, kept, n, low);
		if (high.size)
			arena_push(arena, kept, n, high);
	}
	*count = n;
	return kept;
}

/* Adds a range that overlaps none, in order, joined with its neighbours. */
static struct range *with(struct arena *arena, struct range *list, size_t *count, struct range more)
{
	struct range *kept = NULL;
	size_t n = 0;
	bool placed = false;

	for (size_t i = 0; i <= *count; i++) {
		if (!placed && (i == *count || list[i].base > more.base)) {
			arena_push(arena, kept, n, more);
			placed = true;
		}
		if (i < *count)
			arena_push(arena, kept, n, list[i]);
	}
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		if (*count && range_end(kept[*count - 1]) == kept[i].base)
			kept[*count - 1].size += kept[i].size;
		else
			kept[(*count)++] = kept[i];
	}
	return kept;
}

struct range *terrain_free(struct arena *arena, const struct terrain *t, const struct layout *from,
						   const struct layout *to, size_t *count)
{
	struct range *list = t->free;

	*count = t->free_count;
	for (size_t n = 0; n < to->count; n++)
		if (!place_equal(&from->places[n], &to->places[n]) && is_taken(t->site->boot, n))
			list =
				with(arena, without(arena, list, count, from->places[n].range), count, from->places[n].range);
	for (size_t n = 0; n < to->count; n++)
		if (!place_equal(&from->places[n], &to->places[n]) && !to->places[n].removed)
			list = without(arena, list, count, to->places[n].range);
	return list;
}
