/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/sim.h"

/*
 * Swap in compressed RAM: what is swapped out leaves a smaller copy in it.
 * Stands for drivers/block/zram/zram_drv.c:zram_write_page, whose pages are
 * __GFP_MOVABLE and come out of the reserves, since reclaim itself asks for them.
 */

void sim_use_zram(struct sim *sim, double share)
{
	sim->zram_share = share;
	if (share > 0 && sim->zram == 0)
		sim->zram = sim_add_owner(sim, OWNER_ZRAM, false);
}

void zram_keep(struct sim *sim, int64_t pages)
{
	static const struct attempt attempt = {
		.wmark = WMARK_MIN,
		.rights = RIGHT_NO_WATERMARKS | RIGHT_CMA,
		.types = TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE) | TYPE_BIT(CMA),
		.type = MIGRATE_MOVABLE,
		.highest = GFP_ZONE_MOVABLE,
	};

	if (sim->zram == 0)
		return;
	for (sim->zram_debt += (double)pages * sim->zram_share; sim->zram_debt >= 1; sim->zram_debt--) {
		frame_t frame = zones_take(sim, &attempt);

		if (frame == NO_FRAME)
			return;
		owner_add(sim, sim->zram, frame, 0);
	}
}

void zram_drop(struct sim *sim, int64_t pages)
{
	if (sim->zram == 0)
		return;
	sim->zram_debt -= (double)pages * sim->zram_share;
	if (sim->zram_debt <= -1) {
		uint64_t whole = (uint64_t)-sim->zram_debt;

		sim->zram_debt += (double)whole;
		sim_release(sim, sim->zram, whole);
	}
}
