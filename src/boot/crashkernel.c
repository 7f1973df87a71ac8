/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crashkernel=. Stands for linux:arch/arm64/mm/init.c:reserve_crashkernel
 * (4.19 to 6.1) and kernel/crash_reserve.c (6.12 and later), arm's and riscv's
 * own copies of it.
 */
#include "boot/replay.h"
#include "util/number.h"

#define CRASH_ALIGN MIB(2)
#define ARM_CRASH_ALIGN MIB(128)
#define DEFAULT_LOW MIB(128)

static bool take(struct replay *r, uint64_t base, uint64_t size)
{
	r->crash = (struct range){ base, size };
	memblock_take(&r->mb, r->crash, "crashkernel");
	say(r, "crashkernel reserved: 0x%016llx - 0x%016llx (%llu MB)", (unsigned long long)base,
		(unsigned long long)(base + size), (unsigned long long)(size >> 20));
	return true;
}

static void reserve_fixed(struct replay *r, uint64_t base, uint64_t size)
{
	struct range range = { base, size };
	bool tested = r->k->rules->crash_place_tested;

	if (tested && !memblock_is_region_memory(&r->mb, range))
		say(r, "cannot reserve crashkernel: region is not memory");
	else if (tested && memblock_overlaps_reserved(&r->mb, range))
		say(r, "cannot reserve crashkernel: region overlaps reserved memory");
	else if (tested && !is_aligned(base, CRASH_ALIGN))
		say(r, "cannot reserve crashkernel: base address is not 2MB aligned");
	else if (memblock_find(&r->mb, size, CRASH_ALIGN, base, base + size, false) != base)
		say(r, "cannot allocate crashkernel (size:0x%llx)", (unsigned long long)size);
	else
		take(r, base, size);
}

/* The part below the DMA limit that a crash kernel above it needs. */
static bool reserve_low(struct replay *r)
{
	bool by_default = r->k->rules->crash_high_by_default;
	uint64_t size = r->cmdline.crash.low_present ? r->cmdline.crash.low_size : by_default ? DEFAULT_LOW : 0;
	uint64_t base;

	if (!size)
		return true;
	base = memblock_find(&r->mb, size, CRASH_ALIGN, 0, r->dma_limit, false);
	if (!base)
		return false;
	memblock_take(&r->mb, (struct range){ base, size }, "crashkernel");
	return true;
}

static void reserve_anywhere(struct replay *r, uint64_t size)
{
	const struct crash_request *crash = &r->cmdline.crash;
	uint64_t align = r->k->arch == ARCH_ARM ? ARM_CRASH_ALIGN : CRASH_ALIGN;
	uint64_t low = r->k->arch == ARCH_ARM ? r->lowmem_limit : r->dma_limit, base = 0;
	bool high;

	/* ARCH_LOW_ADDRESS_LIMIT names the last byte, and was passed as an exclusive end */
	if (r->k->rules->crash_before_page_tables)
		low--;
	high = crash->high && r->k->rules->crash_high;
	if (crash->high && !high)
		return; /* unknown syntax, ignored without a word */
	if (!high)
		base = memblock_find(&r->mb, size, align, 0, low, false);
	if (!base && (high || r->k->rules->crash_high_by_default))
		base = memblock_find(&r->mb, size, align, high ? 0 : low, UINT64_MAX, false);
	if (!base || (base >= low && !reserve_low(r))) {
		say(r, "cannot allocate crashkernel (size:0x%llx)", (unsigned long long)size);
		return;
	}
	take(r, base, size);
}

void reserve_crashkernel(struct replay *r)
{
	bool fixed;
	uint64_t base, size;

	if (r->crash_done || !r->cmdline.crash.present || !r->k->rules->crash_known)
		return;
	r->crash_done = true;
	size = round_up(crash_size_for(&r->cmdline.crash, memblock_phys_mem_size(&r->mb), &base, &fixed),
					page_size(r->k));
	if (!size)
		return;
	enter(r, "reserve_crashkernel");
	if (fixed)
		reserve_fixed(r, base, size);
	else
		reserve_anywhere(r, size);
}
