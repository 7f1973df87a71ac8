/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/moves_finder.h"

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/forecast.h"
#include "plan/region_limits.h"
#include "plan/rewire.h"
#include "plan/trial.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/range_set.h"
#include "util/sort.h"

/* A region is cut by at most so many steps; larger ones in coarser steps. */
#define MOST_STEPS 1024

/* No board has so many regions that more are to be looked at from one layout; a hostile tree may. */
#define MOST_PLACES 50000

bool finder_window(const struct finder *f, struct range range, struct range *window)
{
	const struct boot *boot = f->boot;
	unsigned int shift = boot->kernel->page_shift;

	if (!board_bank_of(boot->board, range, window))
		return false;
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = &boot->zones[i];
		struct range span = { zone->start_pfn << shift, zone->spanned << shift };

		if (!zone->present.value || range.base < span.base || range.base >= range_end(span))
			continue;
		*window =
			range_between(max_u64(window->base, span.base), min_u64(range_end(*window), range_end(span)));
		return true;
	}
	return true;
}

static int by_range(const void *a, const void *b)
{
	return range_by_base(&((const struct obstacle *)a)->range, &((const struct obstacle *)b)->range);
}

static void add_obstacle(struct finder *f, struct obstacle **list, struct range range, size_t node)
{
	if (range.size)
		arena_push(f->arena, *list, f->obstacle_count, ((struct obstacle){ range, node }));
}

static void find_obstacles(struct finder *f)
{
	const struct boot *boot = f->boot;
	struct obstacle *list = NULL;

	add_obstacle(f, &list, boot->kernel_image, SIZE_MAX);
	add_obstacle(f, &list, boot->initrd, SIZE_MAX);
	add_obstacle(f, &list, boot->fdt, SIZE_MAX);
	for (size_t i = 0; i < boot->board->memreserve_count; i++)
		add_obstacle(f, &list, boot->board->memreserve[i], SIZE_MAX);
	for (size_t n = 0; n < f->from->count; n++)
		if (!is_dynamic(boot->board, n))
			add_obstacle(f, &list, f->from->places[n].range, n);
	if (f->obstacle_count)
		sort_items(list, f->obstacle_count, sizeof(*list), by_range);
	f->obstacles = list;
	f->rooms = arena_alloc(f->arena, (f->from->count + 1) * sizeof(*f->rooms));
}

const struct range_set *finder_room(struct finder *f, size_t n)
{
	struct range_set taken = { 0 };

	if (f->rooms[n].ranges)
		return &f->rooms[n];
	for (size_t i = 0; i < f->obstacle_count; i++) {
		size_t node = f->obstacles[i].node;

		if (node != n && (node == SIZE_MAX || !f->from->places[node].removed))
			range_set_push(f->arena, &taken, f->obstacles[i].range);
	}
	range_set_join(&taken);
	f->rooms[n] = range_set_minus(f->arena, &f->m->windows, &taken);
	return &f->rooms[n];
}

/* By its users, and by those of the pools that it stands for. */
bool is_within_reach(const struct limits *limits, const struct layout *layout, size_t n, struct range range)
{
	if (!range_set_covers(&limits[n].reach, range))
		return false;
	for (size_t i = 0; i < layout->count; i++)
		if (layout->places[i].heir == n + 1 && !range_set_covers(&limits[i].reach, range))
			return false;
	return true;
}

void finder_push(struct finder *f, struct move move)
{
	arena_push(f->arena, f->list, f->count, move);
}

void finder_offer(struct finder *f, enum move_kind kind, size_t n, struct range range)
{
	const struct place *now = &f->from->places[n];
	struct move move = { .kind = kind, .node = n, .place = *now };

	move.place.range = range;
	if (range.size == 0 || place_equal(now, &move.place) || f->looked_at >= MOST_PLACES)
		return;
	f->looked_at++;
	if (!is_dynamic(f->boot->board, n) &&
		(!range_set_covers(finder_room(f, n), range) ||
		 (!is_within_reach(f->limits, f->from, n, range) && !range_contains(now->range, range))))
		return;
	finder_push(f, move);
}

