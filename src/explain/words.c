/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was asked, and the answer. */
#include "explain/explanation.h"

#include "util/arena.h"
#include "util/named.h"
#include "util/number.h"

/* --- the request --- */

static const char *word_mask(struct arena *arena, const struct diagnosis *d)
{
	char names[256];

	if (!d->has_gfp)
		return "";
	gfp_describe(&d->gfp, names, sizeof(names));
	return arena_printf(arena, ", %s (%s%x)", names[0] ? names : "no flags", "0x", d->gfp.mask);
}

static const char *word_order(struct arena *arena, const struct diagnosis *d)
{
	int64_t order = d->event->order;

	if (!klog_has(order))
		return "an order that is not in the log";
	if (order < 0)
		return "asked for by hand (sysrq)";
	if (order > 30)
		return arena_printf(arena, "order %lld", LL(order));
	if (!klog_has(d->page_kb) && order > 0)
		return arena_printf(arena, "order %lld (%lld pages, %s with 4 KiB pages)", LL(order), 1LL << order,
							word_pages(arena, d, INT64_C(1) << order));
	return arena_printf(arena, "order %lld (%lld page%s, %s)", LL(order), 1LL << order, order ? "s" : "",
						word_pages(arena, d, INT64_C(1) << order));
}

const char *word_request(struct arena *arena, const struct diagnosis *d)
{
	const struct klog_event *e = d->event;

	switch (e->kind) {
	case KLOG_SWIOTLB:
		return arena_printf(arena, "a bounce buffer of %lld bytes for %s",
							LL(klog_has(e->bytes) ? e->bytes : 0), e->device[0] ? e->device : "a device");
	case KLOG_SLAB:
		return arena_printf(arena, "a slab of cache %s%s", e->slab_cache[0] ? e->slab_cache : "(not named)",
							word_mask(arena, d));
	case KLOG_HUNG:
		return "nothing: a task is stuck while it compacts";
	case KLOG_CMA:
		if (!klog_has(e->pages))
			return arena_printf(arena, "a contiguous range of a CMA area");
		return arena_printf(arena, "%lld contiguous pages (%s) of CMA area %s", LL(e->pages),
							word_pages(arena, d, e->pages < INT32_MAX ? e->pages : INT32_MAX),
							e->area[0] ? e->area : "(not named)");
	case KLOG_VMALLOC:
		if (klog_has(e->bytes))
			return arena_printf(arena, "vmalloc of %lld bytes%s", LL(e->bytes), word_mask(arena, d));
		return arena_printf(arena, "vmalloc%s", word_mask(arena, d));
	case KLOG_MEMINFO:
		return "not in the log";
	default:
		return arena_printf(arena, "%s%s", word_order(arena, d), word_mask(arena, d));
	}
}

/* --- the answer, cause by cause --- */

struct words {
	struct arena *arena;
	const struct diagnosis *d;
	const struct dump_account *account;
	const struct zone_finding *f; /* the deciding zone, or NULL */
};

static const char *range(struct arena *arena, int64_t low, int64_t high, const char *unit)
{
	if (low == high)
		return arena_printf(arena, "%lld%s", LL(low), unit);
	return arena_printf(arena, "%lld..%lld%s", LL(low), LL(high), unit);
}

static const char *usable(const struct words *w)
{
	return range(w->arena, w->f->usable_low, w->f->usable_high, " pages");
}

static const char *lateness(const struct words *w)
{
	const struct diagnosis *d = w->d;

	if (d->list_lateness >= 0)
		return arena_printf(w->arena, "The free list was printed %.0f ms after the failure",
							d->list_lateness * 1000);
	if (d->zone_lateness >= 0)
		return arena_printf(w->arena, "The zone line was printed %.0f ms after the failure",
							d->zone_lateness * 1000);
	return "A dump is always printed after the failure";
}

static const char *open_moment(const struct words *w)
{
	const struct diagnosis *d = w->d;

	if (d->event->kind == KLOG_OOM)
		return "what the OOM killer saw has changed since, or lay in limits that the dump does not show (a memory cgroup, a cpuset, a request inside the fault)";
	return arena_printf(
		w->arena,
		"at the moment of failure either no more than %lld pages were usable, or no block of order %u and above that it may use was free; this log cannot tell which",
		LL(w->f->mark + w->f->reserve), d->attempt.order);
}

