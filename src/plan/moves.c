/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/moves.h"

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/region_limits.h"
#include "plan/rewire.h"
#include "plan/trial.h"
#include "policy/need.h"
#include "util/arena.h"

/* A region is cut by at most so many steps; larger ones in coarser steps. */
#define MOST_STEPS 1024
#define GROWN_SIZES 8 /* of a pool that takes in another one's users */

struct finder {
	const struct moves *m;
	struct arena *arena;
	const struct boot *boot;
	const struct limits *limits;
	const struct layout *from;
	uint64_t gap;
	struct move *list;
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

static void push(struct finder *f, struct move move)
{
	arena_push(f->arena, f->list, f->count, move);
}

static void offer(struct finder *f, enum move_kind kind, size_t n, struct range range)
{
	const struct place *now = &f->from->places[n];
	struct move move = { .kind = kind, .node = n, .place = *now };
	struct range window;

	move.place.range = range;
	if (range.size == 0 || place_equal(now, &move.place))
		return;
	if (!is_dynamic(f->boot->board, n) &&
		(range_end(range) > f->limits[n].reach || !allowed_window(f, range, &window) || !range_contains(window, range) || !is_free_for(f, n, range)))
		return;
	push(f, move);
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
		offer(f, MOVE_MEND, n, (struct range){ r.base, up });
		offer(f, MOVE_MEND, n, (struct range){ r.base, down });
		return;
	}
	/* the smallest legal pool that holds all of it, then one that begins or ends nearby, then what fits
	 * inside */
	offer(f, MOVE_MEND, n, range_between(round_down(r.base, granule), round_up(range_end(r), granule)));
	offer(f, MOVE_MEND, n, (struct range){ round_down(r.base, granule), up });
	offer(f, MOVE_MEND, n, (struct range){ round_up(r.base, granule), up });
	offer(f, MOVE_MEND, n, range_between(round_up(r.base, granule), round_down(range_end(r), granule)));
}

/* --- places that touch something --------------------------------------------------- */

/* Offers the range at `edge`, below and above it, on legal bases. */
static void offer_at(struct finder *f, enum move_kind kind, size_t n, uint64_t size, uint64_t edge)
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

static void offer_ends(struct finder *f, enum move_kind kind, size_t n, uint64_t size, struct range other)
{
	if (other.size == 0)
		return;
	if (in_window(f, n, other.base))
		offer_at(f, kind, n, size, other.base);
	if (in_window(f, n, range_end(other)))
		offer_at(f, kind, n, size, range_end(other));
}

static void offer_edges(struct finder *f, enum move_kind kind, size_t n, uint64_t size)
{
	struct range window;

	if (!allowed_window(f, f->from->places[n].range, &window))
		return;
	offer_at(f, kind, n, size, window.base);
	offer_at(f, kind, n, size, range_end(window));
	for (size_t i = 0; i < f->from->count; i++)
		if (i != n && !f->from->places[i].removed)
			offer_ends(f, kind, n, size, f->from->places[i].range);
	for (size_t i = 0; i < f->m->free_count; i++)
		offer_ends(f, kind, n, size, f->m->free[i]);
}

/* The nearest places where it begins or ends with a block of the largest order. */
static void offer_nearest(struct finder *f, size_t n)
{
	uint64_t block = page_size(f->boot->kernel) << f->boot->kernel->max_order;
	struct range r = f->from->places[n].range;

	if (f->limits[n].granule > block || round_up(range_end(r), block) < r.size)
		return;
	offer(f, MOVE_PLACE, n, (struct range){ round_down(r.base, block), r.size });
	offer(f, MOVE_PLACE, n, (struct range){ round_up(r.base, block), r.size });
	offer_at(f, MOVE_PLACE, n, r.size, round_down(range_end(r), block));
	offer_at(f, MOVE_PLACE, n, r.size, round_up(range_end(r), block));
}

