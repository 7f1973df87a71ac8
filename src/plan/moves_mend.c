/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sets right a pool that the kernel refuses, a region that lies wrong, cells that are too few. */
#include "plan/moves_finder.h"

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/region_limits.h"

/* --- refused pools ---------------------------------------------------------------- */

static bool is_refused_pool(const struct finder *f, size_t n)
{
	const struct region *region = boot_region(f->boot, n);

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
		finder_offer(f, MOVE_MEND, n, (struct range){ r.base, up });
		finder_offer(f, MOVE_MEND, n, (struct range){ r.base, down });
		return;
	}
	/* the smallest legal pool that holds all of it, then one that begins or ends nearby, then what fits
	 * inside */
	finder_offer(f, MOVE_MEND, n, range_between(round_down(r.base, granule), round_up(range_end(r), granule)));
	finder_offer(f, MOVE_MEND, n, (struct range){ round_down(r.base, granule), up });
	finder_offer(f, MOVE_MEND, n, (struct range){ round_up(r.base, granule), up });
	finder_offer(f, MOVE_MEND, n, range_between(round_up(r.base, granule), round_down(range_end(r), granule)));
}

/* --- regions that lie wrong ------------------------------------------------------------- */

/* Over another region, or with a part of it where there is no RAM. */
static bool lies_wrong(const struct finder *f, size_t n)
{
	const struct place *place = &f->from->places[n];
	struct range bank;

	if (place->removed || place->range.size == 0 || is_dynamic(f->boot->board, n) || !f->limits[n].may_move)
		return false;
	if (!board_bank_of(f->boot->board, place->range, &bank))
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
		finder_offer_at(f, MOVE_MEND, n, size, other.base);
		finder_offer_at(f, MOVE_MEND, n, size, range_end(other));
	}
	for (size_t i = 0; i < f->boot->board->memory_count; i++) {
		const struct memory_node *m = &f->boot->board->memory[i];
		const struct tuples *t = memory_tuples(m);

		for (size_t j = 0; j < t->count; j++) {
			finder_offer_at(f, MOVE_MEND, n, size, t->items[j].base);
			finder_offer_at(f, MOVE_MEND, n, size, range_end(t->items[j]));
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

/* --- both, and cells ------------------------------------------------------------------- */

static void mend_cells(struct finder *f, size_t n)
{
	struct move move = { .kind = MOVE_MEND, .node = n, .place = f->from->places[n] };

	move.place.mended = true;
	finder_push(f, move);
}

void finder_mend(struct finder *f, size_t n)
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
