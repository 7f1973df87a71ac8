/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdio.h>

#include "alloc/fixture.h"
#include "alloc/headroom.h"
#include "util/arena.h"
#include "util/error.h"

struct setting {
	struct arena *arena;
	struct memory_state memory;
	struct zone_state zones[2];
	struct alloc_request request;
};

static void set_up(struct setting *s, const char *release, struct zone_state zone)
{
	s->arena = arena_new();
	s->zones[0] = zone;
	s->memory = (struct memory_state){ .arena = s->arena,
									   .kernel = fixture_kernel(release),
									   .zones = s->zones,
									   .zone_count = 1,
									   .reclaimable = -1 };
}

static struct headroom ask(struct setting *s, const char *text)
{
	struct error error;
	int ret = request_parse(s->arena, &s->memory.kernel, text, &s->request, &error);

	cr_assert_eq(ret, 0, "%s: %s", text, error.text);
	return headroom_count(s->arena, &s->memory, &s->request);
}

Test(headroom, case_study)
{
	struct setting s;
	struct headroom h;

	set_up(&s, "4.19", fixture_ld20());
	h = ask(&s, "order=3 gfp=GFP_ATOMIC|__GFP_COMP count=1000");
	cr_expect_eq(h.zones[0].by_watermark, 1206);
	cr_expect_eq(h.zones[0].by_blocks, 37 + 2 * 166 + 4 * 43);
	cr_expect_eq(h.blocks.value, h.zones[0].by_blocks);
	cr_expect_eq(h.limit, LIMIT_BLOCKS);
	cr_expect_eq(h.short_blocks, 1000 - h.blocks.value);
	cr_expect_eq(h.short_pages, 0);
	cr_expect_not(h.lower_bound);
	arena_free(s.arena);
}

Test(headroom, shortage_names_the_missing_pages)
{
	struct zone_state zone = fixture_fresh(64);
	struct setting s;
	struct headroom h;

	set_up(&s, "4.19", zone);
	h = ask(&s, "order=4 gfp=GFP_NOWAIT count=5000");
	cr_expect_eq(h.limit, LIMIT_WATERMARK);
	s.zones[0].free += h.short_pages;
	cr_expect_eq(ask(&s, "order=4 gfp=GFP_NOWAIT").zones[0].by_watermark, 5000);
	s.zones[0].free -= 1;
	cr_expect_eq(ask(&s, "order=4 gfp=GFP_NOWAIT").zones[0].by_watermark, 4999);
	arena_free(s.arena);
}

Test(headroom, reclaim_makes_it_a_lower_bound)
{
	struct setting s;
	struct headroom h;

	set_up(&s, "6.1", fixture_fresh(64));
	h = ask(&s, "order=3 gfp=GFP_KERNEL");
	cr_expect(h.lower_bound);
	s.memory.reclaimable = 8000;
	cr_expect_eq(ask(&s, "order=3 gfp=GFP_KERNEL").blocks.high, h.blocks.high + 1000);
	cr_expect_not(ask(&s, "order=3 gfp=GFP_KERNEL context=interrupt").lower_bound);
	arena_free(s.arena);
}

Test(headroom, zones_that_the_mask_forbids)
{
	struct setting s;
	struct headroom h;

	set_up(&s, "6.1", fixture_fresh(64));
	s.zones[0].kind = GFP_ZONE_NORMAL;
	s.memory.kernel.populated = 1u << GFP_ZONE_NORMAL;
	h = ask(&s, "order=3 gfp=GFP_ATOMIC|__GFP_DMA32");
	cr_expect_eq(h.blocks.value, 0);
	cr_expect_eq(h.limit, LIMIT_ZONE);
	cr_expect_eq(h.zone_count, 0);
	arena_free(s.arena);
}

