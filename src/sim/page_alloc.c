/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "sim/sim.h"
#include "util/memory.h"

/*
 * From a request to a block. Stands for mm/page_alloc.c:get_page_from_freelist,
 * rmqueue, __rmqueue, __alloc_pages_slowpath and free_unref_page, the slow path
 * with the rounds that matter and without its waiting.
 */

#define COSTLY_ORDER 3
#define RECLAIM_BATCH 32 /* SWAP_CLUSTER_MAX */
#define MAX_ROUNDS 16    /* MAX_RECLAIM_RETRIES */
#define MAX_COMPACT_RETRIES 16
#define PAGE_COST 2e-6 /* s: a page fault, with the page filled */

/* --- one zone ---------------------------------------------------------------------- */

static bool cma_goes_first(const struct sim *sim, const struct buddy_zone *zone, const struct attempt *a)
{
	const struct alloc_kernel *kernel = &sim->buddy->kernel;

	if (!(a->rights & RIGHT_CMA))
		return false;
	if (kernel->gfp_config & GFP_CONFIG_ANDROID_CMA)
		return true;
	return cma_is_preferred(kernel, zone->state.free_cma, zone->state.free);
}

/* Source: __rmqueue_cma_fallback and the tail of __rmqueue. */
static frame_t take_late(struct sim *sim, struct buddy_zone *zone, const struct attempt *a)
{
	frame_t frame = NO_FRAME;

	if (a->rights & RIGHT_CMA && sim->buddy->kernel.rules.cma != CMA_FIRST_FALLBACK)
		frame = buddy_take(sim->buddy, zone, MIGRATE_CMA, a->order, MIGRATE_CMA);
	if (frame == NO_FRAME)
		frame = fallback_take(sim, zone, a);
	if (frame == NO_FRAME && a->types & TYPE_BIT(RESERVE))
		frame = buddy_take(sim->buddy, zone, MIGRATE_RESERVE, a->order, MIGRATE_RESERVE);
	if (frame == NO_FRAME && a->types & TYPE_BIT(HIGHATOMIC) && !(a->rights & RIGHT_HIGHATOMIC))
		frame = buddy_take(sim->buddy, zone, MIGRATE_HIGHATOMIC, a->order, MIGRATE_HIGHATOMIC);
	return frame;
}

frame_t zone_take_block(struct sim *sim, struct buddy_zone *zone, const struct attempt *a)
{
	frame_t frame = NO_FRAME;

	if (a->rights & RIGHT_HIGHATOMIC)
		frame = buddy_take(sim->buddy, zone, MIGRATE_HIGHATOMIC, a->order, MIGRATE_HIGHATOMIC);
	if (frame == NO_FRAME && cma_goes_first(sim, zone, a))
		frame = buddy_take(sim->buddy, zone, MIGRATE_CMA, a->order, MIGRATE_CMA);
	if (frame == NO_FRAME)
		frame = buddy_take(sim->buddy, zone, a->type, a->order, a->type);
	return frame != NO_FRAME ? frame : take_late(sim, zone, a);
}

bool zone_passes(const struct sim *sim, const struct buddy_zone *zone, const struct attempt *a)
{
	return watermark_ok(&sim->buddy->kernel, &zone->state, a);
}

static frame_t zone_take(struct sim *sim, struct buddy_zone *zone, const struct attempt *a)
{
	frame_t frame;

	if (a->order > sim->buddy->kernel.rules.pcp_top_order)
		return zone_take_block(sim, zone, a);
	frame = pcp_take(sim, zone, a);
	if (frame == NO_FRAME && a->types & TYPE_BIT(HIGHATOMIC))
		frame = zone_take_block(sim, zone, a);
	return frame;
}

/* --- all zones ---------------------------------------------------------------------- */

frame_t zones_take(struct sim *sim, const struct attempt *a)
{
	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		struct buddy_zone *zone = &sim->buddy->zones[sim->zonelist[i]];
		frame_t frame;

		if (zone->state.kind > a->highest || !zone_passes(sim, zone, a))
			continue;
		frame = zone_take(sim, zone, a);
		if (frame != NO_FRAME)
			return frame;
	}
	return NO_FRAME;
}

