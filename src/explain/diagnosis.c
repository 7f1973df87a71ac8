/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The decision procedure of the page allocator, run on what the log shows.
 * A dump is printed after the failure: a request that passes on it failed on
 * something that is no longer there.
 */
#include "explain/diagnosis.h"

#include <stdlib.h>
#include <string.h>

#include "explain/zone_model.h"
#include "kernel/version.h"
#include "util/error.h"
#include "util/number.h"

#define MOST_KB (INT64_C(1) << 50)
#define STALE_SECONDS 0.1

const char *cause_name(enum cause cause)
{
	static const char *const names[] = {
		[CAUSE_WATERMARK] = "watermark",
		[CAUSE_FRAGMENTATION] = "fragmentation",
		[CAUSE_CMA_STRANDED] = "cma-stranded",
		[CAUSE_RACE] = "race",
		[CAUSE_LOWMEM_RESERVE] = "lowmem-reserve",
		[CAUSE_NO_ZONE] = "no-zone",
		[CAUSE_INCOMPLETE] = "incomplete-log",
		[CAUSE_MEMCG] = "memory-cgroup",
		[CAUSE_ADDRESS_SPACE] = "address-space",
		[CAUSE_BAD_SIZE] = "bad-size",
		[CAUSE_CMA_FULL] = "cma-full",
		[CAUSE_CMA_BUSY] = "cma-busy",
		[CAUSE_CMA_NOT_SET_UP] = "cma-not-set-up",
		[CAUSE_STALL] = "stall",
		[CAUSE_SWIOTLB_FULL] = "swiotlb-full",
		[CAUSE_HUNG] = "hung",
	};

	return names[cause];
}

const char *confidence_name(enum confidence confidence)
{
	static const char *const names[] = { "certain", "likely", "open" };

	return names[confidence];
}

const char *refusal_name(enum refusal refusal)
{
	static const char *const names[] = {
		[REFUSAL_NONE] = "passes",
		[REFUSAL_LOWMEM_RESERVE] = "lowmem-reserve",
		[REFUSAL_CMA] = "watermark-cma",
		[REFUSAL_HIGHATOMIC] = "watermark-highatomic",
		[REFUSAL_BOOST] = "watermark-boost",
		[REFUSAL_WATERMARK] = "watermark",
		[REFUSAL_ORDER_LOOP] = "fragmentation-below-mark",
		[REFUSAL_ONLY_CMA] = "blocks-only-cma",
		[REFUSAL_ONLY_HIGHATOMIC] = "blocks-only-highatomic",
		[REFUSAL_FRAGMENTED] = "no-block",
	};

	return names[refusal];
}

int64_t diagnosis_kb(const struct diagnosis *d, int64_t pages)
{
	int64_t kb;

	/* a hostile log's pages */
	if (__builtin_mul_overflow(pages, INT64_C(1) << (d->kernel.page_shift - 10), &kb))
		return pages < 0 ? INT64_MIN : INT64_MAX;
	return kb;
}

int64_t diagnosis_pages(const struct diagnosis *d, int64_t kb)
{
	return (kb < MOST_KB ? kb : MOST_KB) >> (d->kernel.page_shift - 10);
}

/* --- the request --- */

static void read_request(struct diagnosis *d)
{
	const struct klog_event *e = d->event;
	const struct gfp_layout *layout;
	uint32_t from, to;

	if (!e->has_mode)
		return;
	layout = gfp_layout_guess(e->mode, e->has_names ? e->names : NULL, d->era.known ? d->version : 0,
							  &d->names_agree);
	d->gfp = gfp_decode(layout, e->mode);
	d->has_gfp = true;
	if (d->era.known)
		return;
	/* what the mask means narrows the era down */
	gfp_layout_span(layout, e->mode, &from, &to);
	if (from > d->era.from && from <= d->era.to)
		d->era.from = from;
	if (to < d->era.to && to >= d->era.from)
		d->era.to = to;
	d->version = era_version(&d->era);
}

/*
 * kswapd, and a task inside of reclaim or compaction, run with PF_MEMALLOC: no
 * watermark holds for them outside of interrupts.
 */
