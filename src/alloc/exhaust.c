/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/exhaust.h"

#include <string.h>

#include "util/number.h"

#define PCP_BATCH_SCALE_MAX 5
#define BOOST_FACTOR 15000 /* default of vm.watermark_boost_factor, 1/10000 of the high mark */
#define MANY_CHUNKS (1 << 18)
#define FAR_PAGES 65536
#define FAR_PAGES_PREDICTED 128
#define TURNS 16

/* The course of one replay. */
struct run {
	const struct alloc_kernel *kernel;
	struct zone_state zone;
	const struct attempt *fast, *slow;
	enum boost_course boost;
	int64_t boost_limit;
	int64_t batch;    /* 0: this order has no per-CPU list */
	int64_t pcp_list; /* blocks on the list */
	int64_t pcp_high;
	unsigned int doublings;
	struct replay result;
};

int64_t pcp_batch(const struct alloc_kernel *kernel, uint64_t managed)
{
	uint64_t page = UINT64_C(1) << kernel->page_shift;
	uint64_t batch = kernel->rules.pcp_small_batch ? min_u64(managed >> 12, KIB(256) / page)
												   : min_u64(managed >> 10, MIB(1) / page) / 4;

	batch = max_u64(batch, 1);
	return (int64_t)max_u64(UINT64_C(1) << ilog2_u64(batch + batch / 2), 2) - 1;
}

int64_t highatomic_limit(const struct alloc_kernel *kernel, const struct zone_state *zone)
{
	uint64_t block = UINT64_C(1) << kernel->pageblock_order, share = zone->managed / 100;

	if (!kernel->rules.highatomic)
		return 0;
	if (!kernel->rules.highatomic_rounds_up)
		return (int64_t)(share + block);
	return share < block ? 0 : (int64_t)round_up(share, block);
}

int64_t stat_threshold(const struct alloc_kernel *kernel, const struct zone_state *zone)
{
	uint64_t blocks = zone->managed >> (27 - kernel->page_shift), cpus = kernel->cpus ? kernel->cpus : 1;

	if (zone->pcp.drift > 0)
		return zone->pcp.drift;
	return (int64_t)min_u64(2 * fls_u64(cpus) * (1 + fls_u64(blocks)), 125);
}

int64_t boost_limit(const struct alloc_kernel *kernel, const struct zone_state *zone)
{
	uint64_t block = UINT64_C(1) << kernel->pageblock_order;

	if (!kernel->rules.boost || block * 4 > zone->managed || zone->high <= 0)
		return 0;
	return (int64_t)max_u64(block, (uint64_t)zone->high * BOOST_FACTOR / 10000);
}

/* --- taking blocks off the lists --------------------------------------------- */

static void account(struct zone_state *zone, enum migratetype list, int64_t pages)
{
	zone->free -= pages;
	if (list == MIGRATE_CMA)
		zone->free_cma -= pages;
	if (list == MIGRATE_HIGHATOMIC)
		zone->free_highatomic -= pages;
}

/* The smallest chunk that fits; the rest goes back to the lists of `rest`. Source: __rmqueue_smallest,
 * expand. */
static bool take_smallest(struct zone_state *zone, enum migratetype list, enum migratetype rest,
						  unsigned int order)
{
	for (unsigned int k = order; k < ZONE_ORDERS; k++) {
		if (zone->nr_free[list][k] <= 0)
			continue;
		zone->nr_free[list][k]--;
		while (k > order)
			zone->nr_free[rest][--k]++;
		account(zone, list, INT64_C(1) << order);
		return true;
	}
	return false;
}

static void raise_boost(struct run *run)
{
	run->result.may_boost = true;
	if (run->boost == BOOST_REPLAYED && run->boost_limit > 0) {
		int64_t raised = run->zone.boost + (INT64_C(1) << run->kernel->pageblock_order);

		run->zone.boost = raised < run->boost_limit ? raised : run->boost_limit;
	}
}

