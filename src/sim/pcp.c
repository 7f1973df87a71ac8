/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/sim.h"

#define PCP_BATCH_SCALE_MAX 5

static enum migratetype list_type(enum migratetype type)
{
	return type <= MIGRATE_RECLAIMABLE ? type : MIGRATE_MOVABLE;
}

/* Source: linux-6.12:mm/page_alloc.c:nr_pcp_alloc. */
static int64_t tuned_batch(const struct sim *sim, struct buddy_zone *zone, struct pcp *pcp,
						   unsigned int order)
{
	int64_t batch = zone->batch << (order ? 0 : pcp->doublings), room;
	int64_t limit = (int64_t)zone->state.managed / 8 / (int64_t)sim->cpus;

	if (zone->state.free > zone->state.high + zone->state.boost)
		pcp->high = pcp->high + batch < limit ? pcp->high + batch : limit;
	if (order)
		return batch;
	room = pcp->high - pcp->count - zone->batch;
	if (room < zone->batch)
		room = zone->batch;
	if (batch <= room && pcp->doublings < PCP_BATCH_SCALE_MAX)
		pcp->doublings++;
	return batch < room ? batch : room;
}

static int64_t refill_blocks(const struct sim *sim, struct buddy_zone *zone, struct pcp *pcp,
							 unsigned int order)
{
	const struct page_alloc_rules *rules = &sim->buddy->kernel.rules;
	int64_t batch = rules->pcp_autotune ? tuned_batch(sim, zone, pcp, order) : zone->batch;

	if (batch > 1 && rules->pcp_top_order > 0)
		batch = batch >> order > 2 ? batch >> order : 2;
	return batch;
}

static void refill(struct sim *sim, struct buddy_zone *zone, struct pcp *pcp, struct frame_list *list,
				   const struct attempt *attempt)
{
	struct attempt bulk = *attempt;

	/* a refill never looks at the HighAtomic lists */
	bulk.rights &= ~(unsigned int)RIGHT_HIGHATOMIC;
	bulk.types &= ~TYPE_BIT(HIGHATOMIC);
	for (int64_t wanted = refill_blocks(sim, zone, pcp, attempt->order); wanted > 0; wanted--) {
		frame_t frame = zone_take_block(sim, zone, &bulk);

		if (frame == NO_FRAME)
			return;
		sim->buddy->frames[frame].state = FRAME_PCP;
		sim->buddy->frames[frame].order = (uint8_t)attempt->order;
		list_add_last(sim->buddy, list, frame);
		pcp->count += INT64_C(1) << attempt->order;
	}
}

frame_t pcp_take(struct sim *sim, struct buddy_zone *zone, const struct attempt *attempt)
{
	struct pcp *pcp = &zone->pcps[sim->cpu];
	struct frame_list *list = &pcp->lists[attempt->order][attempt->type];
	frame_t frame = list->first;

	if (frame == NO_FRAME) {
		refill(sim, zone, pcp, list, attempt);
		frame = list->first;
		if (frame == NO_FRAME)
			return NO_FRAME;
	}
	list_remove(sim->buddy, list, frame);
	pcp->count -= INT64_C(1) << attempt->order;
	sim->buddy->frames[frame].state = FRAME_TAIL;
	return frame;
}

static void give_back_one(struct sim *sim, struct buddy_zone *zone, struct pcp *pcp, struct frame_list *list)
{
	frame_t frame = list->last;
	unsigned int order = sim->buddy->frames[frame].order;

	list_remove(sim->buddy, list, frame);
	pcp->count -= INT64_C(1) << order;
	sim->buddy->frames[frame].state = FRAME_TAIL;
	buddy_give(sim->buddy, zone, frame, order);
}

/* The longest unused first, list by list in turn. Source: mm/page_alloc.c:free_pcppages_bulk. */
static void give_back(struct sim *sim, struct buddy_zone *zone, struct pcp *pcp, int64_t pages)
{
	int64_t until = pcp->count > pages ? pcp->count - pages : 0;

	while (pcp->count > until)
		for (unsigned int i = 0; i < PCP_ORDERS * PCP_TYPES && pcp->count > until; i++)
			if (pcp->lists[i / PCP_TYPES][i % PCP_TYPES].count > 0)
				give_back_one(sim, zone, pcp, &pcp->lists[i / PCP_TYPES][i % PCP_TYPES]);
}

/* The list shrinks again where memory is short. Source: linux-6.12:mm/page_alloc.c:nr_pcp_high. */
static void shrink_high(const struct sim *sim, const struct buddy_zone *zone, struct pcp *pcp)
{
	int64_t least = pcp_least_high(&sim->buddy->kernel, zone, sim->cpus);

	if (!sim->buddy->kernel.rules.pcp_autotune || zone->state.free > zone->state.high + zone->state.boost)
		return;
	pcp->high = pcp->high - zone->batch > least ? pcp->high - zone->batch : least;
}

static int64_t surplus(const struct buddy_zone *zone, const struct pcp *pcp)
{
	int64_t most = zone->batch << PCP_BATCH_SCALE_MAX, over = pcp->count - pcp->high + zone->batch;

	return over < most ? over : most;
}

bool pcp_give(struct sim *sim, struct buddy_zone *zone, frame_t frame, unsigned int order)
{
	struct pcp *pcp = &zone->pcps[sim->cpu];
	enum migratetype type = frame_type(sim->buddy, zone, frame);

	if (order > sim->buddy->kernel.rules.pcp_top_order || type == MIGRATE_ISOLATE)
		return false;
	sim->buddy->frames[frame].state = FRAME_PCP;
	sim->buddy->frames[frame].order = (uint8_t)order;
	list_add(sim->buddy, &pcp->lists[order][list_type(type)], frame);
	pcp->count += INT64_C(1) << order;
	pcp->doublings /= 2;
	if (pcp->count >= pcp->high) {
		shrink_high(sim, zone, pcp);
		give_back(sim, zone, pcp, surplus(zone, pcp));
	}
	return true;
}

/* Once a second: what lies unused goes back step by step. Source: linux-6.12:mm/page_alloc.c:decay_pcp_high.
 */
static void decay_one(struct sim *sim, struct buddy_zone *zone, struct pcp *pcp)
{
	int64_t least = pcp_least_high(&sim->buddy->kernel, zone, sim->cpus);
	int64_t kept = pcp->count - (zone->batch << PCP_BATCH_SCALE_MAX), lower = pcp->high - pcp->high / 8;

	if (pcp->high > least) {
		pcp->high = lower > kept ? lower : kept;
		if (pcp->high < least)
			pcp->high = least;
	}
	if (pcp->count > pcp->high)
		give_back(sim, zone, pcp, pcp->count - pcp->high);
}

void sim_decay_pcp(struct sim *sim)
{
	if (!sim->buddy->kernel.rules.pcp_autotune)
		return;
	for (unsigned int i = 0; i < sim->buddy->zone_count; i++)
		for (unsigned int cpu = 0; cpu < sim->cpus; cpu++)
			decay_one(sim, &sim->buddy->zones[i], &sim->buddy->zones[i].pcps[cpu]);
}

static void pcp_drain_zone(struct sim *sim, struct buddy_zone *zone)
{
	for (unsigned int cpu = 0; cpu < sim->cpus; cpu++)
		give_back(sim, zone, &zone->pcps[cpu], zone->pcps[cpu].count);
}

void sim_drain(struct sim *sim)
{
	for (unsigned int i = 0; i < sim->buddy->zone_count; i++)
		pcp_drain_zone(sim, &sim->buddy->zones[i]);
}
