/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/watermark.h"

#define TYPES_FALLBACK (TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE))

/* --- rights ------------------------------------------------------------------ */

/*
 * ALLOC_CMA. Android trees want their own flag as well, and use nothing but
 * CMA's own lists then, unless booted with restrict_cma_redirect=false. Source:
 * linux-6.1:gfp_to_alloc_flags_cma, and the allocators of Android 5.15 and 6.1.
 */
static bool may_use_cma(const struct alloc_kernel *kernel, const struct gfp *gfp)
{
	if (gfp_migratetype(gfp) != MIGRATE_MOVABLE)
		return false;
	return !(kernel->gfp_config & GFP_CONFIG_ANDROID_CMA) || kernel->cma_open || gfp_has(gfp, GFP_FLAG_CMA);
}

static bool is_atomic(const struct page_alloc_rules *rules, const struct gfp *gfp)
{
	if (rules->atomic_needs_bit)
		return gfp_has(gfp, GFP_FLAG_ATOMIC);
	return !gfp_may_sleep(gfp) && (rules->nowait_harder || gfp_has(gfp, GFP_FLAG_HIGH));
}

/* The right of a request that cannot sleep to dig deeper; __GFP_NOMEMALLOC gives it up. */
static unsigned int atomic_rights(const struct page_alloc_rules *rules, const struct gfp *gfp,
								  unsigned int order)
{
	unsigned int rights = 0;

	if (gfp_has(gfp, GFP_FLAG_NOMEMALLOC))
		return 0;
	if (rules->nonblock_rights && !gfp_may_sleep(gfp))
		rights |= RIGHT_UNCHARGED | RIGHT_HIGHATOMIC_LAST |
				  (rules->nonblock_highatomic && order > 0 ? RIGHT_HIGHATOMIC : 0);
	if (is_atomic(rules, gfp))
		rights |= RIGHT_QUARTER | RIGHT_UNCHARGED | (rules->highatomic && order > 0 ? RIGHT_HIGHATOMIC : 0);
	return rights;
}

static unsigned int realtime_rights(const struct page_alloc_rules *rules, unsigned int order)
{
	if (rules->realtime_half)
		return RIGHT_HALF | RIGHT_UNCHARGED;
	return RIGHT_QUARTER | RIGHT_UNCHARGED | (rules->highatomic && order > 0 ? RIGHT_HIGHATOMIC : 0);
}

static unsigned int context_rights(const struct page_alloc_rules *rules, const struct gfp *gfp,
								   unsigned int order, enum request_context context)
{
	bool emergency = gfp_has(gfp, GFP_FLAG_MEMALLOC) || context == CONTEXT_MEMALLOC;

	if (gfp_has(gfp, GFP_FLAG_NOMEMALLOC))
		emergency = false;
	if (emergency)
		return RIGHT_NO_WATERMARKS;
	if (context == CONTEXT_VICTIM && !gfp_has(gfp, GFP_FLAG_NOMEMALLOC))
		return rules->oom_half ? RIGHT_OOM | RIGHT_UNCHARGED | RIGHT_HIGHATOMIC_LAST : RIGHT_NO_WATERMARKS;
	if (context == CONTEXT_REALTIME && !is_atomic(rules, gfp))
		return realtime_rights(rules, order);
	return 0;
}

/* --- attempts ---------------------------------------------------------------- */

static unsigned int entitled_types(const struct page_alloc_rules *rules, unsigned int rights,
								   unsigned int order)
{
	unsigned int types = TYPES_FALLBACK;

	if (rules->migrate_reserve)
		types |= TYPE_BIT(RESERVE);
	if (rights & RIGHT_CMA)
		types |= TYPE_BIT(CMA);
	if (rights & RIGHT_HIGHATOMIC || (rights & RIGHT_HIGHATOMIC_LAST && order == 0))
		types |= TYPE_BIT(HIGHATOMIC);
	return types;
}

/* The zone whose lowmem_reserve column counts. Up to 5.9 an empty zone never is. */
static enum gfp_zone request_zone(const struct alloc_kernel *kernel, const struct gfp *gfp)
{
	enum gfp_zone zone = gfp_highest_zone(gfp, kernel->zones);