static const char *say_race(const struct words *w)
{
	const struct zone_finding *f = w->f;
	const char *blocks = "";

	if (klog_has(f->zone->list_total) && w->d->attempt.order > 0)
		blocks = arena_printf(
			w->arena, ", and blocks of order %u and above that it may use hold %s", w->d->attempt.order,
			range(w->arena, diagnosis_kb(w->d, f->blocks_low), diagnosis_kb(w->d, f->blocks_high), " kB"));
	return arena_printf(
		w->arena,
		"The failure cannot be read from this dump: with what it shows the request would have succeeded. Zone %s has %s for it, more than the %lld that it must leave%s. %s: %s.",
		f->zone->name, usable(w), LL(f->mark + f->reserve), blocks, lateness(w), open_moment(w));
}

static const char *say_watermark(const struct words *w)
{
	const struct zone_finding *f = w->f;

	switch (f->refusal) {
	case REFUSAL_HIGHATOMIC:
		return arena_printf(
			w->arena,
			"Zone %s has %lld free pages, but %s are set aside in the HighAtomic reserve, which this request may not use%s: %s remain, and it must leave more than %lld.",
			f->zone->name, LL(diagnosis_pages(w->d, f->zone->free)),
			range(w->arena, f->charged_low, f->charged_high, " pages"),
			f->sure ? "" : " (this version does not print the reserve; the H letters show that there is one)",
			usable(w), LL(f->mark + f->reserve));
	case REFUSAL_BOOST:
		return arena_printf(
			w->arena,
			"Only the watermark boost stands in the way: zone %s has %s for this request, and must keep more than %lld, of which a boost of %lld pages makes up the difference. The boost is temporary; it follows when pageblocks had to be mixed.",
			f->zone->name, usable(w), LL(f->mark + f->reserve), LL(f->boost));
	default:
		return arena_printf(
			w->arena,
			"Memory was short: zone %s has %s that this request may use, and it must leave more than %lld.",
			f->zone->name, usable(w), LL(f->mark + f->reserve));
	}
}

static const char *say_cma(const struct words *w)
{
	const struct zone_finding *f = w->f;

	if (f->refusal == REFUSAL_ONLY_CMA)
		return arena_printf(
			w->arena,
			"Zone %s has enough free pages, but every free block of order %u and above lies in CMA, which only movable requests may use. Outside CMA there is no such block.",
			f->zone->name, w->d->attempt.order);
	return arena_printf(
		w->arena,
		"The free memory is CMA: of %lld free pages in zone %s %s are CMA, which only movable requests may use. %s remain for this one, and it must leave more than %lld.",
		LL(diagnosis_pages(w->d, f->zone->free)), f->zone->name,
		range(w->arena, f->free_cma_low, f->free_cma_high, " pages"), usable(w), LL(f->mark + f->reserve));
}

static const char *say_fragmentation(const struct words *w)
{
	const struct zone_finding *f = w->f;
	unsigned int order = w->d->attempt.order;

	if (f->refusal == REFUSAL_ONLY_HIGHATOMIC)
		return arena_printf(
			w->arena,
			"Enough pages are free in zone %s, but the free blocks of order %u and above are all in the HighAtomic reserve, which only atomic requests of order 1 and above may use.",
			f->zone->name, order);
	if (f->refusal == REFUSAL_ORDER_LOOP)
		return arena_printf(
			w->arena,
			"Free memory is in pieces too small: zone %s has %s above the mark of %lld, but this kernel also wants a share of the mark in blocks above each smaller order, and too little is free in blocks of order %u and above.",
			f->zone->name, usable(w), LL(f->mark + f->reserve), f->loop_order);
	if (!klog_has(f->zone->free) || !klog_has(f->zone->min))
		return arena_printf(
			w->arena, "No free block of order %u or above that this request may use is left in zone %s.",
			order, f->zone->name);
	return arena_printf(
		w->arena,
		"Free memory is in pieces too small: zone %s has %s for this request, more than the %lld that it must leave, but no block of order %u or above.",
		f->zone->name, usable(w), LL(f->mark + f->reserve), order);
}

static const char *say_lowmem(const struct words *w)
{
	return arena_printf(
		w->arena,
		"Zone %s has %s for this request and a mark of only %lld, but %lld pages of it are kept (lowmem_reserve) for requests that can use no other zone; the higher zones are short themselves.",
		w->f->zone->name, usable(w), LL(w->f->mark), LL(w->f->reserve));
}

