/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/log_footprint.h"

#include <errno.h>
#include <string.h>

#include "klog/klog.h"
#include "plan/pool_evidence.h"
#include "proc/captures.h"
#include "proc/samples.h"
#include "util/arena.h"
#include "util/bundle.h"
#include "util/error.h"
#include "util/sort.h"

#define USUAL_REQUEST "order=3 gfp=GFP_ATOMIC"

/* The first dump; that of an allocation failure is liked better than any other. */
struct finder {
	struct klog_event event;
	bool found;
};

static void look_at(void *context, const struct klog_event *event)
{
	struct finder *f = context;
	bool better = !f->found || (f->event.kind != KLOG_PAGE_ALLOC && event->kind == KLOG_PAGE_ALLOC);

	if (!event->has_meminfo || !better)
		return;
	f->event = *event;
	f->found = true;
}

static int64_t or_zero(int64_t number)
{
	return klog_has(number) ? number : 0;
}

static int64_t pages_of(const struct klog_event *e, int64_t kb)
{
	int64_t page_kb = klog_has(e->page_kb) && e->page_kb > 0 ? e->page_kb : 4;

	return klog_has(kb) ? kb / page_kb : 0;
}

/* Kernel stacks stand in the zone lines up to 5.4, in the node lines later. */
static int64_t kernel_stack_pages(const struct klog_event *e)
{
	int64_t pages = 0;

	for (size_t i = 0; i < e->zone_count; i++)
		pages += pages_of(e, e->zones[i].kernel_stack);
	for (size_t i = 0; i < e->node_count; i++)
		pages += pages_of(e, e->nodes[i].kernel_stack);
	return pages;
}

static struct footprint footprint_of(const struct klog_event *e)
{
	const struct klog_counters *c = &e->counters;
	int64_t shmem = or_zero(c->shmem), anon = or_zero(c->active_anon) + or_zero(c->inactive_anon);

	return (struct footprint){
		.managed = or_zero(e->totals.ram) - or_zero(e->totals.reserved),
		.free = or_zero(c->free),
		.free_cma = or_zero(c->free_cma),
		.cma = klog_has(e->totals.cma) ? e->totals.cma : or_zero(c->free_cma),
		.anon = (anon > shmem ? anon - shmem : 0) + or_zero(c->unevictable),
		.file = or_zero(c->active_file) + or_zero(c->inactive_file),
		.shmem = shmem,
		.slab_reclaimable = or_zero(c->slab_reclaimable),
		.slab_unreclaimable = or_zero(c->slab_unreclaimable),
		.kernel_stack = kernel_stack_pages(e),
		.page_tables = or_zero(c->pagetables),
		.pcp = or_zero(c->free_pcp),
		.cma_held = -1,
		.swap_total = pages_of(e, e->totals.total_swap),
		.swap_free = pages_of(e, e->totals.free_swap),
	};
}

static const char *request_of(struct arena *arena, const struct klog_event *e)
{
	if (e->kind != KLOG_PAGE_ALLOC || e->order < 0 || !e->has_mode)
		return USUAL_REQUEST;
	if (e->has_names && *e->names)
		return arena_printf(arena, "order=%lld gfp=%s", (long long)e->order, e->names);
	return arena_printf(arena, "order=%lld gfp=%#x", (long long)e->order, e->mode);
}

/* C before H is the order of trees that keep CMA pages on the per-CPU lists. */
static bool vendor_letters(const char *letters)
{
	const char *c = strchr(letters, 'C'), *h = strchr(letters, 'H');

	return c && h && c < h;
}

static int read_log(struct arena *arena, const char *path, struct log_footprint *found, struct error *error)
{
	struct finder *finder = arena_new_object(arena, struct finder);
	struct klog_sink sink = { .event = look_at, .context = finder };
	struct klog *klog = klog_new(&sink);
	int ret = klog_read_file(klog, path, error);

	klog_free(klog);
	if (ret)
		return ret;
	if (!finder->found)
		return error_set(error, -ENODATA, "%s: no memory dump (Mem-Info) in this log", path);
	*found = (struct log_footprint){
		.footprint = footprint_of(&finder->event),
		.request = request_of(arena, &finder->event),
		.vendor_cma = vendor_letters(finder->event.letters),
	};
	if (found->footprint.managed <= 0)
		return error_set(error, -ENODATA, "%s: the memory dump at line %llu is cut before 'pages RAM'", path,
						 (unsigned long long)finder->event.line);
	return 0;
}

static int compare_times(const void *a, const void *b)
{
	double x = ((const struct sample *)a)->time, y = ((const struct sample *)b)->time;

	return (x > y) - (x < y);
}

/* Pages that drivers hold of all pools; -1 where debugfs was not read. */
static int64_t held_of_pools(struct arena *arena, const struct sample *sample)
{
	struct evidence pools = { 0 };
	int64_t pages = 0;

	if (sample->cma)
		evidence_read_counters(arena, sample->cma, &pools);
	for (size_t i = 0; i < pools.pool_count; i++)
		pages += (int64_t)pools.pools[i].used;
	return pools.pool_count ? pages : -1;
}

/* All samples as one history; one without a time is only good alone. */
static int read_samples(struct arena *arena, struct sample *samples, size_t count, unsigned int page_shift,
						struct log_footprint *found, struct error *error)
{
	struct footprint_sample *history = arena_alloc(arena, count * sizeof(*history));
	int ret = 0;

	sort_items(samples, count, sizeof(*samples), compare_times);
	for (size_t i = 0; ret == 0 && i < count; i++) {
		if (samples[i].time < 0 && count > 1)
			return error_set(error, -EINVAL, "%s: no uptime beside it: of several captures each must tell its time",
							 samples[i].source);
		ret = footprint_sample_read(samples[i].source, samples[i].time, samples[i].meminfo, samples[i].vmstat, page_shift,
									&history[i], error);
		history[i].footprint.cma_held = held_of_pools(arena, &samples[i]);
	}
	if (ret)
		return ret;
	*found = (struct log_footprint){ .footprint = history[count - 1].footprint,
									 .request = USUAL_REQUEST,
									 .samples = samples };
	found->footprint.history = history;
	found->footprint.history_count = count;
	return 0;
}

int captures_footprint(struct arena *arena, const char *const *paths, size_t path_count, unsigned int page_shift,
					   struct log_footprint *found, struct error *error)
{
	struct sample *samples = NULL;
	size_t count = 0;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < path_count; i++) {
		struct captures captures;
		size_t before = count;

		ret = captures_read(arena, paths[i], &captures, error);
		if (ret == 0)
			ret = samples_read(arena, &captures, &samples, &count, error);
		if (ret == 0 && count == before)
			ret = error_set(error, -ENODATA, "%s: no meminfo in it", paths[i]);
	}
	return ret ? ret : read_samples(arena, samples, count, page_shift, found, error);
}

int log_footprint_read(struct arena *arena, const char *path, unsigned int page_shift,
					   struct log_footprint *found, struct error *error)
{
	struct captures captures;
	int ret;

	if (!bundle_at(path))
		return read_log(arena, path, found, error);
	ret = captures_read(arena, path, &captures, error);
	if (ret)
		return ret;
	return captures.files[CAPTURE_MEMINFO].path ? captures_footprint(arena, &path, 1, page_shift, found, error)
												: read_log(arena, path, found, error);
}
