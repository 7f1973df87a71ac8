/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to change: the device tree first, then the driver, then kernel settings. */
#include "explain/explanation.h"

#include "kernel/version.h"
#include "util/arena.h"
#include "util/number.h"

#define LL(number) ((long long)(number))

struct advice {
	struct arena *arena;
	const struct diagnosis *d;
	const struct klog_event *e;
	const struct dump_account *account;
	struct sentences out;
	bool told_unaccounted;
};

#define SAY(v, ...) add_sentence((v)->arena, &(v)->out, __VA_ARGS__)

static int64_t order(const struct advice *v)
{
	return klog_has(v->e->order) && v->e->order > 0 ? v->e->order : 0;
}

static bool may_sleep(const struct advice *v)
{
	return v->d->has_gfp && gfp_may_sleep(&v->d->gfp);
}

static bool from_buddy(const struct advice *v)
{
	switch (v->d->cause) {
	case CAUSE_WATERMARK:
	case CAUSE_FRAGMENTATION:
	case CAUSE_CMA_STRANDED:
	case CAUSE_RACE:
	case CAUSE_LOWMEM_RESERVE:
	case CAUSE_STALL:
		return true;
	default:
		return false;
	}
}

/* --- device tree --- */

static const char *pages(struct advice *v, int64_t count)
{
	return word_pages(v->arena, v->d, count);
}

static bool uses_cma(const struct advice *v)
{
	return v->d->attempt.rights & RIGHT_CMA;
}

static void advise_cma(struct advice *v)
{
	const struct dump_account *a = v->account;

	if (!klog_has(a->cma_total) || a->cma_total <= 0 || !klog_has(a->cma_free) || uses_cma(v))
		return;
	if (a->cma_free < a->cma_total / 10)
		return;
	SAY(v,
		"Device tree: shrink the CMA pools. %s is CMA and %s of it was idle; memory that is no longer CMA serves every request. Halving the idle part would add %s to the %s that was free outside CMA. `dtcarve suggest --evidence LOG BOARD.dtb` works out which pools, and checks that their drivers still fit.",
		pages(v, a->cma_total), pages(v, a->cma_free), pages(v, a->cma_free / 2),
		klog_has(a->free_outside_cma) ? pages(v, a->free_outside_cma) : "little");
}

static void advise_nomap(struct advice *v)
{
	const struct dump_account *a = v->account;

	if (!klog_has(a->ram) || v->d->cause == CAUSE_STALL)
		return;
	SAY(v,
		"Device tree: the kernel was given %s. What is missing to the size of the DDR was taken by no-map carve-outs before the kernel counted: make them as small as their owners need, or let them be reusable CMA where the owner can allocate at run time. Each MiB given back is a MiB more for every request. `dtcarve report BOARD.dtb --ddr SIZE` lists them.",
		pages(v, a->ram));
}

static void advise_cma_pool(struct advice *v)
{
	int64_t want = v->e->pages;

	if (v->d->cause == CAUSE_CMA_FULL) {
		SAY(v,
			"Device tree: enlarge the CMA area%s%s, by %s at least, or give this device a pool of its own (shared-dma-pool, reusable, named by memory-region), so that other users cannot fragment it.",
			v->e->area[0] ? " " : "", v->e->area,
			klog_has(want) && want < INT32_MAX ? pages(v, want) : "the size asked for");
		SAY(v,
			"Driver: allocate once when probed and keep the buffer; late requests meet a fragmented area. Requests of several sizes from one area fragment it most.");
	} else if (v->d->cause == CAUSE_CMA_BUSY) {
		SAY(v,
			"Driver: try again later, or allocate when probed, before the page cache has filled the area.");
		SAY(v,
			"Device tree: where the buffer must never fail, a pool of its own that is not reusable (no migration is needed) costs its size all the time.");
	}
}

/* --- driver --- */

static void advise_sleep(struct advice *v)
{
	if (may_sleep(v) || !v->d->has_gfp || v->e->context != KLOG_CONTEXT_PROCESS)
		return;
	if (v->e->path & KLOG_PATH_NET && order(v) == 0)
		return;
	SAY(v,
		"Driver: the trace shows process context. Unless a spinlock is held or interrupts are off there, ask with GFP_KERNEL: the kernel then reclaims and compacts%s.",
		order(v) <= 3 ? ", and at order 3 and below it retries rather than fails" : " before it gives up");
}

