/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many pages the page tables of the linear map and of the kernel image
 * take, and when. Stands for linux:arch/arm64/mm/mmu.c (paging_init, map_mem,
 * map_kernel, create_idmap, alloc_init_pud, alloc_init_cont_pmd).
 */
#include "boot/replay.h"
#include "util/number.h"
#include "util/range_set.h"

struct tables {
	struct arena *arena;
	unsigned int pmd_shift, pud_shift, pgd_shift; /* bytes that one entry of that level maps */
	bool pud_blocks;                              /* a whole PUD entry may be one block (4K pages) */
	/* numbers of the slots of that size that need a table, as ranges: cost follows the ranges, not the RAM */
	struct range_set pte, pmd, pud;
};

static void add_slots(struct tables *t, struct range_set *slots, uint64_t first, uint64_t last)
{
	range_set_push(t->arena, slots, range_between(first, last + 1));
}

static uint64_t count_slots(struct range_set *slots)
{
	range_set_join(slots);
	return range_set_bytes(slots);
}

/* Slots of 2^shift bytes that the range covers only in part: those need a table one level down. */
static void add_partial(struct tables *t, struct range_set *slots, struct range r, unsigned int shift)
{
	uint64_t size = (uint64_t)1 << shift;

	if (!is_aligned(r.base, size))
		add_slots(t, slots, r.base >> shift, r.base >> shift);
	if (!is_aligned(range_end(r), size))
		add_slots(t, slots, range_end(r) >> shift, range_end(r) >> shift);
}

static void map_range(struct tables *t, struct range r, bool pages_only)
{
	uint64_t last;

	if (!r.size)
		return;
	last = range_end(r) - 1;
	add_slots(t, &t->pud, r.base >> t->pgd_shift, last >> t->pgd_shift);
	if (pages_only) {
		add_slots(t, &t->pte, r.base >> t->pmd_shift, last >> t->pmd_shift);
		add_slots(t, &t->pmd, r.base >> t->pud_shift, last >> t->pud_shift);
		return;
	}
	add_partial(t, &t->pte, r, t->pmd_shift);
	if (t->pud_blocks)
		add_partial(t, &t->pmd, r, t->pud_shift);
	else
		add_slots(t, &t->pmd, r.base >> t->pud_shift, last >> t->pud_shift);
}

static struct tables tables_of(struct replay *r)
{
	unsigned int bits = r->k->page_shift - 3;
	struct tables t = { .arena = r->arena, .pmd_shift = r->k->page_shift + bits };

	t.pud_shift = t.pmd_shift + bits;
	t.pgd_shift = t.pud_shift + bits;
	t.pud_blocks = r->k->page_shift == 12;
	return t;
}

static uint64_t count_tables(const struct replay *r, struct tables *t)
{
	uint64_t count = count_slots(&t->pte);

	if (r->k->pgtable_levels >= 3)
		count += count_slots(&t->pmd);
	if (r->k->pgtable_levels >= 4)
		count += count_slots(&t->pud);
	if (r->k->pgtable_levels >= 5)
		count++;
	return count;
}

/* linux:arch/arm64/mm/pageattr.c:can_set_direct_map and its forerunners */
static bool maps_pages_only(const struct replay *r)
{
	const struct cmdline *c = &r->cmdline;
	bool full = c->rodata_given ? c->rodata_full || (r->k->rodata_full && !c->rodata_off &&
													 r->k->rules->rodata_on_keeps_full)
								: r->k->rodata_full;
	bool debug = c->debug_pagealloc_given ? c->debug_pagealloc : r->k->debug_pagealloc;
	bool kfence = r->k->kfence && (!c->kfence_given || c->kfence_interval);

	/* 5.10 and 6.1 map all RAM by pages where a crash kernel may be protected later */
	return full || debug || kfence || (r->k->rules->crash_maps_all_by_pages && c->crash.present);
}

#define SEGMENT_ALIGN KIB(64)

/* The image's sections in order: text, rodata, init, data; each starts on 64 KiB
 * (arch/arm64/kernel/vmlinux.lds.S). */
struct sections {
	uint64_t text, rodata, init, data, end;
};

static uint64_t told_or(const struct replay *r, uint64_t offset, uint64_t otherwise)
{
	return offset ? r->boot->kernel_image.base + offset : otherwise;
}

