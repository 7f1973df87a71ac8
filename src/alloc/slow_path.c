/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/slow_path.h"

#define COSTLY_ORDER 3

/* All that the decision looks at. */
struct decision {
	const struct page_alloc_rules *rules;
	const struct alloc_request *request;
	enum gfp_zone highest;
	bool dma_zones; /* there is a zone below Normal */
	struct slow_path path;
};

static bool has(const struct decision *d, enum gfp_flag flag)
{
	return gfp_has(&d->request->gfp, flag);
}

static void step(struct decision *d, const char *text)
{
	if (d->path.step_count < SLOW_STEPS)
		d->path.steps[d->path.step_count++] = text;
}

static bool costly(const struct decision *d)
{
	return d->request->order > COSTLY_ORDER;
}

static void compact(struct decision *d, const char *text)
{
	d->path.compacts = true;
	step(d, text);
}

/* --- the parts of the table -------------------------------------------------- */

static const char *mark_text(const struct attempt *a)
{
	if (a->rights & RIGHT_NO_WATERMARKS)
		return "no watermark";
	if (a->rights & RIGHT_HALF)
		return a->rights & RIGHT_OOM       ? "1/4 of min"
			   : a->rights & RIGHT_QUARTER ? "3/8 of min"
										   : "half of min";
	if (a->rights & RIGHT_OOM)
		return "half of min";
	return a->rights & RIGHT_QUARTER ? "3/4 of min" : "min";
}

/* Up to 4.x a request below Normal never kills: killing would hardly free such a page. */
static bool may_kill(const struct decision *d)
{
	if (costly(d) && !(has(d, GFP_FLAG_NOFAIL) && d->rules->kills_for_costly_nofail))
		return false;
	if (has(d, GFP_FLAG_RETRY_MAYFAIL) || has(d, GFP_FLAG_THISNODE) || has(d, GFP_FLAG_NORETRY))
		return false;
	if (d->highest < GFP_ZONE_NORMAL && d->dma_zones)
		return false;
	return has(d, GFP_FLAG_FS);
}

static void give_up_at_once(struct decision *d)
{
	if (has(d, GFP_FLAG_NOFAIL))
		step(d, "__GFP_NOFAIL cannot be kept without sleeping: WARNING");
	step(d, "cannot sleep: no reclaim, no compaction, no further try");
}

static void first_compaction(struct decision *d)
{
	bool early = costly(d) || (d->request->order > 0 && d->rules->early_compaction &&
							   gfp_migratetype(&d->request->gfp) != MIGRATE_MOVABLE);

	if (early)
		compact(d, "direct compaction, asynchronous");
}

static void reclaim_and_compact(struct decision *d)
{
	first_compaction(d);
	step(d, "direct reclaim");
	if (d->request->order > 0)
		compact(d, "direct compaction, sync-light");
}

static void no_retry(struct decision *d)
{
	first_compaction(d);
	if (costly(d) && d->rules->deferred_fails)
		step(d, "fails at once where compaction is deferred for this order");
	step(d, "direct reclaim, one round");
	if (d->request->order > 0)
		compact(d, costly(d) && d->rules->costly == COSTLY_RETRY_FUNCTIONS ? "direct compaction, asynchronous"
																		   : "direct compaction, sync-light");
}

static void no_fail(struct decision *d)
{
	if (d->request->order > 1 && !d->rules->stall_warning)
		step(d, "WARNING once: __GFP_NOFAIL above order 1");
	reclaim_and_compact(d);
	if (d->rules->nofail_harder)
		step(d, "an attempt with the reserve for __GFP_NOFAIL");
	d->path.outcome = OUTCOME_LOOPS;
}

/* __GFP_REPEAT, up to 4.12. */
static void repeat(struct decision *d)
{
	compact(d, "direct compaction, asynchronous");
	step(d, "direct reclaim");
	if (d->rules->repeat == 1)
		step(d,
			 "again only while fewer than 2^order pages were reclaimed: a batch of 32 ends it up to order 5");
	else
		step(d, "rounds of reclaim and compaction as for small orders, without the OOM killer");
	compact(d, "direct compaction, sync-light");
}

static void retry_mayfail(struct decision *d)
{
	first_compaction(d);
	step(d, "direct reclaim");
	if (d->request->order > 0)
		compact(d, costly(d) ? "up to 4 rounds of compaction, at most sync-light"
							 : "up to 16 rounds of compaction, up to full priority");
	step(d, "up to 16 rounds of reclaim without progress, no OOM killer");
}