static const char *say_no_zone(const struct words *w)
{
	const struct diagnosis *d = w->d;
	/* without a zone line nobody knows which are configured */
	unsigned int zones = d->event->zone_count == 0
							 ? 1u << GFP_ZONE_DMA | 1u << GFP_ZONE_DMA32 | 1u << GFP_ZONE_NORMAL
							 : d->kernel.zones;
	enum gfp_zone highest = d->has_gfp ? gfp_highest_zone(&d->gfp, zones) : GFP_ZONES;

	if (d->event->mems_allowed[0] && d->event->zone_count > 0)
		return arena_printf(
			w->arena, "No zone of the dump may serve this request: it wants zone %s or below on node(s) %s.",
			highest < GFP_ZONES ? gfp_zone_name(highest) : "?", d->event->mems_allowed);
	if (d->event->zone_count == 0)
		return arena_printf(
			w->arena,
			"No memory can serve this request: it wants zone %s or below, and the dump, which is whole, lists no zone: from 6.1 on only zones up to the requested one are printed, and these are empty. It can never succeed on this board.",
			highest < GFP_ZONES ? gfp_zone_name(highest) : "?");
	return arena_printf(
		w->arena,
		"No zone of the dump may serve this request: it wants zone %s or below, and there is no memory in it.",
		highest < GFP_ZONES ? gfp_zone_name(highest) : "?");
}

static const char *missing(const struct words *w)
{
	static const struct word_value rows[] = {
		{ "free pages and marks of a zone", ABSENT_MARKS },
		{ "lowmem_reserve[] lines", ABSENT_RESERVE },
		{ "free lists (\"Normal: 1*4kB ...\")", ABSENT_LISTS },
		{ "the letters behind the free lists' entries", ABSENT_LETTERS },
	};
	const char *list = "";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (w->d->absent & (unsigned int)rows[i].value)
			list = arena_printf(w->arena, "%s%s%s", list, *list ? ", " : "", rows[i].word);
	}
	return *list ? list : "a part of the memory dump";
}

static const char *say_incomplete(const struct words *w)
{
	const struct klog_event *e = w->d->event;

	if (e->kind == KLOG_MEMINFO)
		return "A memory dump without the line that says what failed: it was cut off, or asked for by hand (sysrq m).";
	if (e->kind == KLOG_SLAB)
		return "A slab could not grow; the page allocator's own report, which would tell why, is not in the log (held back by the rate limit, or the caller asked for silence).";
	if (e->kind == KLOG_CMA)
		return "The line is cut: without its return value the reason is not told.";
	if (e->zone_count == 0 && e->has_meminfo)
		return "The memory dump is cut before its zone lines: what was there is not in the log.";
	if (e->zone_count == 0)
		return "The log has no memory dump with this failure (cut off, or held back by the kernel's rate limit): what was asked is known, what was there is not.";
	return arena_printf(w->arena, "What would decide is missing from the log: %s.", missing(w));
}

static const char *say_space(const struct words *w)
{
	return arena_printf(
		w->arena,
		"The address range for vmalloc or modules has no hole of that size%s. Physical memory has nothing to do with it%s.",
		w->d->confidence == CONFIDENCE_CERTAIN ? "" : " (the usual reason; this version's line names none)",
		klog_has(w->d->event->order) ? ", and the order in the header says nothing" : "");
}

static const char *say_bad_size(const struct words *w)
{
	const struct klog_event *e = w->d->event;

	if (e->vmalloc == KLOG_VMALLOC_ZERO)
		return "Zero bytes were asked for: a mistake of the caller, not a lack of memory.";
	if (e->vmalloc == KLOG_VMALLOC_LIMIT)
		return "More was asked for than the machine has pages.";
	return arena_printf(w->arena,
						"Order %lld is above the largest block that this kernel can have (order %u).",
						LL(e->order), w->d->kernel.max_order);
}

static const char *say_cma_full(const struct words *w)
{
	const struct klog_event *e = w->d->event;

	if (klog_has(e->cma_largest) && e->cma_largest < e->pages)
		return arena_printf(
			w->arena,
			"The CMA area has no free range of %lld pages: its largest is %lld%s. It is full, or fragmented by its own users.",
			LL(e->pages), LL(e->cma_largest),
			klog_has(e->cma_available) ? arena_printf(w->arena, ", of %lld free in all", LL(e->cma_available))
									   : "");
	if (klog_has(e->cma_largest))
		return arena_printf(
			w->arena,
			"The CMA area has a free range of %lld pages, which would do for %lld, but not at the alignment that was asked for, or its pages could not be moved.",
			LL(e->cma_largest), LL(e->pages));
	return arena_printf(
		w->arena,
		"The CMA area has no free range of %lld pages (ret -12): its users hold it, or left holes between them that are too small.",
		LL(e->pages));
}

