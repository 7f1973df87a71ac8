/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source: the call traces of mm/page_alloc.c, mm/slub.c, mm/vmalloc.c,
 * kernel/dma/, net/core/skbuff.c, fs/, kernel/fork.c and of the entry code of arm, arm64, riscv,
 * mips and x86 of 2.6 to 7.2.
 */
#include "klog/trace_names.h"

#include "util/number.h"

#define P(literal) .prefix = literal, .length = sizeof(literal) - 1
#define INTERRUPT KLOG_CONTEXT_INTERRUPT
#define PROCESS KLOG_CONTEXT_PROCESS

const struct trace_name trace_names[] = {
	{ P("SyS_"), .context = PROCESS },
	{ P("____cache_alloc"), .allocator = true },
	{ P("____do_softirq"), .context = INTERRUPT },
	{ P("____kmalloc"), .allocator = true },
	{ P("___kmalloc"), .allocator = true },
	{ P("___kmalloc_large"), .path = KLOG_PATH_KMALLOC_LARGE },
	{ P("___ratelimit"), .allocator = true },
	{ P("___slab_alloc"), .allocator = true, .path = KLOG_PATH_SLAB },
	{ P("__alloc_from_contiguous"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("__alloc_frozen"), .allocator = true },
	{ P("__alloc_frozen_pages"), .allocator = true },
	{ P("__alloc_page_frag"), .allocator = true },
	{ P("__alloc_pages"), .allocator = true },
	{ P("__alloc_pages_direct_compact"), .path = KLOG_PATH_RECLAIM },
	{ P("__alloc_percpu"), .allocator = true },
	{ P("__alloc_remap_buffer"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("__alloc_skb"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__arm64_sys"), .context = PROCESS },
	{ P("__arm_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("__build_skb"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__cache_alloc"), .allocator = true },
	{ P("__dma_"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("__dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("__dma_direct_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("__do_kmalloc"), .allocator = true },
	{ P("__do_softirq"), .context = INTERRUPT },
	{ P("__dump_stack"), .allocator = true },
	{ P("__filemap_get_folio"), .allocator = true },
	{ P("__folio_alloc"), .allocator = true },
	{ P("__get_free_page"), .allocator = true },
	{ P("__get_vm_area"), .allocator = true },
	{ P("__getblk"), .allocator = true },
	{ P("__handle_domain_irq"), .context = INTERRUPT },
	{ P("__handle_irq"), .context = INTERRUPT },
	{ P("__iommu_dma"), .allocator = true },
	{ P("__iommu_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("__irq_exit"), .context = INTERRUPT },
	{ P("__irq_svc"), .context = INTERRUPT },
	{ P("__irq_usr"), .context = INTERRUPT },
	{ P("__kmalloc"), .allocator = true },
	{ P("__kmalloc_large"), .path = KLOG_PATH_KMALLOC_LARGE },
	{ P("__kmalloc_reserve"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__kmem"), .allocator = true },
	{ P("__krealloc"), .allocator = true },
	{ P("__kvmalloc"), .allocator = true },
	{ P("__kvmalloc_node"), .allocator = true },
	{ P("__mem_cgroup"), .allocator = true },
	{ P("__napi_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__netdev_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__netdev_alloc_skb"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__p4d_alloc"), .allocator = true, .path = KLOG_PATH_PAGE_TABLE },
	{ P("__page_cache_alloc"), .allocator = true },
	{ P("__page_frag"), .allocator = true },
	{ P("__page_pool_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__pmd_alloc"), .allocator = true, .path = KLOG_PATH_PAGE_TABLE },
	{ P("__pskb_copy"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__pskb_pull"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__pte_alloc"), .allocator = true, .path = KLOG_PATH_PAGE_TABLE },
	{ P("__pud_alloc"), .allocator = true, .path = KLOG_PATH_PAGE_TABLE },
	{ P("__ratelimit"), .allocator = true },
	{ P("__riscv_sys"), .context = PROCESS },
	{ P("__se_sys"), .context = PROCESS },
	{ P("__sg_alloc"), .allocator = true },
	{ P("__show_mem"), .allocator = true },
	{ P("__skb_ext"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__slab_"), .allocator = true },
	{ P("__vmalloc"), .allocator = true },
	{ P("__warn"), .allocator = true },
	{ P("__x64_sys"), .context = PROCESS },
	{ P("alloc_buffer_head"), .allocator = true },
	{ P("alloc_contig"), .allocator = true },
	{ P("alloc_etherdev"), .allocator = true },
	{ P("alloc_from_pcs"), .allocator = true },
	{ P("alloc_frozen_pages"), .allocator = true },
	{ P("alloc_kmem_pages"), .allocator = true },
	{ P("alloc_large_system_hash"), .allocator = true },
	{ P("alloc_netdev"), .allocator = true },
	{ P("alloc_page_buffers"), .allocator = true },
	{ P("alloc_pages"), .allocator = true },
	{ P("alloc_percpu"), .allocator = true },
	{ P("alloc_single_sgt"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("alloc_skb"), .allocator = true },
	{ P("alloc_skb_with_frags"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("alloc_slab"), .allocator = true },
	{ P("alloc_task_struct"), .allocator = true, .path = KLOG_PATH_KERNEL_STACK },
	{ P("alloc_thread_info"), .allocator = true, .path = KLOG_PATH_KERNEL_STACK },
	{ P("alloc_thread_stack"), .allocator = true, .path = KLOG_PATH_KERNEL_STACK },
	{ P("alloc_vmap"), .allocator = true },
	{ P("alloc_zeroed_user_highpage"), .allocator = true },
	{ P("allocate_slab"), .allocator = true, .path = KLOG_PATH_SLAB },
	{ P("amd_iommu_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("apic_timer_interrupt"), .context = INTERRUPT },
	{ P("arm64_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("arm_coherent_dma"), .allocator = true },
	{ P("arm_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("arm_iommu_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("asm_do_IRQ"), .context = INTERRUPT },
	{ P("atomic_pool_expand"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("bio_alloc"), .allocator = true },
	{ P("build_skb"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("bvec_alloc"), .allocator = true },
	{ P("cache_alloc"), .allocator = true },
	{ P("cache_alloc_refill"), .path = KLOG_PATH_SLAB },
	{ P("cache_grow"), .allocator = true, .path = KLOG_PATH_SLAB },
	{ P("call_softirq"), .context = INTERRUPT },
	{ P("call_timer_fn"), .context = INTERRUPT },
	{ P("check_alloc"), .allocator = true },
	{ P("cma_allocator_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("common_interrupt"), .context = INTERRUPT },
	{ P("compact_zone"), .path = KLOG_PATH_COMPACTION },
	{ P("copy_process"), .path = KLOG_PATH_KERNEL_STACK },
	{ P("dev_alloc_skb"), .allocator = true },
	{ P("devm_alloc"), .allocator = true },
	{ P("devm_k"), .allocator = true },
	{ P("devm_kmalloc"), .allocator = true },
	{ P("devm_kmemdup"), .allocator = true },
	{ P("dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_atomic_pool"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_common"), .allocator = true },
	{ P("dma_common_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_direct_"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_direct_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_generic_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_iommu_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_nommu_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_pool_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_pool_create"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dmam_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dmam_pool"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("do_DataAbort"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("do_IRQ"), .context = INTERRUPT },
	{ P("do_PrefetchAbort"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("do_domain_IRQ"), .context = INTERRUPT },
	{ P("do_one_initcall"), .context = PROCESS },
	{ P("do_page_fault"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("do_softirq"), .context = INTERRUPT },
	{ P("do_syscall_64"), .context = PROCESS },
	{ P("dump_"), .allocator = true },
	{ P("dump_header"), .allocator = true },
	{ P("dump_stack"), .allocator = true },
	{ P("dup_task_struct"), .path = KLOG_PATH_KERNEL_STACK },
	{ P("el0_"), .context = PROCESS },
	{ P("el0_irq"), .context = INTERRUPT },
	{ P("el0_svc"), .context = PROCESS },
	{ P("el0_sync"), .context = PROCESS },
	{ P("el0t_64_irq"), .context = INTERRUPT },
	{ P("el0t_64_sync"), .context = PROCESS },
	{ P("el1_irq"), .context = INTERRUPT },
	{ P("el1h_64_irq"), .context = INTERRUPT },
	{ P("entry_SYSCALL"), .context = PROCESS },
	{ P("exc_page_fault"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("execmem_"), .allocator = true },
	{ P("execmem_alloc"), .path = KLOG_PATH_MODULE_ALLOC },
	{ P("fallback_alloc"), .allocator = true },
	{ P("filemap_alloc_folio"), .allocator = true },
	{ P("find_or_create_page"), .allocator = true },
	{ P("folio_alloc"), .allocator = true },
	{ P("folio_prealloc"), .allocator = true },
	{ P("gen_pool_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("generic_handle_"), .context = INTERRUPT },
	{ P("get_free_page"), .allocator = true },
	{ P("get_pgd_slow"), .allocator = true, .path = KLOG_PATH_PAGE_TABLE },
	{ P("get_zeroed_page"), .allocator = true },
	{ P("gic_handle_irq"), .context = INTERRUPT },
	{ P("grab_cache_page"), .allocator = true },
	{ P("grow_buffers"), .allocator = true },
	{ P("grow_dev_page"), .allocator = true },
	{ P("handle_IRQ"), .context = INTERRUPT },
	{ P("handle_irq"), .context = INTERRUPT },
	{ P("handle_mm_fault"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("handle_softirqs"), .context = INTERRUPT },
	{ P("hcd_buffer_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("ida_alloc"), .allocator = true },
	{ P("idr_get_free"), .allocator = true },
	{ P("intel_alloc_coherent"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("invoke_softirq"), .context = INTERRUPT },
	{ P("iommu_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("iommu_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("irq_exit"), .context = INTERRUPT },
	{ P("isolate_freepages"), .path = KLOG_PATH_COMPACTION },
	{ P("isolate_migratepages"), .path = KLOG_PATH_COMPACTION },
	{ P("kasprintf"), .allocator = true },
	{ P("kcalloc"), .allocator = true },
	{ P("kernel_init"), .context = PROCESS },
	{ P("kmalloc"), .allocator = true },
	{ P("kmalloc_large"), .path = KLOG_PATH_KMALLOC_LARGE },
	{ P("kmalloc_order"), .path = KLOG_PATH_KMALLOC_LARGE },
	{ P("kmalloc_reserve"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("kmem_"), .allocator = true },
	{ P("kmem_alloc"), .allocator = true },
	{ P("kmem_alloc_large"), .allocator = true },
	{ P("kmem_zalloc"), .allocator = true },
	{ P("kmemdup"), .allocator = true },
	{ P("kobject_create"), .allocator = true },
	{ P("krealloc"), .allocator = true },
	{ P("kstrdup"), .allocator = true },
	{ P("ksys_"), .context = PROCESS },
	{ P("kthread"), .context = PROCESS },
	{ P("kvasprintf"), .allocator = true },
	{ P("kvmalloc"), .allocator = true },
	{ P("kvzalloc"), .allocator = true },
	{ P("kzalloc"), .allocator = true },
	{ P("load_module"), .context = PROCESS },
	{ P("loongson_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("mem_cgroup"), .allocator = true },
	{ P("mem_cgroup_out_of_memory"), .path = KLOG_PATH_MEMCG },
	{ P("memdup_user"), .allocator = true },
	{ P("mempool_"), .allocator = true },
	{ P("migrate_pages"), .path = KLOG_PATH_COMPACTION },
	{ P("mips_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("mm_alloc"), .path = KLOG_PATH_PAGE_TABLE },
	{ P("mm_init"), .path = KLOG_PATH_PAGE_TABLE },
	{ P("module_alloc"), .allocator = true, .path = KLOG_PATH_MODULE_ALLOC },
	{ P("module_memory_alloc"), .allocator = true },
	{ P("napi_alloc"), .allocator = true },
	{ P("napi_build_skb"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("napi_get_frags"), .allocator = true },
	{ P("net_rx_action"), .context = INTERRUPT },
	{ P("netdev_alloc"), .allocator = true },
	{ P("new_slab"), .allocator = true, .path = KLOG_PATH_SLAB },
	{ P("nmi_"), .allocator = true },
	{ P("octeon_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("oom_"), .allocator = true },
	{ P("oom_kill"), .allocator = true },
	{ P("out_of_memory"), .allocator = true },
	{ P("page_frag_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("page_pool_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("page_pool_dev_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("page_pool_refill"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("pagecache_get_page"), .allocator = true },
	{ P("pagefault_out_of_memory"), .allocator = true, .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("panic"), .allocator = true },
	{ P("pci_alloc_consistent"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("pcpu_alloc"), .allocator = true },
	{ P("percpu_populate"), .allocator = true },
	{ P("pgd_alloc"), .allocator = true, .path = KLOG_PATH_PAGE_TABLE },
	{ P("pgtable_"), .path = KLOG_PATH_PAGE_TABLE },
	{ P("plat_irq_dispatch"), .context = INTERRUPT },
	{ P("pmd_alloc"), .path = KLOG_PATH_PAGE_TABLE },
	{ P("pmd_alloc_one"), .allocator = true, .path = KLOG_PATH_PAGE_TABLE },
	{ P("pool_alloc_page"), .allocator = true },
	{ P("pool_allocator_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("ppc_iommu_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("pskb_copy"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("pskb_expand_head"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("pte_alloc"), .path = KLOG_PATH_PAGE_TABLE },
	{ P("pte_alloc_one"), .allocator = true, .path = KLOG_PATH_PAGE_TABLE },
	{ P("pud_alloc"), .path = KLOG_PATH_PAGE_TABLE },
	{ P("radix_tree_node_alloc"), .allocator = true },
	{ P("remap_allocator"), .allocator = true },
	{ P("remap_allocator_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("ret_fast_syscall"), .context = PROCESS },
	{ P("ret_from_fork"), .context = PROCESS },
	{ P("ret_from_intr"), .context = INTERRUPT },
	{ P("ret_from_irq"), .context = INTERRUPT },
	{ P("ret_from_kernel_thread"), .context = PROCESS },
	{ P("run_ksoftirqd"), .context = INTERRUPT },
	{ P("run_timer_softirq"), .context = INTERRUPT },
	{ P("seq_buf_alloc"), .allocator = true },
	{ P("sg_alloc"), .allocator = true },
	{ P("sg_kmalloc"), .allocator = true },
	{ P("sgl_alloc"), .allocator = true },
	{ P("show_mem"), .allocator = true },
	{ P("show_stack"), .allocator = true },
	{ P("shrink_node"), .path = KLOG_PATH_RECLAIM },
	{ P("simple_allocator_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("sk_page_frag"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("skb_clone"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("skb_copy"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("skb_expand_head"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("skb_page_frag"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("skb_realloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("slab_"), .allocator = true },
	{ P("snd_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("sock_alloc_send"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("sock_wmalloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("sparc_iommu_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("sparse_"), .path = KLOG_PATH_VMEMMAP },
	{ P("swiotlb_"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("swiotlb_alloc"), .allocator = true },
	{ P("sys_"), .context = PROCESS },
	{ P("syscall_common"), .context = PROCESS },
	{ P("sysenter_do_call"), .context = PROCESS },
	{ P("system_call_fastpath"), .context = PROCESS },
	{ P("tasklet_"), .context = INTERRUPT },
	{ P("try_charge"), .allocator = true, .path = KLOG_PATH_MEMCG },
	{ P("try_to_free_pages"), .path = KLOG_PATH_RECLAIM },
	{ P("unwind_backtrace"), .allocator = true },
	{ P("usb_alloc_coherent"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("vma_alloc"), .allocator = true },
	{ P("vma_alloc_folio"), .allocator = true },
	{ P("vmalloc"), .allocator = true },
	{ P("vmalloc_user"), .allocator = true },
	{ P("vmemdup_user"), .allocator = true },
	{ P("vmemmap_alloc"), .allocator = true, .path = KLOG_PATH_VMEMMAP },
	{ P("vmemmap_populate"), .allocator = true, .path = KLOG_PATH_VMEMMAP },
	{ P("vzalloc"), .allocator = true },
	{ P("walk_stackframe"), .allocator = true },
	{ P("warn_alloc"), .allocator = true },
	{ P("worker_thread"), .context = PROCESS },
	{ P("x86_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("x86_swiotlb_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("xas_alloc"), .allocator = true },
	{ P("xen_swiotlb_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("xfs_buf_alloc"), .allocator = true },
};

const size_t trace_name_count = ARRAY_SIZE(trace_names);

static size_t common_length(const struct trace_name *row, struct cursor symbol)
{
	size_t n = 0;

	while (n < row->length && n < cursor_left(&symbol) && row->prefix[n] == symbol.at[n])
		n++;
	return n;
}

/* As memcmp(); the shorter one is the smaller where it begins the other. */
static int compare(const struct trace_name *row, struct cursor symbol)
{
	size_t left = cursor_left(&symbol);
	int order = (unsigned char)*row->prefix - (unsigned char)*symbol.at;

	if (!order)
		order = memcmp(row->prefix, symbol.at, row->length < left ? row->length : left);
	return order ? order : (row->length > left) - (row->length < left);
}

/* How many rows are not behind `symbol`. */
static size_t rows_up_to(struct cursor symbol)
{
	size_t low = 0, high = trace_name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&trace_names[middle], symbol) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The last of the first `rows` rows that begins `symbol`; what both have in common shrinks on the way. */
static const struct trace_name *last_beginning(struct cursor symbol, size_t rows)
{
	for (; rows > 0; rows--) {
		const struct trace_name *row = &trace_names[rows - 1];
		size_t common = common_length(row, symbol);

		if (common == row->length)
			return row;
		if (common == 0)
			break;
	}
	return NULL;
}

const struct trace_name *trace_name_of(struct cursor symbol)
{
	return cursor_left(&symbol) ? last_beginning(symbol, rows_up_to(symbol)) : NULL;
}

const struct trace_name *trace_name_shorter(const struct trace_name *row)
{
	return last_beginning(cursor_of(row->prefix, row->length - 1), (size_t)(row - trace_names));
}
