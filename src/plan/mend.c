/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/mend.h"

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/region_limits.h"
#include "plan/rewire.h"
#include "util/arena.h"

struct finder {
	struct arena *arena;
	const struct boot *boot;
	const struct limits *limits;
	const struct layout *from;
	struct range *free; /* in the tree as it is: where early reservations leave edges */
	size_t free_count;
	struct mend *mends;
	size_t count;
};

static bool in_one_bank(const struct board *board, struct range range, struct range *bank)
{
	for (size_t i = 0; i < board->memory_count; i++) {
		const struct memory_node *m = &board->memory[i];
		const struct tuples *t = m->usable.present ? &m->usable : &m->reg;

		for (size_t j = 0; j < t->count; j++)
			if (range_contains(t->items[j], range)) {
				*bank = t->items[j];
				return true;
			}
	}
	return false;
}

/* The part of the bank that lies in the zone of the range's first page; a pool across zones is refused. */
static bool allowed_window(const struct finder *f, struct range range, struct range *window)
{
	const struct boot *boot = f->boot;
	unsigned int shift = boot->kernel->page_shift;

	if (!in_one_bank(boot->board, range, window))
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

static bool is_free_for(const struct finder *f, size_t n, struct range range)
{
	const struct boot *boot = f->boot;

	if (ranges_overlap(range, boot->kernel_image) || ranges_overlap(range, boot->initrd) ||
		ranges_overlap(range, boot->fdt))
		return false;
	for (size_t i = 0; i < boot->board->memreserve_count; i++)
		if (ranges_overlap(range, boot->board->memreserve[i]))
			return false;
	for (size_t i = 0; i < f->from->count; i++)
		if (i != n && !f->from->places[i].removed && !is_dynamic(boot->board, i) &&
			ranges_overlap(range, f->from->places[i].range))
			return false;
	return true;
}

static void offer(struct finder *f, enum mend_kind kind, size_t n, struct range range)
{
	const struct place *now = &f->from->places[n];
	struct mend mend = { .kind = kind, .node = n, .place = { .range = range } };
	struct range window;

	if (range.size == 0 || place_equal(now, &mend.place))
		return;
	if (!is_dynamic(f->boot->board, n) &&
		(!allowed_window(f, range, &window) || !range_contains(window, range) || !is_free_for(f, n, range)))
		return;
	arena_push(f->arena, f->mends, f->count, mend);
}

/* --- refused pools ---------------------------------------------------------------- */

static const struct region *region_of(const struct boot *boot, size_t n)
{
	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].node == n)
			return &boot->regions[i];
	return NULL;
}

static bool is_refused_pool(const struct finder *f, size_t n)
{
	const struct region *region = region_of(f->boot, n);

	return region && region->kind == REGION_CMA && f->limits[n].role == ROLE_CMA &&
		   (region->outcome == REGION_GIVEN_BACK || region->outcome == REGION_RESERVED_UNUSABLE) &&
		   !is_aligned(region->range.base | region->range.size, f->limits[n].granule);
}

static void align_pool(struct finder *f, size_t n)
{
	struct range r = f->from->places[n].range;
	uint64_t granule = f->limits[n].granule, up = round_up(r.size, granule),
			 down = round_down(r.size, granule);

	if (is_dynamic(f->boot->board, n)) {
		offer(f, MEND_ALIGN, n, (struct range){ r.base, up });
		offer(f, MEND_ALIGN, n, (struct range){ r.base, down });
		return;
	}
	/* the smallest legal pool that holds all of it, then one that begins or ends nearby, then what fits
	 * inside */
	offer(f, MEND_ALIGN, n, range_between(round_down(r.base, granule), round_up(range_end(r), granule)));
	offer(f, MEND_ALIGN, n, (struct range){ round_down(r.base, granule), up });
	offer(f, MEND_ALIGN, n, (struct range){ round_up(r.base, granule), up });
	offer(f, MEND_ALIGN, n, range_between(round_up(r.base, granule), round_down(range_end(r), granule)));
}

/* --- places that touch something --------------------------------------------------- */

