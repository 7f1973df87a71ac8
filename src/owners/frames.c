/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the functions of a call chain say: which only hand a request on, and which
 * tell what the pages are for. Names of 4.4 .. 7.x, as the versions have renamed them;
 * a star stands for any end.
 */
#include <string.h>

#include "owners/chain.h"
#include "util/number.h"

struct frame_rule {
	const char *name;
	struct frame_fact fact;
};

#define PLUMBING(name) { name, { FRAME_PLUMBING, USE_DRIVER, false, false } }
#define MARKS(name, use) { name, { FRAME_PLUMBING, use, true, false } }
#define TELLS(name, use) { name, { FRAME_TELLS, use, false, false } }
#define LETS_GO(name) { name, { FRAME_PLUMBING, USE_DRIVER, false, true } }

/* The first that fits counts. */
static const struct frame_rule rules[] = {
	/* page_owner's own: pages from before it was there */
	TELLS("register_early_stack", USE_EARLY),
	TELLS("register_dummy_stack", USE_EARLY),
	TELLS("register_failure_stack", USE_EARLY),
	TELLS("init_page_owner", USE_EARLY),
	TELLS("init_pages_in_zone", USE_EARLY),
	TELLS("init_early_allocated_pages", USE_EARLY),
	PLUMBING("save_stack*"),
	PLUMBING("stack_trace_save*"),
	PLUMBING("arch_stack_walk*"),
	PLUMBING("create_dummy_stack"),
	PLUMBING("__set_page_owner*"),
	PLUMBING("set_page_owner"),
	PLUMBING("__folio_copy_owner"),
	/* cma_alloc(): pages are split off a range that was made free */
	MARKS("cma_alloc*", USE_CMA_BUFFER),
	MARKS("__cma_alloc*", USE_CMA_BUFFER),
	MARKS("cma_range_alloc*", USE_CMA_BUFFER),
	MARKS("alloc_contig_*", USE_CMA_BUFFER),
	MARKS("__alloc_contig_*", USE_CMA_BUFFER),
	MARKS("dma_alloc_contiguous*", USE_CMA_BUFFER),
	MARKS("dma_alloc_from_contiguous*", USE_CMA_BUFFER),
	PLUMBING("split_map_pages*"),
	PLUMBING("split_free_pages*"),
	PLUMBING("isolate_freepages*"),
	/* the page allocator */
	PLUMBING("post_alloc_hook"),
	PLUMBING("prep_new_page"),
	PLUMBING("get_page_from_freelist"),
	PLUMBING("__alloc_frozen_pages*"),
	PLUMBING("alloc_frozen_pages*"),
	PLUMBING("alloc_pages*"),
	PLUMBING("alloc_page_*"),
	PLUMBING("__folio_alloc*"),
	PLUMBING("folio_alloc*"),
	PLUMBING("__alloc_page*"),
	PLUMBING("alloc_page"),
	PLUMBING("__page_frag_*"),
	PLUMBING("page_frag_*"),
	PLUMBING("__napi_alloc_frag*"),
	PLUMBING("napi_alloc_frag*"),
	PLUMBING("netdev_alloc_frag*"),
	PLUMBING("__netdev_alloc_frag*"),
	PLUMBING("__get_free_page*"),
	PLUMBING("get_free_pages*"),
	PLUMBING("get_zeroed_page*"),
	PLUMBING("make_alloc_exact"),
	PLUMBING("split_page"),
	PLUMBING("migrate_*"),
	PLUMBING("compaction_alloc*"),
	PLUMBING("compact_*"),
	/* slab */
	PLUMBING("alloc_slab_page*"),
	PLUMBING("allocate_slab*"),
	PLUMBING("new_slab*"),
	PLUMBING("cache_grow*"),
	PLUMBING("cache_alloc_refill"),
	PLUMBING("____cache_alloc*"),
	PLUMBING("fallback_alloc"),
	PLUMBING("kmem_getpages"),
	PLUMBING("___slab_alloc*"),
	PLUMBING("__slab_alloc*"),
	PLUMBING("slab_alloc*"),
	PLUMBING("__kmem_cache_alloc*"),
	PLUMBING("kmem_cache_alloc*"),
	PLUMBING("__refill_objects*"),
	PLUMBING("refill_objects*"),
	PLUMBING("refill_sheaf*"),
	PLUMBING("__pcs_*"),
	PLUMBING("alloc_from_pcs*"),
	PLUMBING("__kmalloc*"),
	PLUMBING("___kmalloc*"),
	PLUMBING("kmalloc*"),
	PLUMBING("__do_kmalloc*"),
	PLUMBING("kzalloc*"),
	PLUMBING("kcalloc*"),
	PLUMBING("krealloc*"),
	PLUMBING("__krealloc*"),
	PLUMBING("__do_krealloc*"),
	PLUMBING("kvmalloc*"),
	PLUMBING("__kvmalloc*"),
	PLUMBING("kvzalloc*"),
	PLUMBING("kmemdup*"),
	PLUMBING("kstrdup*"),
	PLUMBING("kasprintf"),
	PLUMBING("kvasprintf*"),
	PLUMBING("devm_k*"),
	PLUMBING("devm_get_free_pages"),
	PLUMBING("mempool_*"),
	PLUMBING("dma_pool_alloc*"),
	/* vmalloc, and modules in it */
	TELLS("module_alloc*", USE_MODULE),
	TELLS("module_memory_alloc*", USE_MODULE),
	TELLS("move_module*", USE_MODULE),
	TELLS("layout_and_allocate*", USE_MODULE),
	TELLS("execmem_*", USE_MODULE),
	PLUMBING("__vmalloc*"),
	PLUMBING("vmalloc*"),
	PLUMBING("vzalloc*"),
	PLUMBING("vm_area_alloc_pages*"),
	/* DMA */
	PLUMBING("dma_alloc_*"),
	PLUMBING("__dma_alloc*"),
	PLUMBING("dmam_alloc*"),
	PLUMBING("dma_direct_alloc*"),
	PLUMBING("__dma_direct_alloc*"),
	PLUMBING("dma_common_*"),
	PLUMBING("iommu_dma_alloc*"),
	PLUMBING("__iommu_dma_alloc*"),
	PLUMBING("arm_dma_alloc*"),
	PLUMBING("arm_iommu_alloc*"),
	PLUMBING("arm_coherent_dma_alloc"),
	PLUMBING("swiotlb_alloc*"),
	PLUMBING("remap_allocator_alloc"),
	PLUMBING("pool_alloc_page"),
	PLUMBING("sg_alloc_*"),
	PLUMBING("__sg_alloc*"),
	PLUMBING("sg_kmalloc"),
	PLUMBING("snd_dma_alloc*"),
	PLUMBING("__snd_dma_alloc*"),
	PLUMBING("page_pool_*"),
	PLUMBING("__page_pool_*"),
	/* network buffers: who asked for one is the driver or the protocol */
	PLUMBING("__alloc_skb*"),
	PLUMBING("alloc_skb*"),
	PLUMBING("__netdev_alloc_skb*"),
	PLUMBING("netdev_alloc_skb*"),
	PLUMBING("__napi_alloc_skb*"),
	PLUMBING("napi_alloc_skb*"),
	PLUMBING("napi_get_frags*"),
	PLUMBING("__build_skb*"),
	PLUMBING("pskb_expand_head"),
	PLUMBING("skb_copy*"),
	PLUMBING("skb_page_frag_refill*"),
	TELLS("sock_alloc_send_*", USE_NETWORK),
	TELLS("sk_page_frag_refill*", USE_NETWORK),
	TELLS("sk_stream_alloc_skb*", USE_NETWORK),
	TELLS("tcp_stream_alloc_skb*", USE_NETWORK),
	TELLS("sk_prot_alloc*", USE_NETWORK),
	/* user memory that a driver has faulted in and holds */
	MARKS("faultin_page*", USE_PIN),
	MARKS("__get_user_pages*", USE_PIN),
	MARKS("__gup_longterm*", USE_PIN),
	MARKS("pin_user_pages*", USE_PIN),
	MARKS("get_user_pages*", USE_PIN),
	MARKS("internal_get_user_pages*", USE_PIN),
	/* arguments of execve(), mlock() and MAP_POPULATE, /proc/PID/mem: faulted in the same way, and pinned no more.
	 * Source: fs/exec.c, mm/gup.c:populate_vma_page_range, mm/memory.c:__access_remote_vm */
	LETS_GO("get_arg_page*"),
	LETS_GO("copy_strings*"),
	LETS_GO("copy_string_kernel*"),
	LETS_GO("populate_vma_page_range*"),
	LETS_GO("__mlock_vma_pages_range*"),
	LETS_GO("__mm_populate*"),
	LETS_GO("access_remote_vm*"),
	LETS_GO("__access_remote_vm*"),
	/* file system metadata */
	MARKS("grow_dev_page*", USE_BUFFERS),
	MARKS("grow_dev_folio*", USE_BUFFERS),
	MARKS("grow_buffers*", USE_BUFFERS),
	MARKS("__getblk*", USE_BUFFERS),
	MARKS("bdev_getblk*", USE_BUFFERS),
	MARKS("__find_get_block*", USE_BUFFERS),
	PLUMBING("__bread*"),
	PLUMBING("sb_bread*"),
	PLUMBING("sb_getblk*"),
	/* memory of processes */
	TELLS("alloc_zeroed_user_highpage*", USE_ANON),
	TELLS("vma_alloc_zeroed_movable_folio*", USE_ANON),
	TELLS("do_huge_pmd_*", USE_ANON),
	TELLS("vma_alloc_anon_folio*", USE_ANON),
	TELLS("do_anonymous_page*", USE_ANON),
	TELLS("alloc_anon_folio*", USE_ANON),
	TELLS("wp_page_copy*", USE_ANON),
	TELLS("do_wp_page*", USE_ANON),
	TELLS("do_cow_*", USE_ANON),
	TELLS("do_swap_page*", USE_ANON),
	TELLS("__read_swap_cache_async*", USE_ANON),
	TELLS("read_swap_cache_async*", USE_ANON),
	TELLS("swap_cache_alloc_folio*", USE_ANON),
	TELLS("folio_prealloc*", USE_ANON),
	TELLS("copy_present_pte*", USE_ANON),
	TELLS("khugepaged*", USE_ANON),
	TELLS("hpage_collapse*", USE_ANON),
	PLUMBING("vma_alloc_folio*"),
	TELLS("shmem_*", USE_SHMEM),
	TELLS("__shmem_*", USE_SHMEM),
	TELLS("alloc_hugetlb*", USE_HUGE),
	TELLS("alloc_fresh_h*", USE_HUGE),
	TELLS("alloc_buddy_huge*", USE_HUGE),
	TELLS("alloc_pool_huge*", USE_HUGE),
	TELLS("alloc_gigantic*", USE_HUGE),
	TELLS("only_alloc_fresh_hugetlb*", USE_HUGE),
	TELLS("hugetlb_*", USE_HUGE),
	TELLS("alloc_zspage*", USE_ZRAM),
	TELLS("zs_*", USE_ZRAM),
	TELLS("z3fold_*", USE_ZRAM),
	TELLS("zbud_*", USE_ZRAM),
	/* page cache */
	PLUMBING("page_cache_alloc*"),
	TELLS("__page_cache_alloc*", USE_FILE),
	TELLS("filemap_*", USE_FILE),
	TELLS("__filemap_*", USE_FILE),
	TELLS("pagecache_get_page*", USE_FILE),
	TELLS("find_or_create_page*", USE_FILE),
	TELLS("grab_cache_page*", USE_FILE),
	TELLS("add_to_page_cache*", USE_FILE),
	TELLS("page_cache_*", USE_FILE),
	TELLS("ra_alloc_folio*", USE_FILE),
	TELLS("do_read_cache_*", USE_FILE),
	TELLS("__do_page_cache_readahead*", USE_FILE),
	TELLS("do_page_cache_ra*", USE_FILE),
	TELLS("ondemand_readahead*", USE_FILE),
	TELLS("generic_perform_write*", USE_FILE),
	TELLS("simple_write_begin*", USE_FILE),
	TELLS("alloc_set_pte*", USE_FILE),
	/* the kernel's own for each process */
	TELLS("pte_alloc*", USE_PAGE_TABLES),
	TELLS("__pte_alloc*", USE_PAGE_TABLES),
	TELLS("pmd_alloc*", USE_PAGE_TABLES),
	TELLS("__pmd_alloc*", USE_PAGE_TABLES),
	TELLS("pud_alloc*", USE_PAGE_TABLES),
	TELLS("__pud_alloc*", USE_PAGE_TABLES),
	TELLS("__p4d_alloc*", USE_PAGE_TABLES),
	TELLS("pgd_alloc*", USE_PAGE_TABLES),
	TELLS("__pgd_alloc*", USE_PAGE_TABLES),
	TELLS("pgtable_alloc*", USE_PAGE_TABLES),
	TELLS("__pgd_pgtable_alloc*", USE_PAGE_TABLES),
	TELLS("alloc_thread_stack_node*", USE_STACK),
	TELLS("alloc_thread_info*", USE_STACK),
	TELLS("dup_task_struct*", USE_STACK),
	/* slab caches of the VFS, whoever touched a file */
	TELLS("alloc_inode*", USE_SLAB),
	TELLS("__d_alloc*", USE_SLAB),
	TELLS("radix_tree_node_alloc*", USE_SLAB),
	TELLS("xas_alloc*", USE_SLAB),
	TELLS("xas_nomem*", USE_SLAB),
	TELLS("mas_alloc*", USE_SLAB),
	TELLS("alloc_buffer_head*", USE_SLAB),
};

