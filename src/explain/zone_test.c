/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each zone of a dump, held against the request: which the request may use, which test refuses it there, and whose
 * refusal decides.
 */
#include "explain/zone_test.h"

#include <stdlib.h>
#include <string.h>

#include "explain/zone_model.h"
#include "util/error.h"

/* "0,4", "0-3": whether a node is in it. An empty list names no node and so forbids none. */
static bool list_has(const char *list, int node)
{
	if (!list[0] || list[0] == '(' || node < 0)
		return true;
	for (const char *at = list; *at;) {
		char *end;
		long first = strtol(at, &end, 10), last = first;

		if (end == at)
			return true;
		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		if (node >= first && node <= last)
			return true;
		at = *end == ',' ? end + 1 : end;
		if (*end && *end != ',')
			return true;
	}
	return false;
}

static bool zone_allowed(const struct diagnosis *d, const struct klog_zone *zone)
{
	const struct klog_event *e = d->event;
	enum gfp_zone kind = model_zone_kind(zone->name);

	if (kind >= GFP_ZONES)
		return false;
	if (d->has_gfp) {
		enum gfp_zone highest = gfp_highest_zone(&d->gfp, d->kernel.zones);

		if (highest == GFP_ZONES || kind > highest)
			return false;
		/* requests that cannot sleep do not keep to their cpuset */
		if (gfp_may_sleep(&d->gfp) && !list_has(e->mems_allowed, zone->node))
			return false;
	}
	return list_has(e->nodemask, zone->node);
}
static unsigned int loop_order(const struct zone_state *state, const struct attempt *attempt, int64_t mark)
{
	int64_t rest = state->free - ((INT64_C(1) << attempt->order) - 1);

	for (unsigned int k = 0; k < attempt->order; k++) {
		rest -= zone_blocks(state, TYPES_ALL, k) << k;
		mark /= 2;
		if (rest <= mark)
			return k + 1;
	}
	return attempt->order;
}

/*
 * More than one reason may hold, and the first that the kernel's order of tests
 * names is not always the telling one: lowmem_reserve, where the free CMA pages
 * alone would make up for it; a little CMA, where without the boost it would
 * not be missed.
 */
static enum refusal telling(enum refusal refusal, const struct watermark *w, const struct zone_state *zone,
							unsigned int rights)
{
	if (refusal == REFUSAL_LOWMEM_RESERVE && !(rights & RIGHT_CMA) &&
		w->usable + zone->free_cma > w->mark + w->reserve)
		return REFUSAL_CMA;
	if (refusal == REFUSAL_LOWMEM_RESERVE && !(rights & RIGHT_UNCHARGED) &&
		w->usable + zone->reserved_highatomic > w->mark + w->reserve)
		return REFUSAL_HIGHATOMIC;
	if (refusal == REFUSAL_CMA && zone->boost > 0 && zone->free_cma < zone->free / 4 &&
		w->usable > w->mark - zone->boost + w->reserve)
		return REFUSAL_BOOST;
	return refusal;
}

/* What is not in the log: without it the zone may as well have served the request. */
static bool hangs_on_absent(const struct klog_zone *zone, enum refusal best, enum refusal worst)
{
	if (best != REFUSAL_NONE || worst == REFUSAL_NONE)
		return false;
	if (worst == REFUSAL_LOWMEM_RESERVE)
		return zone->reserve_count == 0;
	if (worst == REFUSAL_WATERMARK)
		return !klog_has(zone->free) || !klog_has(zone->min);
	return worst == REFUSAL_FRAGMENTED || worst == REFUSAL_ONLY_CMA || worst == REFUSAL_ONLY_HIGHATOMIC ||
		   worst == REFUSAL_ORDER_LOOP;
}

static void test_zone(struct diagnosis *d, struct zone_finding *f)
{
	const struct klog_zone *zone = f->zone;
	struct zone_model model;
	struct watermark best, worst;
	struct attempt fast = attempt_fast(&d->kernel, &d->gfp, d->attempt.order);

	model_zone(d, zone, &model);
	best = watermark_test(&d->kernel, &model.best, &d->attempt);
	worst = watermark_test(&d->kernel, &model.worst, &d->attempt);
	f->tested = true;
	f->sure = (best.refusal == REFUSAL_NONE) == (worst.refusal == REFUSAL_NONE) && klog_has(zone->free);
	f->open = hangs_on_absent(zone, best.refusal, worst.refusal);
	f->refusal = best.refusal != REFUSAL_NONE
					 ? telling(best.refusal, &best, &model.best, d->attempt.rights)
					 : telling(worst.refusal, &worst, &model.worst, d->attempt.rights);
	f->free_cma_low = model.cma_low;
	f->free_cma_high = model.cma_high;
	f->charged_low = d->attempt.rights & RIGHT_UNCHARGED ? 0 : model.reserve_low;
	f->charged_high = d->attempt.rights & RIGHT_UNCHARGED ? 0 : model.reserve_high;
	/* what is set aside may be more than what is free of it: nothing is left then, not less */
	f->usable_low = worst.usable > 0 ? worst.usable : 0;
	f->usable_high = best.usable > 0 ? best.usable : 0;
	f->mark = best.mark;
	f->boost = model.best.boost;
	f->reserve = best.reserve;
	f->passes_at_low = watermark_ok(&d->kernel, &model.worst, &fast);
	if (f->refusal == REFUSAL_ORDER_LOOP)
		f->loop_order = loop_order(&model.best, &d->attempt, best.mark);
	model_blocks(d, zone, &model, d->attempt.types, d->attempt.order, &f->blocks_low, &f->blocks_high);
}

