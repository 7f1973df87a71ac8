/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A simulation starts with every page where the dump has it. */
#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "input/scratch.h"
#include "kernel/kernel.h"
#include "owners/start.h"
#include "sim/sim.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/random.h"

#define BASE 0x40000u
#define BLOCKS 16u
#define PAGES (BLOCKS << 9)

/* One zone of 32 MiB whose first 100 pages are reserved. */
struct target {
	struct scratch *s;
	struct kernel kernel;
	struct boot boot;
	struct memory_region_pair {
		struct memblock_region ram, kept;
	} regions;
	struct zone_state zone;
	struct memory_state state;
};

static void make_target(struct target *t)
{
	*t = (struct target){ .s = scratch_new() };
	t->kernel.page_shift = 12;
	t->boot.kernel = &t->kernel;
	t->regions.ram.range = (struct range){ (uint64_t)BASE << 12, (uint64_t)PAGES << 12 };
	t->regions.kept.range = (struct range){ (uint64_t)BASE << 12, 100 << 12 };
	t->boot.memblock.memory = (struct memblock_list){ .regions = &t->regions.ram, .count = 1 };
	t->boot.memblock.reserved = (struct memblock_list){ .regions = &t->regions.kept, .count = 1 };
	t->zone = (struct zone_state){ .kind = GFP_ZONE_DMA32, .start_pfn = BASE, .spanned = PAGES, .present = PAGES,
								   .managed = PAGES - 100 };
	t->state = (struct memory_state){ .kernel = { .page_shift = 12, .pageblock_order = 9, .max_order = 10, .cpus = 1 },
									  .zones = &t->zone, .zone_count = 1 };
}

static struct holdings *read_text(struct target *t, const char *text)
{
	static const struct holdings_hints hints;
	struct holdings *o;
	struct error error;

	cr_assert_eq(holdings_read(scratch_text(t->s, "dump", text), &hints, &o, &error), 0, "%s", error.text);
	return o;
}

static const char *add(struct target *t, const char *text, uint64_t pfn, unsigned int order, const char *type,
					   const char *block)
{
	return arena_printf(t->s->arena,
						"%sPage allocated via order %u, mask 0xcc0(GFP_KERNEL)\n"
						"PFN 0x%llx type %s Block %llu type %s Flags 0x0()\n foo+0x1/0x2\n\n",
						text, order, (unsigned long long)pfn, type, (unsigned long long)pfn >> 9, block);
}

Test(start, every_page_is_where_the_dump_has_it)
{
	static const char *const types[] = { "Movable", "Unmovable", "Reclaimable" };
	static const enum migratetype numbers[] = { MIGRATE_MOVABLE, MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE };

	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct random random;
		struct owners_start start;
		struct target t;
		struct holdings *o;
		struct error error;
		struct sim *sim;
		const char *text = "";
		uint64_t used = 0;

		make_target(&t);
		random_seed(&random, seed);
		for (uint64_t pfn = BASE + 128; pfn < BASE + PAGES;) {
			unsigned int order = (unsigned int)random_below(&random, 4);

			pfn = (pfn + (1U << order) - 1) >> order << order;
			if (pfn + (UINT64_C(1) << order) > BASE + PAGES)
				break;
			if (random_below(&random, 3)) {
				text = add(&t, text, pfn, order, types[random_below(&random, 3)], types[(pfn >> 9) % 3]);
				used += UINT64_C(1) << order;
			}
			pfn += UINT64_C(1) << order;
		}
		o = read_text(&t, text);
		cr_assert_eq(owners_start(t.s->arena, o, &t.boot, &t.state, &start, &error), 0, "%s", error.text);
		cr_expect_eq(start.held, used);
		cr_expect_eq(start.free, PAGES - 100 - used);
		cr_assert_eq(sim_new(&start.boot, 1, 0, &sim), 0);
		cr_expect_eq((uint64_t)sim->buddy->zones[0].state.free, PAGES - 100 - used);
		for (size_t i = 0; i < o->mem_block_count; i++)
			for (uint64_t k = 0; k < 512; k++) {
				uint64_t frame = (o->mem_blocks[i].number << 9) + k - BASE;
				const struct frame *f = &sim->buddy->frames[frame];
				uint8_t page = o->mem_blocks[i].pages[k];

				if (page_use_of(page) == PAGE_UNTOLD)
					cr_assert(frame < 100 ? f->state == FRAME_HOLE : f->state == FRAME_FREE || f->state == FRAME_TAIL);
				else if (page_order_of(page) != PAGE_TAIL)
					cr_assert(f->state == FRAME_USED && f->order == page_order_of(page), "frame %d: state %d, order %d, not %d",
							  (int)frame, f->state, f->order, (int)page_order_of(page));
			}
		for (uint32_t b = 0; b < BLOCKS; b++)
			cr_expect_eq(sim->buddy->zones[0].block_types[b], numbers[(BASE / 512 + b) % 3]);
		sim_free(sim);
		holdings_free(o);
		scratch_free(t.s);
	}
}

Test(start, what_is_no_start)
{
	struct owners_start start;
	struct error error;
	struct holdings *o;
	struct target t;

	make_target(&t);
	o = read_text(&t, " foo+0x1/0x2\nnr_base_pages: 7\n\n");
	cr_expect_eq(owners_start(t.s->arena, o, &t.boot, &t.state, &start, &error), -EINVAL);
	cr_expect(strstr(error.text, "page_owner itself"));
	holdings_free(o);
	o = read_text(&t, add(&t, "", BASE * 2, 0, "Movable", "Movable"));
	cr_expect_eq(owners_start(t.s->arena, o, &t.boot, &t.state, &start, &error), -EINVAL);
	cr_expect(strstr(error.text, "no zone of this board"), "%s", error.text);
	holdings_free(o);
	o = read_text(&t, "Page allocated via order 0, mask 0xcc0(GFP_KERNEL)\nPFN 262144 type Movable Block 256 type Movable Flags 0x0()\n foo+0x1/0x2\n\n");
	cr_expect_eq(owners_start(t.s->arena, o, &t.boot, &t.state, &start, &error), -EINVAL);
	cr_expect(strstr(error.text, "pageblocks of order 10"), "%s", error.text);
	holdings_free(o);
	scratch_free(t.s);
}