/* Whether a chunk of order k may be taken over with its block. Source: can_steal_fallback. */
static bool may_claim(const struct run *run, enum migratetype type, unsigned int k)
{
	unsigned int block = run->kernel->pageblock_order;

	if (k >= block / 2)
		return true;
	if (run->kernel->rules.steal == STEAL_KEEP_TYPE)
		return type == MIGRATE_RECLAIMABLE;
	return type != MIGRATE_MOVABLE;
}

/* The row of fallbacks[], MIGRATE_TYPES at its end. */
static const enum migratetype *fallback_row(const struct run *run, enum migratetype type)
{
	static const enum migratetype rows[][4] = {
		[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE, MIGRATE_TYPES },
		[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE, MIGRATE_TYPES },
		[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_TYPES },
	};
	static const enum migratetype cma_first[] = { MIGRATE_CMA, MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE,
												  MIGRATE_TYPES };

	if (type == MIGRATE_MOVABLE && run->kernel->rules.cma == CMA_FIRST_FALLBACK)
		return cma_first;
	return rows[type];
}

/* The chunk that a request without the right to claim ends with: the smallest one. */
static bool steal_smallest(struct run *run, const struct attempt *a, enum migratetype rest)
{
	const enum migratetype *row = fallback_row(run, a->type);
	enum migratetype best = MIGRATE_TYPES;
	unsigned int best_order = ZONE_ORDERS;

	for (; *row != MIGRATE_TYPES; row++) {
		for (unsigned int k = a->order; k < best_order; k++) {
			if (run->zone.nr_free[*row][k] > 0) {
				best = *row;
				best_order = k;
			}
		}
	}
	if (best == MIGRATE_TYPES)
		return false;
	return take_smallest(&run->zone, best, rest == MIGRATE_TYPES ? best : rest, a->order);
}

/* A chunk of a pageblock and more takes its pageblocks along. Source: change_pageblock_range. */
static void retype_blocks(struct run *run, enum migratetype from, enum migratetype to, unsigned int k)
{
	if (k < run->kernel->pageblock_order)
		return;
	run->zone.pageblocks[from] -= INT64_C(1) << (k - run->kernel->pageblock_order);
	run->zone.pageblocks[to] += INT64_C(1) << (k - run->kernel->pageblock_order);
}

/* A chunk of order k of another type's list, found largest first. */
static bool take_over(struct run *run, const struct attempt *a, enum migratetype from, unsigned int k)
{
	bool claimed = may_claim(run, a->type, k);
	enum steal_rule rule = (enum steal_rule)run->kernel->rules.steal;
	enum migratetype rest = a->type;

	if (from == MIGRATE_CMA || (!claimed && rule == STEAL_KEEP_TYPE))
		rest = from;
	else if (!claimed && rule == STEAL_SMALLEST_M)
		return steal_smallest(run, a, a->type);
	else if (!claimed && rule == STEAL_CLAIM_FIRST)
		return steal_smallest(run, a, MIGRATE_TYPES);
	if (claimed && k < run->kernel->pageblock_order)
		raise_boost(run);
	if (rest != from)
		retype_blocks(run, from, rest, k);
	run->zone.nr_free[from][k]--;
	for (unsigned int half = k; half > a->order;)
		run->zone.nr_free[rest][--half]++;
	account(&run->zone, from, INT64_C(1) << a->order);
	return true;
}

static bool take_fallback(struct run *run, const struct attempt *a)
{
	for (unsigned int k = ZONE_ORDERS; k-- > a->order;)
		for (const enum migratetype *row = fallback_row(run, a->type); *row != MIGRATE_TYPES; row++)
			if (run->zone.nr_free[*row][k] > 0)
				return take_over(run, a, *row, k);
	return false;
}

static bool cma_goes_first(const struct run *run, const struct attempt *a)
{
	if (!(a->rights & RIGHT_CMA))
		return false;
	if (run->kernel->gfp_config & GFP_CONFIG_ANDROID_CMA)
		return true;
	return cma_is_preferred(run->kernel, run->zone.free_cma, run->zone.free);
}

/* Whether CMA is what is looked at once the own list is empty, before any fallback. */
static bool cma_comes_late(const struct run *run, const struct attempt *a)
{
	return a->rights & RIGHT_CMA && run->kernel->rules.cma != CMA_FIRST_FALLBACK;
}

