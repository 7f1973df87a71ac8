/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "boot/memblock.h"
#include "random.h"
#include "util/arena.h"
#include "util/number.h"

#define PAGE 4096u

static struct arena *arena;
static struct memblock mb;

static void setup(void)
{
	arena = arena_new();
	memblock_init(&mb, arena, PAGE);
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(memblock, .init = setup, .fini = teardown);

static struct range bytes(uint64_t base, uint64_t size)
{
	return (struct range){ base, size };
}

static void expect_region(const struct memblock_list *list, size_t i, uint64_t base, uint64_t size,
						  unsigned int flags)
{
	cr_assert_lt(i, list->count);
	cr_expect_eq(list->regions[i].range.base, base);
	cr_expect_eq(list->regions[i].range.size, size);
	cr_expect_eq(list->regions[i].flags, flags);
}

/* Kernel-boot facts 0: neighbours merge only with equal flags. */
Test(memblock, neighbours_merge_only_with_equal_flags)
{
	memblock_add(&mb, bytes(MIB(1), MIB(1)), MEMBLOCK_NONE);
	memblock_add(&mb, bytes(MIB(2), MIB(1)), MEMBLOCK_NONE);
	memblock_add(&mb, bytes(MIB(3), MIB(1)), MEMBLOCK_HOTPLUG);
	cr_assert_eq(mb.memory.count, 2);
	expect_region(&mb.memory, 0, MIB(1), MIB(2), MEMBLOCK_NONE);
	expect_region(&mb.memory, 1, MIB(3), MIB(1), MEMBLOCK_HOTPLUG);
	memblock_set_flags(&mb, bytes(MIB(2), MIB(1)), MEMBLOCK_NOMAP, true);
	cr_assert_eq(mb.memory.count, 3);
	memblock_set_flags(&mb, bytes(MIB(2), MIB(1)), MEMBLOCK_NOMAP, false);
	cr_assert_eq(mb.memory.count, 2);
}

/* Facts 2.6: memblock_add() over what is there clears no flag. */
Test(memblock, adding_again_keeps_flags)
{
	memblock_add(&mb, bytes(0, MIB(4)), MEMBLOCK_NONE);
	memblock_set_flags(&mb, bytes(MIB(1), MIB(1)), MEMBLOCK_NOMAP, true);
	memblock_add(&mb, bytes(0, MIB(4)), MEMBLOCK_NONE);
	expect_region(&mb.memory, 1, MIB(1), MIB(1), MEMBLOCK_NOMAP);
}

Test(memblock, removal_cuts_out_the_middle)
{
	memblock_add(&mb, bytes(0, MIB(4)), MEMBLOCK_NONE);
	cr_assert(memblock_remove(&mb, bytes(MIB(1) + 1, 10)));
	cr_assert_eq(mb.memory.count, 2);
	expect_region(&mb.memory, 0, 0, MIB(1) + 1, MEMBLOCK_NONE);
	expect_region(&mb.memory, 1, MIB(1) + 11, MIB(3) - 11, MEMBLOCK_NONE);
	cr_expect_eq(memblock_phys_mem_size(&mb), MIB(4) - 10);
}

/* Facts 4.1: first fit from the top, candidate rounded down, page 0 never given. */
Test(memblock, allocation_comes_from_the_top)
{
	memblock_add(&mb, bytes(0, MIB(2)), MEMBLOCK_NONE);
	cr_expect_eq(memblock_alloc(&mb, 100, 64, "a"), MIB(2) - 128);
	cr_expect_eq(memblock_alloc(&mb, 10, 64, "a"), MIB(2) - 192);
	cr_expect_eq(memblock_alloc(&mb, MIB(1), MIB(1), "a"), 0, "page 0 was given");
	cr_expect_eq(memblock_find(&mb, PAGE, PAGE, 0, MEMBLOCK_ACCESSIBLE, true), PAGE);
}

Test(memblock, search_respects_limits_and_nomap)
{
	memblock_add(&mb, bytes(GIB(1), GIB(1)), MEMBLOCK_NONE);
	memblock_set_flags(&mb, bytes(GIB(1) + MIB(512), MIB(512)), MEMBLOCK_NOMAP, true);
	cr_expect_eq(memblock_find(&mb, MIB(1), MIB(1), 0, MEMBLOCK_ACCESSIBLE, false), GIB(1) + MIB(511));
	mb.current_limit = GIB(1) + MIB(100);
	cr_expect_eq(memblock_find(&mb, MIB(1), MIB(1), 0, MEMBLOCK_ACCESSIBLE, false), GIB(1) + MIB(99));
	cr_expect_eq(memblock_find(&mb, MIB(1), MIB(1), 0, MEMBLOCK_ANYWHERE, false), GIB(1) + MIB(511));
	cr_expect_eq(memblock_find(&mb, MIB(1), MIB(1), GIB(1) + MIB(9), GIB(1) + MIB(10) + 1, true),
				 GIB(1) + MIB(9));
	cr_expect_eq(memblock_find(&mb, MIB(1), MIB(1), GIB(1) + MIB(9) + 1, GIB(1) + MIB(10) + 1, true), 0);
}

/* Facts 4.2: a minimum that cannot be met is tried again from 0. */
Test(memblock, allocation_falls_back_below_its_minimum)
{
	memblock_add(&mb, bytes(MIB(16), MIB(16)), MEMBLOCK_NONE);
	memblock_reserve(&mb, bytes(MIB(24), MIB(8)), "x");
	cr_expect_eq(memblock_alloc_range(&mb, PAGE, PAGE, MIB(24), MEMBLOCK_ACCESSIBLE, "a"), MIB(24) - PAGE);
}

/* Facts 4.3: a full static array refuses until it may be doubled, and the new array comes from memblock. */
Test(memblock, full_array_refuses_or_doubles)
{
	memblock_add(&mb, bytes(GIB(1), GIB(1)), MEMBLOCK_NONE);
	for (uint64_t i = 0; i < 128; i++)
		cr_assert(memblock_reserve(&mb, bytes(GIB(1) + i * MIB(1), PAGE), "x"));
	cr_expect_not(memblock_reserve(&mb, bytes(GIB(1) + MIB(200), PAGE), "x"));
	cr_expect(mb.overflowed);
	cr_assert_eq(mb.reserved.count, 128);
	mb.can_resize = true;
	cr_assert(memblock_reserve(&mb, bytes(GIB(1) + MIB(200), PAGE), "x"));
	cr_expect_eq(mb.reserved.max, 256);
	expect_region(&mb.reserved, 129, GIB(2) - 256 * mb.region_bytes, 256 * mb.region_bytes, MEMBLOCK_NONE);
}

/* linux:mm/memblock.c:memblock_add_range counts the new regions first: all of a range is refused, or none. */
Test(memblock, range_with_many_gaps_needs_room_for_all)
{
	for (uint64_t i = 0; i < 120; i++)
		cr_assert(memblock_add(&mb, bytes(GIB(1) + i * MIB(1), PAGE), MEMBLOCK_NONE));
	cr_expect_not(memblock_add(&mb, bytes(GIB(1), MIB(120)), MEMBLOCK_NONE));
	cr_expect_eq(mb.memory.count, 120);
	cr_expect(memblock_add(&mb, bytes(GIB(1), MIB(5)), MEMBLOCK_NONE));
	cr_expect_eq(mb.memory.count, 115);
}

Test(memblock, claims_follow_what_is_freed)
{
	memblock_add(&mb, bytes(0, GIB(1)), MEMBLOCK_NONE);
	memblock_reserve(&mb, bytes(MIB(1), MIB(8)), "big");
	memblock_reserve(&mb, bytes(MIB(16), MIB(1)), "small");
	memblock_free(&mb, bytes(MIB(2), MIB(2)));
	cr_assert_eq(mb.claim_count, 3);
	cr_expect_eq(mb.claims[0].range.size, MIB(1));
	cr_expect_str_eq(mb.claims[1].owner, "small");
	cr_expect_eq(mb.claims[2].range.base, MIB(4));
	cr_expect_str_eq(mb.claims[2].owner, "big");
	memblock_free(&mb, bytes(0, GIB(1)));
	cr_expect_eq(mb.claim_count, 0);
	cr_expect_eq(mb.reserved.count, 0);
}

Test(memblock, top_of_the_address_space_is_no_wrap)
{
	memblock_add(&mb, bytes(UINT64_MAX - MIB(1) + 1, MIB(16)), MEMBLOCK_NONE);
	cr_expect_eq(memblock_end_of_dram(&mb), UINT64_MAX);
	memblock_add(&mb, bytes(0, UINT64_MAX), MEMBLOCK_NONE);
	cr_expect_eq(mb.memory.count, 1);
	cr_expect_eq(memblock_find(&mb, UINT64_MAX, 1, 0, MEMBLOCK_ANYWHERE, false), 0);
	memblock_reserve(&mb, bytes(UINT64_MAX - 1, UINT64_MAX), "x");
	cr_expect_leq(memblock_alloc_range(&mb, PAGE, PAGE, 0, MEMBLOCK_ANYWHERE, "a"), UINT64_MAX - PAGE);
}

/* --- against a map of single pages --------------------------------------------------------------------- */

#define PAGES 512u
#define ORIGIN MIB(64)

/* What memblock stands for, page by page. */
struct model {
	bool memory[PAGES], nomap[PAGES], reserved[PAGES];
};

static struct range pages(uint64_t first, uint64_t count)
{
	return bytes(ORIGIN + first * PAGE, count * PAGE);
}

static bool is_free(const struct model *m, uint64_t page)
{
	return m->memory[page] && !m->nomap[page] && !m->reserved[page];
}

static bool fits(const struct model *m, uint64_t first, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		if (first + i >= PAGES || !is_free(m, first + i))
			return false;
	return true;
}

/* The kernel's search by trying every place; a run of free pages never crosses a border of two memory
 * regions. */
static uint64_t model_find(const struct model *m, uint64_t count, uint64_t align, uint64_t from, uint64_t to,
						   bool bottom_up)
{
	for (uint64_t i = from; i + count <= to; i++) {
		uint64_t page = bottom_up ? i : to - count - (i - from);

		if ((ORIGIN / PAGE + page) % align == 0 && fits(m, page, count))
			return ORIGIN + page * PAGE;
	}
	return 0;
}

static bool in_list(const struct memblock_list *list, uint64_t page, unsigned int flag)
{
	for (size_t i = 0; i < list->count; i++)
		if (range_contains(list->regions[i].range, pages(page, 1)))
			return !flag || list->regions[i].flags & flag;
	return false;
}

static void compare(const struct model *m, uint64_t seed)
{
	size_t count;
	struct range *ranges = memblock_free_ranges(&mb, arena, &count);
	bool listed[PAGES] = { false };

	for (size_t i = 0; i < count; i++)
		for (uint64_t at = ranges[i].base; at < range_end(ranges[i]); at += PAGE)
			listed[(at - ORIGIN) / PAGE] = true;
	for (uint64_t page = 0; page < PAGES; page++) {
		cr_assert_eq(in_list(&mb.memory, page, 0), m->memory[page], "seed %lu page %lu: memory", seed, page);
		cr_assert_eq(in_list(&mb.reserved, page, 0), m->reserved[page], "seed %lu page %lu: reserved", seed,
					 page);
		cr_assert_eq(listed[page], is_free(m, page), "seed %lu page %lu: free", seed, page);
		if (m->memory[page])
			cr_assert_eq(in_list(&mb.memory, page, MEMBLOCK_NOMAP), m->nomap[page],
						 "seed %lu page %lu: nomap", seed, page);
	}
}

static void set(bool *map, uint64_t first, uint64_t count, bool value)
{
	for (uint64_t i = first; i < first + count; i++)
		map[i] = value;
}

static void change_memory(struct model *m, struct random *random, uint64_t first, uint64_t count)
{
	bool on = random_chance(random, 50);

	switch (random_below(random, 3)) {
	case 0:
		memblock_add(&mb, pages(first, count), MEMBLOCK_NONE);
		for (uint64_t i = first; i < first + count; i++)
			m->nomap[i] = m->nomap[i] && m->memory[i];
		set(m->memory, first, count, true);
		break;
	case 1:
		memblock_remove(&mb, pages(first, count));
		set(m->memory, first, count, false);
		set(m->nomap, first, count, false);
		break;
	default:
		memblock_set_flags(&mb, pages(first, count), MEMBLOCK_NOMAP, on);
		for (uint64_t i = first; i < first + count; i++)
			m->nomap[i] = m->memory[i] && on;
		break;
	}
}

static void change_reserved(struct model *m, struct random *random, uint64_t first, uint64_t count)
{
	if (random_chance(random, 50)) {
		memblock_reserve(&mb, pages(first, count), "x");
		set(m->reserved, first, count, true);
	} else {
		memblock_free(&mb, pages(first, count));
		set(m->reserved, first, count, false);
	}
}

static void find(const struct model *m, struct random *random, uint64_t first, uint64_t count, uint64_t seed)
{
	uint64_t size = 1 + random_below(random, 12), align = (uint64_t)1 << random_below(random, 5);
	bool bottom_up = random_chance(random, 50);
	uint64_t want = model_find(m, size, align, first, first + count, bottom_up);
	uint64_t got = memblock_find(&mb, size * PAGE, align * PAGE, ORIGIN + first * PAGE,
								 ORIGIN + (first + count) * PAGE, bottom_up);

	cr_assert_eq(got, want, "seed %lu: %lu pages aligned %lu in [%lu, %lu) %s: 0x%lx, not 0x%lx", seed, size,
				 align, first, first + count, bottom_up ? "bottom up" : "top down", got, want);
}

Test(memblock, agrees_with_a_map_of_pages)
{
	for (uint64_t seed = 1; seed <= 150; seed++) {
		struct random random = random_from(seed);
		struct model m = { 0 };

		memblock_init(&mb, arena, PAGE);
		mb.memory.max = mb.reserved.max = PAGES;
		for (int step = 0; step < 60; step++) {
			uint64_t first = random_below(&random, PAGES),
					 count = random_below(&random, PAGES - first) / 4 + 1;

			if (random_chance(&random, 40))
				change_memory(&m, &random, first, count);
			else if (random_chance(&random, 50))
				change_reserved(&m, &random, first, count);
			else
				find(&m, &random, first, count, seed);
		}
		compare(&m, seed);
	}
}

/* One step for many pages is what the steps one by one would have given. */
Test(memblock, many_allocations_at_once_equal_single_ones)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct random random = random_from(seed);
		struct memblock single;
		uint64_t count = random_below(&random, 100), size = PAGE << random_below(&random, 3);
		uint64_t align = PAGE << random_below(&random, 2);

		align = align > size ? size : align;
		memblock_init(&mb, arena, PAGE);
		memblock_init(&single, arena, PAGE);
		for (int i = 0; i < 12; i++) {
			uint64_t first = random_below(&random, PAGES - 40);
			struct range r = pages(first, 1 + random_below(&random, 40));
			unsigned int flags = random_chance(&random, 20) ? MEMBLOCK_NOMAP : MEMBLOCK_NONE;

			if (random_chance(&random, 50)) {
				memblock_add(&mb, r, flags);
				memblock_add(&single, r, flags);
			} else {
				r.base += random_below(&random, PAGE);
				memblock_reserve(&mb, r, "x");
				memblock_reserve(&single, r, "x");
			}
		}
		memblock_alloc_each(&mb, count, size, align, MEMBLOCK_ACCESSIBLE, "a");
		for (uint64_t i = 0; i < count; i++)
			memblock_alloc(&single, size, align, "a");
		cr_assert_eq(mb.reserved.count, single.reserved.count, "seed %lu", seed);
		cr_assert_arr_eq(mb.reserved.regions, single.reserved.regions,
						 mb.reserved.count * sizeof(*mb.reserved.regions), "seed %lu", seed);
	}
}
