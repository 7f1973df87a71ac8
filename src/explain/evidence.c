/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the verdict rests on: the request, the path it took, the zones, the signs of a vendor's kernel. */
#include "explain/cures.h"

#include <string.h>

#include "kernel/version.h"
#include "util/size.h"
#include "util/arena.h"
#include "util/number.h"

#define COSTLY_ORDER 3 /* PAGE_ALLOC_COSTLY_ORDER */

#define HOLDERS_TOLD 3

static bool has(const struct saying *v, enum gfp_flag flag)
{
	return v->d->has_gfp && gfp_has(&v->d->gfp, flag);
}

/* Kept within what can be shifted; no kernel has orders near this. */
static int64_t order(const struct saying *v)
{
	if (!klog_has(v->e->order) || v->e->order < 0)
		return 0;
	return v->e->order < 30 ? v->e->order : 30;
}

/* --- who asked --- */

static void say_caller(struct saying *v)
{
	static const char *const contexts[] = {
		"",
		" in process context",
		" in interrupt context, so that the process named in the header has nothing to do with it",
	};
	const struct klog_event *e = v->e;

	if (e->caller[0])
		SAY(v, "Asked by %s()%s%s%s%s%s.", e->caller, e->module[0] ? " of module " : "", e->module,
			e->through[0] ? arena_printf(v->arena, " through %s()", e->through) : "", contexts[e->context],
			e->caller_uncertain ? " (the trace marks its frames as uncertain)" : "");
	else if (e->context == KLOG_CONTEXT_INTERRUPT)
		SAY(v,
			"The request was made in interrupt context; the process named in the header has nothing to do with it.");
	if (purpose_of(v->d) == PURPOSE_KERNEL_STACK)
		SAY(v, "It was for the stack of a new thread.");
	if (e->slab_cache[0])
		SAY(v, "It was a new slab of cache %s%s.", e->slab_cache,
			klog_has(e->slab_object) ? arena_printf(v->arena, " (objects of %lld bytes)", LL(e->slab_object))
									 : "");
}

/* kmalloc above the largest slab takes the next power of two of pages. Source:
 * mm/slab_common.c:kmalloc_order. */
static void say_size(struct saying *v)
{
	int64_t high;

	if (!(v->e->path & KLOG_PATH_KMALLOC_LARGE) || order(v) < 1 || order(v) > 12)
		return;
	high = (klog_has(v->d->page_kb) ? v->d->page_kb : 4) * 1024 << order(v);
	SAY(v,
		"A kmalloc of %lld to %lld bytes: above the largest slab it is rounded up to a whole block of pages.",
		LL(high / 2 + 1), LL(high));
}

/* The page-fault OOM killer prints a mask of 0: it stands for no request. */
static bool is_no_request(const struct saying *v)
{
	return v->e->kind == KLOG_OOM && v->e->mode == 0;
}

static void say_type(struct saying *v)
{
	if (!v->d->has_gfp || is_no_request(v))
		return;
	switch (gfp_migratetype(&v->d->gfp)) {
	case MIGRATE_MOVABLE:
		SAY(v, "Movable: it may use all free lists%s but HighAtomic ones.",
			v->d->attempt.rights & RIGHT_CMA ? " and CMA"
											 : " (not CMA, on this vendor's kernel without __GFP_CMA)");
		break;
	case MIGRATE_RECLAIMABLE:
		SAY(v, "Reclaimable: it may use unmovable, movable and reclaimable blocks, never CMA.");
		break;
	default:
		SAY(v, "Unmovable: it may use unmovable, movable and reclaimable blocks%s, never CMA.",
			v->d->attempt.rights & RIGHT_HIGHATOMIC ? ", and those of the HighAtomic reserve" : "");
	}
}

/* --- the path that it took --- */

static void say_nonblocking(struct saying *v)
{
	unsigned int rights = v->d->attempt.rights;
	const char *reduced = rights & RIGHT_HALF && rights & RIGHT_QUARTER ? "3/8 of the min mark"
						  : rights & RIGHT_HALF                         ? "half of the min mark"
						  : rights & RIGHT_QUARTER                      ? "3/4 of the min mark"
																		: "the min mark";

	if (rights & RIGHT_NO_WATERMARKS) {
		SAY(v,
			"It may ignore the watermarks (__GFP_MEMALLOC or a task that reclaims memory itself): only a missing block can stop it.");
		return;
	}
	SAY(v,
		"It cannot sleep: one attempt at the low mark, one at %s, then it fails. It neither reclaims nor compacts%s.",
		reduced, gfp_wakes_kswapd(&v->d->gfp) ? "; it only wakes kswapd" : ", and does not even wake kswapd");
}