static bool testable(const struct klog_zone *zone)
{
	return (klog_has(zone->free) && klog_has(zone->min)) || zone->orders > 0;
}

/* An empty zone ("free:0kB ... present:0kB", old kernels) takes no part. */
static bool is_empty(const struct klog_zone *zone)
{
	return zone->present == 0 || zone->managed == 0;
}

/* vmalloc takes its pages one by one, and its line names no order. */
bool has_order(const struct klog_event *e)
{
	return klog_has(e->order) || (e->kind == KLOG_VMALLOC && e->vmalloc == KLOG_VMALLOC_PAGES);
}

void suppose_request(struct diagnosis *d)
{
	struct error error;

	if ((d->has_gfp && has_order(d->event)) || d->event->zone_count == 0)
		return;
	if (gfp_parse(gfp_layout_for(d->version, 0), "GFP_KERNEL", &d->gfp, &error))
		return;
	d->attempt = attempt_slow(&d->kernel, &d->gfp, 0, CONTEXT_PROCESS);
	for (size_t i = 0; i < d->zone_count; i++) {
		struct zone_finding *f = &d->zones[i];
		enum gfp_zone kind = model_zone_kind(f->zone->name);

		if (kind > gfp_highest_zone(&d->gfp, d->kernel.zones) || is_empty(f->zone) ||
			!klog_has(f->zone->free) || !klog_has(f->zone->min))
			continue;
		test_zone(d, f);
		f->tested = false;
		f->supposed = true;
	}
}

static bool has_bare_entry(const struct klog_zone *zone)
{
	for (size_t k = 0; k < zone->orders; k++) {
		if (zone->list[k].count > 0 && zone->list[k].types == 0)
			return true;
	}
	return false;
}

static unsigned int absent_of(const struct diagnosis *d, const struct klog_zone *zone)
{
	unsigned int absent = 0;

	absent |= klog_has(zone->list_total) ? 0 : ABSENT_LISTS;
	absent |= model_prints_letters(d) && has_bare_entry(zone) ? ABSENT_LETTERS : 0;
	absent |= zone->reserve_count > 0 ? 0 : ABSENT_RESERVE;
	absent |= klog_has(zone->free) && klog_has(zone->min) ? 0 : ABSENT_MARKS;
	return absent;
}

void test_zones(struct diagnosis *d)
{
	const struct klog_event *e = d->event;

	for (size_t i = 0; i < e->zone_count; i++) {
		struct zone_finding *f = &d->zones[d->zone_count++];

		memset(f, 0, sizeof(*f));
		f->zone = &e->zones[i];
		f->allowed = zone_allowed(d, f->zone) && !is_empty(f->zone);
		if (!f->allowed || !d->has_gfp || !has_order(e))
			continue;
		d->absent |= absent_of(d, f->zone);
		if (testable(f->zone))
			test_zone(d, f);
	}
}

/* How near a zone was to serving the request: the smaller, the nearer. */
static int severity(const struct zone_finding *f)
{
	static const int ranks[] = {
		[REFUSAL_NONE] = 0,           [REFUSAL_ONLY_HIGHATOMIC] = 1,
		[REFUSAL_ONLY_CMA] = 2,       [REFUSAL_ORDER_LOOP] = 3,
		[REFUSAL_FRAGMENTED] = 3,     [REFUSAL_BOOST] = 4,
		[REFUSAL_HIGHATOMIC] = 5,     [REFUSAL_CMA] = 6,
		[REFUSAL_LOWMEM_RESERVE] = 7, [REFUSAL_WATERMARK] = 8,
	};

	return f->open && f->refusal != REFUSAL_LOWMEM_RESERVE ? 0 : ranks[f->refusal];
}

static int64_t bounded(int64_t kb)
{
	return kb < 0 ? 0 : kb < MOST_KB ? kb : MOST_KB;
}

/* How much a zone weighs: by its size, or, where a line is cut before it, by its share of the min marks. */
static int64_t zone_weight(const struct klog_zone *zone, bool by_mark)
{
	if (by_mark)
		return bounded(zone->min);
	return bounded(klog_has(zone->managed) ? zone->managed : zone->present);
}

static bool sizes_missing(const struct diagnosis *d)
{
	for (size_t i = 0; i < d->zone_count; i++) {
		if (d->zones[i].tested && !klog_has(d->zones[i].zone->managed) &&
			!klog_has(d->zones[i].zone->present))
			return true;
	}
	return false;
}

const struct zone_finding *deciding_zone(const struct diagnosis *d)
{
	const struct zone_finding *best = NULL;
	bool by_mark = sizes_missing(d);
	int64_t total = 0;

	for (size_t i = 0; i < d->zone_count; i++) {
		if (d->zones[i].tested)
			total += zone_weight(d->zones[i].zone, by_mark);
	}
	for (size_t i = d->zone_count; i-- > 0;) {
		const struct zone_finding *f = &d->zones[i];

		if (!f->tested || (f->refusal != REFUSAL_NONE && zone_weight(f->zone, by_mark) < total / 20))
			continue;
		if (!best || severity(f) < severity(best))
			best = f;
	}
	return best;
}