/* Layers between a driver and the allocator that are modules themselves. */
static const char *const helper_modules[] = {
	"videobuf2_*", "drm", "drm_*", "ttm",   "videodev", "mc",         "v4l2_*",  "snd_pcm*", "snd",      "usbcore",
	"cfg80211",    "mac80211", "nvmem*", "mdio*", "libphy",   "mmc_core", "mtd",    "spi*",     "snd_soc*", "dma_shared*",
};

NAMER(page_use_name, page_use, PAGE_USE_LIST, ENUM_NAME)

bool page_use_moves(enum page_use use)
{
	return use != USE_CMA_BUFFER && use != USE_PIN && use != USE_BUFFERS;
}

static bool fits(const char *pattern, const char *name, size_t length)
{
	size_t fixed = strlen(pattern);

	if (pattern[fixed - 1] == '*')
		return length >= fixed - 1 && memcmp(pattern, name, fixed - 1) == 0;
	return length == fixed && memcmp(pattern, name, fixed) == 0;
}

struct frame_fact frame_fact(const char *name, size_t length)
{
	static const struct frame_fact other = { FRAME_OTHER, USE_DRIVER, false, false };
	const char *dot = memchr(name, '.', length); /* ".constprop.0" and the like of the compiler */

	if (dot > name)
		length = (size_t)(dot - name);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (fits(rules[i].name, name, length))
			return rules[i].fact;
	return other;
}

bool is_helper_module(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(helper_modules); i++)
		if (fits(helper_modules[i], name, length))
			return true;
	return false;
}