static void costly_once(struct decision *d)
{
	first_compaction(d);
	step(d, "direct reclaim");
	if (d->rules->costly == COSTLY_LAST_COMPACTION)
		step(d, "without progress: fails now, no OOM killer above order 3");
	compact(d, "direct compaction, sync-light, once");
}

/* Orders 0 to 3 that may sleep: the kernel holds them too small to fail. */
static void until_served(struct decision *d)
{
	reclaim_and_compact(d);
	if (d->rules->loops_without_progress)
		step(d, d->request->order > 0 ? "up to 16 rounds each of reclaim without progress and of compaction"
									  : "up to 16 rounds of reclaim without progress");
	else
		step(d, "again while reclaim makes progress");
	d->path.outcome = OUTCOME_RETRIES;
	if (may_kill(d)) {
		step(d, "OOM killer, then from the start");
	} else if (!has(d, GFP_FLAG_FS)) {
		step(d, "no OOM killer from within a file system or block layer: from the start");
	} else {
		step(d, "no OOM killer for this zone or node");
		d->path.outcome = OUTCOME_FAILS;
	}
}

/* --- the decision ------------------------------------------------------------ */

static void sleepable_steps(struct decision *d)
{
	if (has(d, GFP_FLAG_NOFAIL))
		no_fail(d);
	else if (has(d, GFP_FLAG_NORETRY))
		no_retry(d);
	else if (costly(d) && d->rules->repeat && has(d, GFP_FLAG_REPEAT))
		repeat(d);
	else if (has(d, GFP_FLAG_RETRY_MAYFAIL))
		retry_mayfail(d);
	else if (costly(d))
		costly_once(d);
	else
		until_served(d);
}

static const char *failure_message(const struct decision *d)
{
	switch (d->request->kind) {
	case REQUEST_VMALLOC:
		return d->rules->vmalloc_words ? "vmalloc error: size " : "vmalloc: allocation failure";
	case REQUEST_VMEMMAP:
		if (d->rules->vmemmap_warns)
			return "vmemmap alloc failure: order:";
		break;
	default:
		break;
	}
	return has(d, GFP_FLAG_NOWARN) ? NULL : "page allocation failure: order:";
}

static bool can_sleep(const struct decision *d)
{
	return gfp_may_sleep(&d->request->gfp) && d->request->context != CONTEXT_INTERRUPT &&
		   d->request->context != CONTEXT_MEMALLOC;
}

static void opening_steps(struct decision *d)
{
	if (d->request->preferred > d->request->order)
		step(d, d->rules->slab_preferred_silent > 1
					? "SLUB's larger slab order is tried first, silently and without reclaim"
					: "SLUB's larger slab order is tried first, silently, without retry");
	step(d, "attempt at the low mark");
	if (d->path.wakes_kswapd)
		step(d, d->rules->kcompactd ? "wakes kswapd, which wakes kcompactd later" : "wakes kswapd");
	step(d, "attempt at the min mark with the request's rights");
}

struct slow_path slow_path_for(const struct alloc_kernel *kernel, const struct alloc_request *request)
{
	struct attempt slow = attempt_slow(kernel, &request->gfp, request->order, request->context);
	struct decision d = {
		.rules = &kernel->rules,
		.request = request,
		.highest = gfp_highest_zone(&request->gfp, kernel->zones),
		.dma_zones = (kernel->zones & (1u << GFP_ZONE_DMA | 1u << GFP_ZONE_DMA32)) != 0,
	};

	d.path.mark = mark_text(&slow);
	d.path.wakes_kswapd = gfp_wakes_kswapd(&request->gfp);
	d.path.sleeps = can_sleep(&d);
	opening_steps(&d);
	if (d.path.sleeps)
		sleepable_steps(&d);
	else
		give_up_at_once(&d);
	d.path.may_kill = d.path.sleeps && may_kill(&d);
	d.path.message = failure_message(&d);
	d.path.warns = d.path.message && d.path.outcome == OUTCOME_FAILS;
	d.path.warn_burst = kernel->rules.warn_burst;
	d.path.warn_seconds = kernel->rules.warn_seconds;
	if (request->kind == REQUEST_VMEMMAP && kernel->rules.vmemmap_warns) {
		d.path.warn_burst = 1;
		d.path.warn_seconds = 0;
	}
	return d.path;
}

NAMER(slow_outcome_text, slow_outcome, SLOW_OUTCOMES, ENUM_NAME)
