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
#include "util/range_set.h"

#define MEMMAP "struct page array"
#define OWNER "memory sections"

static unsigned int max_physmem_bits(const struct replay *r)
{
	return r->k->arch == ARCH_RISCV64 ? 56 : 48;
}

/* Numbers of the sections that RAM touches, as ranges: cost follows the ranges, not the RAM. */
static struct range_set present_sections(struct replay *r)
{
	struct range_set sections = { 0 };
	unsigned int bits = r->k->section_bits;
	uint64_t most = (uint64_t)1 << (max_physmem_bits(r) - bits);

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct range m = r->mb.memory.regions[i].range;
		uint64_t end = min_u64(((range_end(m) - 1) >> bits) + 1, most);

		range_set_push(r->arena, &sections, range_between(m.base >> bits, end));
	}
	range_set_join(&sections);
	return sections;
}

static uint64_t take(struct replay *r, uint64_t size, uint64_t align, const char *owner)
{
	return memblock_alloc(&r->mb, size, align, 0, MEMBLOCK_ACCESSIBLE, owner);
}

/* Two-level table of sections: an array of roots, one page of struct mem_section for each root in use. */
static void alloc_section_roots(struct replay *r, const struct range_set *sections)
{
	uint64_t page = page_size(r->k), entry = r->k->page_extension ? 32 : 16;
	uint64_t per_root = page / entry;
	uint64_t roots = div_round_up((uint64_t)1 << (r->k->phys_bits - r->k->section_bits), per_root);
	struct range_set used = { 0 };

	take(r, roots * r->k->pointer_bytes, 64, OWNER);
	for (size_t i = 0; i < sections->count; i++) {
		struct range s = sections->ranges[i];

		range_set_push(r->arena, &used,
					   range_between(s.base / per_root, div_round_up(range_end(s), per_root)));
	}
	range_set_join(&used);
	memblock_alloc_each(&r->mb, range_set_bytes(&used), page, 64, MEMBLOCK_ACCESSIBLE, OWNER);
}

/* struct mem_section_usage with the pageblock flags behind it, for all sections in one piece. */
static void alloc_usage(struct replay *r, uint64_t sections)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t pages = (uint64_t)1 << (r->k->section_bits - r->k->page_shift);
	uint64_t blocks = max_u64(pages >> r->k->pageblock_order, 1);
	uint64_t flags = round_up(blocks * rules->pageblock_flag_bits, 64) / 8;
	uint64_t size = sections * (rules->section_usage + flags), section = (uint64_t)1 << r->k->section_bits;
	uint64_t pgdat = r->node_data ? r->node_data : r->boot->kernel_image.base;
	uint64_t goal = round_down(pgdat, section);

	/* with hot-removal it should lie in the section of the node's own data, which cannot go */
	if (r->k->memory_hotremove && memblock_alloc(&r->mb, size, 64, goal, goal + section, OWNER))
		return;
	take(r, size, 64, OWNER);
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
	uint64_t size = section_map * sections;

	if (rules->sparse_no_buffer)
		return;
	v->buffer = memblock_alloc(&r->mb, size, rules->sparse_buffer_unaligned ? page_size(r->k) : section_map,
							   r->memstart, MEMBLOCK_ACCESSIBLE, MEMMAP);
	v->buffer_end = v->buffer ? v->buffer + size : 0;
}

void alloc_sparse_memmap(struct replay *r)
{
	struct range_set sections = present_sections(r);
	struct vmemmap v = vmemmap_of(r);
	uint64_t map = r->k->struct_page * ((uint64_t)1 << (r->k->section_bits - r->k->page_shift));
	uint64_t first = r->memstart >> r->k->section_bits;

	alloc_section_roots(r, &sections);
	alloc_usage(r, range_set_bytes(&sections));
	alloc_buffer(r, &v, round_up(map, v.block), range_set_bytes(&sections));
	for (size_t i = 0; i < sections.count; i++) {
		struct range s = sections.ranges[i];

		populate(r, &v, (s.base - min_u64(first, s.base)) * map,
				 (range_end(s) - min_u64(first, s.base)) * map);
	}
	if (v.buffer < v.buffer_end)
		memblock_free(&r->mb, range_between(v.buffer, v.buffer_end));
}

void alloc_flat_memmap(struct replay *r)
{
	uint64_t span = (uint64_t)1 << r->k->max_order;
	uint64_t start = round_down(pfn_up(r->k, memblock_start_of_dram(&r->mb)), span);
	uint64_t end = round_up(pfn_down(r->k, memblock_end_of_dram(&r->mb)), span);

	r->memmap = take(r, (end - start) * r->k->struct_page, 64, MEMMAP);
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

	for (size_t i = 0; i < r->mb.memory.count && r->memmap; i++) {
		struct range m = r->mb.memory.regions[i].range;
		uint64_t start = round_down(pfn_up(r->k, m.base), block);

		if (prev_end && prev_end < start)
			free_memmap(r, prev_end, start);
		prev_end = round_up(pfn_down(r->k, range_end(m)), block);
	}
}