/* Offers the range at `edge`, below and above it, on legal bases. */
static void offer_at(struct finder *f, enum mend_kind kind, size_t n, uint64_t size, uint64_t edge)
{
	uint64_t granule = f->limits[n].role == ROLE_CMA ? f->limits[n].granule : page_size(f->boot->kernel);

	if (edge >= size)
		offer(f, kind, n, (struct range){ round_down(edge - size, granule), size });
	if (edge <= UINT64_MAX - size - granule)
		offer(f, kind, n, (struct range){ round_up(edge, granule), size });
}

static bool in_window(const struct finder *f, size_t n, uint64_t edge)
{
	struct range window;

	return allowed_window(f, f->from->places[n].range, &window) && edge >= window.base &&
		   edge <= range_end(window);
}

static void offer_ends(struct finder *f, enum mend_kind kind, size_t n, uint64_t size, struct range other)
{
	if (other.size == 0)
		return;
	if (in_window(f, n, other.base))
		offer_at(f, kind, n, size, other.base);
	if (in_window(f, n, range_end(other)))
		offer_at(f, kind, n, size, range_end(other));
}

static void offer_edges(struct finder *f, enum mend_kind kind, size_t n, uint64_t size)
{
	struct range window;

	if (!allowed_window(f, f->from->places[n].range, &window))
		return;
	offer_at(f, kind, n, size, window.base);
	offer_at(f, kind, n, size, range_end(window));
	for (size_t i = 0; i < f->from->count; i++)
		if (i != n && !f->from->places[i].removed)
			offer_ends(f, kind, n, size, f->from->places[i].range);
	for (size_t i = 0; i < f->free_count; i++)
		offer_ends(f, kind, n, size, f->free[i]);
}

/* The nearest places where it begins or ends with a block of the largest order. */
static void offer_nearest(struct finder *f, size_t n)
{
	uint64_t block = page_size(f->boot->kernel) << f->boot->kernel->max_order;
	struct range r = f->from->places[n].range;

	if (f->limits[n].granule > block || round_up(range_end(r), block) < r.size)
		return;
	offer(f, MEND_MOVE, n, (struct range){ round_down(r.base, block), r.size });
	offer(f, MEND_MOVE, n, (struct range){ round_up(r.base, block), r.size });
	offer_at(f, MEND_MOVE, n, r.size, round_down(range_end(r), block));
	offer_at(f, MEND_MOVE, n, r.size, round_up(range_end(r), block));
}

/* Whole blocks at either end of what is free: there a region of one block cuts no second one. */
static void offer_blocks(struct finder *f, size_t n)
{
	uint64_t block = page_size(f->boot->kernel) << f->boot->kernel->max_order;
	uint64_t size = f->from->places[n].range.size;

	if (f->limits[n].granule > block)
		return;
	for (size_t i = 0; i < f->free_count; i++) {
		struct range r = f->free[i];

		if (r.size < size || r.size < 2 * block)
			continue;
		offer(f, MEND_MOVE, n, (struct range){ round_up(r.base, block), size });
		offer(f, MEND_MOVE, n, (struct range){ round_down(range_end(r) - size, block), size });
		offer_at(f, MEND_MOVE, n, size, round_down(range_end(r), block));
	}
}

/* --- regions that lie wrong ------------------------------------------------------------- */

/* Over another region, or with a part of it where there is no RAM. */
static bool lies_wrong(const struct finder *f, size_t n)
{
	const struct place *place = &f->from->places[n];
	struct range bank;

	if (place->removed || place->range.size == 0 || is_dynamic(f->boot->board, n) || !f->limits[n].may_move)
		return false;
	if (!in_one_bank(f->boot->board, place->range, &bank))
		return true;
	for (size_t i = 0; i < f->from->count; i++)
		if (i != n && !f->from->places[i].removed && !is_dynamic(f->boot->board, i) &&
			ranges_overlap(place->range, f->from->places[i].range))
			return true;
	return false;
}