static void advise_size(struct advice *v)
{
	if (order(v) == 0)
		return;
	if (v->e->path & KLOG_PATH_DMA)
		SAY(v,
			"Driver: allocate the DMA buffer when probed, in a context that may sleep: it then comes from CMA, where the device has an area, and not from the page allocator. Atomic DMA requests never use CMA.");
	else if (v->e->path & KLOG_PATH_NET)
		SAY(v,
			"Driver: receive buffers of at most one page (page_pool or fragments) need no order-%lld block; a smaller MTU or buffer size helps without a change of code.",
			LL(order(v)));
	else if (may_sleep(v))
		SAY(v,
			"Driver: unless the device reads the buffer by DMA, kvmalloc() (kvzalloc, kvmalloc_array) falls back to single pages and cannot fail for want of a block of order %lld. Else split it into blocks of order 3 and below.",
			LL(order(v)));
	else
		SAY(v,
			"Driver: allocate it once, when probed, and keep it; or split it: blocks of order 0 are there as long as memory is.");
}

static void advise_retry(struct advice *v)
{
	if (may_sleep(v) && order(v) > 3 && v->d->era.known && v->d->version >= KERNEL_VERSION(4, 13, 0) &&
		!gfp_has(&v->d->gfp, GFP_FLAG_RETRY_MAYFAIL))
		SAY(v,
			"Driver: __GFP_RETRY_MAYFAIL makes an order above 3 try in earnest; do not use __GFP_NOFAIL at this order.");
}

/* --- settings --- */

/* GFP_ATOMIC may use 5/8 of what min holds back; every kB more of it is there for such requests. */
static void advise_min_free(struct advice *v)
{
	int64_t kb = 0, wanted;

	for (size_t i = 0; i < v->d->zone_count; i++) {
		const struct klog_zone *z = v->d->zones[i].zone;

		if (klog_has(z->min) && z->min < 1 << 24)
			kb += z->min - (klog_has(z->boost) && z->boost < z->min ? z->boost : 0);
	}
	if (may_sleep(v) || kb <= 0 || !v->d->has_gfp)
		return;
	wanted = kb * 2 > 262144 ? kb : kb * 2;
	if (wanted == kb)
		return;
	SAY(v,
		"Setting: vm.min_free_kbytes from about %lld to %lld makes kswapd keep about %lld kB more free outside CMA, of which requests like this one may use %s. It costs that much memory and makes no block of order %lld by itself.",
		LL(kb), LL(wanted), LL(kb),
		v->d->attempt.rights & RIGHT_HALF ? "the larger part" : "what lies above min", LL(order(v)));
}

static void advise_compaction(struct advice *v)
{
	if (order(v) == 0 || (v->d->cause != CAUSE_FRAGMENTATION && v->d->cause != CAUSE_RACE))
		return;
	if (v->d->version >= KERNEL_VERSION(5, 9, 0))
		SAY(v,
			"Setting: vm.compaction_proactiveness (default 20) raised keeps more large blocks in the background; `echo 1 > /proc/sys/vm/compact_memory` before the driver is loaded helps at once.");
	else
		SAY(v,
			"Setting: `echo 1 > /proc/sys/vm/compact_memory` before the driver is loaded makes what blocks can be made at that moment.");
}

static void advise_reason(struct advice *v)
{
	const struct zone_finding *f = v->d->deciding;

	if (!f)
		return;
	if (f->refusal == REFUSAL_BOOST)
		SAY(v,
			"Setting: vm.watermark_boost_factor=0 takes away the boost of %lld pages, which alone stood in the way; mixing of pageblocks is then no longer countered.",
			LL(f->boost));
	if (f->refusal == REFUSAL_LOWMEM_RESERVE)
		SAY(v,
			"Setting: a larger vm.lowmem_reserve_ratio for zone %s lowers the %lld pages that are kept from this request; they are then gone for devices that can reach no other memory.",
			f->zone->name, LL(f->reserve));
	if (f->refusal == REFUSAL_HIGHATOMIC || f->refusal == REFUSAL_ONLY_HIGHATOMIC)
		SAY(v,
			"The HighAtomic reserve grows by a pageblock with each atomic request of order 1 and above that had to dig into the reserve (up to 1 %% of the zone): find and change the driver that makes them. Only sleeping requests that find no other memory give it back.");
}

