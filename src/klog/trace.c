/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/trace.h"

#include "util/number.h"

struct prefix {
	const char *text;
	size_t length;
};

#define P(literal)                                                                                           \
	{                                                                                                        \
		literal, sizeof(literal) - 1                                                                         \
	}

/* Functions that every request passes through: none of them is the one who asked. Prefixes. */
static const struct prefix allocator[] = {
	P("____cache_alloc"),
	P("____kmalloc"),
	P("___kmalloc"),
	P("___ratelimit"),
	P("___slab_alloc"),
	P("__alloc_frozen_pages"),
	P("__alloc_page_frag"),
	P("__alloc_pages"),
	P("__alloc_skb"),
	P("__cache_alloc"),
	P("__dma_"),
	P("__do_kmalloc"),
	P("__dump_stack"),
	P("__folio_alloc"),
	P("__get_free_page"),
	P("__get_vm_area"),
	P("__iommu_dma"),
	P("__kmalloc"),
	P("__kmem"),
	P("__krealloc"),
	P("__kvmalloc"),
	P("__mem_cgroup"),
	P("__napi_alloc"),
	P("__netdev_alloc"),
	P("__page_cache_alloc"),
	P("__page_frag"),
	P("__ratelimit"),
	P("__show_mem"),
	P("__slab_"),
	P("__vmalloc"),
	P("__warn"),
	P("alloc_frozen_pages"),
	P("alloc_kmem_pages"),
	P("alloc_pages"),
	P("alloc_pages_exact"),
	P("alloc_skb"),
	P("alloc_slab"),
	P("alloc_vmap"),
	P("allocate_slab"),
	P("arm_coherent_dma"),
	P("arm_dma_alloc"),
	P("cache_alloc"),
	P("cache_grow"),
	P("check_alloc"),
	P("dev_alloc_skb"),
	P("devm_alloc"),
	P("devm_k"),
	P("dma_alloc"),
	P("dma_common"),
	P("dma_direct_alloc"),
	P("dma_generic_alloc"),
	P("dma_pool_alloc"),
	P("dmam_alloc"),
	P("dump_"),
	P("execmem_"),
	P("fallback_alloc"),
	P("folio_alloc"),
	P("get_free_page"),
	P("get_zeroed_page"),
	P("iommu_dma_alloc"),
	P("kcalloc"),
	P("kmalloc"),
	P("kmalloc_reserve"),
	P("kmem_"),
	P("kmemdup"),
	P("krealloc"),
	P("kstrdup"),
	P("kvmalloc"),
	P("kvzalloc"),
	P("kzalloc"),
	P("mem_cgroup"),
	P("mempool_"),
	P("module_alloc"),
	P("napi_alloc"),
	P("napi_get_frags"),
	P("netdev_alloc"),
	P("new_slab"),
	P("nmi_"),
	P("oom_kill"),
	P("out_of_memory"),
	P("page_frag_alloc"),
	P("pagefault_out_of_memory"),
	P("panic"),
	P("pool_alloc_page"),
	P("remap_allocator"),
	P("show_mem"),
	P("show_stack"),
	P("skb_page_frag"),
	P("slab_"),
	P("swiotlb_alloc"),
	P("try_charge"),
	P("unwind_backtrace"),
	P("vma_alloc_folio"),
	P("vmalloc"),
	P("vmemmap_alloc"),
	P("vzalloc"),
	P("warn_alloc"),
};

