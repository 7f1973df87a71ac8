/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to change: the device tree first, then the driver, then kernel settings. */
#include "explain/cures.h"
#include "kernel/version.h"
#include "util/arena.h"

static int64_t order(const struct saying *v)
{
	return klog_has(v->e->order) && v->e->order > 0 ? v->e->order : 0;
}

static bool may_sleep(const struct saying *v)
{
	return v->d->has_gfp && gfp_may_sleep(&v->d->gfp);
}

static bool from_buddy(const struct saying *v)
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

static const char *pages(struct saying *v, int64_t count)
{
	return word_pages(v->arena, v->d, count);
}

static bool uses_cma(const struct saying *v)
{
	return v->d->attempt.rights & RIGHT_CMA;
}

static void advise_cma(struct saying *v)
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

static void advise_nomap(struct saying *v)
{
	const struct dump_account *a = v->account;

	if (!klog_has(a->ram) || v->d->cause == CAUSE_STALL)
		return;
	SAY(v,
		"Device tree: the kernel was given %s. What is missing to the size of the DDR was taken by no-map carve-outs before the kernel counted: make them as small as their owners need, or let them be reusable CMA where the owner can allocate at run time. Each MiB given back is a MiB more for every request. `dtcarve report BOARD.dtb --ddr SIZE` lists them.",
		pages(v, a->ram));
}

static bool asks_early_page(const struct saying *v)
{
	return v->d->cause == CAUSE_CMA_BUSY && word_is_early_cma(v->e);
}

static void advise_cma_pool(struct saying *v)
{
	int64_t want = v->e->pages;

	if (v->d->cause == CAUSE_CMA_FULL) {
		SAY(v,
			"Device tree: enlarge the CMA area%s%s, by %s at least, or give this device a pool of its own (shared-dma-pool, reusable, named by memory-region), so that other users cannot fragment it.",
			v->e->area[0] ? " " : "", v->e->area,
			klog_has(want) && want < INT32_MAX ? pages(v, want) : "the size asked for");
		SAY(v,
			"Driver: allocate once when probed and keep the buffer; late requests meet a fragmented area. Requests of several sizes from one area fragment it most.");
	} else if (v->d->cause == CAUSE_CMA_NOT_SET_UP) {
		SAY(v,
			"Device tree: the area has no pages: the boot log tells why its pool was refused (alignment, zone boundary, outside RAM, too many areas).");
	} else if (asks_early_page(v)) {
		SAY(v,
			"Device tree: no page cache is in the way so early. Look for an area that is not wholly memory of one zone that the page allocator manages, or one that is shared with a carve-out: `dtcarve report BOARD.dtb` checks both.");
	} else if (v->d->cause == CAUSE_CMA_BUSY) {
		SAY(v,
			"Driver: try again later, or allocate when probed, before the page cache has filled the area.");
		SAY(v,
			"Device tree: where the buffer must never fail, a pool of its own that is not reusable (no migration is needed) costs its size all the time.");
	}
}

/* --- settings --- */

/* GFP_ATOMIC may use 5/8 of what min holds back; every kB more of it is there for such requests. */
static void advise_min_free(struct saying *v)
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

static void advise_compaction(struct saying *v)
{
	if (v->d->version < KERNEL_VERSION(2, 6, 35)) /* mm/compaction.c */
		return;
	if (order(v) == 0 || (v->d->cause != CAUSE_FRAGMENTATION && v->d->cause != CAUSE_RACE))
		return;
	if (v->d->version >= KERNEL_VERSION(5, 9, 0))
		SAY(v,
			"Setting: vm.compaction_proactiveness (default 20) raised keeps more large blocks in the background; `echo 1 > /proc/sys/vm/compact_memory` before the driver is loaded helps at once.");
	else
		SAY(v,
			"Setting: `echo 1 > /proc/sys/vm/compact_memory` before the driver is loaded makes what blocks can be made at that moment.");
}

static void advise_reason(struct saying *v)
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

static void advise_consumers(struct saying *v)
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

/* Source: linux-6.10:lib/alloc_tag.c, mm/show_mem.c. */
static void advise_holders(struct saying *v)
{
	const struct klog_holder *h = v->e->holders;

	if (v->e->holder_count > 0)
		SAY(v, "The kernel's own list of who holds the memory begins with %s: %s in %lld allocations%s.",
			h->place, word_pages(v->arena, v->d, h->bytes >> v->d->kernel.page_shift), LL(h->count),
			v->e->holder_count > 1
				? arena_printf(v->arena, "; then %s: %s", h[1].place,
							   word_pages(v->arena, v->d, h[1].bytes >> v->d->kernel.page_shift))
				: "");
}

/* Memory that no counter has: with most of the machine in it, nothing else is worth looking at first. */
static void advise_unaccounted(struct saying *v, int64_t share)
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

