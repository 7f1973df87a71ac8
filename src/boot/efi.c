/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A boot by EFI. linux:drivers/firmware/efi/efi-init.c:reserve_regions drops the tree's memory and takes the
 * map's: RAM that firmware keeps to itself is no-map or left out, and the stub places kernel, initrd and tree
 * where the firmware has room. Where the map is not told, so much may be missing, and nothing lies surely.
 */
#include "boot/replay.h"
#include "board/board.h"
#include "board/firmware_map.h"
#include "util/number.h"

/* What the kernel reserves of EFI's tables, which the map does not tell apart: the map itself, logs of a TPM,
 * seeds (drivers/firmware/efi/efi.c:efi_config_parse_tables). */
#define EFI_TABLES_BYTES ((uint64_t)MIB(2))

static bool map_is_told(const struct replay *r)
{
	return firmware_map_efi_source(r->options->firmware_map) != MAP_SOURCES;
}

/* is_memory() and is_usable_memory() of reserve_regions(); before 4.5 runtime regions are reserved and mapped. */
static void take_entry(struct replay *r, const struct map_entry *entry)
{
	const struct kernel_rules *rules = r->k->rules;
	struct range pages = pages_touched(r, entry->range);
	bool usable = entry->use == USE_FREE || (entry->use == USE_RECLAIM && rules->efi_acpi_tables_usable);

	if (!entry->cacheable || (!entry->write_back && rules->efi_memory_is_write_back))
		return;
	add_memory_bank(r, pages, false);
	if (usable && entry->write_back) {
		if (entry->use == USE_RECLAIM)
			memblock_reserve(&r->mb, pages, "ACPI tables");
	} else if (rules->efi_runtime_reserved) {
		memblock_reserve(&r->mb, pages, "EFI runtime");
	} else {
		memblock_set_flags(&r->mb, pages, MEMBLOCK_NOMAP, true);
	}
}

void scan_efi_map(struct replay *r)
{
	const struct firmware_map *map = r->options->firmware_map;

	if (!map_is_told(r))
		return;
	memblock_remove(&r->mb, (struct range){ 0, UINT64_MAX });
	for (size_t i = 0; i < map->count; i++)
		if (map->entries[i].source == firmware_map_efi_source(map))
			take_entry(r, &map->entries[i]);
}

/* Where the stub has loaded something of `size` bytes; a log of node ranges does not tell. */
bool find_in_efi_map(const struct replay *r, uint64_t size, uint64_t *at)
{
	const struct firmware_map *map = r->options->firmware_map;
	uint64_t pages = round_up(size, KIB(4));

	for (size_t i = 0; map && i < map->count; i++) {
		const struct map_entry *entry = &map->entries[i];

		*at = entry->range.base;
		if (entry->loader && size && entry->range.size == pages)
			return true;
	}
	return false;
}

/*
 * What firmware keeps: runtime services, tables, secure world. U-Boot has some MiB, EDK2 tens of them.
 * Without EFI, what a boot of a board with this much RAM showed.
 */
static uint64_t firmware_bytes(const struct replay *r)
{
	const struct kernel *k = r->k;
	uint64_t present = memblock_phys_mem_size(&r->mb);

	if (map_is_told(r))
		return EFI_TABLES_BYTES;
	if (r->boot->efi)
		return MIB(64) + present / 64;
	return present == k->seen_ram_tree ? present - k->seen_ram_bytes : 0;
}

/* What the tree takes out stands in firmware's map in whole pages. u-boot:cmd/bootefi.c:efi_carve_out_dt_rsv */
static void keep_whole_pages(struct replay *r)
{
	for (size_t i = 0; i < r->board->rmem_count; i++) {
		const struct rmem_node *node = &r->board->rmem[i];

		for (size_t j = 0; j < node->reg.count && node->no_map && node->enabled; j++)
			memblock_set_flags(&r->mb, pages_touched(r, node->reg.items[j]), MEMBLOCK_NOMAP, true);
	}
}

/* grub:grub-core/loader/efi/linux.c, and grub-core/normal/context.c sets BOOT_IMAGE: there it is an EFI program. */
static bool starts_by_grub(const struct replay *r)
{
	return r->cmdline.by_grub && r->k->arch != ARCH_ARM;
}

void boot_by_efi(struct replay *r)
{
	struct boot *boot = r->boot;

	boot->efi = r->options->efi || r->k->efi || r->board->chosen.efi || map_is_told(r);
	if (!boot->efi && starts_by_grub(r)) {
		boot->efi = true;
		assume(r, UNKNOWN_OTHER, NULL, "that EFI started it: BOOT_IMAGE= on the command line is GRUB's");
	}
	if (!boot->efi)
		return;
	boot->kernel_base_known = boot->fdt_base_known = false;
	if (map_is_told(r))
		return;
	keep_whole_pages(r);
	assume(r, UNKNOWN_OTHER, "--firmware-map", "firmware's memory map: EFI may keep up to %llu MiB of RAM to itself",
		   (unsigned long long)firmware_bytes(r) >> 20);
}

void doubt_by_efi(struct replay *r)
{
	r->doubt_more += firmware_bytes(r) >> r->k->page_shift;
}

/* From where on and up to where the kernel looks for a place. */
static struct range window_of(const struct replay *r, const struct region *region)
{
	struct range ram = range_between(memblock_start_of_dram(&r->mb), memblock_end_of_dram(&r->mb));
	const struct tuples *ranges =
		region->node < r->board->rmem_count ? &r->board->rmem[region->node].alloc_ranges : NULL;
	uint64_t low = UINT64_MAX, high = 0;

	if (!ranges || !ranges->present || !ranges->whole)
		return ram;
	for (size_t i = 0; i < ranges->count; i++) {
		low = min_u64(low, ranges->items[i].base);
		high = max_u64(high, range_end(ranges->items[i]));
	}
	return range_between(max_u64(low, ram.base), min_u64(high, range_end(ram)));
}

/* The stub takes memory at random (KASLR) or where firmware has left some: what Linux places may lie anywhere. */
static void loosen_places(struct replay *r)
{
	for (size_t i = 0; i < r->boot->region_count; i++) {
		struct region *region = &r->boot->regions[i];
		bool by_default = region->node == SIZE_MAX && region->kind == REGION_CMA && !r->cmdline.cma_base;
		bool placed = region->dynamic || by_default;
		struct range window;

		if (!placed || !region->range.size || was_seen(r, region->range))
			continue;
		window = window_of(r, region);
		region->reach.base_low = min_u64(region->reach.base_low, window.base);
		if (range_end(window) > region->range.size)
			region->reach.base_high =
				max_u64(region->reach.base_high, range_end(window) - region->range.size);
	}
}

void widen_by_efi(struct replay *r)
{
	struct boot *boot = r->boot;
	int64_t kept = (int64_t)(firmware_bytes(r) >> 10), pages = kept >> (r->k->page_shift - 10);
	/* pages that the tree's no-map regions touch are whole in firmware's map */
	int64_t more = boot->efi ? (int64_t)(r->board->rmem_count * 2 * page_size(r->k) >> 10) : 0;

	if (boot->efi)
		loosen_places(r);
	if (!kept || map_is_told(r))
		return;
	boot->memory_open = true;
	boot->total_kb = between(boot->total_kb.value - kept, boot->total_kb.value, boot->total_kb.value + more);
	for (size_t i = 0; i < boot->zone_count; i++) {
		struct estimate *present = &boot->zones[i].present;

		present->low = present->low > pages ? present->low - pages : 0;
	}
}
