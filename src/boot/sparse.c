/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The array of struct page and what finds it. Stands for linux:mm/sparse.c
 * (memblocks_present, sparse_index_init, sparse_init_nid, sparse_buffer_init),
 * mm/sparse-vmemmap.c and arch/arm64/mm/mmu.c:vmemmap_populate; for FLATMEM
 * mm/page_alloc.c:alloc_node_mem_map.
 */
#include "boot/replay.h"
#include "util/arena.h"
#include "util/number.h"

#define MEMMAP "struct page array"
#define OWNER "memory sections"

static unsigned int max_physmem_bits(const struct replay *r)
{
	return r->k->arch == ARCH_RISCV64 ? 56 : 48;
}

/* Sections that RAM touches, by number, and the node whose RAM comes first in them. */
struct section_run {
	struct range sections;
	unsigned int node;
};

/* As runs: cost follows the ranges, not the RAM. */
static struct section_run *present_sections(struct replay *r, size_t *count)
{
	unsigned int bits = r->k->section_bits;
	uint64_t most = (uint64_t)1 << (max_physmem_bits(r) - bits), next = 0;
	struct section_run *runs = NULL;

	*count = 0;
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct memblock_region m = r->mb.memory.regions[i];
		uint64_t end = min_u64(((range_end(m.range) - 1) >> bits) + 1, most);
		struct section_run run = { range_between(max_u64(m.range.base >> bits, next), end), m.node };
		struct section_run *last = *count ? &runs[*count - 1] : NULL;

		if (!run.sections.size)
			continue;
		next = end;
		if (last && last->node == run.node && range_end(last->sections) == run.sections.base)
			last->sections.size += run.sections.size;
		else
			arena_push(r->arena, runs, *count, run);
	}
	return runs;
}

/* Two-level table of sections: an array of roots, one page of struct mem_section for each root in use. */
static void alloc_section_roots(struct replay *r, const struct section_run *runs, size_t count)
{
	uint64_t page = page_size(r->k), entry = r->k->page_extension ? 32 : 16;
	uint64_t per_root = page / entry, next = 0;
	uint64_t roots = div_round_up((uint64_t)1 << (r->k->phys_bits - r->k->section_bits), per_root);

	if (r->k->rules->section_roots_allocated)
		memblock_alloc(&r->mb, roots * r->k->pointer_bytes, 0, OWNER);
	for (size_t i = 0; i < count; i++) {
		struct range s = runs[i].sections;
		struct range used =
			range_between(max_u64(s.base / per_root, next), div_round_up(range_end(s), per_root));

		r->mb.home = runs[i].node;
		memblock_alloc_each(&r->mb, used.size, page, 0, MEMBLOCK_ACCESSIBLE, OWNER);
		next = max_u64(next, range_end(used));
	}
	r->mb.home = ANY_NODE;
}

static uint64_t data_of_node(const struct replay *r, unsigned int node)
{
	for (size_t i = 0; i < r->node_count; i++)
		if (r->nodes[i].id == node && r->nodes[i].data)
			return r->nodes[i].data;
	return r->boot->kernel_image.base;
}

/* struct mem_section_usage with the pageblock flags behind it, for all sections of a node in one piece. */
static void alloc_usage(struct replay *r, unsigned int node, uint64_t sections)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t pages = (uint64_t)1 << (r->k->section_bits - r->k->page_shift);
	uint64_t blocks = max_u64(pages >> r->k->pageblock_order, 1);
	uint64_t flags = round_up(blocks * rules->pageblock_flag_bits, 64) / 8;
	uint64_t size = sections * (rules->section_usage + flags), section = (uint64_t)1 << r->k->section_bits;
	uint64_t goal = round_down(data_of_node(r, node), section);

	/* with hot-removal it should lie in the section of the node's own data, which cannot go */
	if (r->k->memory_hotremove && memblock_alloc_range(&r->mb, size, 0, goal, goal + section, OWNER))
		return;
	memblock_alloc(&r->mb, size, 0, OWNER);
}

/* State of the walk through the virtual memory map. */
struct vmemmap {
	uint64_t block;      /* bytes of one mapping: a page, or 2 MiB with pages of 4K */
	uint64_t next_block; /* number of the first block that is not mapped yet */
	struct level {
		uint64_t chunk; /* bytes of the map that one table of this level covers; 0: there is none */
		uint64_t next;  /* number of the first chunk that has no table yet */
	} levels[3];        /* PUD, PMD and PTE tables */
	uint64_t buffer, buffer_end;
};

static struct vmemmap vmemmap_of(const struct replay *r)
{
	uint64_t page = page_size(r->k), entries = page / 8;
	bool by_pages = r->k->page_shift != 12;
	struct vmemmap v = { .block = by_pages ? page : entries * page };

	if (r->k->pgtable_levels >= 4)
		v.levels[0].chunk = entries * entries * entries * page;
	if (r->k->pgtable_levels >= 3)
		v.levels[1].chunk = entries * entries * page;
	if (by_pages)
		v.levels[2].chunk = entries * page;
	return v;
}

/* Makes the tables for the map at `at` and tells up to where they reach. */
static uint64_t make_tables(struct replay *r, struct vmemmap *v, uint64_t at)
{
	uint64_t reach = UINT64_MAX;

	for (size_t i = 0; i < ARRAY_SIZE(v->levels); i++) {
		struct level *level = &v->levels[i];

		if (!level->chunk)
			continue;
		if (at / level->chunk >= level->next) {
			alloc_tables(r, 1);
			level->next = at / level->chunk + 1;
		}
		reach = min_u64(reach, level->next * level->chunk);
	}
	return reach;
}

