/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <signal.h>

#include "util/arena.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

static struct arena *arena;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(arena, .init = setup, .fini = teardown);

Test(arena, an_array_grows_by_doubling)
{
	int *list = NULL, *before = NULL, moves = 0;
	size_t count = 0;

	for (int i = 0; i < 1000; i++) {
		arena_push(arena, list, count, i);
		moves += list != before;
		before = list;
	}
	for (int i = 0; i < 1000; i++)
		cr_assert_eq(list[i], i);
	cr_expect_eq(moves, 9, "4, 8, 16, ... 1024");
}

/* What was guessed from the count alone went wrong where elements were taken away, or room was asked for. */
Test(arena, an_array_knows_its_room)
{
	int *list = arena_reserve(arena, 5, sizeof(*list)), *first = list;
	size_t count = 0;

	for (int i = 0; i < 5; i++)
		arena_push(arena, list, count, i);
	cr_expect_eq(list, first);
	for (int i = 0; i < 100; i++) {
		count = 4;
		arena_push(arena, list, count, i);
	}
	cr_expect_eq(list, first, "nothing was added beyond the room");
	arena_push(arena, list, count, 7);
	cr_expect_neq(list, first);
	cr_expect_eq(list[0], 0);
	cr_expect_eq(list[5], 7);
}

Test(arena, an_array_of_fixed_size_is_not_pushed_to, .signal = SIGABRT)
{
	int *list = arena_alloc(arena, 3 * sizeof(*list));
	size_t count = 3;

	arena_push(arena, list, count, 1);
}

#ifdef __SANITIZE_ADDRESS__
Test(arena, what_lies_behind_an_object_is_seen)
{
	unsigned char *first = arena_alloc(arena, 5), *second = arena_alloc(arena, 20000), *third = arena_alloc(arena, 1);

	cr_expect_not(__asan_address_is_poisoned(first + 4));
	cr_expect(__asan_address_is_poisoned(first + 5));
	cr_expect(__asan_address_is_poisoned(second + 20000));
	cr_expect(__asan_address_is_poisoned(third - 1));
	cr_expect(__asan_address_is_poisoned(third + 1));
}
#endif