/* --- places that touch something --------------------------------------------------- */

void finder_offer_at(struct finder *f, enum move_kind kind, size_t n, uint64_t size, uint64_t edge)
{
	uint64_t granule = f->limits[n].role == ROLE_CMA ? f->limits[n].granule : page_size(f->boot->kernel);

	if (edge >= size)
		finder_offer(f, kind, n, (struct range){ round_down(edge - size, granule), size });
	if (edge <= UINT64_MAX - size - granule)
		finder_offer(f, kind, n, (struct range){ round_up(edge, granule), size });
}

static bool in_window(const struct finder *f, size_t n, uint64_t edge)
{
	struct range window;

	return finder_window(f, f->from->places[n].range, &window) && edge >= window.base &&
		   edge <= range_end(window);
}

static void offer_ends(struct finder *f, enum move_kind kind, size_t n, uint64_t size, struct range other)
{
	if (other.size == 0)
		return;
	if (in_window(f, n, other.base))
		finder_offer_at(f, kind, n, size, other.base);
	if (in_window(f, n, range_end(other)))
		finder_offer_at(f, kind, n, size, range_end(other));
}

static void offer_edges(struct finder *f, enum move_kind kind, size_t n, uint64_t size)
{
	struct range window;

	if (!finder_window(f, f->from->places[n].range, &window))
		return;
	finder_offer_at(f, kind, n, size, window.base);
	finder_offer_at(f, kind, n, size, range_end(window));
	for (size_t i = 0; i < f->from->count; i++)
		if (i != n && !f->from->places[i].removed)
			offer_ends(f, kind, n, size, f->from->places[i].range);
	for (size_t i = 0; i < f->m->free->count; i++)
		offer_ends(f, kind, n, size, f->m->free->ranges[i]);
}

/* The nearest places where it begins or ends with a block of the largest order. */
static void offer_nearest(struct finder *f, size_t n)
{
	uint64_t block = page_size(f->boot->kernel) << f->boot->kernel->max_order;
	struct range r = f->from->places[n].range;

	if (f->limits[n].granule > block || round_up(range_end(r), block) < r.size)
		return;
	finder_offer(f, MOVE_PLACE, n, (struct range){ round_down(r.base, block), r.size });
	finder_offer(f, MOVE_PLACE, n, (struct range){ round_up(r.base, block), r.size });
	finder_offer_at(f, MOVE_PLACE, n, r.size, round_down(range_end(r), block));
	finder_offer_at(f, MOVE_PLACE, n, r.size, round_up(range_end(r), block));
}

/* Whole blocks at either end of what is free: there a region of one block cuts no second one. */
static void offer_blocks(struct finder *f, size_t n)
{
	uint64_t block = page_size(f->boot->kernel) << f->boot->kernel->max_order;
	uint64_t size = f->from->places[n].range.size;

	if (f->limits[n].granule > block)
		return;
	for (size_t i = 0; i < f->m->free->count; i++) {
		struct range r = f->m->free->ranges[i];

		if (r.size < size || r.size < 2 * block)
			continue;
		finder_offer(f, MOVE_PLACE, n, (struct range){ round_up(r.base, block), size });
		finder_offer(f, MOVE_PLACE, n, (struct range){ round_down(range_end(r) - size, block), size });
		finder_offer_at(f, MOVE_PLACE, n, size, round_down(range_end(r), block));
	}
}

/* --- less ---------------------------------------------------------------------------- */

bool finder_stands(const struct finder *f, size_t n)
{
	return !f->limits[n].fixed && !f->from->places[n].removed && f->from->places[n].form == FORM_SAME &&
		   f->from->places[n].range.size > 0;
}

bool is_heir(const struct layout *layout, size_t n)
{
	for (size_t i = 0; i < layout->count; i++)
		if (layout->places[i].heir == n + 1)
			return true;
	return false;
}