/* One block from the buddy lists. Source: rmqueue_buddy, __rmqueue. */
static bool take_block(struct run *run, const struct attempt *a)
{
	struct zone_state *zone = &run->zone;

	if (a->rights & RIGHT_HIGHATOMIC && take_smallest(zone, MIGRATE_HIGHATOMIC, MIGRATE_HIGHATOMIC, a->order))
		return true;
	if (cma_goes_first(run, a) && take_smallest(zone, MIGRATE_CMA, MIGRATE_CMA, a->order))
		return true;
	if (take_smallest(zone, a->type, a->type, a->order))
		return true;
	if (cma_comes_late(run, a) && take_smallest(zone, MIGRATE_CMA, MIGRATE_CMA, a->order))
		return true;
	if (take_fallback(run, a))
		return true;
	if (a->types & TYPE_BIT(RESERVE) && take_smallest(zone, MIGRATE_RESERVE, MIGRATE_RESERVE, a->order))
		return true;
	return a->types & TYPE_BIT(HIGHATOMIC) && !(a->rights & RIGHT_HIGHATOMIC) &&
		   take_smallest(zone, MIGRATE_HIGHATOMIC, MIGRATE_HIGHATOMIC, a->order);
}

/* --- per-CPU lists ----------------------------------------------------------- */

/* Refills grow while nothing is freed. Source: linux-6.12:mm/page_alloc.c:nr_pcp_alloc. */
static int64_t grown_batch(struct run *run, unsigned int order)
{
	int64_t batch = run->batch << (order ? 0 : run->doublings), room;
	bool below_high = run->zone.free <= run->zone.high + run->zone.boost;

	if (!below_high)
		run->pcp_high += batch;
	if (run->zone.pcp.high_max && run->pcp_high > run->zone.pcp.high_max)
		run->pcp_high = run->zone.pcp.high_max;
	if (order)
		return batch;
	room = run->pcp_high - run->zone.pcp.count - run->batch;
	if (room < run->batch)
		room = run->batch;
	if (batch <= room && run->doublings < PCP_BATCH_SCALE_MAX)
		run->doublings++;
	return batch < room ? batch : room;
}

static int64_t refill_blocks(struct run *run, unsigned int order)
{
	int64_t batch = run->kernel->rules.pcp_autotune ? grown_batch(run, order) : run->batch;

	if (batch > 1 && run->kernel->rules.pcp_top_order > 0)
		batch = batch >> order > 2 ? batch >> order : 2;
	return batch;
}

/*
 * Blocks for one request after the other: all that is left on the CPU's list, as
 * taking these changes nothing that the test looks at; else one, and the list is
 * refilled on the way. A refill never looks at the HighAtomic lists; the request
 * itself does so when the refill has brought nothing.
 */
static int64_t serve(struct run *run, const struct attempt *a)
{
	int64_t listed = run->pcp_list;
	struct attempt bulk = *a;

	if (run->batch == 0)
		return take_block(run, a);
	if (listed > 0) {
		run->pcp_list = 0;
		return listed;
	}
	bulk.rights &= ~(unsigned int)RIGHT_HIGHATOMIC;
	bulk.types &= ~TYPE_BIT(HIGHATOMIC);
	for (int64_t wanted = refill_blocks(run, a->order); wanted > 0 && take_block(run, &bulk); wanted--)
		run->pcp_list++;
	run->result.last_refill = run->pcp_list;
	if (run->pcp_list == 0)
		return take_block(run, a);
	run->pcp_list--;
	return 1;
}

/* --- the run ----------------------------------------------------------------- */

/* Blocks that are served with one test of the watermark; 0: refused. */
static int64_t step(struct run *run)
{
	const struct attempt *a = run->fast;

	if (!watermark_ok(run->kernel, &run->zone, a)) {
		a = run->slow;
		if (!watermark_ok(run->kernel, &run->zone, a))
			return 0;
	}
	return serve(run, a);
}

/*
 * How far above the mark whole chunks are taken in one step. Near it the size
 * of a refill decides; in a predicted state that is less than what is unsure.
 */
