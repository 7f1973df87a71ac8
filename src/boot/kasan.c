/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KASAN's shadow of the linear map and of the kernel image, page by page. Stands for
 * linux:arch/arm64/mm/kasan_init.c (kasan_init_shadow, kasan_map_populate). Booted with 6.12 and 48-bit addresses
 * from 256 MiB to 2 GiB: 3 pages off. Other versions were only read, so that all carry a doubt of a part in 64.
 */
#include "boot/replay.h"
#include "util/number.h"

#define OWNER "KASAN shadow"

static struct range shadow_of(const struct replay *r, struct range memory)
{
	uint64_t page = page_size(r->k), scale = r->k->kasan_scale_shift;

	return range_between(round_down(memory.base >> scale, page), round_up(range_end(memory) >> scale, page));
}

void alloc_kasan_shadow(struct replay *r)
{
	uint64_t page = page_size(r->k), pages = shadow_of(r, r->boot->kernel_image).size / page;

	if (!r->k->kasan_scale_shift)
		return;
	enter(r, "kasan_init");
	memblock_alloc_each(&r->mb, pages, page, page, MEMBLOCK_ACCESSIBLE, OWNER);
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct memblock_region m = r->mb.memory.regions[i];
		uint64_t more = shadow_of(r, m.range).size / page;

		if (m.flags & MEMBLOCK_NOMAP)
			continue;
		r->mb.home = r->node_count > 1 ? m.node : ANY_NODE;
		memblock_alloc_each(&r->mb, more, page, page, MEMBLOCK_ACCESSIBLE, OWNER);
		pages += more;
	}
	r->mb.home = ANY_NODE;
	alloc_tables(r, div_round_up(pages, page / 8) + 4);
	r->kasan_doubt = pages / 64 + 64;
}