/* Whole blocks at either end of what is free: there a region of one block cuts no second one. */
static void offer_blocks(struct finder *f, size_t n)
{
	uint64_t block = page_size(f->boot->kernel) << f->boot->kernel->max_order;
	uint64_t size = f->from->places[n].range.size;

	if (f->limits[n].granule > block)
		return;
	for (size_t i = 0; i < f->m->free_count; i++) {
		struct range r = f->m->free[i];

		if (r.size < size || r.size < 2 * block)
			continue;
		offer(f, MOVE_PLACE, n, (struct range){ round_up(r.base, block), size });
		offer(f, MOVE_PLACE, n, (struct range){ round_down(range_end(r) - size, block), size });
		offer_at(f, MOVE_PLACE, n, size, round_down(range_end(r), block));
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
		offer_at(f, MOVE_MEND, n, size, other.base);
		offer_at(f, MOVE_MEND, n, size, range_end(other));
	}
	for (size_t i = 0; i < f->boot->board->memory_count; i++) {
		const struct memory_node *m = &f->boot->board->memory[i];
		const struct tuples *t = m->usable.present ? &m->usable : &m->reg;

		for (size_t j = 0; j < t->count; j++) {
			offer_at(f, MOVE_MEND, n, size, t->items[j].base);
			offer_at(f, MOVE_MEND, n, size, range_end(t->items[j]));
		}
	}
}

size_t moves_wrong(const struct moves *m, const struct layout *layout)
{
	struct finder f = { .m = m, .boot = m->boot, .limits = m->limits, .from = layout };
	size_t count = 0;

	for (size_t n = 0; n < layout->count; n++)
		count += lies_wrong(&f, n);
	return count;
}

/* --- less ---------------------------------------------------------------------------- */

static bool stands(const struct finder *f, size_t n)
{
	return !f->limits[n].fixed && !f->from->places[n].removed && f->from->places[n].form == FORM_SAME &&
		   f->from->places[n].range.size > 0;
}

static bool is_heir(const struct layout *layout, size_t n)
{
	for (size_t i = 0; i < layout->count; i++)
		if (layout->places[i].heir == n + 1)
			return true;
	return false;
}

/* Where only the use of all pools together was seen, the pool that stays has to hold it once. */
static uint64_t kept_with(const struct limits *limits, const struct layout *layout, size_t stays, size_t gone)
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
	push(f, move);
	if (!f->limits[n].may_move || is_dynamic(f->boot->board, n))
		return;
	move.place.range.base += bytes;
	push(f, move);
}