static int64_t far_pages(const struct run *run)
{
	return zone_is_predicted(&run->zone) ? FAR_PAGES_PREDICTED : FAR_PAGES;
}

static bool keeps_its_type(enum migratetype list)
{
	return list == MIGRATE_CMA || list == MIGRATE_HIGHATOMIC;
}

/* The part of one chunk that `room` pages hold; what is left of it falls into buddies of its own list. */
static int64_t take_part(struct run *run, enum migratetype list, unsigned int k, int64_t room)
{
	int64_t part = room >> run->fast->order << run->fast->order, rest = (INT64_C(1) << k) - part;

	if (part <= 0)
		return 0;
	run->zone.nr_free[list][k]--;
	for (unsigned int o = run->fast->order; o < k; o++)
		run->zone.nr_free[keeps_its_type(list) ? list : run->fast->type][o] += rest >> o & 1;
	account(&run->zone, list, part);
	return part >> run->fast->order;
}

/* As many chunks of one list as `room` pages hold. */
static int64_t take_chunks(struct run *run, enum migratetype list, unsigned int k, int64_t room)
{
	int64_t chunks = room >> k;

	if (chunks > run->zone.nr_free[list][k])
		chunks = run->zone.nr_free[list][k];
	if (chunks <= 0)
		return take_part(run, list, k, room);
	run->zone.nr_free[list][k] -= chunks;
	account(&run->zone, list, chunks << k);
	return chunks << (k - run->fast->order);
}

/*
 * The own list is empty: chunks of a pageblock and more are taken over whole,
 * largest first, and raise no boost. Smaller ones do, so they are left to single
 * steps unless there are more of them than steps would ever come to an end of.
 */
static int64_t leap_over(struct run *run, int64_t room)
{
	const enum migratetype *row = fallback_row(run, run->fast->type);

	for (unsigned int k = ZONE_ORDERS; k-- > run->fast->order;)
		for (size_t i = 0; row[i] != MIGRATE_TYPES; i++)
			if (run->zone.nr_free[row[i]][k] > (k >= run->kernel->pageblock_order ? 0 : MANY_CHUNKS))
				return take_chunks(run, row[i], k, room);
	return 0;
}

static bool has_chunk(const struct run *run, enum migratetype list, unsigned int order)
{
	for (unsigned int k = order; k < ZONE_ORDERS; k++)
		if (run->zone.nr_free[list][k] > 0)
			return true;
	return false;
}

/* The list that the attempt looks at first, as take_block() does. */
static enum migratetype first_list(const struct run *run, const struct attempt *a)
{
	if (a->rights & RIGHT_HIGHATOMIC && run->batch == 0 && has_chunk(run, MIGRATE_HIGHATOMIC, a->order))
		return MIGRATE_HIGHATOMIC;
	return cma_goes_first(run, a) ? MIGRATE_CMA : a->type;
}

/*
 * Pages that go in a row to the side of the balanced rule that is its turn: CMA
 * while it is more than half of what is free. At the half, a chunk each; far
 * from the mark several in a row, which the other side's turn makes up for.
 */
static int64_t turn_pages(const struct run *run, const struct attempt *a, int64_t room)
{
	int64_t ahead = run->zone.free - 2 * run->zone.free_cma, turn = INT64_C(1) << run->kernel->max_order;

	if (!(a->rights & RIGHT_CMA) || run->kernel->rules.cma != CMA_BALANCED || run->zone.free_cma <= 0)
		return INT64_MAX;
	if (ahead < 0)
		ahead = -ahead;
	if (turn < room / TURNS)
		turn = room / TURNS;
	return ahead > turn ? ahead : turn;
}

/*
 * Far from the attempt's mark whole chunks serve all their blocks at once, in
 * the order in which single requests take them. *near tells that the mark is too
 * close for it.
 */