/* Blocks from the buffer while it lasts. */
static void alloc_blocks(struct replay *r, struct vmemmap *v, uint64_t count)
{
	uint64_t at = round_up(v->buffer, v->block), ready = 0;

	if (at < v->buffer_end)
		ready = min_u64(count, (v->buffer_end - at) / v->block);
	if (ready)
		v->buffer = at + ready * v->block;
	memblock_alloc_each(&r->mb, count - ready, v->block, v->block, MEMBLOCK_ACCESSIBLE, MEMMAP);
}

/* Part of the map, from one table of a level to the next: what neighbouring sections share is there already.
 */
static void populate(struct replay *r, struct vmemmap *v, uint64_t start, uint64_t end)
{
	uint64_t first = max_u64(start / v->block, v->next_block), last = div_round_up(end, v->block);

	while (first < last) {
		uint64_t stop = min_u64(last, make_tables(r, v, first * v->block) / v->block);

		alloc_blocks(r, v, stop - first);
		first = stop;
	}
	v->next_block = max_u64(v->next_block, last);
}

static void alloc_buffer(struct replay *r, struct vmemmap *v, uint64_t section_map, uint64_t sections)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t size = section_map * sections,
			 align = rules->sparse_buffer_unaligned ? page_size(r->k) : section_map;

	if (rules->sparse_no_buffer || !memblock_find(&r->mb, size, align, 0, MEMBLOCK_ACCESSIBLE, false))
		return; /* the node has no such piece, and no other will do */
	v->buffer = memblock_alloc_range(&r->mb, size, align, r->memstart, MEMBLOCK_ACCESSIBLE, MEMMAP);
	v->buffer_end = v->buffer ? v->buffer + size : 0;
}

/* linux:sparse_init_nid: sections that follow each other on one node */
static void init_sections(struct replay *r, struct vmemmap *v, const struct section_run *runs, size_t count)
{
	uint64_t map = r->k->struct_page * ((uint64_t)1 << (r->k->section_bits - r->k->page_shift));
	uint64_t first = r->memstart >> r->k->section_bits, sections = 0;

	for (size_t i = 0; i < count; i++)
		sections += runs[i].sections.size;
	r->mb.home = runs[0].node;
	alloc_usage(r, runs[0].node, sections);
	alloc_buffer(r, v, round_up(map, v->block), sections);
	for (size_t i = 0; i < count; i++) {
		struct range s = runs[i].sections;

		populate(r, v, (s.base - min_u64(first, s.base)) * map,
				 (range_end(s) - min_u64(first, s.base)) * map);
	}
	r->mb.home = ANY_NODE;
	if (v->buffer < v->buffer_end)
		memblock_free(&r->mb, range_between(v->buffer, v->buffer_end));
}

void alloc_sparse_memmap(struct replay *r)
{
	size_t count, next;
	struct section_run *runs = present_sections(r, &count);
	struct vmemmap v = vmemmap_of(r);
	/* a pointer for each section that there could be, while the map is made (usemap_map) */
	uint64_t list_size = (uint64_t)r->k->pointer_bytes << (max_physmem_bits(r) - r->k->section_bits),
			 list = 0;

	enter(r, "sparse_init");
	alloc_section_roots(r, runs, count);
	if (r->k->rules->sparse_usage_list)
		list = memblock_alloc(&r->mb, list_size, 0, OWNER);
	for (size_t i = 0; i < count; i = next) {
		for (next = i + 1; next < count && runs[next].node == runs[i].node;)
			next++;
		init_sections(r, &v, runs + i, next - i);
	}
	if (list)
		memblock_free(&r->mb, (struct range){ list, list_size });
}

void alloc_flat_memmap(struct replay *r)
{
	uint64_t span = (uint64_t)1 << r->k->max_order;
	uint64_t start = round_down(pfn_up(r->k, memblock_start_of_dram(&r->mb)), span);
	uint64_t end = round_up(pfn_down(r->k, memblock_end_of_dram(&r->mb)), span);

	enter(r, "alloc_node_mem_map");
	r->memmap = memblock_alloc(&r->mb, (end - start) * r->k->struct_page, 0, MEMMAP);
	r->memmap_start = start;
}

static void free_memmap(struct replay *r, uint64_t start, uint64_t end)
{
	uint64_t from = r->memmap + (start - r->memmap_start) * r->k->struct_page;
	uint64_t to = r->memmap + (end - r->memmap_start) * r->k->struct_page;

	memblock_free(&r->mb, range_between(round_up(from, page_size(r->k)), round_down(to, page_size(r->k))));
}

/* linux:mm/memblock.c:free_unused_memmap: struct pages of holes between banks, but for parts of a pageblock
 */
void free_unused_memmap(struct replay *r)
{
	uint64_t block = (uint64_t)1 << r->k->pageblock_order, prev_end = 0;

	enter(r, "free_unused_memmap");
	for (size_t i = 0; i < r->mb.memory.count && r->memmap; i++) {
		struct range m = r->mb.memory.regions[i].range;
		uint64_t start = round_down(pfn_up(r->k, m.base), block);

		if (prev_end && prev_end < start)
			free_memmap(r, prev_end, start);
		prev_end = round_up(pfn_down(r->k, range_end(m)), block);
	}
}