/* Beside each other region and at the ends of each bank. */
static void offer_everywhere(struct finder *f, size_t n)
{
	uint64_t size = f->from->places[n].range.size;

	for (size_t i = 0; i < f->from->count; i++) {
		struct range other = f->from->places[i].range;

		if (i == n || f->from->places[i].removed || is_dynamic(f->boot->board, i))
			continue;
		offer_at(f, MEND_MOVE, n, size, other.base);
		offer_at(f, MEND_MOVE, n, size, range_end(other));
	}
	for (size_t i = 0; i < f->boot->board->memory_count; i++) {
		const struct memory_node *m = &f->boot->board->memory[i];
		const struct tuples *t = m->usable.present ? &m->usable : &m->reg;

		for (size_t j = 0; j < t->count; j++) {
			offer_at(f, MEND_MOVE, n, size, t->items[j].base);
			offer_at(f, MEND_MOVE, n, size, range_end(t->items[j]));
		}
	}
}

struct mend *mends_find(struct arena *arena, const struct boot *boot, const struct limits *limits,
						const struct layout *from, size_t *count)
{
	struct finder f = { .arena = arena, .boot = boot, .limits = limits, .from = from };

	for (size_t n = 0; n < from->count; n++) {
		if (limits[n].fixed)
			continue;
		if (is_refused_pool(&f, n))
			align_pool(&f, n);
		if (lies_wrong(&f, n))
			offer_everywhere(&f, n);
	}
	*count = f.count;
	return f.mends;
}

struct mend *moves_find(struct arena *arena, const struct boot *boot, const struct limits *limits,
						const struct layout *from, size_t *count)
{
	struct finder f = { .arena = arena, .boot = boot, .limits = limits, .from = from };

	f.free = memblock_free_ranges(&boot->memblock, arena, &f.free_count);
	for (size_t n = 0; n < from->count; n++)
		if (!limits[n].fixed && limits[n].may_move && !from->places[n].removed &&
			!is_dynamic(boot->board, n)) {
			offer_nearest(&f, n);
			offer_blocks(&f, n);
			offer_edges(&f, MEND_MOVE, n, from->places[n].range.size);
		}
	*count = f.count;
	return f.mends;
}

static void offer_growth(struct finder *f, size_t n, uint64_t size)
{
	struct range r = f->from->places[n].range;

	offer(f, MEND_GROW, n, (struct range){ r.base, size });
	if (is_dynamic(f->boot->board, n) || !f->limits[n].may_move)
		return;
	if (range_end(r) >= size)
		offer(f, MEND_GROW, n, (struct range){ range_end(r) - size, size });
	offer_edges(f, MEND_GROW, n, size);
}

struct mend *growths_find(struct arena *arena, const struct boot *boot, const struct limits *limits,
						  const struct layout *from, uint64_t bytes, size_t *count)
{
	struct finder f = { .arena = arena, .boot = boot, .limits = limits, .from = from };

	for (size_t n = 0; n < from->count; n++) {
		const struct place *place = &from->places[n];
		uint64_t size = round_up(bytes, limits[n].granule);

		if (!limits[n].fixed && limits[n].role == ROLE_CMA && !place->removed && place->range.size < size)
			offer_growth(&f, n, size);
	}
	*count = f.count;
	return f.mends;
}

/* --- another form -------------------------------------------------------------------- */

static void offer_reusable(struct finder *f, size_t n)
{
	uint64_t granule = f->boot->kernel->cma_granule;
	struct range r = f->from->places[n].range;
	size_t before = f->count;

	if (!f->boot->board->rmem[n].no_map || range_end(r) > UINT64_MAX - granule)
		return;
	offer(f, MEND_CONVERT, n, range_between(round_down(r.base, granule), round_up(range_end(r), granule)));
	if (f->count == before && is_aligned(r.base | r.size, granule)) {
		struct mend mend = { .kind = MEND_CONVERT, .node = n, .place = { .range = r } };

		arena_push(f->arena, f->mends, f->count, mend);
	}
	for (size_t i = before; i < f->count; i++)
		f->mends[i].place.form = FORM_REUSABLE;
}