static int64_t leap(struct run *run, const struct attempt *a, bool *near)
{
	struct watermark w = watermark_test(run->kernel, &run->zone, a);
	int64_t room = w.usable - w.mark - w.reserve - far_pages(run), turn = turn_pages(run, a, room);
	enum migratetype list = first_list(run, a);

	*near = w.refusal != REFUSAL_NONE || room >> a->order <= 0;
	if (*near)
		return 0;
	if (room > turn)
		room = turn;
	if (!has_chunk(run, list, a->order) && a->rights & RIGHT_CMA &&
		run->kernel->rules.cma != CMA_FIRST_FALLBACK)
		list = MIGRATE_CMA;
	for (unsigned int k = a->order; k < ZONE_ORDERS; k++)
		if (run->zone.nr_free[list][k] > 0)
			return take_chunks(run, list, k, room);
	return leap_over(run, room);
}

/* Chunk by chunk as long as `a` is far from its mark; what no chunk gives is taken block by block. */
static void leap_along(struct run *run, const struct attempt *a)
{
	bool near = false;

	while (!near) {
		int64_t blocks = leap(run, a, &near);

		if (!near && blocks == 0) {
			blocks = serve(run, a);
			if (blocks == 0)
				return;
		}
		run->result.blocks += blocks;
	}
}

static void count_blocks(struct run *run)
{
	bool predicted = zone_is_predicted(&run->zone);
	int64_t blocks;

	/* 3.18 tests order by order: where the state is known, every block counts */
	if (!run->kernel->rules.order_loop || predicted)
		leap_along(run, run->fast);
	while (predicted && watermark_ok(run->kernel, &run->zone, run->fast) && (blocks = step(run)) > 0)
		run->result.blocks += blocks;
	if (predicted)
		leap_along(run, run->slow);
	while ((blocks = step(run)) > 0)
		run->result.blocks += blocks;
}

static int64_t list_batch(const struct alloc_kernel *kernel, const struct zone_state *zone,
						  unsigned int order)
{
	if (order > kernel->rules.pcp_top_order)
		return 0;
	return zone->pcp.batch > 0 ? zone->pcp.batch : pcp_batch(kernel, zone->managed);
}

struct replay replay_zone(const struct alloc_kernel *kernel, const struct zone_state *zone,
						  const struct attempt *fast, const struct attempt *slow,
						  const struct replay_options *options)
{
	struct run run = {
		.kernel = kernel,
		.zone = *zone,
		.fast = fast,
		.slow = slow,
		.boost = options->boost,
		.boost_limit = boost_limit(kernel, zone),
		.batch = list_batch(kernel, zone, slow->order),
		.pcp_high = zone->pcp.high,
	};

	if (run.batch)
		run.pcp_list = options->pcp_blocks;
	run.zone.free += options->drift;
	if (run.zone.pcp.cpus > 1)
		run.zone.pcp.count /= run.zone.pcp.cpus;
	if (options->boost == BOOST_AT_ONCE && run.boost_limit > run.zone.boost)
		run.zone.boost = run.boost_limit;
	count_blocks(&run);
	run.result.ending = watermark_test(kernel, &run.zone, slow).refusal;
	return run.result;
}

/* How many blocks in a row come from the same side while the balance between CMA and the rest does not tip. */
static int64_t blocks_in_a_row(const struct run *run, const struct attempt *a)
{
	int64_t sixteenths = run->kernel->cma_threshold ? run->kernel->cma_threshold : 8;
	int64_t ahead = 16 * run->zone.free_cma - sixteenths * run->zone.free, row;

	if (!(a->rights & RIGHT_CMA) || run->kernel->rules.cma != CMA_BALANCED || run->zone.free_cma <= 0)
		return INT64_MAX >> ZONE_ORDERS;
	if (ahead > 0)
		row = sixteenths < 16 ? ahead / (16 - sixteenths) : 1;
	else
		row = -ahead / sixteenths;
	row >>= a->order;
	return row > 1 ? row : 1;
}

/* Up to `pages` of one list, the smallest chunks first. */
static int64_t take_pages(struct run *run, enum migratetype list, int64_t pages)
{
	int64_t taken = 0;

	for (unsigned int k = 0; k < ZONE_ORDERS && taken < pages; k++)
		while (run->zone.nr_free[list][k] > 0 && taken < pages)
			taken += take_chunks(run, list, k, pages - taken);
	return taken;
}