static struct sections image_sections(const struct replay *r)
{
	const struct image_facts *image = &r->k->image;
	struct sections s;
	/* identity map, trampoline, reserved and swapper directories stand behind rodata */
	uint64_t page_dirs = 5 * page_size(r->k);
	uint64_t head = r->k->rules->image_begins_with_segment ? SEGMENT_ALIGN : 0;

	s.text = told_or(r, image->stext_offset, r->boot->kernel_image.base + head);
	s.rodata = told_or(r, image->rodata_offset, round_up(s.text + image->code, SEGMENT_ALIGN));
	s.init = told_or(r, image->init_offset, round_up(s.rodata + image->rodata + page_dirs, SEGMENT_ALIGN));
	s.data = told_or(r, image->data_offset, round_up(s.init + image->init, SEGMENT_ALIGN));
	s.end = range_end(r->boot->kernel_image);
	return s;
}

struct range init_section(const struct replay *r)
{
	struct sections s = image_sections(r);
	struct range image = r->boot->kernel_image;

	if (r->k->arch == ARCH_ARM && !r->k->image.init_offset) {
		/* text, rodata and .init each start on 1 MiB (arch/arm/kernel/vmlinux.lds.S) */
		uint64_t rodata = round_up(r->boot->kernel_image.base + r->k->image.code, MIB(1));

		s.init = round_up(rodata + r->k->image.rodata, MIB(1));
	}
	/* parts that are shares of the image only may add up to more than it */
	if (s.init + r->k->image.init_freed > range_end(image) && r->k->image.init_freed < image.size)
		s.init = round_down(range_end(image) - r->k->image.init_freed, page_size(r->k));
	return (struct range){ s.init, r->k->image.init_freed };
}

/* Tables that map the image at its own virtual address: one of each upper level, and one where a segment ends
 * inside a slot. */
static uint64_t kernel_tables(struct replay *r)
{
	struct tables t = tables_of(r);
	struct sections s = image_sections(r);
	uint64_t upper = r->k->pgtable_levels - 2;

	map_range(&t, range_between(s.text, s.rodata), false);
	map_range(&t, range_between(s.rodata, s.init), false);
	map_range(&t, range_between(s.init, s.data), false);
	map_range(&t, range_between(s.data, s.end), false);
	return upper + count_slots(&t.pte);
}

/* The linear map, but for the alias of text and rodata where that is mapped by itself. */
static uint64_t linear_tables(struct replay *r)
{
	struct tables t = tables_of(r);
	struct sections s = image_sections(r);
	bool pages_only = maps_pages_only(r), alias = r->k->rules->linear_map == KERNEL_ALIAS_BLOCKS;
	uint64_t start = r->k->rules->kernel_reserved_from_stext ? s.text : r->boot->kernel_image.base;

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct memblock_region m = r->mb.memory.regions[i];
		struct range whole = range_between(round_down(m.range.base, page_size(r->k)),
										   round_up(range_end(m.range), page_size(r->k)));

		if (m.flags & MEMBLOCK_NOMAP)
			continue;
		if (!alias) {
			map_range(&t, whole, pages_only);
			continue;
		}
		map_range(&t, range_between(whole.base, min_u64(range_end(whole), max_u64(start, whole.base))),
				  pages_only);
		map_range(&t, range_between(max_u64(whole.base, min_u64(s.init, range_end(whole))), range_end(whole)),
				  pages_only);
	}
	if (alias)
		map_range(&t, range_between(start, s.init), false);
	if (r->crash.size)
		map_range(&t, r->crash, true);
	return count_tables(r, &t);
}

/*
 * Two ranges that share the first page of a 2 MiB slot: the second one's block
 * entry cannot replace the first one's table, and most of the slot stays unmapped
 * (linux-4.19:arch/arm64/mm/mmu.c: pmd_set_huge refuses).
 */
static void check_unmapped_slot(struct replay *r)
{
	uint64_t slot = (uint64_t)1 << (2 * r->k->page_shift - 3), page = page_size(r->k);

	if (maps_pages_only(r) || r->k->rules->nomap_ranges_rounded_inward)
		return;
	for (size_t i = 0; i + 1 < r->mb.memory.count; i++) {
		struct range a = r->mb.memory.regions[i].range, b = r->mb.memory.regions[i + 1].range;
		uint64_t start = round_down(b.base, page);

		if (is_aligned(start, slot) && round_up(range_end(a), page) > start)
			dies(
				r, NULL,
				"the no-map hole inside the page at %s leaves the rest of its 2 MiB without a linear mapping",
				phys(r, start));
	}
}

