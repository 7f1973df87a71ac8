/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "boot/rmem_sort.h"
#include "random.h"

#define MOST 70

/* Dynamic nodes (base 0, size 0), then static ones in ascending order; `region` keeps the place in the tree.
 */
static void fill(struct rmem_entry *table, size_t dynamic, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool fixed = i >= dynamic;

		table[i] = (struct rmem_entry){ .base = fixed ? 0x40000000 + i * 0x100000 : 0,
										.size = fixed ? 0x1000 : 0,
										.region = i,
										.dynamic = !fixed };
	}
}

static void expect_order(size_t dynamic, const size_t *order)
{
	struct rmem_entry table[16];

	fill(table, dynamic, dynamic + 3);
	rmem_sort(table, dynamic + 3, false);
	for (size_t i = 0; i < dynamic; i++)
		cr_expect_eq(table[i].region, order[i], "%zu dynamic nodes: place %zu holds d%zu, not d%zu", dynamic,
					 i, table[i].region, order[i]);
	for (size_t i = dynamic; i < dynamic + 3; i++)
		cr_expect_eq(table[i].region, i);
}

/* The kernel's heapsort is not stable: kernel-boot facts 2.5 item 6, seen in boots of 5.10 and 6.1. */
Test(rmem_sort, dynamic_nodes_are_permuted_as_by_the_kernel)
{
	expect_order(1, (size_t[]){ 0 });
	expect_order(2, (size_t[]){ 1, 0 });
	expect_order(3, (size_t[]){ 1, 0, 2 });
	expect_order(4, (size_t[]){ 0, 2, 3, 1 });
	expect_order(5, (size_t[]){ 0, 2, 1, 4, 3 });
	expect_order(6, (size_t[]){ 3, 1, 0, 4, 5, 2 });
}

static bool is_after(const struct rmem_entry *a, const struct rmem_entry *b)
{
	return a->base != b->base ? a->base > b->base : a->size > b->size;
}

/* The older algorithm of 4.19: heapify, sift down, stop at a parent that is not smaller. */
static void sift_down(struct rmem_entry *table, size_t root, size_t count)
{
	for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
		struct rmem_entry kept = table[root];

		if (child + 1 < count && is_after(&table[child + 1], &table[child]))
			child++;
		if (!is_after(&table[child], &table[root]))
			return;
		table[root] = table[child];
		table[child] = kept;
		root = child;
	}
}

static void sort_as_4_19(struct rmem_entry *table, size_t count)
{
	for (size_t i = count / 2; i-- > 0;)
		sift_down(table, i, count);
	for (size_t i = count; i-- > 1;) {
		struct rmem_entry first = table[0];

		table[0] = table[i];
		table[i] = first;
		sift_down(table, 0, i);
	}
}

/* Facts 2.5: both algorithms give the same result on any table, always a sorted one. */
Test(rmem_sort, random_tables_are_sorted_and_alike_in_both_algorithms)
{
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		struct random random = random_from(seed);
		struct rmem_entry table[MOST], older[MOST];
		size_t count = random_below(&random, MOST);
		bool seen[MOST] = { false };

		for (size_t i = 0; i < count; i++) {
			table[i] = (struct rmem_entry){ .region = i };
			if (random_chance(&random, 70))
				table[i].base = random_below(&random, 20) << 20;
			if (table[i].base)
				table[i].size = random_below(&random, 3) << 12;
			older[i] = table[i];
		}
		rmem_sort(table, count, false);
		sort_as_4_19(older, count);
		for (size_t i = 0; i < count; i++) {
			cr_assert_not(i && is_after(&table[i - 1], &table[i]), "seed %lu: place %zu", seed, i);
			cr_assert_eq(table[i].region, older[i].region, "seed %lu: place %zu differs from 4.19", seed, i);
			cr_assert_not(seen[table[i].region], "seed %lu: entry %zu twice", seed, table[i].region);
			seen[table[i].region] = true;
		}
	}
}