static int64_t list_pages(const struct run *run, enum migratetype list)
{
	int64_t pages = 0;

	for (unsigned int k = 0; k < ZONE_ORDERS; k++)
		pages += run->zone.nr_free[list][k] << k;
	return pages;
}

/*
 * Single pages by turns of CMA and the own list, as many as neither can run out of: which of both is next hangs on
 * counters alone, so that the lists are touched once. 0 where there are no turns.
 */
static int64_t take_turns(struct run *run, const struct attempt *a, int64_t blocks)
{
	int64_t cma = list_pages(run, MIGRATE_CMA), own = list_pages(run, a->type), pages = cma < own ? cma : own;
	int64_t free = run->zone.free, free_cma = run->zone.free_cma, turns = 0;

	if (a->order || !(a->rights & RIGHT_CMA) || run->kernel->gfp_config & GFP_CONFIG_ANDROID_CMA)
		return 0;
	if (blocks < pages)
		pages = blocks;
	for (int64_t i = 0; i < pages; i++, free--) {
		bool preferred = cma_is_preferred(run->kernel, free_cma, free);

		turns += preferred;
		free_cma -= preferred;
	}
	take_pages(run, MIGRATE_CMA, turns);
	take_pages(run, a->type, pages - turns);
	return pages;
}

/* Up to `blocks` of the list that the attempt looks at first; 0 where it is empty. */
static int64_t take_row(struct run *run, const struct attempt *a, int64_t blocks)
{
	int64_t row = blocks_in_a_row(run, a);
	enum migratetype list = first_list(run, a);

	if (!has_chunk(run, list, a->order))
		list = a->type;
	if (!has_chunk(run, list, a->order) && cma_comes_late(run, a))
		list = MIGRATE_CMA;
	if (!has_chunk(run, a->type, a->order))
		row = blocks;
	for (unsigned int k = a->order; k < ZONE_ORDERS; k++)
		if (run->zone.nr_free[list][k] > 0)
			return take_chunks(run, list, k, (blocks < row ? blocks : row) << a->order);
	return 0;
}

/*
 * Chunks of another type that are not taken over: of each of one order a block, the halves stay where they are, and
 * are looked at only after the last of that order. 0 where the next chunk is no such.
 */
static int64_t take_borrowed(struct run *run, const struct attempt *a, int64_t blocks)
{
	const enum migratetype *row = fallback_row(run, a->type);
	enum migratetype from = MIGRATE_TYPES;
	unsigned int k = ZONE_ORDERS;

	while (from == MIGRATE_TYPES && k-- > a->order)
		for (size_t i = 0; from == MIGRATE_TYPES && row[i] != MIGRATE_TYPES; i++)
			if (run->zone.nr_free[row[i]][k] > 0)
				from = row[i];
	if (from == MIGRATE_TYPES ||
		(from != MIGRATE_CMA && (may_claim(run, a->type, k) || run->kernel->rules.steal != STEAL_KEEP_TYPE)))
		return 0;
	if (run->zone.nr_free[from][k] < blocks)
		blocks = run->zone.nr_free[from][k];
	run->zone.nr_free[from][k] -= blocks;
	for (unsigned int half = k; half > a->order;)
		run->zone.nr_free[from][--half] += blocks;
	account(&run->zone, from, blocks << a->order);
	return blocks;
}

int64_t replay_consume(const struct alloc_kernel *kernel, struct zone_state *zone,
					   const struct attempt *attempt, int64_t blocks)
{
	struct run run = { .kernel = kernel, .zone = *zone, .boost = BOOST_NEVER, .fast = attempt };
	int64_t taken = 0;

	while (taken < blocks) {
		int64_t row = take_turns(&run, attempt, blocks - taken);

		if (row == 0)
			row = take_row(&run, attempt, blocks - taken);
		if (row == 0)
			row = take_borrowed(&run, attempt, blocks - taken);
		if (row == 0)
			row = take_block(&run, attempt);
		if (row == 0)
			break;
		taken += row;
	}
	*zone = run.zone;
	return taken;
}