static enum request_context context_of(const struct klog_event *e)
{
	if (e->context == KLOG_CONTEXT_INTERRUPT)
		return CONTEXT_INTERRUPT;
	if (strncmp(e->process, "kswapd", 6) == 0 && e->context == KLOG_CONTEXT_PROCESS)
		return CONTEXT_MEMALLOC;
	return e->path & KLOG_PATH_RECLAIM ? CONTEXT_MEMALLOC : CONTEXT_PROCESS;
}

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

/* --- zones --- */

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
static bool has_order(const struct klog_event *e)
{
	return klog_has(e->order) || (e->kind == KLOG_VMALLOC && e->vmalloc == KLOG_VMALLOC_PAGES);
}

/*
 * A dump without its request is held against the plainest one, an unmovable
 * page: what that would have met is worth knowing.
 */
static void suppose_request(struct diagnosis *d)
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

static void test_zones(struct diagnosis *d)
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

/*
 * The zone whose reason is the cause: of the zones that are large enough to
 * matter (a 16 MiB DMA zone behind gigabytes does not), the one that was nearest
 * to serving the request; the higher zone, which is asked first, among equals.
 */
static const struct zone_finding *deciding_zone(const struct diagnosis *d)
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

static enum cause refusal_cause(enum refusal refusal)
{
	switch (refusal) {
	case REFUSAL_NONE:
		return CAUSE_RACE;
	case REFUSAL_LOWMEM_RESERVE:
		return CAUSE_LOWMEM_RESERVE;
	case REFUSAL_CMA:
	case REFUSAL_ONLY_CMA:
		return CAUSE_CMA_STRANDED;
	case REFUSAL_HIGHATOMIC:
	case REFUSAL_BOOST:
	case REFUSAL_WATERMARK:
		return CAUSE_WATERMARK;
	default:
		return CAUSE_FRAGMENTATION;
	}
}

/* --- the verdict --- */

static void set(struct diagnosis *d, enum cause cause, enum confidence confidence)
{
	d->cause = cause;
	d->confidence = confidence;
}

static bool all_sure(const struct diagnosis *d)
{
	for (size_t i = 0; i < d->zone_count; i++) {
		if (d->zones[i].allowed && !(d->zones[i].tested && d->zones[i].sure))
			return false;
	}
	return true;
}

static bool any_allowed(const struct diagnosis *d)
{
	for (size_t i = 0; i < d->zone_count; i++) {
		if (d->zones[i].allowed)
			return true;
	}
	return false;
}

/* No zone line can be missing: free lists follow all of them, the totals follow the lists. */
static bool dump_is_whole(const struct klog_event *e)
{
	bool lists = e->zone_count > 0;

	for (size_t i = 0; i < e->zone_count; i++)
		lists &= klog_has(e->zones[i].list_total) && klog_has(e->zones[i].free);
	return lists || klog_has(e->totals.reserved) || klog_has(e->totals.ram);
}

/*
 * A dump without any zone that goes on behind where they would stand: only the zones up to the
 * requested one are printed, and none of them has memory. Source:
 * linux-6.1:mm/page_alloc.c:__show_free_areas.
 */
static bool zones_are_empty(const struct diagnosis *d)
{
	const struct klog_event *e = d->event;

	return d->era.from >= KERNEL_VERSION(6, 1, 0) && d->has_gfp && klog_has(e->order) &&
		   gfp_highest_zone(&d->gfp, 1u << GFP_ZONE_DMA | 1u << GFP_ZONE_DMA32 | 1u << GFP_ZONE_NORMAL) <
			   GFP_ZONE_NORMAL &&
		   e->node_count == 0 && !e->dropped && klog_has(e->counters.free) && klog_has(e->totals.pagecache) &&
		   klog_has(e->totals.ram) && klog_has(e->totals.reserved);
}

/* A refusal that the dump shows may be newer than the failure where the dump came late. */
static bool is_stale(const struct diagnosis *d)
{
	double late = d->deciding->zone->list_time - d->event->time;

	return d->deciding->refusal != REFUSAL_NONE && d->event->time >= 0 && late > STALE_SECONDS;
}

/*
 * The verdict of the zones. A highatomic reserve that this version charges but
 * does not print keeps a pass from being certain.
 */
