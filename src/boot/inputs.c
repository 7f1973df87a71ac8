/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One row an input; source: linux:Documentation/admin-guide/kernel-parameters.txt and the functions that
 * drivers/of/fdt.c, drivers/of/kexec.c and drivers/firmware/efi/libstub/fdt.c name the properties in.
 */
#include "boot/inputs.h"

#include <string.h>

#include "boot/replay.h"
#include "board/board.h"
#include "util/arena.h"
#include "util/number.h"

static const struct memory_input inputs[] = {
	{ INPUT_ARGUMENT, "cma", NULL },
	{ INPUT_ARGUMENT, "cma_pernuma", NULL },
	{ INPUT_ARGUMENT, "crashkernel", NULL },
	{ INPUT_ARGUMENT, "debug_pagealloc", NULL },
	{ INPUT_ARGUMENT, "dhash_entries", NULL },
	{ INPUT_ARGUMENT, "default_hugepagesz", NULL },
	{ INPUT_ARGUMENT, "hashdist", NULL },
	{ INPUT_ARGUMENT, "hugepages", NULL },
	{ INPUT_ARGUMENT, "hugepagesz", NULL },
	{ INPUT_ARGUMENT, "hugetlb_cma", NULL },
	{ INPUT_ARGUMENT, "ihash_entries", NULL },
	{ INPUT_ARGUMENT, "initrd", NULL },
	{ INPUT_ARGUMENT, "initrdmem", NULL },
	{ INPUT_ARGUMENT, "keepinitrd", NULL },
	{ INPUT_ARGUMENT, "kernelcore", NULL },
	{ INPUT_ARGUMENT, "kfence.sample_interval", NULL },
	{ INPUT_ARGUMENT, "log_buf_len", NULL },
	{ INPUT_ARGUMENT, "mem", NULL },
	{ INPUT_ARGUMENT, "movablecore", NULL },
	{ INPUT_ARGUMENT, "nokaslr", NULL },
	{ INPUT_ARGUMENT, "nr_cpus", NULL },
	{ INPUT_ARGUMENT, "numa", NULL },
	{ INPUT_ARGUMENT, "numa_cma", NULL },
	{ INPUT_ARGUMENT, "restrict_cma_redirect", NULL },
	{ INPUT_ARGUMENT, "retain_initrd", NULL },
	{ INPUT_ARGUMENT, "rodata", NULL },
	{ INPUT_ARGUMENT, "swiotlb", NULL },
	{ INPUT_ARGUMENT, "sysctl.vm.min_free_kbytes", NULL },
	{ INPUT_ARGUMENT, "transparent_hugepage", NULL },
	{ INPUT_ARGUMENT, "vmalloc", NULL },
	{ INPUT_ARGUMENT, "arm64.nolva", "page tables have fewer levels" },
	{ INPUT_ARGUMENT, "coherent_pool", "the pool for atomic DMA counts as one of 256 KiB" },
	{ INPUT_ARGUMENT, "debug_guardpage_minorder", "with debug_pagealloc= pages between allocations are kept back" },
	{ INPUT_ARGUMENT, "dma_debug_entries", "records of mappings are allocated" },
	{ INPUT_ARGUMENT, "early_page_ext", "extensions of struct page are allocated early" },
	{ INPUT_ARGUMENT, "elfcorehdr", "the header of a crash dump is reserved" },
	{ INPUT_ARGUMENT, "hugetlb_cma_only", "huge pages come from the pool of hugetlb_cma= alone" },
	{ INPUT_ARGUMENT, "hugetlb_free_vmemmap", "part of the struct pages of huge pages is given back" },
	{ INPUT_ARGUMENT, "kasan", "what KASAN keeps besides its shadow" },
	{ INPUT_ARGUMENT, "kho", "scratch areas for a kernel handover are reserved" },
	{ INPUT_ARGUMENT, "kho_scratch", "scratch areas for a kernel handover are reserved" },
	{ INPUT_ARGUMENT, "kmemleak", "it keeps a record of every allocation" },
	{ INPUT_ARGUMENT, "kvm_arm.mode", "a protected hypervisor reserves memory of its own" },
	{ INPUT_ARGUMENT, "maxcpus", "CPUs that stay off keep fewer pages on their lists" },
	{ INPUT_ARGUMENT, "memmap", "no kernel of this architecture reads it" },
	{ INPUT_ARGUMENT, "memtest", "pages that fail the test are reserved" },
	{ INPUT_ARGUMENT, "mhash_entries", "a hash table has another size" },
	{ INPUT_ARGUMENT, "movable_node", "hotpluggable memory becomes ZONE_MOVABLE" },
	{ INPUT_ARGUMENT, "mphash_entries", "a hash table has another size" },
	{ INPUT_ARGUMENT, "no4lvl", "page tables have fewer levels" },
	{ INPUT_ARGUMENT, "no5lvl", "page tables have fewer levels" },
	{ INPUT_ARGUMENT, "nosmp", "CPUs that stay off keep fewer pages on their lists" },
	{ INPUT_ARGUMENT, "numa_policy", "what the system takes until it is up is spread over the nodes" },
	{ INPUT_ARGUMENT, "page_owner", "every page's extension grows" },
	{ INPUT_ARGUMENT, "page_poison", "pages are checked when they are freed" },
	{ INPUT_ARGUMENT, "page_table_check", "every page's extension grows" },
	{ INPUT_ARGUMENT, "percpu_alloc", "per-CPU areas are laid out in another way" },
	{ INPUT_ARGUMENT, "ramoops.mem_address", "the records lie where it says, and it reserves nothing there" },
	{ INPUT_ARGUMENT, "reserve_mem", "a region is reserved by name" },
	{ INPUT_ARGUMENT, "slab_debug", "slab objects grow" },
	{ INPUT_ARGUMENT, "slab_max_order", "slabs are made of blocks of other orders" },
	{ INPUT_ARGUMENT, "slab_min_objects", "slabs are made of blocks of other orders" },
	{ INPUT_ARGUMENT, "slab_min_order", "slabs are made of blocks of other orders" },
	{ INPUT_ARGUMENT, "slub_debug", "slab objects grow" },
	{ INPUT_ARGUMENT, "slub_max_order", "slabs are made of blocks of other orders" },
	{ INPUT_ARGUMENT, "slub_min_objects", "slabs are made of blocks of other orders" },
	{ INPUT_ARGUMENT, "slub_min_order", "slabs are made of blocks of other orders" },
	{ INPUT_ARGUMENT, "stack_depot_disable", "a hash table of call stacks is there or not" },
	{ INPUT_ARGUMENT, "stack_depot_max_pools", "call stacks have more room or less" },
	{ INPUT_ARGUMENT, "sysctl.vm.defrag_mode", "allocations keep to pageblocks of their own type" },
	{ INPUT_ARGUMENT, "sysctl.vm.extra_free_kbytes", "low and high watermarks are raised" },
	{ INPUT_ARGUMENT, "sysctl.vm.lowmem_reserve_ratio", "the zones' lowmem reserves differ" },
	{ INPUT_ARGUMENT, "sysctl.vm.nr_hugepages", "huge pages are set aside" },
	{ INPUT_ARGUMENT, "sysctl.vm.nr_hugepages_mempolicy", "huge pages are set aside" },
	{ INPUT_ARGUMENT, "sysctl.vm.percpu_pagelist_high_fraction", "CPUs keep other numbers of pages on their lists" },
	{ INPUT_ARGUMENT, "sysctl.vm.watermark_boost_factor", "watermarks are raised otherwise once blocks were mixed" },
	{ INPUT_ARGUMENT, "sysctl.vm.watermark_scale_factor", "low and high watermarks are raised" },
	{ INPUT_ARGUMENT, "thash_entries", "a hash table has another size" },
	{ INPUT_ARGUMENT, "thp_anon", "min_free_kbytes is raised where huge pages of any size are on" },
	{ INPUT_ARGUMENT, "trace_buf_size", "buffers of the tracer are allocated" },
	{ INPUT_ARGUMENT, "trace_instance", "buffers of the tracer are allocated" },
	{ INPUT_ARGUMENT, "uhash_entries", "a hash table has another size" },
	{ INPUT_CHOSEN, "linux,elfcorehdr", NULL },
	{ INPUT_CHOSEN, "linux,initrd-end", NULL },
	{ INPUT_CHOSEN, "linux,initrd-start", NULL },
	{ INPUT_CHOSEN, "linux,usable-memory-range", NULL },
	{ INPUT_CHOSEN, "linux,ima-kexec-buffer", "a buffer of the kernel before is reserved" },
	{ INPUT_CHOSEN, "linux,kho-fdt", "memory that the kernel before handed over is reserved" },
	{ INPUT_CHOSEN, "linux,kho-scratch", "early memory comes from a scratch area only" },
	{ INPUT_CHOSEN, "linux,uefi-mmap-start", NULL },
	{ INPUT_CHOSEN, "linux,uefi-system-table", NULL },
	{ INPUT_CONFIG, "DMA_API_DEBUG", "records of mappings are allocated" },
	{ INPUT_CONFIG, "DEBUG_KMEMLEAK", "it keeps a record of every allocation" },
	{ INPUT_CONFIG, "KMSAN", "its shadow and origin pages are two for each page" },
	{ INPUT_CONFIG, "MEM_ALLOC_PROFILING", "every page's extension grows" },
	{ INPUT_CONFIG, "PAGE_TABLE_CHECK_ENFORCED", "every page's extension grows" },
};