void page_give(struct sim *sim, frame_t frame)
{
	struct buddy_zone *zone = frame_zone(sim->buddy, frame);
	unsigned int order = sim->buddy->frames[frame].order;

	if (!pcp_give(sim, zone, frame, order))
		buddy_give(sim->buddy, zone, frame, order);
}

/* --- the slow path ---------------------------------------------------------------------- */

/* One request in the slow path. */
struct struggle {
	struct sim *sim;
	const struct sim_request *request;
	unsigned int rounds;         /* without progress */
	bool exhausted;              /* as many of them as there may be */
	enum compact_result outcome; /* of the last compaction */
	unsigned int retries;        /* after compactions that looked like a success */
	bool full;                   /* compaction has come to its highest priority */
};

static frame_t slow_attempt(struct struggle *s)
{
	frame_t frame = zones_take(s->sim, &s->request->slow);

	if (frame != NO_FRAME && s->request->slow.rights & RIGHT_HIGHATOMIC) {
		s->sim->buddy->frames[frame].order = (uint8_t)s->request->slow.order;
		highatomic_reserve(s->sim, frame);
	}
	return frame;
}

static frame_t after_compaction(struct struggle *s, enum compact_mode mode)
{
	if (s->request->slow.order == 0)
		return NO_FRAME;
	s->outcome = compact_zones(s->sim, &s->request->slow, mode);
	return s->outcome == COMPACT_SUCCESS ? slow_attempt(s) : NO_FRAME;
}

static int64_t reclaim_target(unsigned int order)
{
	return order == 0 ? RECLAIM_BATCH : RECLAIM_BATCH + (INT64_C(2) << order);
}

/* Source: __alloc_pages_direct_reclaim: one HighAtomic block and the per-CPU lists are given up for a second
 * try. */
static frame_t after_reclaim(struct struggle *s, bool *progress)
{
	struct sim *sim = s->sim;
	int64_t got = reclaim_pages(sim, s->request->slow.highest, reclaim_target(s->request->slow.order));
	frame_t frame;

	sim->events.direct_reclaims++;
	sim->now += (double)got * sim->page_cost;
	*progress = got > 0;
	if (*progress)
		sim->kswapd.fruitless = 0;
	if (!*progress)
		return NO_FRAME;
	frame = slow_attempt(s);
	if (frame != NO_FRAME)
		return frame;
	highatomic_release(sim, s->request->slow.type, false);
	sim_drain(sim);
	return slow_attempt(s);
}

/* Whether any zone would pass if all that can be reclaimed were free: for a high order a block must be there.
 */
static bool might_pass(const struct struggle *s)
{
	struct sim *sim = s->sim;
	int64_t more = reclaimable_pages(sim);

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		struct zone_state zone = sim->buddy->zones[sim->zonelist[i]].state;

		zone.free += more;
		if (zone.kind <= s->request->slow.highest &&
			watermark_ok(&sim->buddy->kernel, &zone, &s->request->slow))
			return true;
	}
	return false;
}

/* Source: linux-5.4:compaction_zonelist_suitable. */
static bool reclaim_may_help_compaction(const struct struggle *s)
{
	struct sim *sim = s->sim;
	int64_t more = reclaimable_pages(sim) / s->request->slow.order;

	for (unsigned int i = 0; i < sim->buddy->zone_count; i++) {
		const struct zone_state *zone = &sim->buddy->zones[i].state;

		if (zone->kind <= s->request->slow.highest &&
			compaction_suitable(&s->request->slow, zone, zone->free + more))
			return true;
	}
	return false;
}

/* Source: linux-5.4:should_compact_retry. */
static bool compacts_again(struct struggle *s)
{
	if (s->request->slow.order == 0)
		return false;
	if (s->outcome == COMPACT_SKIPPED)
		return reclaim_may_help_compaction(s);
	if (s->outcome == COMPACT_SUCCESS && ++s->retries <= MAX_COMPACT_RETRIES)
		return true;
	if (s->full)
		return false;
	s->full = true;
	s->retries = 0;
	return true;
}

/* Source: should_reclaim_retry, for which progress counts with every order up to 3. */
static bool gives_up(struct struggle *s, bool progress)
{
	if (s->request->forever)
		return false;
	if (s->request->no_retry || s->request->costly)
		return true;
	s->rounds = progress ? 0 : s->rounds + 1;
	s->exhausted = s->rounds >= MAX_ROUNDS;
	if (s->exhausted || might_pass(s))
		return s->exhausted;
	return !progress || !compacts_again(s);
}