static void judge_zones(struct diagnosis *d)
{
	bool whole = dump_is_whole(d->event);
	bool hidden =
		d->kernel.rules.highatomic_charge == CHARGE_RESERVED && !(d->attempt.rights & RIGHT_UNCHARGED);

	d->deciding = deciding_zone(d);
	if (!d->deciding) {
		if (!any_allowed(d) && whole && (d->event->zone_count > 0 || zones_are_empty(d)))
			set(d, CAUSE_NO_ZONE, CONFIDENCE_LIKELY);
		else
			set(d, CAUSE_INCOMPLETE, CONFIDENCE_OPEN);
		return;
	}
	if (d->deciding->open) {
		set(d, CAUSE_INCOMPLETE, CONFIDENCE_OPEN);
		d->deciding = NULL;
		return;
	}
	set(d, refusal_cause(d->deciding->refusal),
		all_sure(d) && !d->absent && whole && d->era.known && klog_has(d->page_kb) && !is_stale(d)
			? CONFIDENCE_CERTAIN
			: CONFIDENCE_LIKELY);
	if (d->cause == CAUSE_RACE && hidden && !klog_has(d->deciding->zone->reserved_highatomic) &&
		d->confidence == CONFIDENCE_CERTAIN)
		d->confidence = CONFIDENCE_LIKELY;
	if (!d->deciding->sure && !klog_has(d->deciding->zone->free))
		d->confidence = d->deciding->refusal == REFUSAL_FRAGMENTED ? CONFIDENCE_LIKELY : CONFIDENCE_OPEN;
}

static void judge_vmalloc(struct diagnosis *d)
{
	switch (d->event->vmalloc) {
	case KLOG_VMALLOC_SPACE:
		set(d, CAUSE_ADDRESS_SPACE, CONFIDENCE_CERTAIN);
		return;
	case KLOG_VMALLOC_ZERO:
	case KLOG_VMALLOC_LIMIT:
		set(d, CAUSE_BAD_SIZE, CONFIDENCE_CERTAIN);
		return;
	case KLOG_VMALLOC_PAGES:
		judge_zones(d);
		/* the charge to a cgroup is refused without a word, and vmalloc gives up as for want of a page */
		if (d->cause == CAUSE_RACE && d->has_gfp && gfp_has(&d->gfp, GFP_FLAG_ACCOUNT))
			set(d, CAUSE_MEMCG, CONFIDENCE_LIKELY);
		return;
	default:
		/* the plain "allocation failure: N bytes" is mostly printed where no address range was found */
		set(d, CAUSE_ADDRESS_SPACE, CONFIDENCE_LIKELY);
	}
}

static void judge_cma(struct diagnosis *d)
{
	const struct klog_event *e = d->event;

	if (e->cma_total == 0)
		set(d, CAUSE_CMA_NOT_SET_UP, CONFIDENCE_CERTAIN);
	else if (e->ret == -16 || (!klog_has(e->ret) && klog_has(e->busy_ranges)))
		set(d, CAUSE_CMA_BUSY, e->ret == -16 ? CONFIDENCE_CERTAIN : CONFIDENCE_OPEN);
	else if (e->ret == -12)
		set(d, CAUSE_CMA_FULL, klog_has(e->cma_largest) ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY);
	else
		set(d, CAUSE_INCOMPLETE, CONFIDENCE_OPEN);
}

/* A memory cgroup's own kill says nothing of the machine's memory. */
static void judge_oom(struct diagnosis *d)
{
	const struct klog_event *e = d->event;

	if (e->memcg || e->path & KLOG_PATH_MEMCG) {
		set(d, CAUSE_MEMCG, CONFIDENCE_CERTAIN);
		return;
	}
	judge_zones(d);
	/* a page fault that ended in the OOM killer carries no request of its own */
	if (d->cause == CAUSE_RACE && (e->mode == 0 || e->path & KLOG_PATH_PAGEFAULT))
		d->confidence = CONFIDENCE_OPEN;
}

/*
 * A slab that could not grow while no page was refused: up to 5.8 a cache of a cgroup, whose name
 * has the cgroup's, was refused the charge. Source: linux-4.19:mm/slab_common.c:memcg_create_kmem_cache.
 */