/* Where only the use of all pools together was seen, the pool that stays has to hold it once. */
uint64_t kept_with(const struct limits *limits, const struct layout *layout, size_t stays, size_t gone)
{
	uint64_t sum = limits[stays].floor, once = limits[stays].peak_of_all ? limits[stays].peak : 0;

	for (size_t i = 0; i < layout->count; i++)
		if (i == gone || layout->places[i].heir == stays + 1) {
			sum = add_sat(sum, limits[i].floor);
			once = max_u64(once, limits[i].peak_of_all ? limits[i].peak : 0);
		}
	return round_up(max_u64(sum, once), limits[stays].granule);
}

uint64_t least_size_in(const struct limits *limits, const struct layout *layout, size_t n)
{
	return is_heir(layout, n) ? kept_with(limits, layout, n, SIZE_MAX) : limits[n].min_size;
}

/* Cuts at the upper end leave the base, and with it the node's name, as they are: they come first. */
static void cut(struct finder *f, size_t n, uint64_t bytes)
{
	struct move move = { .kind = MOVE_SHRINK, .node = n, .place = f->from->places[n] };

	move.place.range.size -= bytes;
	finder_push(f, move);
	if (!f->limits[n].may_move || is_dynamic(f->boot->board, n))
		return;
	move.place.range.base += bytes;
	finder_push(f, move);
}

/* By one step, by what is missing, and by all that may go. */
static void shrink(struct finder *f, size_t n)
{
	const struct limits *l = &f->limits[n];
	uint64_t size = f->from->places[n].range.size, least = least_size_in(f->limits, f->from, n);
	uint64_t most = finder_stands(f, n) && size > least ? (size - least) / l->granule * l->granule : 0;
	uint64_t whole = f->m->start->places[n].range.size, step = l->granule, sizes[4];

	if (whole / step > MOST_STEPS)
		step = round_up(whole / MOST_STEPS, step);
	sizes[0] = min_u64(step, most);
	sizes[1] = min_u64(round_down(f->gap, step), most);
	sizes[2] = min_u64(round_up(f->gap, step), most);
	sizes[3] = most;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		if (sizes[i] && sizes[i] < size && (i == 0 || sizes[i] > sizes[i - 1]))
			cut(f, n, sizes[i]);
}

static void remove_region(struct finder *f, size_t n)
{
	struct move move = { .kind = MOVE_REMOVE, .node = n, .place = f->from->places[n] };

	move.place.removed = true;
	if (finder_stands(f, n) && f->limits[n].may_remove && !is_heir(f->from, n))
		finder_push(f, move);
}

/* --- more, or elsewhere ------------------------------------------------------------------ */

static bool kernel_takes(const struct boot *boot, size_t n)
{
	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].activated && boot->cma[i].region != SIZE_MAX &&
			boot->regions[boot->cma[i].region].node == n)
			return true;
	return false;
}

/* Whether the needs of a pool ask for more than it has, or for another place as the kernel refuses it. */
static bool pool_is_short(const struct boot *boot, const struct limits *limits, const struct layout *from,
						  const struct layout *now, size_t n)
{
	return limits[n].needed && (limits[n].needed > now->places[n].range.size ||
								!range_set_covers(&limits[n].reach, now->places[n].range) ||
								(place_equal(&from->places[n], &now->places[n]) && !kernel_takes(boot, n)));
}

void finder_offer_growth(struct finder *f, size_t n, uint64_t size)
{
	struct range r = f->from->places[n].range;

	finder_offer(f, MOVE_GROW, n, (struct range){ r.base, size });
	if (is_dynamic(f->boot->board, n) || !f->limits[n].may_move)
		return;
	if (range_end(r) >= size)
		finder_offer(f, MOVE_GROW, n, (struct range){ range_end(r) - size, size });
	offer_edges(f, MOVE_GROW, n, size);
}