	if (zone == GFP_ZONES || !kernel->rules.reserve_by_zonelist)
		return zone;
	while (zone > 0 && !(kernel->populated >> zone & 1))
		zone--;
	return zone;
}

static struct attempt make_attempt(const struct alloc_kernel *kernel, const struct gfp *gfp,
								   unsigned int order, enum wmark wmark, unsigned int rights)
{
	if (may_use_cma(kernel, gfp))
		rights |= RIGHT_CMA;
	if (rights & RIGHT_HIGHATOMIC && kernel->rules.highatomic_not_pcp && order <= kernel->rules.pcp_top_order)
		rights &= ~(unsigned int)RIGHT_HIGHATOMIC;
	return (struct attempt){
		.wmark = wmark,
		.rights = rights,
		.types = entitled_types(&kernel->rules, rights, order),
		.type = gfp_migratetype(gfp),
		.order = order,
		.highest = request_zone(kernel, gfp),
	};
}

struct attempt attempt_fast(const struct alloc_kernel *kernel, const struct gfp *gfp, unsigned int order)
{
	return make_attempt(kernel, gfp, order, WMARK_LOW, 0);
}

struct attempt attempt_slow(const struct alloc_kernel *kernel, const struct gfp *gfp, unsigned int order,
							enum request_context context)
{
	unsigned int rights = atomic_rights(&kernel->rules, gfp, order);

	/* From 6.1 on, ALLOC_MIN_RESERVE alone frees from the charge; before, only ALLOC_HARDER did. */
	if (gfp_has(gfp, GFP_FLAG_HIGH))
		rights |= RIGHT_HALF | (kernel->rules.nonblock_rights ? RIGHT_UNCHARGED : 0u);
	rights |= context_rights(&kernel->rules, gfp, order, context);
	return make_attempt(kernel, gfp, order, WMARK_MIN, rights);
}

/* --- the test ---------------------------------------------------------------- */

static int64_t plain_mark(const struct zone_state *zone, enum wmark wmark)
{
	return wmark == WMARK_MIN ? zone->min : wmark == WMARK_LOW ? zone->low : zone->high;
}

static int64_t reduced(int64_t mark, unsigned int rights)
{
	if (rights & RIGHT_HALF)
		mark -= mark / 2;
	if (rights & RIGHT_OOM)
		mark -= mark / 2;
	else if (rights & RIGHT_QUARTER)
		mark -= mark / 4;
	return mark;
}

/* Order-0 GFP_ATOMIC at the min mark is looked at again without the boost. */
static bool ignores_boost(const struct page_alloc_rules *rules, const struct attempt *attempt)
{
	return rules->boost_skips_order0 && attempt->order == 0 && attempt->wmark == WMARK_MIN &&
		   attempt->rights & RIGHT_HALF;
}

int64_t watermark_mark(const struct alloc_kernel *kernel, const struct zone_state *zone,
					   const struct attempt *attempt)
{
	int64_t mark = plain_mark(zone, attempt->wmark);

	if (attempt->rights & RIGHT_NO_WATERMARKS)
		return 0;
	if (!ignores_boost(&kernel->rules, attempt))
		mark += zone->boost;
	return reduced(mark, attempt->rights);
}

static int64_t highatomic_charge(const struct page_alloc_rules *rules, const struct zone_state *zone,
								 unsigned int rights)
{
	if (rights & RIGHT_UNCHARGED || rules->highatomic_charge == CHARGE_NONE)
		return 0;
	return rules->highatomic_charge == CHARGE_FREE ? zone->free_highatomic : zone->reserved_highatomic;
}

static int64_t usable_pages(const struct page_alloc_rules *rules, const struct zone_state *zone,
							const struct attempt *attempt)
{
	int64_t usable = zone->free - ((INT64_C(1) << attempt->order) - 1);

	if (!(attempt->rights & RIGHT_CMA))
		usable -= zone->free_cma;
	/* The short test of order 0 (4.7 .. 5.9) does not know the reserve. */
	if (attempt->order == 0 && rules->fast_test == FAST_TEST_CMA &&
		!(attempt->rights & (RIGHT_HALF | NO_SHORT_TEST)))
		return usable;
	return usable - highatomic_charge(rules, zone, attempt->rights);
}