/* --- the whole --- */

static void advise_consumers(struct advice *v)
{
	const struct dump_account *a = v->account;
	int64_t unmovable = 0, base = a->managed;

	if (!klog_has(base) || base <= 0 || v->d->cause == CAUSE_RACE)
		return;
	unmovable += klog_has(a->slab_unreclaimable) ? a->slab_unreclaimable : 0;
	if (unmovable > base / 5)
		SAY(v, "Unreclaimable slab holds %s, %lld %% of the memory: look into /proc/slabinfo for a leak.",
			pages(v, unmovable), LL(unmovable * 100 / base));
	if (v->e->kind == KLOG_OOM && klog_has(a->anon) && a->anon > base / 2)
		SAY(v, "Programs hold %s, %lld %% of the memory%s.", pages(v, a->anon), LL(a->anon * 100 / base),
			a->swap_total == 0  ? ", and there is no swap"
			: a->swap_free == 0 ? ", and swap is full"
								: "");
}

/* Memory that no counter has: with most of the machine in it, nothing else is worth looking at first. */
static void advise_unaccounted(struct advice *v, int64_t share)
{
	const struct dump_account *a = v->account;

	if (!klog_has(a->unaccounted) || !klog_has(a->managed) || a->managed <= 0 || v->told_unaccounted ||
		a->unaccounted <= a->managed / share)
		return;
	v->told_unaccounted = true;
	SAY(v,
		"%s (%lld %% of the memory) is in none of the dump's counters: pages that drivers took for themselves (GPU, video, vmalloc, CMA in use), or that leaked. page_owner=on tells who holds them.",
		pages(v, a->unaccounted), LL(a->unaccounted * 100 / a->managed));
}

static void advise_buddy(struct advice *v)
{
	bool short_of_pages =
		v->d->cause == CAUSE_WATERMARK || v->d->cause == CAUSE_CMA_STRANDED || v->d->cause == CAUSE_RACE;

	advise_unaccounted(v, 2);
	advise_cma(v);
	if (short_of_pages)
		advise_nomap(v);
	advise_sleep(v);
	advise_size(v);
	advise_retry(v);
	advise_reason(v);
	advise_min_free(v);
	advise_compaction(v);
	advise_consumers(v);
	advise_unaccounted(v, 4);
}

static void advise_space(struct advice *v)
{
	SAY(v,
		"32-bit: vmalloc=SIZE on the command line widens the range (and shrinks lowmem by as much). Modules have a range of their own: 16 MiB on arm (CONFIG_ARM_MODULE_PLTS lets them use vmalloc's), 128 MiB on arm64; build large modules in, or strip them.");
}

static void advise_no_zone(struct advice *v)
{
	SAY(v,
		"A kernel whose DMA zone is empty (a crash kernel above it, a cpuset of movable nodes) cannot serve such requests: reserve low memory for it (crashkernel=SIZE,low), or widen the device's DMA mask or dma-ranges.");
}

struct sentences word_advice(struct arena *arena, const struct diagnosis *d,
							 const struct dump_account *account)
{
	struct advice v = { arena, d, d->event, account, { NULL, 0 }, false };

	if (from_buddy(&v))
		advise_buddy(&v);
	else if (d->cause == CAUSE_ADDRESS_SPACE)
		advise_space(&v);
	else if (d->cause == CAUSE_NO_ZONE)
		advise_no_zone(&v);
	else if (d->cause == CAUSE_CMA_FULL || d->cause == CAUSE_CMA_BUSY)
		advise_cma_pool(&v);
	else if (d->cause == CAUSE_MEMCG)
		add_sentence(arena, &v.out, "Raise the cgroup's memory.max, or make the programs in it smaller.");
	else if (d->cause == CAUSE_INCOMPLETE && d->event->kind == KLOG_PAGE_ALLOC) {
		add_sentence(
			arena, &v.out,
			"For a verdict, catch the whole report (dmesg, not a filtered log) and, before the driver is loaded, /proc/zoneinfo and /proc/pagetypeinfo.");
		advise_sleep(&v);
		advise_size(&v);
		advise_retry(&v);
	}
	return v.out;
}
