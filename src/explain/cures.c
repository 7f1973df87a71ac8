/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be changed where memory is asked for. Each kernel is told only of
 * what it has; a row names the version that brought it.
 */
#include "explain/cures.h"

#include "kernel/version.h"
#include "util/number.h"

#define V(major, minor) KERNEL_VERSION(major, minor, 0)
#define LAST UINT32_MAX

enum purpose purpose_of(const struct diagnosis *d)
{
	static const struct {
		unsigned int path;
		enum purpose purpose;
	} rows[] = {
		{ KLOG_PATH_PAGE_TABLE, PURPOSE_PAGE_TABLE },
		{ KLOG_PATH_VMEMMAP, PURPOSE_VMEMMAP },
		{ KLOG_PATH_DMA, PURPOSE_DMA },
		{ KLOG_PATH_MODULE_ALLOC, PURPOSE_MODULE },
		{ KLOG_PATH_NET, PURPOSE_NET },
		{ KLOG_PATH_SLAB, PURPOSE_SLAB },
		{ KLOG_PATH_KERNEL_STACK, PURPOSE_KERNEL_STACK },
	};
	const struct klog_event *e = d->event;
	unsigned int path = e->path | (e->slab_cache[0] ? KLOG_PATH_SLAB : 0);

	if (e->kind == KLOG_VMEMMAP)
		return PURPOSE_VMEMMAP;
	if (e->path & KLOG_PATH_KMALLOC_LARGE)
		path &= ~(unsigned int)KLOG_PATH_SLAB;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (path & rows[i].path)
			return rows[i].purpose;
	}
	return PURPOSE_PLAIN;
}

/* What a row asks of the request. */
enum trait {
	SLEEPS = 1 << 0,
	ATOMIC = 1 << 1,        /* may not sleep */
	IN_PROCESS = 1 << 2,    /* the trace shows process context */
	BLOCK = 1 << 3,         /* order 1 and above */
	COSTLY = 1 << 4,        /* order 4 and above */
	CHEAP = 1 << 5,         /* order 3 and below */
	REENTERS = 1 << 6,      /* GFP_KERNEL: file systems and I/O may be entered for it */
	NO_REENTRY = 1 << 7,    /* GFP_NOFS, GFP_NOIO */
	GIVES_UP = 1 << 8,      /* __GFP_NORETRY */
	INSISTS = 1 << 9,       /* __GFP_RETRY_MAYFAIL, or __GFP_REPEAT where that is the same */
	BOUND_TO_DMA = 1 << 10, /* GFP_DMA */
	FREES_HELP = 1 << 11,   /* the page allocator was short of pages or blocks */
	FALLS_BACK = 1 << 12,   /* kvmalloc() is in the trace already */
	USERS = 1 << 13,        /* movable: pages of a program or a file */
	OLD_SLAB = 1 << 14,     /* mm/slab.c */
};

static unsigned int traits_of(const struct diagnosis *d)
{
	int64_t order = klog_has(d->event->order) ? d->event->order : 0;
	unsigned int t = order > 3 ? COSTLY | BLOCK : order > 0 ? CHEAP | BLOCK : CHEAP;
	bool sleeps = gfp_may_sleep(&d->gfp);

	t |= sleeps ? SLEEPS : ATOMIC;
	t |= d->event->context == KLOG_CONTEXT_PROCESS ? IN_PROCESS : 0;
	if (sleeps)
		t |= gfp_has(&d->gfp, GFP_FLAG_FS) && gfp_has(&d->gfp, GFP_FLAG_IO) ? REENTERS : NO_REENTRY;
	t |= gfp_has(&d->gfp, GFP_FLAG_NORETRY) ? GIVES_UP : 0;
	t |= gfp_has(&d->gfp, GFP_FLAG_RETRY_MAYFAIL) ? INSISTS : 0;
	t |= gfp_has(&d->gfp, GFP_FLAG_DMA) ? BOUND_TO_DMA : 0;
	t |= gfp_migratetype(&d->gfp) == MIGRATE_MOVABLE ? USERS : 0;
	t |= d->event->path & KLOG_PATH_KVMALLOC ? FALLS_BACK : 0;
	t |= d->event->path & KLOG_PATH_SLAB_OLD ? OLD_SLAB : 0;
	return t;
}