static void grow(struct finder *f, size_t n)
{
	uint64_t size = round_up(f->limits[n].needed, f->limits[n].granule);

	if (!finder_stands(f, n) || !f->limits[n].may_grow || f->limits[n].needed <= f->from->places[n].range.size)
		return;
	finder_offer_growth(f, n, size);
	finder_offer_growth(f, n, size + f->limits[n].granule);
}

static bool is_short(const struct finder *f, size_t n)
{
	return pool_is_short(f->boot, f->limits, f->m->start, f->from, n);
}

static bool places_matter(const struct finder *f)
{
	return f->m->places_matter || (f->gap > 0 && f->gap <= PLACE_GAIN_BYTES);
}

/* In whatever is free there, the nearest to the end of it first. */
static void offer_within_reach(struct finder *f, size_t n)
{
	const struct range_set *reach = &f->limits[n].reach;
	uint64_t size = f->from->places[n].range.size;

	for (size_t i = f->m->free->count; i-- > 0;) {
		for (size_t w = reach->count; w-- > 0;) {
			struct range r = f->m->free->ranges[i];

			if (!ranges_overlap(r, reach->ranges[w]))
				continue;
			finder_offer_at(f, MOVE_PLACE, n, size, min_u64(range_end(r), range_end(reach->ranges[w])));
			finder_offer_at(f, MOVE_PLACE, n, size, max_u64(r.base, reach->ranges[w].base));
		}
	}
}

static void place(struct finder *f, size_t n)
{
	if (!finder_stands(f, n) || !f->limits[n].may_move || is_dynamic(f->boot->board, n) ||
		!(places_matter(f) || is_short(f, n)))
		return;
	if (!range_set_covers(&f->limits[n].reach, f->from->places[n].range))
		offer_within_reach(f, n);
	offer_nearest(f, n);
	offer_blocks(f, n);
	offer_edges(f, MOVE_PLACE, n, f->from->places[n].range.size);
}

static void offer_window(struct finder *f, size_t n, struct range old, struct range span)
{
	bool alone = f->boot->board->rmem[n].alloc_ranges.count <= 1;
	struct move move = { .kind = MOVE_WINDOW, .node = n, .place = f->from->places[n] };

	move.place.window =
		range_between(max_u64(old.base, span.base), min_u64(range_end(old), range_end(span)));
	if (move.place.window.size >= move.place.range.size &&
		(!alone || move.place.window.base != old.base || move.place.window.size != old.size))
		finder_push(f, move);
}

static void offer_windows(struct finder *f, size_t n, struct range span)
{
	static struct range all = { 0, UINT64_MAX };
	const struct tuples *old = &f->boot->board->rmem[n].alloc_ranges;

	for (size_t i = 0; i < (old->count ? old->count : 1); i++)
		offer_window(f, n, old->count ? old->items[i] : all, span);
}

/* Within what the tree allows and its users reach, and not across zones, which the kernel refuses for a pool. */
static void window(struct finder *f, size_t n)
{
	const struct range_set *reach = &f->limits[n].reach;
	unsigned int shift = f->boot->kernel->page_shift;

	if (!finder_stands(f, n) || !is_dynamic(f->boot->board, n) || f->from->places[n].window.size ||
		f->limits[n].role != ROLE_CMA || !(places_matter(f) || is_short(f, n)))
		return;
	for (size_t z = 0; z < f->boot->zone_count; z++) {
		const struct zone *zone = &f->boot->zones[z];
		uint64_t start = zone->start_pfn << shift, end = (zone->start_pfn + zone->spanned) << shift;

		for (size_t w = 0; zone->present.value && w < reach->count; w++)
			offer_windows(f, n, range_between(max_u64(start, reach->ranges[w].base),
											  min_u64(end, range_end(reach->ranges[w]))));
	}
}

/* --- all together ---------------------------------------------------------------------- */

