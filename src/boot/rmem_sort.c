/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/rmem_sort.h"

/* linux:drivers/of/of_reserved_mem.c:__rmem_cmp: whether `a` does not come before `b` */
static bool at_least(const struct rmem_entry *a, const struct rmem_entry *b, bool ties)
{
	if (a->base != b->base)
		return a->base > b->base;
	if (a->size != b->size)
		return a->size > b->size;
	return !ties || a->region >= b->region;
}

static void swap(struct rmem_entry *a, struct rmem_entry *b)
{
	struct rmem_entry t = *a;

	*a = *b;
	*b = t;
}

/* Moves entry `root` down to its place in the heap of n: down to a leaf first, then up again. */
static void sift(struct rmem_entry *e, size_t root, size_t n, bool ties)
{
	size_t leaf = root, place;

	while (2 * leaf + 2 < n)
		leaf = at_least(&e[2 * leaf + 1], &e[2 * leaf + 2], ties) ? 2 * leaf + 1 : 2 * leaf + 2;
	if (2 * leaf + 2 == n)
		leaf = 2 * leaf + 1;
	while (leaf != root && at_least(&e[root], &e[leaf], ties))
		leaf = (leaf - 1) / 2;
	place = leaf;
	while (leaf != root) {
		leaf = (leaf - 1) / 2;
		swap(&e[leaf], &e[place]);
	}
}

void rmem_sort(struct rmem_entry *entries, size_t count, bool ties)
{
	size_t n = count, root = n / 2;

	while (n > 1) {
		if (root) {
			root--;
		} else {
			n--;
			swap(&entries[0], &entries[n]);
		}
		if (n > 1)
			sift(entries, root, n, ties);
	}
}