static void say_small_sleeping(struct saying *v)
{
	if (has(v, GFP_FLAG_NORETRY) || has(v, GFP_FLAG_RETRY_MAYFAIL)) {
		SAY(v,
			"Order %lld would be retried until it succeeds, but for %s, with which the caller accepts a failure.",
			LL(order(v)), has(v, GFP_FLAG_NORETRY) ? "__GFP_NORETRY" : "__GFP_RETRY_MAYFAIL");
		return;
	}
	if (v->e->kind != KLOG_PAGE_ALLOC)
		return;
	if (has(v, GFP_FLAG_DMA) || has(v, GFP_FLAG_DMA32))
		SAY(v,
			"A sleeping request of order %lld is retried, and kills tasks rather than fails; but for a request that is bound to a low zone no task is killed, so it fails.",
			LL(order(v)));
	else
		SAY(v,
			"A sleeping request of order %lld is normally retried, and kills tasks rather than fails. That it failed tells of a task that was being killed, of one that reclaims memory itself, or of a kernel without OOM killer yet (early boot).",
			LL(order(v)));
}

static void say_costly_old(struct saying *v)
{
	SAY(v,
		"Order %lld is above 3, so this kernel gives up early: an attempt at the low mark, kswapd woken, one at min, asynchronous compaction, one round of direct reclaim; with progress one last compaction, and then it fails. No task is killed for it.",
		LL(order(v)));
	SAY(v,
		"__GFP_REPEAT could add nothing at this order: it retries only while fewer than 2^%lld = %lld pages have been reclaimed in all, and one batch of reclaim is 32 pages%s.",
		LL(order(v)), 1LL << order(v), order(v) <= 5 ? ", so the first success already ends it" : "");
	SAY(v,
		"__GFP_NOFAIL would loop over reclaim and compaction until a block appears. It has no extra reserve: it \"works\" where memory is reclaimable, such as page cache on a first boot. It risks a stall without limit, a kernel warning, and, on this kernel, OOM kills for an order above 3.");
}

static void say_costly(struct saying *v)
{
	if (v->d->kernel.rules.repeat == 1) {
		say_costly_old(v);
		return;
	}
	if (has(v, GFP_FLAG_RETRY_MAYFAIL) || (has(v, GFP_FLAG_REPEAT) && v->d->kernel.rules.repeat))
		SAY(v,
			"Order %lld is above 3 and the caller asked for retries: reclaim and compaction were repeated, then it failed. No task is killed for it.",
			LL(order(v)));
	else
		SAY(v,
			"Order %lld is above 3: one round of compaction and reclaim, one more compaction, then it fails. No task is killed for it%s.",
			LL(order(v)),
			has(v, GFP_FLAG_FS) && has(v, GFP_FLAG_IO) && v->d->version >= KERNEL_VERSION(4, 13, 0)
				? "; __GFP_RETRY_MAYFAIL would try longer"
				: "");
}

static void say_path(struct saying *v)
{
	if (!v->d->has_gfp || !klog_has(v->e->order) || v->e->kind == KLOG_CMA || v->d->cause == CAUSE_NO_ZONE ||
		v->d->cause == CAUSE_ADDRESS_SPACE || v->d->cause == CAUSE_MEMCG)
		return;
	if (!gfp_may_sleep(&v->d->gfp) || v->d->attempt.rights & RIGHT_NO_WATERMARKS)
		say_nonblocking(v);
	else if (order(v) <= COSTLY_ORDER)
		say_small_sleeping(v);
	else
		say_costly(v);
}

/* --- what the OOM killer says itself --- */

static void say_oom(struct saying *v)
{
	const struct klog_event *e = v->e;

	if (e->victim[0])
		SAY(v, "Killed: %s (PID %lld)%s.", e->victim, LL(e->victim_pid),
			klog_has(e->victim_rss_kb) ? arena_printf(v->arena, ", which held %lld kB", LL(e->victim_rss_kb))
									   : "");
	if (e->constrained)
		SAY(v,
			"The request was bound to the memory of a cpuset or policy (nodes %s): what other nodes have does not count.",
			e->mems_allowed[0] ? e->mems_allowed : "not in the log");
	if (e->compaction_disabled)
		SAY(v, "This kernel has no compaction (CONFIG_COMPACTION): large blocks only come back by chance.");
}

/* --- the zones --- */