const struct memory_input *memory_input_find(enum input_kind kind, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++)
		if (inputs[i].kind == kind && strcmp(inputs[i].name, name) == 0)
			return &inputs[i];
	return NULL;
}

static void tell(struct replay *r, enum input_kind kind, const char *name)
{
	const struct memory_input *input = memory_input_find(kind, name);

	if (input && input->effect)
		arena_push(r->arena, r->boot->unmodelled, r->boot->unmodelled_count, input);
}

void note_unmodelled(struct replay *r)
{
	static const struct memory_input crash = {
		INPUT_ARGUMENT, "crashkernel", "its size,cma is a pool of its own where the release knows it"
	};
	static const struct memory_input fake = {
		INPUT_ARGUMENT, "numa", "numa=fake= splits no nodes: Linux does so from 6.12 on, with NUMA_EMU"
	};

	for (size_t i = 0; i < r->cmdline.argument_count; i++)
		tell(r, INPUT_ARGUMENT, r->cmdline.arguments[i]);
	for (size_t i = 0; i < r->board->chosen.property_count; i++)
		tell(r, INPUT_CHOSEN, r->board->chosen.properties[i]);
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++)
		if (inputs[i].kind == INPUT_CONFIG && config_is_set(&r->k->config, inputs[i].name))
			tell(r, INPUT_CONFIG, inputs[i].name);
	if (r->cmdline.crash.cma)
		arena_push(r->arena, r->boot->unmodelled, r->boot->unmodelled_count, &crash);
	if (r->cmdline.numa_fake && !r->k->numa_emu && r->k->arch != ARCH_ARM)
		arena_push(r->arena, r->boot->unmodelled, r->boot->unmodelled_count, &fake);
}
