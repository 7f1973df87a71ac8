/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the memory nodes to memblock.memory, and where the boot loader put the
 * images. Stands for linux:drivers/of/fdt.c (early_init_dt_scan_memory,
 * early_init_dt_add_memory_arch, early_init_dt_check_for_usable_mem_range) and
 * mm/memblock.c (memblock_mem_limit_remove_map, memblock_cap_memory_range).
 */
#include "boot/replay.h"
#include "board/board.h"
#include "board/firmware_map.h"
#include "util/number.h"
#include "util/range_set.h"

/* Where RAM begins for the kernel; below it memory is clipped (kernel-boot facts 1.3). */
static uint64_t lowest_address(const struct replay *r)
{
	return r->k->rules->keeps_ram_below ? 0 : r->phys_offset;
}

void add_memory_bank(struct replay *r, struct range bank, bool hotpluggable)
{
	uint64_t page = page_size(r->k), low = lowest_address(r), top = UINT64_MAX;
	uint64_t off = bank.base & (page - 1);
	uint64_t end = range_end(bank);

	if (r->k->arch == ARCH_ARM && !r->k->lpae)
		top = (uint64_t)1 << 32;
	if (bank.size < page - off && (off || r->k->rules->sub_page_memory_always_tested)) {
		say(r, "%sIgnoring memory block 0x%llx - 0x%llx", r->k->rules->static_prefix,
			(unsigned long long)bank.base, (unsigned long long)end);
		return;
	}
	bank.base = round_up(bank.base, page);
	bank.size = round_down(end - bank.base, page);
	if (bank.base >= top || range_end(bank) <= low || !bank.size) {
		say(r, "%sIgnoring memory block 0x%llx - 0x%llx", r->k->rules->static_prefix,
			(unsigned long long)bank.base, (unsigned long long)range_end(bank));
		return;
	}
	if (range_end(bank) > top) {
		say(r, "%sIgnoring memory range 0x%llx - 0x%llx", r->k->rules->static_prefix, (unsigned long long)top,
			(unsigned long long)range_end(bank));
		bank.size = top - bank.base;
	}
	if (bank.base < low) {
		say(r, "%sIgnoring memory range 0x%llx - 0x%llx", r->k->rules->static_prefix,
			(unsigned long long)bank.base, (unsigned long long)low);
		bank = range_between(low, range_end(bank));
	}
	memblock_add(&r->mb, bank, hotpluggable ? MEMBLOCK_HOTPLUG : MEMBLOCK_NONE);
}

static const struct tuples *memory_property(const struct replay *r, const struct memory_node *memory)
{
	bool drop_bad = r->k->rules->memory_bad_length_dropped;

	if (memory->usable.present && !(drop_bad && !memory->usable.whole))
		return &memory->usable;
	if (memory->reg.present && !(drop_bad && !memory->reg.whole))
		return &memory->reg;
	return NULL;
}

void scan_memory(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;

	enter(r, "early_init_dt_scan_memory");
	for (size_t i = 0; i < r->board->memory_count; i++) {
		const struct memory_node *memory = &r->board->memory[i];
		const struct tuples *tuples;

		if (!rules->memory_nodes_at_any_depth && memory->depth != 1)
			continue;
		if (rules->memory_status_honoured && !memory->enabled)
			continue;
		tuples = memory_property(r, memory);
		for (size_t j = 0; tuples && j < tuples->count; j++)
			if (tuples->items[j].size)
				add_memory_bank(r, tuples->items[j], memory->hotpluggable);
	}
}

/* Keeps only what lies in the range; NOMAP ranges outside stay (memblock_cap_memory_range). */
static void cap_memory(struct replay *r, struct range keep)
{
	for (size_t i = r->mb.memory.count; i-- > 0;) {
		struct memblock_region region = r->mb.memory.regions[i];

		if (region.flags & MEMBLOCK_NOMAP)
			continue;
		memblock_remove(&r->mb,
						range_between(region.range.base, min_u64(keep.base, range_end(region.range))));
		memblock_remove(&r->mb,
						range_between(max_u64(range_end(keep), region.range.base), range_end(region.range)));
	}
	memblock_free(&r->mb, range_between(0, keep.base));
	memblock_free(&r->mb, range_between(range_end(keep), UINT64_MAX));
}

void apply_usable_ranges(struct replay *r)
{
	const struct chosen *chosen = &r->board->chosen;
	size_t count =
		chosen->usable_count < r->k->rules->usable_ranges ? chosen->usable_count : r->k->rules->usable_ranges;

	if (!count || (r->k->arch != ARCH_ARM64 && !r->k->rules->usable_ranges_with_the_scan))
		return;
	enter(r, "early_init_dt_check_for_usable_mem_range");
	cap_memory(r, chosen->usable_ranges[0]);
	for (size_t i = 1; i < count; i++)
		memblock_add(&r->mb, chosen->usable_ranges[i], MEMBLOCK_NONE);
}