static const char *deductions(struct saying *v, const struct zone_finding *f)
{
	struct arena *a = v->arena;
	int64_t gap = (INT64_C(1) << v->d->attempt.order) - 1;
	const char *text = "";

	if (!(v->d->attempt.rights & RIGHT_CMA) && f->free_cma_high > 0)
		text = f->free_cma_low == f->free_cma_high
				   ? arena_printf(a, " less %lld of CMA", LL(f->free_cma_low))
				   : arena_printf(a, " less %lld to %lld of CMA", LL(f->free_cma_low), LL(f->free_cma_high));
	if (f->charged_high > 0)
		text = f->charged_low == f->charged_high
				   ? arena_printf(a, "%s less %lld of the HighAtomic reserve", text, LL(f->charged_low))
				   : arena_printf(a, "%s less %lld to %lld of the HighAtomic reserve", text,
								  LL(f->charged_low), LL(f->charged_high));
	if (gap > 0)
		text = arena_printf(a, "%s less %lld (2^order - 1)", text, LL(gap));
	return text;
}

static const char *zone_name(struct saying *v, const struct klog_zone *z)
{
	return z->node > 0 ? arena_printf(v->arena, "%s of node %d", z->name, z->node) : z->name;
}

static void say_amount(struct saying *v, const struct zone_finding *f)
{
	const struct klog_zone *z = f->zone;
	int64_t need = f->mark + f->reserve;
	const char *taken = deductions(v, f);

	if (v->d->attempt.rights & RIGHT_NO_WATERMARKS)
		return;
	SAY(v, "Zone %s: %lld pages free%s%s%s against a mark of %lld%s%s: %s.", zone_name(v, z),
		LL(diagnosis_pages(v->d, z->free)), taken, taken[0] ? " = " : "",
		!taken[0] ? ""
		: f->usable_low == f->usable_high
			? arena_printf(v->arena, "%lld", LL(f->usable_low))
			: arena_printf(v->arena, "%lld to %lld", LL(f->usable_low), LL(f->usable_high)),
		LL(f->mark), f->boost ? arena_printf(v->arena, " (boost %lld included)", LL(f->boost)) : "",
		f->reserve ? arena_printf(v->arena, " and a lowmem_reserve of %lld", LL(f->reserve)) : "",
		f->usable_low > need     ? "enough"
		: f->usable_high <= need ? "not enough"
								 : "enough or not, that is left open");
}

static void say_blocks(struct saying *v, const struct zone_finding *f)
{
	unsigned int o = v->d->attempt.order;

	if (f->zone->orders == 0 ||
		(o == 0 && f->refusal != REFUSAL_ONLY_CMA && f->refusal != REFUSAL_ONLY_HIGHATOMIC))
		return;
	if (!klog_has(f->zone->list_total)) {
		SAY(v, "Zone %s: its free list is cut at order %zu.", zone_name(v, f->zone), f->zone->orders);
		return;
	}
	if (f->blocks_high == 0)
		SAY(v, "Zone %s: not one free block of order %u or above that it may use.", zone_name(v, f->zone), o);
	else if (f->blocks_low == f->blocks_high)
		SAY(v, "Zone %s: blocks of order %u and above that it may use hold %lld kB.", zone_name(v, f->zone),
			o, LL(diagnosis_kb(v->d, f->blocks_low)));
	else
		SAY(v,
			"Zone %s: blocks of order %u and above that it may use hold %lld to %lld kB; the letters tell which types are there, not how many of each.",
			zone_name(v, f->zone), o, LL(diagnosis_kb(v->d, f->blocks_low)),
			LL(diagnosis_kb(v->d, f->blocks_high)));
}

static void say_zone(struct saying *v, const struct zone_finding *f)
{
	if (f->supposed) {
		say_amount(v, f);
	} else if (f->tested) {
		if (klog_has(f->zone->free) && klog_has(f->zone->min))
			say_amount(v, f);
		say_blocks(v, f);
	} else if (v->d->has_gfp && !f->allowed && klog_has(f->zone->free) && f->zone->free > 0) {
		SAY(v, "Zone %s has %lld pages free, but this request may not use it.", zone_name(v, f->zone),
			LL(diagnosis_pages(v->d, f->zone->free)));
	}
}