static const char *say_cma_busy(const struct words *w)
{
	const struct klog_event *e = w->d->event;

	if (e->pages == e->cma_total && klog_has(e->cma_total))
		return "The whole area was asked for: one page anywhere in it that could not be moved out of the way (ret -16) is enough to refuse it.";
	if (word_is_early_cma(e) && e->ret == -16)
		return "So early in the boot no page cache can be in the way of so few pages: the area's own pages could not be isolated (ret -16), as where it is no proper part of the memory that the page allocator manages.";
	if (!klog_has(e->ret))
		return arena_printf(
			w->arena,
			"%lld ranges of a CMA area were passed over because pages in them could not be moved. Whether the allocation then found another range is not in the log.",
			LL(e->busy_ranges));
	return "Pages in the CMA area could not be moved out of the way (ret -16): they are pinned, under writeback, or belong to a file system that cannot migrate them.";
}

static const char *say_stall(const struct words *w)
{
	return arena_printf(
		w->arena, "No failure: the request has been reclaiming and compacting for %.1f seconds and goes on.",
		w->d->event->stall_seconds > 0 ? w->d->event->stall_seconds : 0.0);
}

static const char *say_memcg(const struct words *w)
{
	const struct klog_event *e = w->d->event;

	if (e->kind == KLOG_SLAB)
		return arena_printf(
			w->arena,
			"The slab cache %s is one that is charged to a memory cgroup, and no page allocation failed: the cgroup's limit refused the charge. The machine's free memory has nothing to do with it.",
			e->slab_cache[0] ? e->slab_cache : "(not named)");
	if (w->d->confidence != CONFIDENCE_CERTAIN)
		return "All zones that the request may use had enough pages, and it is charged to a memory cgroup (__GFP_ACCOUNT): the cgroup's limit, of which the kernel prints nothing here, is what is left to refuse it.";
	return arena_printf(
		w->arena, "%s%s reached its own limit%s; the machine's free memory has nothing to do with it.",
		e->cgroup[0] ? "The memory cgroup " : "A memory cgroup", e->cgroup,
		klog_has(e->cgroup_limit_kb) ? arena_printf(w->arena, " of %lld kB", LL(e->cgroup_limit_kb)) : "");
}

static const char *say_cma_not_set_up(const struct words *w)
{
	(void)w;
	return "The CMA area has no pages at all: it was never set up.";
}

static const char *say_swiotlb(const struct words *w)
{
	const struct klog_event *e = w->d->event;
	const char *state = "";

	if (klog_has(e->slots) && klog_has(e->slots_used) && e->slots < INT32_MAX)
		state = arena_printf(w->arena, " Of %lld slots (%lld KiB) %lld were in use.", LL(e->slots),
							 LL(e->slots * 2), LL(e->slots_used));
	if (klog_has(e->bytes) && e->bytes > 256 << 10)
		return arena_printf(
			w->arena,
			"%s asked for a bounce buffer of %lld KiB, and one mapping can have 256 KiB at most: it would fail with an empty buffer, too.%s",
			e->device[0] ? e->device : "A device", LL(e->bytes >> 10), state);
	return arena_printf(
		w->arena,
		"The bounce buffer (swiotlb) has no free range for %s. A device needs it where its DMA mask does not reach the memory that it was given, or where bouncing is forced (swiotlb=force, an encrypted guest, an untrusted device).%s",
		e->device[0] ? e->device : "a device", state);
}

static const char *say_hung(const struct words *w)
{
	return arena_printf(w->arena, "No failure: %s has been stuck in compaction for more than %.0f seconds.",
						w->d->event->process[0] ? w->d->event->process : "a task",
						w->d->event->stall_seconds > 0 ? w->d->event->stall_seconds : 0.0);
}

const char *word_verdict(struct arena *arena, const struct diagnosis *d, const struct dump_account *account)
{
	static const char *(*const say_cause[])(const struct words *) = {
		[CAUSE_WATERMARK] = say_watermark,   [CAUSE_FRAGMENTATION] = say_fragmentation,
		[CAUSE_CMA_STRANDED] = say_cma,      [CAUSE_RACE] = say_race,
		[CAUSE_LOWMEM_RESERVE] = say_lowmem, [CAUSE_NO_ZONE] = say_no_zone,
		[CAUSE_INCOMPLETE] = say_incomplete, [CAUSE_MEMCG] = say_memcg,
		[CAUSE_ADDRESS_SPACE] = say_space,   [CAUSE_BAD_SIZE] = say_bad_size,
		[CAUSE_CMA_FULL] = say_cma_full,     [CAUSE_CMA_BUSY] = say_cma_busy,
		[CAUSE_STALL] = say_stall,           [CAUSE_CMA_NOT_SET_UP] = say_cma_not_set_up,
		[CAUSE_SWIOTLB_FULL] = say_swiotlb,  [CAUSE_HUNG] = say_hung,
	};
	const struct words w = { arena, d, account, d->deciding };

	return say_cause[d->cause](&w);
}