static void advise_buddy(struct saying *v)
{
	bool short_of_pages =
		v->d->cause == CAUSE_WATERMARK || v->d->cause == CAUSE_CMA_STRANDED || v->d->cause == CAUSE_RACE;

	advise_unaccounted(v, 2);
	advise_holders(v);
	advise_cma(v);
	if (short_of_pages)
		advise_nomap(v);
	add_cures(v->arena, &v->out, v->d);
	advise_reason(v);
	advise_min_free(v);
	advise_compaction(v);
	advise_consumers(v);
	advise_unaccounted(v, 4);
}

static void advise_space(struct saying *v)
{
	SAY(v,
		"32-bit: vmalloc=SIZE on the command line widens the range (and shrinks lowmem by as much). Modules have a range of their own: 16 MiB on arm (CONFIG_ARM_MODULE_PLTS lets them use vmalloc's), 128 MiB on arm64; build large modules in, or strip them.");
}

static void advise_no_zone(struct saying *v)
{
	if (v->d->event->mems_allowed[0] && v->d->event->zone_count > 0)
		SAY(v,
			"A kernel whose DMA zone is empty (a crash kernel above it, a cpuset of movable nodes) cannot serve such requests: reserve low memory for it (crashkernel=SIZE,low), or widen the device's DMA mask or dma-ranges.");
	SAY(v,
		"Driver: ask for no more than the device needs: a DMA mask of as many bits as its bus has (dma_set_mask_and_coherent(), dma-ranges of its bus in the tree) takes the zone limit away where all RAM lies above it.");
	SAY(v,
		"Device tree: where the device cannot address the RAM at all, it needs memory below its limit: a bank there, or a shared-dma-pool in such memory that its node names by memory-region.");
}

/* Slots of 2 KiB, and at most 128 of them for one mapping. Source: include/linux/swiotlb.h:IO_TLB_SEGSIZE. */
static void advise_swiotlb(struct saying *v)
{
	if (klog_has(v->e->bytes) && v->e->bytes > 256 << 10)
		SAY(v,
			"Driver: no mapping above 256 KiB is ever bounced, however large the buffer is: the device's DMA mask (or dma-ranges in the tree) is too narrow for where its buffers lie, or its segments must be kept below dma_max_mapping_size(). A buffer from CMA below the limit needs no bouncing.");
	else
		SAY(v,
			"Command line: swiotlb=SLOTS (2 KiB each; 32768 is the default 64 MiB) enlarges the bounce buffer; for a device with a restricted-dma-pool of its own, enlarge that pool's size in the tree.");
	SAY(v,
		"Driver: a wider DMA mask, where the device can address all RAM, avoids bounce buffers altogether.");
}

static void advise_memcg(struct saying *v)
{
	SAY(v,
		"Raise the cgroup's memory.max (cgroup v1: memory.limit_in_bytes), or make the programs in it smaller.");
	if (v->d->confidence != CONFIDENCE_CERTAIN)
		SAY(v,
			"To be sure, look at memory.max, memory.events and memory.current of the cgroup that %s runs in (cgroup v1: memory.failcnt, memory.kmem.failcnt).",
			v->e->process[0] ? v->e->process : "the process");
}

struct sentences word_advice(struct arena *arena, const struct diagnosis *d,
							 const struct dump_account *account)
{
	struct saying v = { arena, d, d->event, account, { NULL, 0 }, false };

	if (from_buddy(&v))
		advise_buddy(&v);
	else if (d->cause == CAUSE_ADDRESS_SPACE)
		advise_space(&v);
	else if (d->cause == CAUSE_NO_ZONE)
		advise_no_zone(&v);
	else if (d->cause == CAUSE_CMA_FULL || d->cause == CAUSE_CMA_BUSY || d->cause == CAUSE_CMA_NOT_SET_UP)
		advise_cma_pool(&v);
	else if (d->cause == CAUSE_SWIOTLB_FULL)
		advise_swiotlb(&v);
	else if (d->cause == CAUSE_HUNG)
		add_sentence(
			arena, &v.out,
			"A task that compacts waits for pages that someone else holds (a lock, writeback to a device that does not answer): the traces of the other blocked tasks (echo w > /proc/sysrq-trigger) tell who. More free memory outside CMA makes compaction rarer, and does not cure it.");
	else if (d->cause == CAUSE_MEMCG)
		advise_memcg(&v);
	else if (d->cause == CAUSE_INCOMPLETE && d->event->kind == KLOG_PAGE_ALLOC) {
		add_sentence(
			arena, &v.out,
			"For a verdict, catch the whole report (dmesg, not a filtered log) and, before the driver is loaded, /proc/zoneinfo and /proc/pagetypeinfo.");
		add_cures(arena, &v.out, d);
	}
	return v.out;
}