/* By one step, by what is missing, and by all that may go. */
static void shrink(struct finder *f, size_t n)
{
	const struct limits *l = &f->limits[n];
	uint64_t size = f->from->places[n].range.size, least = least_size_in(f->limits, f->from, n);
	uint64_t most = stands(f, n) && size > least ? (size - least) / l->granule * l->granule : 0;
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
	if (stands(f, n) && f->limits[n].may_remove && !is_heir(f->from, n))
		push(f, move);
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

static bool is_beyond_reach(const struct limits *limits, const struct layout *layout, size_t n)
{
	return range_end(layout->places[n].range) > limits[n].reach;
}

bool pool_is_short(const struct boot *boot, const struct limits *limits, const struct layout *from,
				   const struct layout *now, size_t n)
{
	return limits[n].needed && (limits[n].needed > now->places[n].range.size || is_beyond_reach(limits, now, n) ||
								(place_equal(&from->places[n], &now->places[n]) && !kernel_takes(boot, n)));
}

static void offer_growth(struct finder *f, size_t n, uint64_t size)
{
	struct range r = f->from->places[n].range;

	offer(f, MOVE_GROW, n, (struct range){ r.base, size });
	if (is_dynamic(f->boot->board, n) || !f->limits[n].may_move)
		return;
	if (range_end(r) >= size)
		offer(f, MOVE_GROW, n, (struct range){ range_end(r) - size, size });
	offer_edges(f, MOVE_GROW, n, size);
}

static void grow(struct finder *f, size_t n)
{
	uint64_t size = round_up(f->limits[n].needed, f->limits[n].granule);

	if (!stands(f, n) || !f->limits[n].may_grow || f->limits[n].needed <= f->from->places[n].range.size)
		return;
	offer_growth(f, n, size);
	offer_growth(f, n, size + f->limits[n].granule);
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
	uint64_t size = f->from->places[n].range.size;

	for (size_t i = f->m->free_count; i-- > 0;) {
		struct range r = f->m->free[i];

		if (r.base >= f->limits[n].reach)
			continue;
		offer_at(f, MOVE_PLACE, n, size, min_u64(range_end(r), f->limits[n].reach));
		offer_at(f, MOVE_PLACE, n, size, r.base);
	}
}

static void place(struct finder *f, size_t n)
{
	if (!stands(f, n) || !f->limits[n].may_move || is_dynamic(f->boot->board, n) ||
		!(places_matter(f) || is_short(f, n)))
		return;
	if (is_beyond_reach(f->limits, f->from, n))
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
		push(f, move);
}

/* Within what the tree allows, and not across zones, which the kernel refuses for a pool. */
static void window(struct finder *f, size_t n)
{
	static struct range all = { 0, UINT64_MAX };
	const struct tuples *old = &f->boot->board->rmem[n].alloc_ranges;
	unsigned int shift = f->boot->kernel->page_shift;

	if (!stands(f, n) || !is_dynamic(f->boot->board, n) || f->from->places[n].window.size ||
		f->limits[n].role != ROLE_CMA || !(places_matter(f) || is_short(f, n)))
		return;
	for (size_t z = 0; z < f->boot->zone_count; z++) {
		const struct zone *zone = &f->boot->zones[z];
		struct range span = range_between(zone->start_pfn << shift, min_u64((zone->start_pfn + zone->spanned) << shift,
																			f->limits[n].reach));

		for (size_t i = 0; zone->present.value && i < (old->count ? old->count : 1); i++)
			offer_window(f, n, old->count ? old->items[i] : all, span);
	}
}

/* --- another form -------------------------------------------------------------------- */

static void offer_reusable(struct finder *f, size_t n)
{
	uint64_t granule = f->boot->kernel->cma_granule;
	struct range r = f->from->places[n].range;
	struct move move = { .kind = MOVE_CONVERT, .node = n, .place = { .form = FORM_REUSABLE } };

	if (!f->boot->board->rmem[n].no_map || range_end(r) > UINT64_MAX - granule)
		return;
	move.place.range = range_between(round_down(r.base, granule), round_up(range_end(r), granule));
	if (is_free_for(f, n, move.place.range))
		push(f, move);
}

static void convert(struct finder *f, size_t n)
{
	struct move move = { .kind = MOVE_CONVERT,
						 .node = n,
						 .place = { .range = f->from->places[n].range, .form = FORM_DYNAMIC } };

	if (!stands(f, n) || !f->limits[n].may_convert || is_dynamic(f->boot->board, n) ||
		!can_rewire(f->m->tree, f->boot->board, n))
		return;
	offer_reusable(f, n);
	if (allowed_window(f, move.place.range, &move.place.window))
		push(f, move);
}

static bool is_shareable(const struct finder *f, size_t n)
{
	return stands(f, n) && f->limits[n].may_merge && f->limits[n].role == ROLE_CMA &&
		   f->boot->board->rmem[n].phandle;
}

static bool same_window(const struct finder *f, size_t a, size_t b)
{
	struct range x, y;

	return allowed_window(f, f->from->places[a].range, &x) &&
		   allowed_window(f, f->from->places[b].range, &y) && x.base == y.base && x.size == y.size;
}

/* In all sizes between what both need and what both had, in coarser steps of large ones. */
static void offer_grown(struct finder *f, size_t n, uint64_t keeps, uint64_t gone)
{
	uint64_t size = f->from->places[n].range.size, granule = f->limits[n].granule;
	uint64_t least = max_u64(keeps, size + granule), most = size + gone;
	uint64_t step = most > least ? round_up((most - least) / GROWN_SIZES + 1, granule) : granule;

	offer_growth(f, n, least);
	for (uint64_t s = round_down(most - size, granule) + size; s > least; s -= min_u64(s, step))
		offer_growth(f, n, s);
}

/* The pool that stays, as it is or grown over the room of the other one. */
static void offer_merge(struct finder *f, size_t gone, size_t stays)
{
	uint64_t keeps = kept_with(f->limits, f->from, stays, gone);
	struct layout without = layout_copy(f->arena, f->from);
	struct move merge = { .kind = MOVE_MERGE,
						  .node = gone,
						  .place = { .range = f->from->places[gone].range, .removed = true, .heir = stays + 1 },
						  .heir = stays,
						  .heir_place = f->from->places[stays] };
	struct finder grown = *f;

	if (merge.heir_place.range.size >= keeps)
		push(f, merge);
	without.places[gone] = merge.place;
	grown.from = &without;
	grown.list = NULL;
	grown.count = 0;
	offer_grown(&grown, stays, keeps, merge.place.range.size);
	for (size_t i = 0; i < grown.count; i++) {
		merge.heir_place = grown.list[i].place;
		push(f, merge);
	}
}

static void merge(struct finder *f, size_t gone)
{
	if (!is_shareable(f, gone) || f->limits[gone].needed || f->boot->board->rmem[gone].cma_default ||
		is_heir(f->from, gone) || !can_rewire(f->m->tree, f->boot->board, gone))
		return;
	for (size_t stays = 0; stays < f->from->count; stays++)
		if (stays != gone && is_shareable(f, stays) && same_window(f, gone, stays))
			offer_merge(f, gone, stays);
}

/* --- all together ---------------------------------------------------------------------- */

static void mend_cells(struct finder *f, size_t n)
{
	struct move move = { .kind = MOVE_MEND, .node = n, .place = f->from->places[n] };

	move.place.mended = true;
	push(f, move);
}

static void mend(struct finder *f, size_t n)
{
	if (f->limits[n].fixed)
		return;
	if (cells_are_wrong(f->boot->board, n) && !f->from->places[n].mended)
		mend_cells(f, n);
	if (is_refused_pool(f, n))
		align_pool(f, n);
	if (lies_wrong(f, n))
		offer_everywhere(f, n);
}

struct move *moves_from(const struct moves *m, struct arena *arena, const struct layout *from, bool placed,
						uint64_t gap, size_t *count)
{
	static const struct {
		void (*offer)(struct finder *f, size_t n);
		bool placed; /* also when a region lies elsewhere: all others are done before */
	} kinds[] = { { mend, true },   { shrink, false }, { remove_region, false }, { convert, false },
				  { merge, false }, { grow, true },    { place, true },          { window, true } };
	struct finder f = {
		.m = m, .arena = arena, .boot = m->boot, .limits = m->limits, .from = from, .gap = gap
	};
	size_t mended;

	for (size_t n = 0; n < from->count && !m->boot->boots && f.count == 0; n++)
		mend(&f, n);
	mended = f.count;
	for (size_t k = 0; k < ARRAY_SIZE(kinds) && (m->boot->boots || !mended); k++)
		for (size_t n = 0; n < from->count && (kinds[k].placed || !placed); n++)
			kinds[k].offer(&f, n);
	*count = f.count;
	return f.list;
}

void move_apply(const struct move *move, struct layout *layout)
{
	layout->places[move->node] = move->place;
	if (move->kind == MOVE_MERGE)
		layout->places[move->heir] = move->heir_place;
}

/* The smallest board may be the one on which regions lie outside RAM. */
static const struct boot *boot_to_mend(const struct bench *bench)
{
	for (size_t s = 0; s < bench->site_count; s++)
		if (!bench->sites[s].boot->boots)
			return bench->sites[s].boot;
	return bench->sites[0].boot;
}

/* Below this order the count of free pages tells more than where they lie. */
#define PLACE_MATTERS_FROM_ORDER 6

struct moves moves_prepare(struct arena *arena, const struct tree *tree, const struct bench *bench,
						   const struct limits *limits)
{
	struct moves m = { .arena = arena,
					   .tree = tree,
					   .boot = boot_to_mend(bench),
					   .limits = limits,
					   .start = bench->from };

	for (size_t i = 0; i < bench->need_count; i++)
		m.places_matter |= need_in_blocks(&bench->needs[i]) &&
						   bench->needs[i].request.order >= PLACE_MATTERS_FROM_ORDER;
	m.free = memblock_free_ranges(&m.boot->memblock, arena, &m.free_count);
	return m;
}