/* Pages of programs and files in a zone, kB; KLOG_NONE where a part is not told. */
static int64_t zone_lru(const struct klog_zone *z)
{
	const int64_t parts[] = { z->active_anon, z->inactive_anon, z->active_file, z->inactive_file };
	int64_t sum = 0;

	if (klog_has(z->active) && klog_has(z->inactive))
		return z->active + z->inactive;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!klog_has(parts[i]))
			return KLOG_NONE;
		sum += parts[i];
	}
	return sum;
}

/*
 * 32-bit: what the kernel and drivers can use is lowmem. Where neither programs, files nor slabs have
 * most of it, somebody else took it.
 */
static void say_lowmem_use(struct saying *v)
{
	int64_t size = 0, free = 0, lru = 0, slab = 0, highmem = 0, rest;
	const struct dump_account *a = v->account;

	for (size_t i = 0; i < v->e->zone_count; i++) {
		const struct klog_zone *z = &v->e->zones[i];
		int64_t managed = klog_has(z->managed) ? z->managed : z->present;

		if (strcmp(z->name, "HighMem") == 0) {
			highmem = klog_has(z->free) ? z->free : 0;
			continue;
		}
		if (!klog_has(managed) || !klog_has(z->free) || !klog_has(zone_lru(z)))
			return;
		size += managed;
		free += z->free;
		lru += zone_lru(z);
	}
	slab += klog_has(a->slab) ? a->slab : 0;
	slab += klog_has(a->slab_reclaimable) ? a->slab_reclaimable : 0;
	slab += klog_has(a->slab_unreclaimable) ? a->slab_unreclaimable : 0;
	rest = diagnosis_pages(v->d, size) - diagnosis_pages(v->d, free + lru) - slab;
	if (highmem <= 0 || slab <= 0 || rest <= diagnosis_pages(v->d, size) / 2)
		return;
	SAY(v,
		"Of %s of lowmem (the zones below HighMem, all that the kernel and drivers can use) %s are free, %s hold programs and files, %s are slab: the other %s were taken by drivers or the kernel itself. The %s free in HighMem are for programs and files only.",
		word_pages(v->arena, v->d, diagnosis_pages(v->d, size)),
		word_pages(v->arena, v->d, diagnosis_pages(v->d, free)),
		word_pages(v->arena, v->d, diagnosis_pages(v->d, lru)), word_pages(v->arena, v->d, slab),
		word_pages(v->arena, v->d, rest), word_pages(v->arena, v->d, diagnosis_pages(v->d, highmem)));
}

static void say_zones(struct saying *v)
{
	if (v->d->cause == CAUSE_ADDRESS_SPACE || v->d->cause == CAUSE_MEMCG || v->d->cause == CAUSE_BAD_SIZE)
		return;
	for (size_t i = 0; i < v->d->zone_count; i++) {
		if (v->d->zones[i].supposed) {
			SAY(v,
				"Held against a plain unmovable request of one page (GFP_KERNEL), since the log names none:");
			break;
		}
	}
	for (size_t i = 0; i < v->d->zone_count && i < 8; i++)
		say_zone(v, &v->d->zones[i]);
	if (v->d->zone_count > 8)
		SAY(v, "%zu more zones are in the JSON form.", v->d->zone_count - 8);
}

/* --- time, drift, rate limit --- */

/* The reading of a mixed entry that is often given, and is wrong. */
static void say_letters(struct saying *v)
{
	const struct zone_finding *f = v->d->deciding;
	const struct klog_entry *entry;

	if (!f || v->d->cause != CAUSE_RACE || v->d->attempt.order >= f->zone->orders || v->d->attempt.order == 0)
		return;
	entry = &f->zone->list[v->d->attempt.order];
	if (!entry->letters[0] || strlen(entry->letters) < 2)
		return;
	if (gfp_class(&v->d->gfp) == GFP_CLASS_ATOMIC && entry->types & v->d->attempt.types & 7u)
		SAY(v,
			"\"%lld*%lldkB (%s)\" does hold a block for it: GFP_ATOMIC is no free-list type, and an atomic request takes unmovable (U), else reclaimable (E) or movable (M) blocks; H is an extra.",
			LL(entry->count), LL(diagnosis_kb(v->d, INT64_C(1) << v->d->attempt.order)), entry->letters);
}