static void judge_slab(struct diagnosis *d)
{
	const char *cache = d->event->slab_cache;
	size_t length = strlen(cache);

	if ((length && cache[length - 1] == ')') || (d->has_gfp && gfp_has(&d->gfp, GFP_FLAG_ACCOUNT)))
		set(d, CAUSE_MEMCG, CONFIDENCE_LIKELY);
	else
		set(d, CAUSE_INCOMPLETE, CONFIDENCE_OPEN);
}

static void judge(struct diagnosis *d)
{
	const struct klog_event *e = d->event;

	switch (e->kind) {
	case KLOG_CMA:
		judge_cma(d);
		return;
	case KLOG_VMALLOC:
		judge_vmalloc(d);
		return;
	case KLOG_OOM:
		judge_oom(d);
		return;
	case KLOG_STALL:
		set(d, CAUSE_STALL, CONFIDENCE_CERTAIN);
		d->deciding = deciding_zone(d);
		return;
	case KLOG_SLAB:
		judge_slab(d);
		return;
	case KLOG_SWIOTLB:
		set(d, CAUSE_SWIOTLB_FULL, klog_has(e->bytes) ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY);
		return;
	case KLOG_HUNG:
		set(d, CAUSE_HUNG, CONFIDENCE_CERTAIN);
		return;
	case KLOG_MEMINFO:
		set(d, CAUSE_INCOMPLETE, CONFIDENCE_OPEN);
		return;
	default:
		break;
	}
	if (klog_has(e->order) && e->zone_count > 0 && e->order > d->kernel.max_order &&
		klog_has(e->zones[0].list_total)) {
		set(d, CAUSE_BAD_SIZE, CONFIDENCE_CERTAIN);
		return;
	}
	judge_zones(d);
}

/* --- signs of a vendor's tree --- */

static bool cma_before_highatomic(const char *letters)
{
	const char *c = strchr(letters, 'C'), *h = strchr(letters, 'H');

	return c && h && c < h;
}

/*
 * Android's extra_free_kbytes moves low and high up and leaves min: low - min is
 * then much more than high - low, which are equal otherwise.
 */
static void find_extra_free(struct diagnosis *d)
{
	int64_t extra = 0;

	for (size_t i = 0; i < d->event->zone_count; i++) {
		const struct klog_zone *z = &d->event->zones[i];
		int64_t first, second;

		if (!klog_has(z->min) || !klog_has(z->low) || !klog_has(z->high) || strcmp(z->name, "HighMem") == 0)
			continue;
		first = z->low - z->min;
		second = z->high - z->low;
		if (second <= 0)
			continue;
		/* up to 4.5 high - min is twice low - min; more than half as much again is no rounding */
		if (first > second + second / 2 + 64)
			extra += first - second;
	}
	if (extra > 0)
		d->extra_free_kb = extra;
}

static void find_lateness(struct diagnosis *d)
{
	const struct klog_event *e = d->event;

	d->zone_lateness = d->list_lateness = -1;
	if (e->kind == KLOG_MEMINFO || e->time < 0 || !d->deciding)
		return;
	if (d->deciding->zone->time >= e->time)
		d->zone_lateness = d->deciding->zone->time - e->time;
	if (d->deciding->zone->list_time >= e->time)
		d->list_lateness = d->deciding->zone->list_time - e->time;
}

/* What a zone can be tested for; larger orders, which no kernel has, are as hopeless as the largest. */
static unsigned int testable_order(int64_t order)
{
	if (order < 0)
		return 0;
	return order < ZONE_ORDERS ? (unsigned int)order : ZONE_ORDERS - 1;
}

void diagnose(struct diagnosis *d, const struct klog_event *event)
{
	memset(d, 0, offsetof(struct diagnosis, zones));
	d->event = event;
	d->extra_free_kb = KLOG_NONE;
	d->era = era_of(event);
	d->version = era_version(&d->era);
	d->android = cma_before_highatomic(event->letters);
	read_request(d);
	if (d->era.known)
		d->version = d->era.from;
	model_kernel(d);
	d->context = context_of(event);
	if (d->has_gfp && has_order(event))
		d->attempt = attempt_slow(&d->kernel, &d->gfp, testable_order(event->order), d->context);
	test_zones(d);
	suppose_request(d);
	judge(d);
	find_extra_free(d);
	find_lateness(d);
}
