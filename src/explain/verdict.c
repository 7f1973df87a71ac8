/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what each zone says, and what the header of the report says, to one cause. */
#include "explain/verdict.h"

#include <string.h>

#include "explain/zone_test.h"
#include "kernel/version.h"

#define STALE_SECONDS 0.1

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

void judge(struct diagnosis *d)
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