static void say_late(struct saying *v)
{
	const struct diagnosis *d = v->d;

	if (d->zone_lateness >= 0 && d->list_lateness >= 0.01)
		SAY(v,
			"The dump is no snapshot: its zone line came %.0f ms and its free list %.0f ms after the header. The failing request itself had woken kswapd by then%s.",
			d->zone_lateness * 1000, d->list_lateness * 1000,
			d->deciding && d->deciding->passes_at_low ? ", and the zone is above its low mark again" : "");
	if (d->cause == CAUSE_RACE && d->deciding && klog_has(d->deciding->zone->high) &&
		d->deciding->usable_low >
			diagnosis_pages(d, d->deciding->zone->high) + (INT64_C(1) << d->attempt.order))
		SAY(v,
			"Usable memory is %lld pages above the high mark, more than kswapd leaves by itself: something else, such as a task that ended, has freed memory in between. That is an inference, not a proof.",
			LL(d->deciding->usable_low - diagnosis_pages(d, d->deciding->zone->high)));
}

static void say_limits(struct saying *v)
{
	const struct page_alloc_rules *rules = &v->d->kernel.rules;

	if (v->e->kind == KLOG_PAGE_ALLOC && rules->warn_burst == 1)
		SAY(v,
			"This kernel prints one such report in ten seconds at most: there may have been more failures.");
	if (klog_has(v->e->suppressed))
		SAY(v, "The kernel's rate limit held back %lld reports before this one.", LL(v->e->suppressed));
	if (v->e->dropped)
		SAY(v, "The log has lost messages here.");
}

/* --- the machine and its kernel --- */

static const char *era_words(struct saying *v)
{
	const struct era *era = &v->d->era;
	unsigned int minor = era->to >> 8 & 255;

	if (minor == 255)
		return arena_printf(v->arena, "%u.%u or later", era->from >> 16, era->from >> 8 & 255);
	return arena_printf(v->arena, "between %u.%u and %u.%u", era->from >> 16, era->from >> 8 & 255,
						era->to >> 16, minor);
}

static void say_kernel(struct saying *v)
{
	const struct diagnosis *d = v->d;

	if (!d->era.known && d->has_gfp)
		SAY(v,
			"The log does not name the kernel; by the form of its lines and the mask it is %s, and the rules of %u.%u were applied.",
			era_words(v), d->version >> 16, d->version >> 8 & 255);
	if (d->has_gfp && v->e->has_names && !d->names_agree)
		SAY(v,
			"The printed GFP names do not fit the mask in any known kernel: a vendor has its own bits; the mask was read as in Linux %s.",
			gfp_layout_first(d->gfp.layout));
	if (d->android)
		SAY(v,
			"The letters have C before H: an Android-style kernel that keeps CMA pages on the per-CPU lists, where only requests with __GFP_CMA use CMA. Idle CMA is to be expected on it.");
	if (klog_has(d->extra_free_kb))
		SAY(v,
			"The low mark lies %lld kB further above min than high above low: Android's extra_free_kbytes of about that size.",
			LL(d->extra_free_kb));
}

static void say_cma_account(struct saying *v)
{
	const struct dump_account *a = v->account;

	if (!klog_has(a->cma_total) || a->cma_total <= 0)
		return;
	if (klog_has(a->cma_free) && klog_has(a->free) && a->free > 0)
		SAY(v, "CMA: %s reserved, %s of it free (%lld %% idle); %lld %% of all free memory is CMA.",
			word_pages(v->arena, v->d, a->cma_total), word_pages(v->arena, v->d, a->cma_free),
			LL(a->cma_free * 100 / a->cma_total), LL(a->cma_free * 100 / a->free));
}

/* Who holds the memory, where the kernel counts it. linux:mm/show_mem.c:__show_mem, from 6.10 on */
static void say_holders(struct saying *v)
{
	for (size_t i = 0; i < v->d->event->holder_count && i < HOLDERS_TOLD; i++) {
		const struct klog_holder *h = &v->d->event->holders[i];

		SAY(v, "%s: %s in %lld allocations of %s.",
			i ? "Then" : "The kernel's own count of who holds memory begins with",
			size_text(v->arena, (uint64_t)h->bytes), LL(h->count), h->place);
	}
}

struct sentences word_evidence(struct arena *arena, const struct diagnosis *d,
							   const struct dump_account *account)
{
	struct saying v = { arena, d, d->event, account, { NULL, 0 }, false };

	say_caller(&v);
	say_size(&v);
	if (d->event->kind != KLOG_CMA && d->cause != CAUSE_ADDRESS_SPACE && d->cause != CAUSE_MEMCG)
		say_type(&v);
	say_path(&v);
	say_oom(&v);
	say_zones(&v);
	say_lowmem_use(&v);
	say_letters(&v);
	say_late(&v);
	say_cma_account(&v);
	say_holders(&v);
	say_kernel(&v);
	say_limits(&v);
	return v.out;
}