Test(headroom, two_zones_add_up_and_the_lower_one_is_protected)
{
	struct setting s;
	struct headroom h;

	set_up(&s, "6.1", fixture_fresh(64));
	s.zones[1] = fixture_fresh(128);
	s.zones[1].kind = GFP_ZONE_NORMAL;
	s.zones[0].lowmem_reserve[GFP_ZONE_NORMAL] = 512;
	s.memory.zone_count = 2;
	s.memory.kernel.populated |= 1u << GFP_ZONE_NORMAL;
	h = ask(&s, "order=4 gfp=GFP_NOWAIT");
	cr_expect_eq(h.blocks.value, h.zones[0].blocks.value + h.zones[1].blocks.value);
	cr_expect_eq(h.zones[0].limit, LIMIT_LOWMEM_RESERVE);
	cr_expect_eq(h.zones[0].reserve, 512);
	cr_expect_eq(ask(&s, "order=4 gfp=GFP_NOWAIT|__GFP_DMA32").zones[0].reserve, 0);
	arena_free(s.arena);
}

/* Whatever is stated must hold the plain count, and no boost means no width beyond what lies on per-CPU
 * lists. */
Test(headroom, ranges)
{
	struct setting s;
	struct headroom h;

	set_up(&s, "6.1", fixture_fresh(64));
	s.zones[0].nr_free[MIGRATE_MOVABLE][10] = 60;
	s.zones[0].nr_free[MIGRATE_MOVABLE][8] = 16;
	for (unsigned int order = 0; order <= 10; order++) {
		char text[64];

		snprintf(text, sizeof(text), "order=%u gfp=GFP_NOWAIT", order);
		h = ask(&s, text);
		cr_expect_leq(h.blocks.low, h.blocks.value);
		cr_expect_leq(h.blocks.value, h.blocks.high);
		cr_expect_leq(h.blocks.high - h.blocks.low, ((1152 + 200) >> order) + 1, "order %u", order);
	}
	arena_free(s.arena);
}

/* However little is known of a small zone, it has no more blocks than it has pages. */
Test(headroom, a_range_ends_with_the_zone)
{
	struct setting s;

	set_up(&s, "6.1", fixture_fresh(4));
	s.zones[0].fewer = s.zones[0].more = 100000;
	cr_expect_eq(ask(&s, "order=3 gfp=GFP_ATOMIC").blocks.high, (int64_t)s.zones[0].present >> 3);
	arena_free(s.arena);
}

/* A zone that may have more pages than thought, but no fewer, has no less headroom for it. */
Test(headroom, doubt_has_two_sides)
{
	struct setting s;
	struct estimate known, open;

	set_up(&s, "6.1", fixture_fresh(64));
	s.zones[0].fewer = s.zones[0].more = 1;
	known = ask(&s, "order=3 gfp=GFP_NOWAIT").blocks;
	s.zones[0].more = s.zones[0].present_more = 16384;
	open = ask(&s, "order=3 gfp=GFP_NOWAIT").blocks;
	cr_expect_eq(open.low, known.low);
	cr_expect_gt(open.high, known.high + 1500);
	s.zones[0].more = 1;
	s.zones[0].fewer = 16384;
	open = ask(&s, "order=3 gfp=GFP_NOWAIT").blocks;
	cr_expect_eq(open.high, known.high);
	cr_expect_lt(open.low, known.low - 1500);
	arena_free(s.arena);
}

/* Pages of a pool whose size is not known are movable requests' whichever it is. */
Test(headroom, a_pool_of_unknown_size)
{
	struct setting s;
	struct estimate movable, known;

	set_up(&s, "6.1", fixture_fresh(64));
	s.zones[0].fewer = s.zones[0].more = 1;
	known = ask(&s, "order=3 gfp=GFP_NOWAIT").blocks;
	movable = ask(&s, "order=3 gfp=GFP_HIGHUSER_MOVABLE").blocks;
	s.zones[0].cma_more = 16384;
	cr_expect_lt(ask(&s, "order=3 gfp=GFP_NOWAIT").blocks.low, known.low - 1500);
	cr_expect_eq(ask(&s, "order=3 gfp=GFP_NOWAIT").blocks.high, known.high);
	cr_expect_eq(ask(&s, "order=3 gfp=GFP_HIGHUSER_MOVABLE").blocks.low, movable.low);
	arena_free(s.arena);
}