/* Before the OOM killer the forced release of HighAtomic blocks, where the version has it. */
static frame_t after_release(struct struggle *s)
{
	bool release = s->exhausted || s->sim->buddy->kernel.rules.highatomic_before_oom;

	return release && highatomic_release(s->sim, s->request->slow.type, true) ? slow_attempt(s) : NO_FRAME;
}

static enum compact_mode compaction_mode(const struct struggle *s)
{
	if (s->request->no_retry && s->request->costly)
		return COMPACT_ASYNC;
	return s->full ? COMPACT_FULL : COMPACT_SYNC;
}

/* Reclaim and compaction in turn, until there is a block or no sense in going on. */
static frame_t work_for(struct struggle *s)
{
	frame_t frame = NO_FRAME;
	bool progress = false;

	while (frame == NO_FRAME) {
		frame = after_reclaim(s, &progress);
		if (frame == NO_FRAME)
			frame = after_compaction(s, compaction_mode(s));
		if (frame == NO_FRAME && gives_up(s, progress))
			break;
	}
	if (frame == NO_FRAME && !s->request->no_retry && !s->request->costly)
		frame = after_release(s);
	return frame;
}

/* Whoever had a task killed begins anew. Source: __alloc_pages_slowpath, behind __alloc_pages_may_oom. */
static frame_t struggle_on(struct struggle *s)
{
	frame_t frame = s->request->early_compaction ? after_compaction(s, COMPACT_ASYNC) : NO_FRAME;

	if (frame == NO_FRAME)
		frame = work_for(s);
	while (frame == NO_FRAME && s->request->may_kill && oom_kill(s->sim)) {
		sim_drain(s->sim);
		s->rounds = 0;
		frame = slow_attempt(s);
		if (frame == NO_FRAME)
			frame = work_for(s);
	}
	return frame;
}

static frame_t slow_path(struct sim *sim, const struct sim_request *request)
{
	struct struggle s = { .sim = sim, .request = request };
	frame_t frame;

	if (request->wakes_kswapd)
		kswapd_wake(sim, request->slow.order, request->slow.highest);
	frame = slow_attempt(&s);
	if (frame == NO_FRAME && request->sleeps) {
		frame = struggle_on(&s);
	}
	return frame;
}

bool sim_alloc(struct sim *sim, const struct sim_request *request, unsigned int owner)
{
	frame_t frame = zones_take(sim, &request->fast);

	sim->now += sim->page_cost;
	if (sim->now >= sim->due)
		sim_background(sim);
	if (frame == NO_FRAME)
		frame = slow_path(sim, request);
	if (frame == NO_FRAME) {
		sim->events.failures++;
		return false;
	}
	owner_add(sim, owner, frame, request->fast.order);
	sim->events.allocations++;
	return true;
}

/* --- requests and the simulation itself ---------------------------------------------------- */

struct sim_request sim_request_make(const struct alloc_kernel *kernel, const struct gfp *gfp,
									unsigned int order, enum request_context context)
{
	bool sleeps = gfp_may_sleep(gfp) && context != CONTEXT_INTERRUPT && context != CONTEXT_MEMALLOC;
	bool costly = order > COSTLY_ORDER;
	bool early =
		order > 0 && (costly || kernel->rules.early_compaction) && gfp_migratetype(gfp) != MIGRATE_MOVABLE;

	return (struct sim_request){
		.fast = attempt_fast(kernel, gfp, order),
		.slow = attempt_slow(kernel, gfp, order, context),
		.sleeps = sleeps,
		.wakes_kswapd = gfp_wakes_kswapd(gfp),
		.may_kill = sleeps && !costly && !gfp_has(gfp, GFP_FLAG_NORETRY) &&
					!gfp_has(gfp, GFP_FLAG_RETRY_MAYFAIL) && gfp_has(gfp, GFP_FLAG_FS),
		.no_retry = gfp_has(gfp, GFP_FLAG_NORETRY),
		.costly = costly && !gfp_has(gfp, GFP_FLAG_RETRY_MAYFAIL),
		.early_compaction = early,
		.forever = gfp_has(gfp, GFP_FLAG_NOFAIL),
	};
}