#define ALL ((1u << PURPOSES) - 1)
#define P(name) (1u << PURPOSE_##name)
/* where the mask is one of a driver's own choice */
#define DRIVERS (P(PLAIN) | P(MODULE) | P(DMA) | P(NET) | P(SLAB))

static const struct {
	unsigned int purposes, with, without;
	uint32_t from, before; /* versions */
	const char *text;
} cures[] = {
	/* a thread's stack: kernel/fork.c:alloc_thread_stack_node */
	{ P(KERNEL_STACK), BOUND_TO_DMA, 0, 0, LAST,
	  "Kernel: GFP_DMA in the mask of a thread's stack is the mistake: no device reads a stack, and it ties every new thread to the smallest zone. Take the flag out (THREADINFO_GFP of that architecture or vendor tree)." },
	{ P(KERNEL_STACK), BLOCK, 0, V(4, 9), LAST,
	  "Kernel: a thread's stack is one block of pages here. With CONFIG_VMAP_STACK it is made of single pages (x86 from 4.9, arm64 from 4.14, riscv from 5.14, arm from 5.18)." },
	{ P(KERNEL_STACK), BLOCK, 0, 0, V(4, 9),
	  "Kernel: a thread's stack is one block of pages; CONFIG_VMAP_STACK, which makes it of single pages, came with 4.9 (x86; arm64 4.14, arm 5.18). On this version only smaller stacks or fewer threads help." },
	/* page tables, memmap */
	{ P(PAGE_TABLE), BLOCK, 0, 0, LAST,
	  "Kernel: the page directory of a process is one block of that order, for as long as the configuration makes it so large (page size, bits of virtual address): nothing in the driver or program changes that. Debugging of the slab (slub_debug) may enlarge it." },
	{ P(VMEMMAP), 0, 0, V(5, 13), LAST,
	  "Kernel: memory_hotplug.memmap_on_memory=1 (from 5.13) takes the struct pages of added memory from that memory itself." },
	/* DMA: the device needs one piece */
	{ P(DMA), ATOMIC | IN_PROCESS, 0, 0, LAST,
	  "Driver: allocate the DMA buffer when probed, in a context that may sleep: it then comes from CMA, where the device has an area, and not from the page allocator. Atomic DMA requests never use CMA." },
	{ P(DMA), ATOMIC, IN_PROCESS, 0, LAST,
	  "Driver: allocate the DMA buffer when probed and keep it: in this context it can come from no CMA area. A larger pool for atomic requests is coherent_pool=SIZE (arm, arm64)." },
	{ P(DMA), SLEEPS | BLOCK, 0, 0, LAST,
	  "Driver: allocate the DMA buffer once, when probed, and keep it over starts and stops of the device; or let it come from an area of its own (memory-region to a shared-dma-pool), where nothing else takes the blocks." },
	/* network buffers */
	{ P(NET), BLOCK, 0, 0, LAST,
	  "Network: buffers of at most one page (page_pool or fragments on the receiving side, scatter-gather on the sending one) need no larger block; a smaller MTU or buffer size helps without a change of code." },
	/* mm/slub.c:allocate_slab: the order that is preferred is tried in silence, up from 2.6.31 */
	{ P(SLAB), BLOCK, OLD_SLAB, 0, LAST,
	  "Slab: the order of the header is the smallest that holds one object; larger slabs were tried before, in silence, so slub_max_order does not help. Objects above a page need such a block; smaller ones only with debugging of slabs, which slub_debug=O on the command line takes out of caches whose order it raised." },
	/* mm/slab.c:calculate_slab_order */
	{ P(SLAB), BLOCK | OLD_SLAB, 0, V(3, 3), V(6, 8),
	  "Slab (this kernel has CONFIG_SLAB): slab_max_order=0 on the command line makes the slabs of objects below a page from single pages; larger objects need their block in any case." },
	/* may not sleep, but could */
	{ P(PLAIN) | P(SLAB) | P(MODULE), ATOMIC | IN_PROCESS | CHEAP, 0, 0, LAST,
	  "Driver: the trace shows process context. Unless a spinlock is held or interrupts are off there, ask with GFP_KERNEL: the kernel then reclaims and compacts, and at order 3 and below it retries rather than fails." },
	{ P(PLAIN) | P(SLAB) | P(MODULE), ATOMIC | IN_PROCESS | COSTLY, 0, 0, LAST,
	  "Driver: the trace shows process context. Unless a spinlock is held or interrupts are off there, ask with GFP_KERNEL: the kernel then reclaims and compacts before it gives up." },
	{ P(PLAIN), ATOMIC | BLOCK, 0, 0, LAST,
	  "Driver: allocate it once, when probed, and keep it; or split it: blocks of order 0 are there as long as memory is." },
	/* a buffer that only the CPU reads: mm/util.c:kvmalloc_node */
	{ P(PLAIN), SLEEPS | BLOCK | REENTERS,
	  FALLS_BACK | USERS, V(4, 12), LAST, "Driver: unless the device reads the buffer by DMA, kvmalloc() (kvzalloc, kvmalloc_array) falls back to single pages and cannot fail for want of a block. Else split it into blocks of order 3 and below." },
	{ P(PLAIN), SLEEPS | BLOCK | REENTERS, 0, FALLS_BACK | USERS, V(4, 12),
	  "Driver: unless the device reads the buffer by DMA, vmalloc() takes single pages and cannot fail for want of a block. Else split it into blocks of order 3 and below." },
	{ P(PLAIN), SLEEPS | BLOCK | NO_REENTRY, FALLS_BACK | USERS, V(5, 17), LAST,
	  "Driver: unless the device reads the buffer by DMA, kvmalloc() (kvcalloc) falls back to single pages, from 5.17 on also for GFP_NOFS and GFP_NOIO. Else split it into blocks of order 3 and below." },
	{ P(PLAIN), SLEEPS | BLOCK | NO_REENTRY, USERS, V(4, 12), V(5, 17),
	  "Driver: unless the device reads the buffer by DMA, vmalloc() between memalloc_nofs_save() and memalloc_nofs_restore() (memalloc_noio_save() for GFP_NOIO) takes single pages; only from 5.17 on does the kernel's own fall-back to vmalloc do so for such a mask. Else split it into blocks of order 3 and below." },
	{ P(PLAIN), SLEEPS | BLOCK | NO_REENTRY, 0, FALLS_BACK | USERS, V(4, 12),
	  "Driver: split it into blocks of order 3 and below, or allocate it beforehand with GFP_KERNEL: vmalloc() does not keep to GFP_NOFS or GFP_NOIO on this version." },
	/* mm/page_alloc.c:__alloc_pages_slowpath, mm/compaction.c:isolate_migratepages_block */
	{ ALL, SLEEPS | BLOCK | NO_REENTRY | FREES_HELP, 0, 0, LAST,
	  "With GFP_NOFS or GFP_NOIO compaction may not move pages of files, and reclaim may not write them: a longer try would not help where page cache fills the memory." },
	{ DRIVERS, SLEEPS | COSTLY | REENTERS, GIVES_UP | INSISTS | FALLS_BACK | USERS, V(4, 13), LAST,
	  "Driver: __GFP_RETRY_MAYFAIL makes an order above 3 try in earnest; do not use __GFP_NOFAIL at this order." },
	{ P(PLAIN) | P(MODULE), SLEEPS | BLOCK | GIVES_UP | FREES_HELP, FALLS_BACK | USERS, 0, LAST,
	  "Driver: __GFP_NORETRY in the mask accepts the failure after one round; without it the kernel tries longer." },
};

void add_cures(struct arena *arena, struct sentences *out, const struct diagnosis *d)
{
	unsigned int traits, purpose = 1u << purpose_of(d);

	if (!d->has_gfp)
		return;
	traits = traits_of(d) | (d->cause != CAUSE_INCOMPLETE && d->cause != CAUSE_NO_ZONE ? FREES_HELP : 0);
	for (size_t i = 0; i < ARRAY_SIZE(cures); i++) {
		if (cures[i].purposes & purpose && (traits & cures[i].with) == cures[i].with &&
			!(traits & cures[i].without) && d->version >= cures[i].from && d->version < cures[i].before)
			add_sentence(arena, out, "%s", cures[i].text);
	}
}
