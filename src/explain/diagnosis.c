/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The decision procedure of the page allocator, run on what the log shows.
 * A dump is printed after the failure: a request that passes on it failed on
 * something that is no longer there.
 */
#include "explain/diagnosis.h"

#include <string.h>

#include "explain/verdict.h"
#include "explain/zone_model.h"
#include "explain/zone_test.h"

NAMER(cause_name, cause, CAUSES, ENUM_NAME)

NAMER(confidence_name, confidence, CONFIDENCES, ENUM_NAME)

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