/* The address up to which the lowest `limit` bytes of RAM reach; UINT64_MAX where RAM is smaller. */
static uint64_t address_of_limit(const struct replay *r, uint64_t limit)
{
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct range m = r->mb.memory.regions[i].range;

		if (limit <= m.size)
			return m.base + limit;
		limit -= m.size;
	}
	return UINT64_MAX;
}

void apply_mem_limit(struct replay *r)
{
	uint64_t limit, top;

	if (!r->cmdline.has_mem)
		return;
	limit = round_down(r->cmdline.mem[r->cmdline.mem_count - 1].size, page_size(r->k));
	if (!limit)
		return;
	enter(r, "memblock_mem_limit_remove_map");
	say(r, "Memory limited to %lluMB", (unsigned long long)(limit >> 20));
	top = address_of_limit(r, limit);
	if (top != UINT64_MAX)
		cap_memory(r, range_between(0, top));
}

/* What a boot of this very board had there. */
static bool is_seen(const struct replay *r, struct range at)
{
	return r->seen_before && at.size && memblock_is_region_memory(&r->mb, at);
}

static struct range told_initrd(const struct replay *r)
{
	const struct chosen *chosen = &r->board->chosen;

	if (r->options->initrd.size)
		return r->options->initrd;
	if (r->cmdline.initrd.size)
		return r->cmdline.initrd;
	if (chosen->has_initrd)
		return range_between(chosen->initrd_start, chosen->initrd_end);
	if (is_seen(r, r->k->initrd) && (!r->board->told.initrd_bytes || r->board->told.initrd_bytes == r->k->initrd.size))
		return r->k->initrd;
	return (struct range){ UINT64_MAX, r->board->told.initrd_bytes };
}

/* RAM that neither a static region of the tree nor what is told to be elsewhere takes, as a boot loader sees
 * it. */
static struct range_set loader_memory(struct replay *r)
{
	struct range_set ram = { 0 }, taken = { 0 };
	struct range initrd = told_initrd(r);

	for (size_t i = 0; i < r->mb.memory.count; i++)
		if (!(r->mb.memory.regions[i].flags & MEMBLOCK_NOMAP))
			range_set_push(r->arena, &ram, r->mb.memory.regions[i].range);
	for (size_t i = 0; i < r->board->rmem_count; i++) {
		const struct rmem_node *node = &r->board->rmem[i];

		for (size_t j = 0; node->enabled && j < node->reg.count; j++)
			range_set_push(r->arena, &taken, node->reg.items[j]);
	}
	for (size_t i = 0; i < r->board->memreserve_count; i++)
		range_set_push(r->arena, &taken, r->board->memreserve[i]);
	if (initrd.size && initrd.base != UINT64_MAX)
		range_set_push(r->arena, &taken, initrd);
	for (size_t i = 0; i < r->k->seen_pool_count && r->seen_before; i++)
		range_set_push(r->arena, &taken, r->k->seen_pools[i]);
	range_set_join(&ram);
	range_set_join(&taken);
	return range_set_minus(r->arena, &ram, &taken);
}

/* The lowest place from `from` on, aligned to LOADER_ALIGN; `from` itself where nothing is free. */
static uint64_t free_spot(const struct range_set *memory, uint64_t from, uint64_t size)
{
	for (size_t i = 0; i < memory->count; i++) {
		uint64_t at = round_up(max_u64(memory->ranges[i].base, from), LOADER_ALIGN),
				 end = range_end(memory->ranges[i]);

		if (at < end && end - at >= size)
			return at;
	}
	return round_up(from, LOADER_ALIGN);
}

/* The highest place for `size` bytes below `top`, a page's multiple; 0 where nothing is free. */
static uint64_t high_spot(const struct range_set *memory, uint64_t top, uint64_t size)
{
	for (size_t i = memory->count; i-- > 0;) {
		uint64_t base = memory->ranges[i].base, end = min_u64(range_end(memory->ranges[i]), top);

		if (end > base && end - base >= size)
			return round_down(end - size, KIB(4));
	}
	return 0;
}

/* Up to where a boot loader puts things: the end of the bank that the image lies in, below 4 GiB. */
static uint64_t loader_top(const struct replay *r)
{
	uint64_t top = 0, image = r->boot->kernel_image.base, own = r->variant->loader_bytes;

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct range m = r->mb.memory.regions[i].range;

		if (m.base <= image || m.base == top)
			top = range_end(m);
	}
	if (image < GIB(4))
		top = min_u64(top, GIB(4));
	return top > own ? top - own : top;
}

/* By U-Boot at the end of RAM, or by EFI, which allocates from the top (libstub: efi_allocate_pages). */
static bool is_placed_high(const struct replay *r)
{
	return r->variant->fdt_high || firmware_map_efi_source(r->options->firmware_map) != MAP_SOURCES;
}