/* What a function in the trace tells. The innermost one that tells a context decides. */
static const struct {
	struct prefix prefix;
	enum klog_context context;
	unsigned int path;
} tells[] = {
	{ P("gic_handle_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("handle_IRQ"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("handle_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("__handle_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("__handle_domain_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("generic_handle_"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("do_IRQ"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("asm_do_IRQ"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("do_domain_IRQ"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("irq_exit"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("__irq_exit"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("do_softirq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("__do_softirq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("____do_softirq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("handle_softirqs"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("run_ksoftirqd"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("invoke_softirq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("call_softirq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("net_rx_action"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("tasklet_"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("run_timer_softirq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("call_timer_fn"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("__irq_svc"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("__irq_usr"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("el1_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("el0_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("el1h_64_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("el0t_64_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("ret_from_irq"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("ret_from_intr"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("common_interrupt"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("apic_timer_interrupt"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("plat_irq_dispatch"), KLOG_CONTEXT_INTERRUPT, 0 },
	{ P("el0_svc"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("el0_sync"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("el0t_64_sync"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("el0_"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("ret_fast_syscall"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("sys_"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("SyS_"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("__se_sys"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("__arm64_sys"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("__x64_sys"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("__riscv_sys"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("ksys_"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("syscall_common"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("entry_SYSCALL"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("do_syscall_64"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("system_call_fastpath"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("sysenter_do_call"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("kthread"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("ret_from_fork"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("ret_from_kernel_thread"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("worker_thread"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("kernel_init"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("do_one_initcall"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("load_module"), KLOG_CONTEXT_PROCESS, 0 },
	{ P("do_page_fault"), KLOG_CONTEXT_PROCESS, KLOG_PATH_PAGEFAULT },
	{ P("do_DataAbort"), KLOG_CONTEXT_PROCESS, KLOG_PATH_PAGEFAULT },
	{ P("do_PrefetchAbort"), KLOG_CONTEXT_PROCESS, KLOG_PATH_PAGEFAULT },
	{ P("exc_page_fault"), KLOG_CONTEXT_PROCESS, KLOG_PATH_PAGEFAULT },
	{ P("handle_mm_fault"), KLOG_CONTEXT_PROCESS, KLOG_PATH_PAGEFAULT },
	{ P("try_to_free_pages"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_RECLAIM },
	{ P("shrink_node"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_RECLAIM },
	{ P("__alloc_pages_direct_compact"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_RECLAIM },
	{ P("mem_cgroup_out_of_memory"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_MEMCG },
	{ P("try_charge"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_MEMCG },
	{ P("pagefault_out_of_memory"), KLOG_CONTEXT_PROCESS, KLOG_PATH_PAGEFAULT },
	{ P("dma_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_DMA },
	{ P("__dma_"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_DMA },
	{ P("dma_direct_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_DMA },
	{ P("arm_dma_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_DMA },
	{ P("dma_generic_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_DMA },
	{ P("iommu_dma_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_DMA },
	{ P("new_slab"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_SLAB },
	{ P("___slab_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_SLAB },
	{ P("allocate_slab"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_SLAB },
	{ P("cache_grow"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_SLAB },
	{ P("cache_alloc_refill"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_SLAB },
	{ P("kmalloc_order"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_KMALLOC_LARGE },
	{ P("kmalloc_large"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_KMALLOC_LARGE },
	{ P("__kmalloc_large"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_KMALLOC_LARGE },
	{ P("___kmalloc_large"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_KMALLOC_LARGE },
	{ P("__alloc_skb"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_NET },
	{ P("__netdev_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_NET },
	{ P("__napi_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_NET },
	{ P("page_frag_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_NET },
	{ P("skb_page_frag"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_NET },
	{ P("module_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_MODULE_ALLOC },
	{ P("execmem_alloc"), KLOG_CONTEXT_UNKNOWN, KLOG_PATH_MODULE_ALLOC },
};

static inline bool is_symbol_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.' ||
		   c == '$';
}

static bool has_prefix(struct cursor symbol, const struct prefix *prefix)
{
	/* nearly all end here; two bytes are there, since no prefix is shorter */
	if (symbol.at[0] != prefix->text[0] || symbol.at[1] != prefix->text[1])
		return false;
	return cursor_starts_n(&symbol, prefix->text, prefix->length);
}

static bool is_allocator(struct cursor symbol)
{
	for (size_t i = 0; i < ARRAY_SIZE(allocator); i++) {
		if (has_prefix(symbol, &allocator[i]))
			return true;
	}
	return false;
}

static void read_tells(struct klog_event *event, struct cursor symbol)
{
	for (size_t i = 0; i < ARRAY_SIZE(tells); i++) {
		if (!has_prefix(symbol, &tells[i].prefix))
			continue;
		event->path |= tells[i].path;
		if (event->context == KLOG_CONTEXT_UNKNOWN)
			event->context = tells[i].context;
	}
}

/* The symbol that ends at `plus`, which is a "+0x". */
static struct cursor symbol_before(struct cursor text, const char *plus)
{
	struct cursor symbol = { plus, plus };

	while (symbol.at > text.at && is_symbol_byte(symbol.at[-1]))
		symbol.at--;
	return symbol;
}

/* "[module]" behind "sym+0x1/0x2"; empty where there is none. */
static struct cursor module_behind(struct cursor text, const char *plus)
{
	struct cursor c = { plus, text.end };
	const char *start;

	while (cursor_left(&c) && !is_blank(*c.at) && *c.at != ')')
		c.at++;
	cursor_take(&c, ')');
	if (!cursor_word(&c, " ["))
		return (struct cursor){ text.end, text.end };
	start = c.at;
	while (cursor_left(&c) && *c.at != ']' && !is_blank(*c.at))
		c.at++;
	return (struct cursor){ start, c.at };
}

/* "ow_stack+0x20/0x24)": the line was broken inside the name. */
static bool is_torn(struct cursor text, struct cursor symbol, const char *plus)
{
	struct cursor c = { plus, text.end };

	while (cursor_left(&c) && !is_blank(*c.at) && *c.at != ')')
		c.at++;
	return cursor_peek(&c) == ')' && (symbol.at == text.at || symbol.at[-1] != '(');
}

static void read_frame(struct klog_event *event, struct cursor text, const char *plus)
{
	struct cursor symbol = symbol_before(text, plus), module;
	bool uncertain;

	if (cursor_left(&symbol) < 2 || is_digit(*symbol.at) || is_torn(text, symbol, plus))
		return;
	uncertain = symbol.at - text.at >= 2 && symbol.at[-1] == ' ' && symbol.at[-2] == '?';
	event->frames++;
	if (!uncertain)
		read_tells(event, symbol);
	event->allocator_seen |= is_allocator(symbol);
	if (event->dropped && !event->allocator_seen)
		return; /* the frames that matter are among the lost lines */
	/* a certain frame takes the place of an uncertain one */
	if ((event->caller[0] && (uncertain || !event->caller_uncertain)) || is_allocator(symbol))
		return;
	module = module_behind(text, plus);
	COPY_TEXT(event->caller, symbol.at, cursor_left(&symbol));
	COPY_TEXT(event->module, module.at, cursor_left(&module));
	event->caller_uncertain = uncertain;
}

bool trace_line(struct klog_event *event, struct cursor text)
{
	struct cursor probe = text;
	const char *plus = find_word(text.at, text.end, "+0x");

	cursor_skip_blanks(&probe);
	if (!plus) {
		if (cursor_starts(&probe, "<IRQ>") || cursor_starts(&probe, "<SOFTIRQ>")) {
			if (event->context == KLOG_CONTEXT_UNKNOWN)
				event->context = KLOG_CONTEXT_INTERRUPT;
			return true;
		}
		return cursor_starts(&probe, "Call trace:") || cursor_starts(&probe, "Call Trace:") ||
			   cursor_starts(&probe, "Backtrace:") || cursor_starts(&probe, "<TASK>") ||
			   cursor_starts(&probe, "</");
	}
	/* arm: the function before "from" was told by the line above */
	probe = (struct cursor){ text.at, text.end };
	if (cursor_find(&probe, " from ")) {
		const char *caller = find_word(probe.at, probe.end, "+0x");

		if (caller)
			plus = caller;
	}
	read_frame(event, text, plus);
	return true;
}
