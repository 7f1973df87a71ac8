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

struct sections {
	uint64_t *numbers; /* of present sections, ascending */
	size_t count;
};

static struct sections present_sections(struct replay *r)
{
	struct sections s = { 0 };
	unsigned int bits = r->k->section_bits;

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct range m = r->mb.memory.regions[i].range;
		uint64_t first = m.base >> bits, last = (range_end(m) - 1) >> bits;

		for (uint64_t n = first; n <= last; n++)
			if (!s.count || s.numbers[s.count - 1] < n)
				arena_push(r->arena, s.numbers, s.count, n);
	}
	return s;
}

static uint64_t take(struct replay *r, uint64_t size, uint64_t align, const char *owner)
{
	return memblock_alloc(&r->mb, size, align, 0, MEMBLOCK_ACCESSIBLE, owner);
}

/* Two-level table of sections: an array of roots, one page of struct mem_section for each root in use. */
static void alloc_section_roots(struct replay *r, const struct sections *s)
{
	uint64_t page = page_size(r->k), entry = r->k->page_extension ? 32 : 16;
	uint64_t per_root = page / entry, last = UINT64_MAX;
	uint64_t roots = div_round_up((uint64_t)1 << (r->k->phys_bits - r->k->section_bits), per_root);

	take(r, roots * r->k->pointer_bytes, 64, OWNER);
	for (size_t i = 0; i < s->count; i++) {
		if (s->numbers[i] / per_root == last)
			continue;
		last = s->numbers[i] / per_root;
		take(r, page, 64, OWNER);
	}
}

/* struct mem_section_usage with the pageblock flags behind it, for all sections in one piece. */
static void alloc_usage(struct replay *r, const struct sections *s)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t pages = (uint64_t)1 << (r->k->section_bits - r->k->page_shift);
	uint64_t blocks = max_u64(pages >> r->k->pageblock_order, 1);
	uint64_t flags = round_up(blocks * rules->pageblock_flag_bits, 64) / 8;
	uint64_t size = s->count * (rules->section_usage + flags), section = (uint64_t)1 << r->k->section_bits;
	uint64_t pgdat = r->node_data ? r->node_data : r->boot->kernel_image.base;
	uint64_t goal = round_down(pgdat, section);

	/* with hot-removal it should lie in the section of the node's own data, which cannot go */
	if (r->k->memory_hotremove && memblock_alloc(&r->mb, size, 64, goal, goal + section, OWNER))
		return;
	take(r, size, 64, OWNER);
}

/* State of the walk through the virtual memory map. */
struct vmemmap {
	uint64_t page, block;          /* bytes of a base page and of one mapping */
	uint64_t pmd_chunk, pud_chunk; /* bytes of vmemmap that a table of that level covers */
	uint64_t last_pte, last_pmd, last_pud; /* numbers of the chunks whose tables exist, + 1 */
	uint64_t buffer, buffer_end;
};

static uint64_t vmemmap_block(struct replay *r, struct vmemmap *v)
{
	uint64_t at = round_up(v->buffer, v->block);

	if (v->buffer && at + v->block <= v->buffer_end) {
		v->buffer = at + v->block;
		return at;
	}
	return take(r, v->block, v->block, MEMMAP);
}

static void table_for(struct replay *r, uint64_t chunk, uint64_t *last)
{
	if (*last == chunk + 1)
		return;
	*last = chunk + 1;
	take(r, page_size(r->k), page_size(r->k), "page tables");
}

/* One section: tables of each level where its part of the map enters a new one, then its pages or blocks. */
static void populate_section(struct replay *r, struct vmemmap *v, uint64_t start, uint64_t size)
{
	bool by_pages = r->k->page_shift != 12;

	for (uint64_t at = start; at < start + size; at += v->block) {
		if (r->k->pgtable_levels >= 4)
			table_for(r, at / v->pud_chunk, &v->last_pud);
		table_for(r, at / v->pmd_chunk, &v->last_pmd);
		if (by_pages)
			table_for(r, at / (v->pmd_chunk / (v->page / 8)), &v->last_pte);
		vmemmap_block(r, v);
	}
}

static void alloc_buffer(struct replay *r, struct vmemmap *v, uint64_t section_map, size_t count)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t size = section_map * count;

	if (rules->sparse_no_buffer)
		return;
	v->buffer = memblock_alloc(&r->mb, size, rules->sparse_buffer_unaligned ? v->page : section_map, r->memstart,
				   MEMBLOCK_ACCESSIBLE, MEMMAP);
	v->buffer_end = v->buffer ? v->buffer + size : 0;
}

void alloc_sparse_memmap(struct replay *r)
{
	struct sections s = present_sections(r);
	uint64_t page = page_size(r->k), entries = page / 8;
	uint64_t pages = (uint64_t)1 << (r->k->section_bits - r->k->page_shift);
	struct vmemmap v = { .page = page, .block = r->k->page_shift == 12 ? entries * page : page };
	uint64_t section_map = round_up(pages * r->k->struct_page, v.block);
	uint64_t first = r->memstart >> r->k->section_bits;

	v.pmd_chunk = entries * entries * page;
	v.pud_chunk = v.pmd_chunk * entries;
	alloc_section_roots(r, &s);
	alloc_usage(r, &s);
	alloc_buffer(r, &v, section_map, s.count);
	for (size_t i = 0; i < s.count; i++)
		populate_section(r, &v, (s.numbers[i] - first) * pages * r->k->struct_page, section_map);
	if (v.buffer && v.buffer < v.buffer_end)
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

/* linux:mm/memblock.c:free_unused_memmap: struct pages of holes between banks, but for parts of a pageblock */
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
