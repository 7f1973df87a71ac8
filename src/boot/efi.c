/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A boot by EFI whose memory map is not told. linux:drivers/firmware/efi/efi-init.c:reserve_regions drops the
 * tree's memory and takes the map's: RAM that firmware keeps to itself is left out or no-map, and the stub
 * places kernel, initrd and tree where the firmware has room. So much may be missing, and nothing lies
 * surely.
 */
#include "boot/replay.h"
#include "board/board.h"
#include "util/number.h"

/*
 * What firmware keeps: runtime services, tables, secure world. U-Boot has some MiB, EDK2 tens of them.
 * Without EFI, what a boot of a board with this much RAM showed.
 */
static uint64_t firmware_bytes(const struct replay *r)
{
	const struct kernel *k = r->k;
	uint64_t present = memblock_phys_mem_size(&r->mb);

	if (r->boot->efi)
		return MIB(64) + present / 64;
	return present == k->seen_ram_tree ? present - k->seen_ram_bytes : 0;
}

void boot_by_efi(struct replay *r)
{
	struct boot *boot = r->boot;

	boot->efi = r->options->efi || r->k->efi || r->board->chosen.efi;
	if (!boot->efi)
		return;
	boot->kernel_base_known = boot->fdt_base_known = false;
	assume(r, UNKNOWN_OTHER, "--efi", "firmware's memory map: EFI may keep up to %llu MiB of RAM to itself",
		   (unsigned long long)firmware_bytes(r) >> 20);
}

void doubt_by_efi(struct replay *r)
{
	r->doubt_more += firmware_bytes(r) >> r->k->page_shift;
}

void widen_by_efi(struct replay *r)
{
	struct boot *boot = r->boot;
	int64_t kept = (int64_t)(firmware_bytes(r) >> 10), pages = kept >> (r->k->page_shift - 10);
	/* pages that the tree's no-map regions touch are whole in firmware's map */
	int64_t more = boot->efi ? (int64_t)(r->board->rmem_count * 2 * page_size(r->k) >> 10) : 0;

	if (!kept)
		return;
	boot->total_kb = between(boot->total_kb.value - kept, boot->total_kb.value, boot->total_kb.value + more);
	/* the stub puts image, initrd and tree where firmware has room, so that a pool may lie anywhere below */
	for (size_t i = 0; i < boot->region_count && boot->efi; i++)
		if (boot->regions[i].dynamic && boot->regions[i].range.size && !was_seen(r, boot->regions[i].range))
			boot->regions[i].reach.base_low = memblock_start_of_dram(&r->mb);
	for (size_t i = 0; i < boot->zone_count; i++) {
		struct estimate *present = &boot->zones[i].present;

		present->low = present->low > pages ? present->low - pages : 0;
	}
}
