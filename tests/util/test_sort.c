/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "util/random.h"
#include "util/sort.h"

struct item {
	unsigned int key, place;
};

static int by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

/* Of any length, with many equal keys. */
Test(sort, equal_items_stay_in_their_order)
{
	struct random random;
	struct item items[257];

	random_seed(&random, 1);
	for (size_t count = 0; count <= 257; count++) {
		for (unsigned int i = 0; i < count; i++)
			items[i] = (struct item){ (unsigned int)random_below(&random, 1 + i / 4), i };
		sort_items(items, count, sizeof(*items), by_key);
		for (size_t i = 1; i < count; i++)
			cr_assert(items[i - 1].key < items[i].key ||
					  (items[i - 1].key == items[i].key && items[i - 1].place < items[i].place));
	}
}