/*
 * Up to 4.3: half the mark must be left in blocks above order 0, a quarter
 * above order 1, and so on. CMA counts here. Source: linux-3.18:__zone_watermark_ok.
 */
static bool order_loop_ok(const struct zone_state *zone, unsigned int order, int64_t mark)
{
	int64_t rest = zone->free - ((INT64_C(1) << order) - 1);

	for (unsigned int k = 0; k < order; k++) {
		rest -= zone_blocks(zone, TYPES_ALL, k) << k;
		mark /= 2;
		if (rest <= mark)
			return false;
	}
	return true;
}

static bool has_block(const struct zone_state *zone, unsigned int types, unsigned int order)
{
	for (unsigned int k = order; k < ZONE_ORDERS; k++)
		for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
			if (types >> type & 1 && zone->nr_free[type][k] > 0)
				return true;
	return false;
}

static bool amount_ok(const struct watermark *w)
{
	return w->usable > w->mark + w->reserve;
}

static struct watermark measure(const struct alloc_kernel *kernel, const struct zone_state *zone,
								const struct attempt *attempt)
{
	return (struct watermark){
		.usable = usable_pages(&kernel->rules, zone, attempt),
		.mark = watermark_mark(kernel, zone, attempt),
		.reserve = attempt->highest < GFP_ZONES ? zone->lowmem_reserve[attempt->highest] : 0,
	};
}

static bool lists_ok(const struct alloc_kernel *kernel, const struct zone_state *zone,
					 const struct attempt *attempt, int64_t mark)
{
	if (kernel->rules.order_loop && !order_loop_ok(zone, attempt->order, mark))
		return false;
	return has_block(zone, attempt->types, attempt->order);
}

bool watermark_ok(const struct alloc_kernel *kernel, const struct zone_state *zone,
				  const struct attempt *attempt)
{
	struct watermark w = measure(kernel, zone, attempt);

	if (attempt->rights & RIGHT_NO_WATERMARKS)
		return has_block(zone, attempt->types, attempt->order);
	return amount_ok(&w) && lists_ok(kernel, zone, attempt, w.mark);
}

static enum refusal amount_refusal(const struct alloc_kernel *kernel, const struct zone_state *zone,
								   const struct attempt *attempt, const struct watermark *w)
{
	int64_t wanted = w->mark + w->reserve;
	struct zone_state unboosted = *zone;

	unboosted.boost = 0;
	if (w->usable > w->mark)
		return REFUSAL_LOWMEM_RESERVE;
	if (!(attempt->rights & RIGHT_CMA) && w->usable + zone->free_cma > wanted)
		return REFUSAL_CMA;
	if (w->usable + highatomic_charge(&kernel->rules, zone, attempt->rights) > wanted)
		return REFUSAL_HIGHATOMIC;
	if (w->usable > watermark_mark(kernel, &unboosted, attempt) + w->reserve)
		return REFUSAL_BOOST;
	return REFUSAL_WATERMARK;
}

static enum refusal list_refusal(const struct zone_state *zone, const struct attempt *attempt)
{
	if (has_block(zone, attempt->types, attempt->order))
		return REFUSAL_ORDER_LOOP;
	if (has_block(zone, TYPE_BIT(CMA), attempt->order))
		return REFUSAL_ONLY_CMA;
	if (has_block(zone, TYPE_BIT(HIGHATOMIC), attempt->order))
		return REFUSAL_ONLY_HIGHATOMIC;
	return REFUSAL_FRAGMENTED;
}

struct watermark watermark_test(const struct alloc_kernel *kernel, const struct zone_state *zone,
								const struct attempt *attempt)
{
	struct watermark w = measure(kernel, zone, attempt);

	if (watermark_ok(kernel, zone, attempt))
		w.refusal = REFUSAL_NONE;
	else if (!(attempt->rights & RIGHT_NO_WATERMARKS) && !amount_ok(&w))
		w.refusal = amount_refusal(kernel, zone, attempt, &w);
	else
		w.refusal = list_refusal(zone, attempt);
	return w;
}

NAMER(refusal_name, refusal, REFUSALS, ENUM_NAME)
NAMER(refusal_text, refusal, REFUSALS, ENUM_WORDS)
