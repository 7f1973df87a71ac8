/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small consumers of early memory in the order of setup_arch() and
 * start_kernel(): the unflattened tree, node data, resources, command line
 * copies, the log buffer and the large hash tables.
 */
#include <string.h>

#include "boot/replay.h"
#include "board/board.h"
#include "util/number.h"

/* linux:drivers/of/fdt.c:__unflatten_device_tree and base.c:of_alias_scan */
void unflatten_device_tree(struct replay *r)
{
	const struct tree_shape *shape = &r->board->shape;
	const struct kernel_rules *rules = r->k->rules;
	bool wide = r->k->pointer_bytes == 8;
	uint64_t text = wide ? shape->text_bytes_8 - shape->last_name : shape->text_bytes_4 - shape->last_name_4;
	uint64_t property = rules->property + (r->k->of_dynamic ? rules->property_dynamic : 0);
	uint64_t size = shape->nodes * rules->device_node + shape->properties * property + text;

	enter(r, "unflatten_device_tree");
	if (rules->nodes_keep_their_path)
		size += wide ? shape->path_bytes_8 : shape->path_bytes_4;

	memblock_alloc(&r->mb, round_up(size, 4) + 4, r->k->pointer_bytes, "unflattened tree");
	for (size_t i = 0; i < shape->alias_count; i++)
		memblock_alloc(&r->mb, rules->alias_prop + shape->alias_stems[i] + 1, r->k->pointer_bytes,
					   "unflattened tree");
}

/*
 * linux:arch/riscv/kernel/setup.c:init_resources allocates for every range of
 * both lists and gives back what only described reservations inside RAM.
 */
static void alloc_resources_riscv(struct replay *r)
{
	uint64_t kept = r->mb.memory.count * 64, unused = (r->mb.reserved.count + 1) * 64;
	uint64_t base = memblock_alloc(&r->mb, kept + unused, 0, "resources");

	if (base)
		memblock_free(&r->mb, (struct range){ base, unused });
}

/* A struct resource for each range of RAM (linux:arch/arm64/kernel/setup.c:request_standard_resources). */
void alloc_resources(struct replay *r)
{
	uint64_t resource = r->k->rules->resource;

	enter(r, "request_standard_resources");
	if (r->k->arch == ARCH_ARM) {
		for (size_t i = 0; i < r->mb.memory.count; i++)
			if (!(r->mb.memory.regions[i].flags & MEMBLOCK_NOMAP))
				memblock_alloc(&r->mb, resource, 0, "resources");
		return;
	}
	if (r->k->arch == ARCH_RISCV64) {
		alloc_resources_riscv(r);
		return;
	}
	switch (r->k->rules->resources) {
	case RESOURCES_ONE_BY_ONE:
		for (size_t i = 0; i < r->mb.memory.count; i++)
			memblock_alloc_range(&r->mb, resource, 0, 0, r->dma_limit, "resources");
		break;
	case RESOURCES_LOW_ARRAY:
		memblock_alloc_range(&r->mb, resource * r->mb.memory.count, 0, 0, r->dma_limit, "resources");
		break;
	case RESOURCES_ARRAY:
		memblock_alloc(&r->mb, resource * r->mb.memory.count, 0, "resources");
		break;
	}
}

/* linux:init/main.c:setup_command_line */
void alloc_cmdline(struct replay *r)
{
	enter(r, "setup_command_line");
	for (unsigned int i = 0; i < r->k->rules->cmdline_copies; i++)
		memblock_alloc(&r->mb, strlen(r->cmdline.text) + 1, 0, "command line");
}

/* linux:kernel/printk/printk.c:setup_log_buf, log_buf_add_cpu */
void alloc_log_buf(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t own = (uint64_t)1 << r->k->log_buf_shift, size = 0;
	uint64_t extra = (uint64_t)(r->cpus - 1) << r->k->log_cpu_shift;

	if (r->cmdline.log_buf_len)
		size = roundup_pow2(min_u64(r->cmdline.log_buf_len, GIB(2)));
	if (size <= own)
		size = extra > own / 2 ? roundup_pow2(extra + own) : 0;
	if (!size)
		return;
	enter(r, "setup_log_buf");
	memblock_alloc(&r->mb, size, r->k->pointer_bytes == 8 ? 8 : 4, "log buffer");
	if (rules->log_desc) {
		uint64_t desc = rules->log_desc;

		memblock_alloc(&r->mb, (size >> 5) * desc, 8, "log buffer");
		memblock_alloc(&r->mb,
					   (size >> 5) * (config_is_set(&r->k->config, "PRINTK_EXECUTION_CTX") ? 112u : 88u), 8,
					   "log buffer");
	}
}

