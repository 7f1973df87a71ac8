/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/headroom.h"

#include "alloc/exhaust.h"
#include "util/arena.h"
#include "util/number.h"

/* One request on its way through the zones. */
struct question {
	const struct memory_state *state;
	const struct alloc_request *request;
	struct attempt fast, slow;
};

static bool zone_allowed(const struct question *q, const struct zone_state *zone)
{
	return q->slow.highest < GFP_ZONES && zone->kind <= q->slow.highest;
}

static enum headroom_limit limit_of(enum refusal ending)
{
	switch (ending) {
	case REFUSAL_LOWMEM_RESERVE:
		return LIMIT_LOWMEM_RESERVE;
	case REFUSAL_CMA:
	case REFUSAL_HIGHATOMIC:
	case REFUSAL_BOOST:
	case REFUSAL_WATERMARK:
		return LIMIT_WATERMARK;
	default:
		return LIMIT_BLOCKS;
	}
}

/* --- the count --------------------------------------------------------------- */

/*
 * Pages of this request's kind on the list of the CPU it runs on. A capture
 * tells one sum for all kinds; on quiet and on loaded boards about half of the
 * order-0 pages were unmovable, and few blocks of orders 1 to 3.
 */
static struct estimate own_pcp_blocks(const struct question *q, const struct zone_state *zone)
{
	const struct pcp_state *pcp = &zone->pcp;
	int64_t of_one = pcp->cpus ? pcp->count / pcp->cpus : pcp->count;

	if (q->request->order > q->state->kernel.rules.pcp_top_order)
		return exact(0);
	if (q->request->order == 0)
		return between(0, of_one / 2, pcp->count);
	return between(0, 0, of_one >> q->request->order);
}

static struct replay replay(const struct question *q, const struct zone_state *zone, enum boost_course boost,
							int64_t drift, int64_t pcp_blocks)
{
	struct replay_options options = { boost, drift, pcp_blocks };

	return replay_zone(&q->state->kernel, zone, &q->fast, &q->slow, &options);
}

/*
 * A predicted state may have its pages in other blocks than thought: early
 * kernel memory breaks up to three blocks more or less, and each further CPU,
 * whose lists and slabs fill from pageblocks of their own, one more.
 */
static int64_t broken_blocks(const struct question *q, const struct zone_state *zone)
{
	return zone_is_predicted(zone) ? 3 + (q->state->kernel.cpus > 1 ? q->state->kernel.cpus - 1 : 0) : 0;
}

/* One pageblock's worth of movable pages, in the largest pieces there are; false where none is left. */
static bool set_block_apart(struct zone_state *zone, unsigned int order)
{
	int64_t pages = INT64_C(1) << order;

	for (unsigned int k = order + 1; k-- > 0;) {
		while (zone->nr_free[MIGRATE_MOVABLE][k] > 0 && INT64_C(1) << k <= pages) {
			zone->nr_free[MIGRATE_MOVABLE][k]--;
			zone->nr_free[MIGRATE_HIGHATOMIC][k]++;
			zone->free_highatomic += INT64_C(1) << k;
			pages -= INT64_C(1) << k;
		}
	}
	return pages < INT64_C(1) << order;
}

/*
 * On a board that runs, high-order atomic users may have set blocks apart
 * already: the low end of a prediction has the reserve full.
 */
static struct zone_state with_full_reserve(const struct question *q, const struct zone_state *from)
{
	unsigned int order = q->state->kernel.pageblock_order;
	uint64_t block = UINT64_C(1) << order, limit = (uint64_t)highatomic_limit(&q->state->kernel, from);
	struct zone_state zone = *from;
	int64_t blocks = 0;

	if (!zone_is_predicted(from) || limit <= (uint64_t)from->reserved_highatomic)
		return zone;
	blocks = (int64_t)div_round_up(limit - (uint64_t)from->reserved_highatomic, block);
	zone.reserved_highatomic += blocks << order;
	while (blocks > 0 && set_block_apart(&zone, order))
		blocks--;
	return zone;
}

static int64_t least_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Pools that may be larger take from requests that must not use them. */
static int64_t fewer_pages(const struct question *q, const struct zone_state *zone)
{
	return zone->fewer + (q->slow.rights & RIGHT_CMA ? 0 : zone->cma_more);
}

static int64_t more_pages(const struct question *q, const struct zone_state *zone)
{
	return zone->more + (q->slow.rights & RIGHT_CMA ? 0 : zone->cma_fewer);
}

/*
 * What is open: when a boost arrives, what lies on the CPU's list, how full that
 * list is when the zone refuses, and by how much NR_FREE_PAGES lags at the start
 * and at the end. In a predicted state also how many pages there are: fewer on
 * the counter and fewer in the lists; never more than the zone has room for.
 */
static struct estimate count_blocks(const struct question *q, const struct zone_state *zone,
									enum refusal *ending)
{
	unsigned int order = q->slow.order;
	struct estimate pcp = own_pcp_blocks(q, zone);
	int64_t drift = 2 * stat_threshold(&q->state->kernel, zone), low, high;
	int64_t broken = broken_blocks(q, zone);
	struct replay likely = replay(q, zone, BOOST_REPLAYED, 0, pcp.value);
	struct replay most = replay(q, zone, BOOST_NEVER, drift + more_pages(q, zone), pcp.high);
	enum boost_course worst = most.may_boost || likely.may_boost ? BOOST_AT_ONCE : BOOST_REPLAYED;
	struct zone_state reserved = with_full_reserve(q, zone);
	struct replay least = replay(q, &reserved, worst, -drift - fewer_pages(q, zone), pcp.low);