struct move *moves_from(const struct moves *m, struct arena *arena, const struct layout *from, bool placed,
						uint64_t gap, size_t *count, bool *all)
{
	static const struct {
		void (*offer)(struct finder *f, size_t n);
		bool placed; /* also when a region lies elsewhere: all others are done before */
	} kinds[] = { { finder_mend, true },   { shrink, false }, { remove_region, false }, { finder_convert, false },
				  { finder_merge, false }, { grow, true },    { place, true },          { window, true } };
	struct finder f = {
		.m = m, .arena = arena, .boot = m->boot, .limits = m->limits, .from = from, .gap = gap
	};
	size_t mended;

	find_obstacles(&f);
	for (size_t n = 0; n < from->count && !m->boot->boots && f.count == 0 && f.looked_at < MOST_PLACES; n++)
		finder_mend(&f, n);
	mended = f.count;
	for (size_t k = 0; k < ARRAY_SIZE(kinds) && (m->boot->boots || !mended); k++)
		for (size_t n = 0; n < from->count && (kinds[k].placed || !placed) && f.looked_at < MOST_PLACES; n++)
			kinds[k].offer(&f, n);
	*count = f.count;
	*all = f.looked_at < MOST_PLACES;
	return f.list;
}

void move_apply(const struct move *move, struct layout *layout)
{
	layout->places[move->node] = move->place;
	if (move->kind == MOVE_MERGE)
		layout->places[move->heir] = move->heir_place;
}

/* The smallest board may be the one on which regions lie outside RAM. */
static size_t site_to_mend(const struct bench *bench)
{
	for (size_t s = 0; s < bench->site_count; s++)
		if (!bench->sites[s].boot->boots)
			return s;
	return 0;
}

/* The next border of a zone behind `at`. */
static uint64_t border_behind(const struct boot *boot, uint64_t at)
{
	unsigned int shift = boot->kernel->page_shift;
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < boot->zone_count; i++) {
		uint64_t start = boot->zones[i].start_pfn << shift, end = start + (boot->zones[i].spanned << shift);

		if (boot->zones[i].present.value && start > at)
			next = min_u64(next, start);
		if (boot->zones[i].present.value && end > at)
			next = min_u64(next, end);
	}
	return next;
}

static struct range_set windows_of(struct arena *arena, const struct boot *boot)
{
	struct range_set windows = { 0 };

	for (size_t i = 0; i < boot->board->memory_count; i++) {
		const struct tuples *banks = memory_tuples(&boot->board->memory[i]);

		for (size_t j = 0; j < banks->count; j++) {
			uint64_t at = banks->items[j].base, end = range_end(banks->items[j]);

			for (uint64_t next; at < end; at = next) {
				next = min_u64(end, border_behind(boot, at));
				range_set_push(arena, &windows, range_between(at, next));
			}
		}
	}
	if (windows.count)
		sort_items(windows.ranges, windows.count, sizeof(*windows.ranges), range_by_base);
	return windows;
}

static const bool *find_rewirable(struct arena *arena, const struct tree *tree, const struct board *board,
								  const struct limits *limits)
{
	bool *list = arena_alloc(arena, (board->rmem_count + 1) * sizeof(*list));

	for (size_t n = 0; n < board->rmem_count; n++)
		list[n] = (limits[n].may_convert || limits[n].may_merge) && can_rewire(tree, board, n);
	return list;
}

/* Below this order the count of free pages tells more than where they lie. */
#define PLACE_MATTERS_FROM_ORDER 6

struct moves moves_prepare(struct arena *arena, const struct tree *tree, const struct bench *bench,
						   const struct limits *limits, const struct forecast *forecast)
{
	size_t site = site_to_mend(bench);
	struct moves m = { .arena = arena,
					   .boot = bench->sites[site].boot,
					   .limits = limits,
					   .start = bench->from };

	for (size_t i = 0; i < bench->need_count; i++)
		m.places_matter |= need_in_blocks(&bench->needs[i]) &&
						   bench->needs[i].request.order >= PLACE_MATTERS_FROM_ORDER;
	m.rewirable = find_rewirable(arena, tree, m.boot->board, limits);
	m.windows = windows_of(arena, m.boot);
	m.free = forecast_free(forecast, site);
	return m;
}