/* linux:mm/page_alloc.c, mm_init.c:alloc_large_system_hash for HASH_EARLY tables */
static uint64_t hash_entries(const struct replay *r, uint64_t bucket, uint64_t wanted, unsigned int scale,
							 bool whole_page)
{
	uint64_t entries = wanted;

	if (!entries) {
		entries = r->nr_kernel_pages;
		if (r->k->page_shift < 20)
			entries = round_up(entries, MIB(1) >> r->k->page_shift);
		/* above 64 GiB the table grows with the square root */
		if (r->k->pointer_bytes == 8)
			for (uint64_t adapt = GIB(64) >> r->k->page_shift; adapt && adapt < entries; adapt <<= 2)
				scale++;
		entries = scale > r->k->page_shift ? entries >> (scale - r->k->page_shift)
										   : entries << (r->k->page_shift - scale);
		if (whole_page && entries * bucket < page_size(r->k))
			entries = page_size(r->k) / bucket;
	}
	return roundup_pow2(entries);
}

static uint64_t hash_bytes(const struct replay *r, uint64_t wanted, unsigned int scale, bool whole_page)
{
	uint64_t bucket = r->k->pointer_bytes, entries = hash_entries(r, bucket, wanted, scale, whole_page);
	uint64_t max = ((r->nr_all_pages << r->k->page_shift) >> 4) / bucket;

	return ((uint64_t)1 << ilog2_u64(min_u64(entries, max_u64(max, 1)))) * bucket;
}

#define DEPOT_LEAST 4096
#define DEPOT_MOST ((uint64_t)1 << 20) /* what KASAN has, and at most what RAM asks for */

/* linux:lib/stackdepot.c:stack_depot_early_init */
static void alloc_stack_depot(struct replay *r)
{
	uint64_t bucket = r->k->rules->stack_depot_entry, entries = DEPOT_MOST, order;

	if (!r->k->stack_depot || !bucket)
		return;
	if (!r->k->rules->stack_depot_by_memory && config_number(&r->k->config, "STACK_HASH_ORDER", &order))
		entries = (uint64_t)1 << min_u64(order, 20);
	else if (!r->k->kasan_scale_shift && r->k->rules->stack_depot_by_memory)
		entries = min_u64(max_u64(hash_entries(r, bucket, 0, 14, true), DEPOT_LEAST), DEPOT_MOST);
	enter(r, "stack_depot_early_init");
	memblock_alloc(&r->mb, entries * bucket, r->mb.cache_line, "stack depot");
}

static size_t nodes_with_memory(const struct replay *r)
{
	size_t count = 0;

	for (size_t i = 0; i < r->node_count; i++)
		count += node_span(r, &r->nodes[i]).end > 0;
	return count;
}

/* linux:mm/page_alloc.c:fixup_hashdist: one node with memory needs no tables spread over nodes */
void alloc_system_hashes(struct replay *r)
{
	bool hashdist = r->k->numa && (r->k->rules->hashdist_with_numa || nodes_with_memory(r) > 1);

	enter(r, "vfs_caches_init_early");
	if (r->cmdline.hashdist_given)
		hashdist = r->k->numa && r->cmdline.hashdist;
	if (r->k->rules->pid_hash)
		memblock_alloc(&r->mb, min_u64(hash_bytes(r, 0, 18, false), 4096 * r->k->pointer_bytes), 0,
					   "hash tables");
	if (!hashdist) { /* else from vmalloc, later */
		memblock_alloc(&r->mb, hash_bytes(r, r->cmdline.dhash, 13, true), 0, "hash tables");
		memblock_alloc(&r->mb, hash_bytes(r, r->cmdline.ihash, 14, true), 0, "hash tables");
	}
	alloc_stack_depot(r);
}