static void offer_dynamic(struct finder *f, size_t n)
{
	struct mend mend = { .kind = MEND_CONVERT,
						 .node = n,
						 .place = { .range = f->from->places[n].range, .form = FORM_DYNAMIC } };

	if (allowed_window(f, mend.place.range, &mend.place.window))
		arena_push(f->arena, f->mends, f->count, mend);
}

struct mend *conversions_find(struct arena *arena, const struct tree *tree, const struct boot *boot,
							  const struct limits *limits, const struct layout *from, size_t *count)
{
	struct finder f = { .arena = arena, .boot = boot, .limits = limits, .from = from };

	for (size_t n = 0; n < from->count; n++) {
		const struct place *place = &from->places[n];

		if (limits[n].fixed || !limits[n].may_convert || place->removed || place->form != FORM_SAME ||
			is_dynamic(boot->board, n) || !can_rewire(tree, boot->board, n))
			continue;
		offer_reusable(&f, n);
		offer_dynamic(&f, n);
	}
	*count = f.count;
	return f.mends;
}

/* --- pools that are shared ---------------------------------------------------------------- */

static bool is_heir(const struct layout *layout, size_t n)
{
	for (size_t i = 0; i < layout->count; i++)
		if (layout->places[i].heir == n + 1)
			return true;
	return false;
}

static bool is_pool(const struct finder *f, size_t n)
{
	return !f->limits[n].fixed && f->limits[n].may_merge && f->limits[n].role == ROLE_CMA &&
		   !f->from->places[n].removed && f->from->places[n].form == FORM_SAME &&
		   f->boot->board->rmem[n].phandle;
}

static bool same_window(const struct finder *f, size_t a, size_t b)
{
	struct range x, y;

	return allowed_window(f, f->from->places[a].range, &x) &&
		   allowed_window(f, f->from->places[b].range, &y) && x.base == y.base && x.size == y.size;
}

static uint64_t kept_together(const struct finder *f, size_t a, size_t b)
{
	const struct limits *x = &f->limits[a], *y = &f->limits[b];
	uint64_t once = max_u64(x->peak_of_all ? x->peak : 0, y->peak_of_all ? y->peak : 0);

	return round_up(max_u64(add_sat(x->floor, y->floor), once), y->granule);
}

/* The pool that stays, as it is or grown over the room of the other one. */
static void offer_merge(struct finder *f, size_t gone, size_t stays)
{
	struct layout without = layout_copy(f->arena, f->from);
	struct mend merge = {
		.kind = MEND_MERGE,
		.node = gone,
		.place = { .range = f->from->places[gone].range, .removed = true, .heir = stays + 1 },
		.heir = stays,
		.heir_place = f->from->places[stays],
		.keeps = kept_together(f, gone, stays)
	};
	struct finder grown = { .arena = f->arena, .boot = f->boot, .limits = f->limits, .from = &without };

	without.places[gone] = merge.place;
	if (merge.heir_place.range.size >= merge.keeps) {
		arena_push(f->arena, f->mends, f->count, merge);
		return;
	}
	offer_growth(&grown, stays, merge.keeps);
	for (size_t i = 0; i < grown.count; i++) {
		merge.heir_place = grown.mends[i].place;
		arena_push(f->arena, f->mends, f->count, merge);
	}
}

struct mend *merges_find(struct arena *arena, const struct tree *tree, const struct boot *boot,
						 const struct limits *limits, const struct layout *from, size_t *count)
{
	struct finder f = { .arena = arena, .boot = boot, .limits = limits, .from = from };

	for (size_t gone = 0; gone < from->count; gone++) {
		if (!is_pool(&f, gone) || limits[gone].needed || boot->board->rmem[gone].cma_default ||
			is_heir(from, gone) || !can_rewire(tree, boot->board, gone))
			continue;
		for (size_t stays = 0; stays < from->count; stays++)
			if (stays != gone && is_pool(&f, stays) && same_window(&f, gone, stays))
				offer_merge(&f, gone, stays);
	}
	*count = f.count;
	return f.mends;
}