	*ending = likely.ending;
	low = least_of(least.blocks, zone_blocks_from(&reserved, q->slow.types, order) - (fewer_pages(q, zone) >> order));
	low -= least.last_refill + broken;
	high = most.blocks + most.last_refill + broken;
	if (limit_of(most.ending) == LIMIT_BLOCKS)
		high += more_pages(q, zone) >> order;
	if (zone->present)
		high = least_of(high, zone_room(zone) >> order);
	return between(low > 0 ? low : 0, likely.blocks, high);
}

/* --- limits ------------------------------------------------------------------ */

static struct zone_headroom measure_zone(const struct question *q, const struct zone_state *zone)
{
	struct watermark w = watermark_test(&q->state->kernel, zone, &q->slow);
	int64_t above = w.usable - w.mark - w.reserve;
	struct zone_headroom h = {
		.zone = zone,
		.by_watermark = above > 0 ? (int64_t)div_round_up((uint64_t)above, UINT64_C(1) << q->slow.order) : 0,
		.by_blocks = zone_blocks_from(zone, q->slow.types, q->slow.order),
		.mark = w.mark,
		.reserve = w.reserve,
		.usable = w.usable,
	};

	h.blocks = count_blocks(q, zone, &h.ending);
	h.limit = limit_of(h.ending);
	return h;
}

/*
 * What would have to change for `wanted` blocks, told from the zone that comes
 * nearest: the one with the most blocks, the preferred (highest) one if none has any.
 */
static const struct zone_headroom *nearest_zone(const struct headroom *h)
{
	const struct zone_headroom *best = NULL;

	for (size_t i = 0; i < h->zone_count; i++)
		if (!best || h->zones[i].blocks.value >= best->blocks.value)
			best = &h->zones[i];
	return best;
}

static void measure_shortage(struct headroom *h, const struct zone_headroom *zone)
{
	unsigned int order = h->request->order;
	int64_t others = h->blocks.value - zone->blocks.value;
	int64_t here = h->wanted - others;
	int64_t needed = zone->mark + zone->reserve + 1 + (here - 1) * (INT64_C(1) << order);

	if (h->wanted <= h->blocks.value)
		return;
	h->short_blocks = here > zone->by_blocks ? here - zone->by_blocks : 0;
	h->short_pages = needed > zone->usable ? needed - zone->usable : 0;
}

/* --- the answer -------------------------------------------------------------- */

static void add_zones(struct arena *arena, const struct question *q, struct headroom *h)
{
	for (size_t i = 0; i < q->state->zone_count; i++) {
		struct zone_headroom zone;

		if (!zone_allowed(q, &q->state->zones[i]))
			continue;
		zone = measure_zone(q, &q->state->zones[i]);
		h->blocks = estimate_add(h->blocks, zone.blocks);
		arena_push(arena, h->zones, h->zone_count, zone);
	}
}

/*
 * The most that reclaim and compaction could make of it: all free memory in one
 * piece, and on top what is not free now (of the page cache, where that is known).
 */
static int64_t reclaim_limit(const struct question *q, const struct headroom *h)
{
	int64_t pages = 0, blocks = 0;

	for (size_t i = 0; i < h->zone_count; i++) {
		const struct zone_headroom *z = &h->zones[i];

		blocks += z->by_watermark > z->blocks.high ? z->by_watermark : z->blocks.high;
		pages += (int64_t)z->zone->managed - z->zone->free;
	}
	if (q->state->reclaimable >= 0)
		pages = q->state->reclaimable;
	return blocks + ((pages > 0 ? pages : 0) >> q->request->order);
}

static void judge(struct headroom *h)
{
	const struct zone_headroom *zone = nearest_zone(h);

	h->wanted = h->request->count ? (int64_t)h->request->count : h->blocks.value + 1;
	if (!zone) {
		h->limit = LIMIT_ZONE;
		return;
	}
	h->limit = zone->limit;
	h->refusal = zone->ending;
	measure_shortage(h, zone);
}

struct headroom headroom_count(struct arena *arena, const struct memory_state *state,
							   const struct alloc_request *request)
{
	struct question q = {
		.state = state,
		.request = request,
		.fast = attempt_fast(&state->kernel, &request->gfp, request->order),
		.slow = attempt_slow(&state->kernel, &request->gfp, request->order, request->context),
	};
	struct headroom h = { .request = request, .page_shift = state->kernel.page_shift };

	add_zones(arena, &q, &h);
	judge(&h);
	h.slow_path = slow_path_for(&state->kernel, request);
	h.lower_bound = h.zone_count > 0 && gfp_may_sleep(&request->gfp) && request->context != CONTEXT_INTERRUPT;
	if (h.lower_bound)
		h.blocks = between(h.blocks.low, h.blocks.value, reclaim_limit(&q, &h));
	return h;
}

NAMER(headroom_limit_name, headroom_limit, HEADROOM_LIMITS, ENUM_NAME)