/* Where RAM below the image is dropped, its base is that of RAM by then. */
static uint64_t moved_bytes(const struct replay *r)
{
	return r->variant->kernel_moved && r->k->rules->keeps_ram_below ? MIB(64) : 0;
}

static void place_kernel(struct replay *r, const struct range_set *memory)
{
	const struct boot_options *o = r->options;
	const struct image_facts *image = &r->k->image;
	bool seen = r->k->arch == ARCH_ARM64 && r->k->kernel_base &&
				is_seen(r, (struct range){ r->k->kernel_base, image->image_size });
	bool told = o->has_kernel_base || seen;
	uint64_t base = o->has_kernel_base ? o->kernel_base : r->k->kernel_base;

	if (r->k->arch == ARCH_ARM)
		base = r->phys_offset + image->start_offset; /* the zImage unpacks itself there */
	else if (!told && r->k->arch == ARCH_RISCV64)
		base = r->phys_offset;
	else if (!told && !find_in_efi_map(r, image->image_size, &base))
		base = free_spot(memory, memblock_start_of_dram(&r->mb) + moved_bytes(r), image->image_size) +
			   image->text_offset;
	r->boot->kernel_base_known = told;
	r->boot->kernel_image = (struct range){ base, image->image_size };
	if (!told)
		assume(r, UNKNOWN_KERNEL_BASE, "--kernel-base", "kernel image at %s", phys(r, base));
}

/* By the user, or by a boot that the kernel was learned from, where this board has RAM there. */
static bool told_fdt(const struct replay *r, uint64_t *at)
{
	struct range there = { r->k->fdt_base, r->board->fdt_size };

	*at = r->options->has_fdt_base ? r->options->fdt_base : there.base;
	return r->options->has_fdt_base || (there.base && memblock_is_region_memory(&r->mb, there));
}

static void place_fdt(struct replay *r, const struct range_set *memory)
{
	uint64_t at;

	r->boot->fdt_base_known = told_fdt(r, &at);
	if (!r->boot->fdt_base_known) {
		at = is_placed_high(r) ? high_spot(memory, loader_top(r), r->board->fdt_size) : 0;
		if (!at) {
			r->boot->fdt_sought_from = add_sat(range_end(r->boot->kernel_image), MIB(32));
			at = free_spot(memory, r->boot->fdt_sought_from, LOADER_ALIGN);
		}
		assume(r, UNKNOWN_FDT_BASE, "--fdt-base", "device tree at %s", phys(r, at));
	}
	r->boot->fdt = (struct range){ at, r->board->fdt_size };
}

static void place_initrd(struct replay *r, const struct range_set *memory)
{
	struct range *initrd = &r->boot->initrd;
	uint64_t at = 0;

	*initrd = told_initrd(r);
	if (!initrd->size || initrd->base != UINT64_MAX)
		return;
	if (!find_in_efi_map(r, initrd->size, &at))
		at = is_placed_high(r)
				 ? high_spot(memory, r->boot->fdt_base_known ? loader_top(r) : r->boot->fdt.base, initrd->size)
				 : 0;
	initrd->base = at ? at : free_spot(memory, add_sat(r->boot->fdt.base, LOADER_ALIGN), initrd->size);
	assume(r, UNKNOWN_INITRD, "--initrd", "initrd at %s", phys(r, initrd->base));
}

/*
 * Image, initrd and tree: where the user or the tree says, else where a boot
 * loader would put them. A guess is an assumption of the report.
 */
void place_images(struct replay *r)
{
	struct range_set memory = loader_memory(r);

	place_kernel(r, &memory);
	if (r->variant->fdt_nowhere)
		return;
	place_fdt(r, &memory);
	place_initrd(r, &memory);
}

struct range pages_touched(const struct replay *r, struct range bytes)
{
	uint64_t page = page_size(r->k);

	if (!bytes.size)
		return bytes;
	return range_between(round_down(bytes.base, page), round_up(range_end(bytes), page));
}

/* linux:init/initramfs.c:reserve_initrd_mem, and arm's own before it */
void reserve_initrd_in_ram(struct replay *r)
{
	struct range pages = pages_touched(r, r->boot->initrd);
	const char *trouble = NULL;

	if (!pages.size)
		return;
	enter(r, "reserve_initrd_mem");
	if (!memblock_is_region_memory(&r->mb, pages))
		trouble = "is not a memory region";
	else if (memblock_overlaps_reserved(&r->mb, pages))
		trouble = "overlaps in-use memory region";
	if (trouble) {
		say(r, "INITRD: 0x%08llx+0x%08llx %s - disabling initrd", (unsigned long long)pages.base,
			(unsigned long long)pages.size, trouble);
		r->boot->initrd = (struct range){ 0, 0 };
		return;
	}
	memblock_reserve(&r->mb, pages, "initrd");
}