/* Nodes in turn, in each the highest zone first. */
static void order_zonelist(struct sim *sim)
{
	const struct buddy *buddy = sim->buddy;

	for (unsigned int i = 0; i < buddy->zone_count; i++) {
		unsigned int at = i;

		for (; at > 0; at--) {
			const struct zone_state *before = &buddy->zones[sim->zonelist[at - 1]].state,
									*z = &buddy->zones[i].state;

			if (before->node < z->node || (before->node == z->node && before->kind > z->kind))
				break;
			sim->zonelist[at] = sim->zonelist[at - 1];
		}
		sim->zonelist[at] = i;
	}
}

/* Whether the block's frames are there and nobody's. */
static bool can_hold(const struct sim *sim, const struct buddy_zone *zone, const struct sim_held *held)
{
	uint64_t at = held->pfn - zone->base_pfn, size = UINT64_C(1) << held->order;

	if (held->pfn < zone->base_pfn || held->order > sim->buddy->kernel.max_order || at > zone->frames ||
		size > zone->frames - at || at % size)
		return false;
	for (uint64_t i = 0; i < size; i++)
		if (sim->buddy->frames[zone->first + at + i].state != FRAME_HOLE)
			return false;
	return true;
}

/* What was in use at the start, an owner for each kind. */
static void hold_zone(struct sim *sim, const struct buddy_zone *zone, const struct sim_boot_zone *from,
					  unsigned int *owners)
{
	for (size_t i = 0; i < from->held_count; i++) {
		const struct sim_held *held = &from->held[i];
		frame_t frame = zone->first + (frame_t)(held->pfn - zone->base_pfn);

		if (held->kind >= OWNER_KINDS || !can_hold(sim, zone, held))
			continue;
		if (!owners[held->kind]) {
			owners[held->kind] = sim_add_owner(sim, (enum owner_kind)held->kind, held->kind == OWNER_FILE);
			sim->owners[owners[held->kind]].spared = true;
		}
		for (frame_t k = frame + 1; k < frame + (UINT32_C(1) << held->order); k++)
			sim->buddy->frames[k].state = FRAME_TAIL;
		owner_add(sim, owners[held->kind], frame, held->order);
	}
}

static void hold_all(struct sim *sim, const struct sim_boot *boot)
{
	unsigned int owners[OWNER_KINDS] = { 0 };

	for (size_t i = 0; i < boot->zone_count; i++)
		hold_zone(sim, &sim->buddy->zones[i], &boot->zones[i], owners);
}

int sim_new(const struct sim_boot *boot, uint64_t seed, int64_t swap, struct sim **result)
{
	struct sim *sim = memory_new(sizeof(*sim));
	int ret;

	*result = NULL;
	sim->cpus = boot->kernel.cpus ? boot->kernel.cpus : 1;
	sim->swap_free = swap;
	sim->page_cost = PAGE_COST / sim->cpus;
	sim->due = INFINITY;
	random_seed(&sim->random, seed);
	ret = buddy_new(boot, sim->cpus, &sim->buddy);
	if (ret) {
		memory_free(sim);
		return ret;
	}
	sim_add_owner(sim, OWNER_KERNEL, false); /* index 0: nobody */
	hold_all(sim, boot);
	order_zonelist(sim);
	for (unsigned int i = 0; i < sim->buddy->zone_count; i++)
		sim->work[i].free_block = sim->buddy->zones[i].blocks;
	*result = sim;
	return 0;
}

void sim_free(struct sim *sim)
{
	if (!sim)
		return;
	for (unsigned int i = 0; i < sim->owner_count; i++)
		memory_free(sim->owners[i].bag);
	memory_free(sim->owners);
	buddy_free(sim->buddy);
	memory_free(sim);
}

static double next_due(const struct sim *sim)
{
	double due = sim->kswapd.woken ? sim->kswapd.due : INFINITY;

	return sim->kcompactd_order > 0 && sim->kcompactd_due < due ? sim->kcompactd_due : due;
}

void sim_background(struct sim *sim)
{
	while (sim->now >= sim->due) {
		if (sim->kswapd.woken && sim->kswapd.due <= sim->due)
			kswapd_step(sim);
		else
			kcompactd_run(sim);
		sim->due = next_due(sim);
	}
}

void sim_advance(struct sim *sim, double now)
{
	if (now > sim->now)
		sim->now = now;
	sim_background(sim);
}
