/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "util/range_set.h"
#include "util/arena.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

static struct range_set set_of(const struct range *ranges, size_t count)
{
	struct range_set set = { 0 };

	for (size_t i = 0; i < count; i++)
		range_set_push(arena, &set, ranges[i]);
	range_set_join(&set);
	return set;
}

#define SET(...)                                                                                             \
	set_of((struct range[]){ __VA_ARGS__ }, sizeof((struct range[]){ __VA_ARGS__ }) / sizeof(struct range))

static void expect_range(const struct range_set *set, size_t i, uint64_t base, uint64_t size)
{
	cr_assert_lt(i, set->count);
	cr_assert_eq(set->ranges[i].base, base);
	cr_assert_eq(set->ranges[i].size, size);
}

TestSuite(range_set, .init = setup, .fini = teardown);

Test(range_set, join_sorts_and_merges_what_touches)
{
	struct range_set s = SET({ 30, 10 }, { 0, 10 }, { 10, 5 }, { 32, 2 }, { 50, 0 });

	cr_assert_eq(s.count, 2);
	expect_range(&s, 0, 0, 15);
	expect_range(&s, 1, 30, 10);
	cr_assert_eq(range_set_bytes(&s), 25);
}

Test(range_set, minus_leaves_the_pieces_between)
{
	struct range_set a = SET({ 0, 100 }, { 200, 10 }), b = SET({ 10, 10 }, { 90, 20 }, { 205, 100 });
	struct range_set rest = range_set_minus(arena, &a, &b);

	cr_assert_eq(rest.count, 3);
	expect_range(&rest, 0, 0, 10);
	expect_range(&rest, 1, 20, 70);
	expect_range(&rest, 2, 200, 5);
}

Test(range_set, one_range_may_cut_two)
{
	struct range_set a = SET({ 0, 10 }, { 20, 10 }), b = SET({ 5, 20 });
	struct range_set rest = range_set_minus(arena, &a, &b), common = range_set_common(arena, &a, &b);

	cr_assert_eq(rest.count, 2);
	expect_range(&rest, 0, 0, 5);
	expect_range(&rest, 1, 25, 5);
	cr_assert_eq(common.count, 2);
	expect_range(&common, 0, 5, 5);
	expect_range(&common, 1, 20, 5);
}

Test(range_set, the_top_of_the_address_space_does_not_wrap)
{
	struct range_set a = SET({ UINT64_MAX - 9, 100 }, { 0, UINT64_MAX });

	cr_assert_eq(a.count, 1);
	cr_assert_eq(range_set_bytes(&a), UINT64_MAX);
}

Test(range_set, nothing_stays_nothing)
{
	struct range_set none = { 0 }, a = SET({ 1, 2 });
	struct range_set rest = range_set_minus(arena, &none, &a);

	cr_assert_eq(rest.count, 0);
	rest = range_set_minus(arena, &a, &none);
	cr_assert_eq(range_set_bytes(&rest), 2);
}
