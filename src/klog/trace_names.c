/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source: the call traces of mm/page_alloc.c, mm/slub.c, mm/vmalloc.c,
 * kernel/dma/, net/core/skbuff.c and of the entry code of arm, arm64, riscv,
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
	{ P("__alloc_frozen_pages"), .allocator = true },
	{ P("__alloc_page_frag"), .allocator = true },
	{ P("__alloc_pages"), .allocator = true },
	{ P("__alloc_pages_direct_compact"), .path = KLOG_PATH_RECLAIM },
	{ P("__alloc_skb"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__arm64_sys"), .context = PROCESS },
	{ P("__cache_alloc"), .allocator = true },
	{ P("__dma_"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("__do_kmalloc"), .allocator = true },
	{ P("__do_softirq"), .context = INTERRUPT },
	{ P("__dump_stack"), .allocator = true },
	{ P("__folio_alloc"), .allocator = true },
	{ P("__get_free_page"), .allocator = true },
	{ P("__get_vm_area"), .allocator = true },
	{ P("__handle_domain_irq"), .context = INTERRUPT },
	{ P("__handle_irq"), .context = INTERRUPT },
	{ P("__iommu_dma"), .allocator = true },
	{ P("__irq_exit"), .context = INTERRUPT },
	{ P("__irq_svc"), .context = INTERRUPT },
	{ P("__irq_usr"), .context = INTERRUPT },
	{ P("__kmalloc"), .allocator = true },
	{ P("__kmalloc_large"), .path = KLOG_PATH_KMALLOC_LARGE },
	{ P("__kmem"), .allocator = true },
	{ P("__krealloc"), .allocator = true },
	{ P("__kvmalloc"), .allocator = true },
	{ P("__mem_cgroup"), .allocator = true },
	{ P("__napi_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__netdev_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("__page_cache_alloc"), .allocator = true },
	{ P("__page_frag"), .allocator = true },
	{ P("__ratelimit"), .allocator = true },
	{ P("__riscv_sys"), .context = PROCESS },
	{ P("__se_sys"), .context = PROCESS },
	{ P("__show_mem"), .allocator = true },
	{ P("__slab_"), .allocator = true },
	{ P("__vmalloc"), .allocator = true },
	{ P("__warn"), .allocator = true },
	{ P("__x64_sys"), .context = PROCESS },
	{ P("alloc_frozen_pages"), .allocator = true },
	{ P("alloc_kmem_pages"), .allocator = true },
	{ P("alloc_pages"), .allocator = true },
	{ P("alloc_skb"), .allocator = true },
	{ P("alloc_slab"), .allocator = true },
	{ P("alloc_vmap"), .allocator = true },
	{ P("allocate_slab"), .allocator = true, .path = KLOG_PATH_SLAB },
	{ P("apic_timer_interrupt"), .context = INTERRUPT },
	{ P("arm_coherent_dma"), .allocator = true },
	{ P("arm_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("asm_do_IRQ"), .context = INTERRUPT },
	{ P("cache_alloc"), .allocator = true },
	{ P("cache_alloc_refill"), .path = KLOG_PATH_SLAB },
	{ P("cache_grow"), .allocator = true, .path = KLOG_PATH_SLAB },
	{ P("call_softirq"), .context = INTERRUPT },
	{ P("call_timer_fn"), .context = INTERRUPT },
	{ P("check_alloc"), .allocator = true },
	{ P("common_interrupt"), .context = INTERRUPT },
	{ P("dev_alloc_skb"), .allocator = true },
	{ P("devm_alloc"), .allocator = true },
	{ P("devm_k"), .allocator = true },
	{ P("dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_common"), .allocator = true },
	{ P("dma_direct_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_generic_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("dma_pool_alloc"), .allocator = true },
	{ P("dmam_alloc"), .allocator = true },
	{ P("do_DataAbort"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("do_IRQ"), .context = INTERRUPT },
	{ P("do_PrefetchAbort"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("do_domain_IRQ"), .context = INTERRUPT },
	{ P("do_one_initcall"), .context = PROCESS },
	{ P("do_page_fault"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("do_softirq"), .context = INTERRUPT },
	{ P("do_syscall_64"), .context = PROCESS },
	{ P("dump_"), .allocator = true },
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
	{ P("folio_alloc"), .allocator = true },
	{ P("generic_handle_"), .context = INTERRUPT },
	{ P("get_free_page"), .allocator = true },
	{ P("get_zeroed_page"), .allocator = true },
	{ P("gic_handle_irq"), .context = INTERRUPT },
	{ P("handle_IRQ"), .context = INTERRUPT },
	{ P("handle_irq"), .context = INTERRUPT },
	{ P("handle_mm_fault"), .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("handle_softirqs"), .context = INTERRUPT },
	{ P("invoke_softirq"), .context = INTERRUPT },
	{ P("iommu_dma_alloc"), .allocator = true, .path = KLOG_PATH_DMA },
	{ P("irq_exit"), .context = INTERRUPT },
	{ P("kcalloc"), .allocator = true },
	{ P("kernel_init"), .context = PROCESS },
	{ P("kmalloc"), .allocator = true },
	{ P("kmalloc_large"), .path = KLOG_PATH_KMALLOC_LARGE },
	{ P("kmalloc_order"), .path = KLOG_PATH_KMALLOC_LARGE },
	{ P("kmem_"), .allocator = true },
	{ P("kmemdup"), .allocator = true },
	{ P("krealloc"), .allocator = true },
	{ P("kstrdup"), .allocator = true },
	{ P("ksys_"), .context = PROCESS },
	{ P("kthread"), .context = PROCESS },
	{ P("kvmalloc"), .allocator = true },
	{ P("kvzalloc"), .allocator = true },
	{ P("kzalloc"), .allocator = true },
	{ P("load_module"), .context = PROCESS },
	{ P("mem_cgroup"), .allocator = true },
	{ P("mem_cgroup_out_of_memory"), .path = KLOG_PATH_MEMCG },
	{ P("mempool_"), .allocator = true },
	{ P("module_alloc"), .allocator = true, .path = KLOG_PATH_MODULE_ALLOC },
	{ P("napi_alloc"), .allocator = true },
	{ P("napi_get_frags"), .allocator = true },
	{ P("net_rx_action"), .context = INTERRUPT },
	{ P("netdev_alloc"), .allocator = true },
	{ P("new_slab"), .allocator = true, .path = KLOG_PATH_SLAB },
	{ P("nmi_"), .allocator = true },
	{ P("oom_kill"), .allocator = true },
	{ P("out_of_memory"), .allocator = true },
	{ P("page_frag_alloc"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("pagefault_out_of_memory"), .allocator = true, .context = PROCESS, .path = KLOG_PATH_PAGEFAULT },
	{ P("panic"), .allocator = true },
	{ P("plat_irq_dispatch"), .context = INTERRUPT },
	{ P("pool_alloc_page"), .allocator = true },
	{ P("remap_allocator"), .allocator = true },
	{ P("ret_fast_syscall"), .context = PROCESS },
	{ P("ret_from_fork"), .context = PROCESS },
	{ P("ret_from_intr"), .context = INTERRUPT },
	{ P("ret_from_irq"), .context = INTERRUPT },
	{ P("ret_from_kernel_thread"), .context = PROCESS },
	{ P("run_ksoftirqd"), .context = INTERRUPT },
	{ P("run_timer_softirq"), .context = INTERRUPT },
	{ P("show_mem"), .allocator = true },
	{ P("show_stack"), .allocator = true },
	{ P("shrink_node"), .path = KLOG_PATH_RECLAIM },
	{ P("skb_page_frag"), .allocator = true, .path = KLOG_PATH_NET },
	{ P("slab_"), .allocator = true },
	{ P("swiotlb_alloc"), .allocator = true },
	{ P("sys_"), .context = PROCESS },
	{ P("syscall_common"), .context = PROCESS },
	{ P("sysenter_do_call"), .context = PROCESS },
	{ P("system_call_fastpath"), .context = PROCESS },
	{ P("tasklet_"), .context = INTERRUPT },
	{ P("try_charge"), .allocator = true, .path = KLOG_PATH_MEMCG },
	{ P("try_to_free_pages"), .path = KLOG_PATH_RECLAIM },
	{ P("unwind_backtrace"), .allocator = true },
	{ P("vma_alloc_folio"), .allocator = true },
	{ P("vmalloc"), .allocator = true },
	{ P("vmemmap_alloc"), .allocator = true },
	{ P("vzalloc"), .allocator = true },
	{ P("warn_alloc"), .allocator = true },
	{ P("worker_thread"), .context = PROCESS },
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
	size_t left = cursor_left(&symbol), n = common_length(row, symbol);

	if (n < row->length && n < left)
		return (unsigned char)row->prefix[n] - (unsigned char)symbol.at[n];
	return (row->length > left) - (row->length < left);
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

/*
 * The row right before a symbol either begins it, or no row that is longer than
 * what both have in common does.
 */
const struct trace_name *trace_name_of(struct cursor symbol)
{
	while (cursor_left(&symbol) > 0) {
		size_t rows = rows_up_to(symbol), common;

		if (rows == 0)
			return NULL;
		common = common_length(&trace_names[rows - 1], symbol);
		if (common == trace_names[rows - 1].length)
			return &trace_names[rows - 1];
		symbol.end = symbol.at + common;
	}
	return NULL;
}

const struct trace_name *trace_name_shorter(const struct trace_name *row)
{
	return trace_name_of(cursor_of(row->prefix, row->length - 1));
}