void alloc_tables(struct replay *r, uint64_t count)
{
	uint64_t page = page_size(r->k);

	memblock_alloc_each(&r->mb, count, page, page, MEMBLOCK_ACCESSIBLE, "page tables");
}

static bool has_first_slot(const struct range_set *joined)
{
	return joined->count && joined->ranges[0].base == 0;
}

/* Less the one that the image has for what it lies in; a single block there needs none at all. */
static uint64_t old_linear_tables(const struct replay *r, struct tables *t)
{
	uint64_t count = count_tables(r, t);

	return count - has_first_slot(r->k->pgtable_levels >= 3 ? &t->pmd : &t->pte);
}

/*
 * Up to 4.5 the linear map began at the image's 2 MiB, and what maps the first GiB was built into the image;
 * tables come from what is mapped already.
 */
static void map_old_linear(struct replay *r)
{
	struct tables t = tables_of(r);
	uint64_t top = r->phys_offset + GIB(1), page = page_size(r->k);

	t.pud_blocks = t.pud_blocks && is_aligned(r->phys_offset, GIB(1));
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct range m = r->mb.memory.regions[i].range;

		map_range(&t, (struct range){ m.base - r->phys_offset, m.size }, false);
		if (i == 0 && range_end(m) < top)
			top = round_down(range_end(m), (uint64_t)1 << t.pmd_shift);
	}
	memblock_alloc_each(&r->mb, old_linear_tables(r, &t), page, page, top, "page tables");
	alloc_tables(r, 1); /* the zero page */
	r->mb.can_resize = true;
}

void map_linear_arm64(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t page = page_size(r->k), pages, temporary = 0;
	struct range image = r->boot->kernel_image;

	enter(r, "paging_init");
	if (rules->linear_map == FROM_THE_IMAGE) {
		map_old_linear(r);
		return;
	}
	pages = linear_tables(r);
	if (rules->temporary_pgd)
		temporary = memblock_alloc(&r->mb, page, page, "page tables");
	if (rules->page_tables_for_kernel_early)
		pages += kernel_tables(r);
	alloc_tables(r, pages);
	if (r->k->kfence_pool && r->k->kfence && !(r->cmdline.kfence_given && !r->cmdline.kfence_interval))
		memblock_alloc(&r->mb, r->k->kfence_pool, page, "KFENCE pool");
	if (temporary)
		memblock_free(&r->mb, (struct range){ temporary, page });
	if (rules->swapper_tail_freed)
		memblock_free(&r->mb, (struct range){ range_end(image) - page * (r->k->pgtable_levels - 2),
											  page * (r->k->pgtable_levels - 2) });
	if (rules->init_pg_dir_freed) {
		/* one page for the top level, two for each other level of the early map with KASLR, else one */
		uint64_t levels = r->k->page_shift == 12 ? r->k->pgtable_levels - 1 : r->k->pgtable_levels;
		uint64_t dirs = 1 + (levels - 1) * (r->k->randomize_base ? 2 : 1);

		memblock_free(&r->mb, (struct range){ range_end(image) - dirs * page, dirs * page });
	}
	r->mb.can_resize = true;
	alloc_tables(r, rules->idmap_pages && r->k->pgtable_levels < 4 ? 2 : rules->idmap_pages);
	check_unmapped_slot(r);
}

/* What create_linear_mapping_range() maps by pages: parts of 2 MiB, and the KFENCE pool. */
void map_linear_riscv(struct replay *r)
{
	struct tables t = tables_of(r);
	struct range image = r->kernel_reserved, pool = { 0, 0 };
	uint64_t page = page_size(r->k), pages;

	enter(r, "setup_vm_final");
	if (config_is_set(&r->k->config, "KFENCE")) {
		pool.size = 512 * page;
		pool.base = memblock_alloc(&r->mb, pool.size, page, "KFENCE pool");
	}
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct memblock_region m = r->mb.memory.regions[i];

		if (!(m.flags & MEMBLOCK_NOMAP))
			map_range(&t, m.range, false);
	}
	if (image.size)
		map_range(&t, image, false);
	map_range(&t, pool, true);
	/* upper levels of the linear map and of the image's own mapping */
	pages = count_slots(&t.pte) + count_slots(&t.pmd) + 6;
	alloc_tables(r, pages);
}
