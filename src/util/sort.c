/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/sort.h"

#include <string.h>

#include "util/memory.h"

struct sorting {
	size_t size;
	int (*compare)(const void *, const void *);
	char *scratch; /* for half of the items */
};

static void merge(const struct sorting *s, char *items, size_t left, size_t count)
{
	char *to = items, *a = s->scratch, *a_end = a + left * s->size;
	char *b = items + left * s->size, *b_end = items + count * s->size;

	memcpy(a, items, left * s->size);
	while (a < a_end && b < b_end) {
		char **from = s->compare(a, b) <= 0 ? &a : &b;

		memmove(to, *from, s->size);
		*from += s->size;
		to += s->size;
	}
	memcpy(to, a, (size_t)(a_end - a));
}

static void sort_part(const struct sorting *s, char *items, size_t count)
{
	size_t left = count / 2;

	if (count < 2)
		return;
	sort_part(s, items, left);
	sort_part(s, items + left * s->size, count - left);
	merge(s, items, left, count);
}

void sort_items(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	struct sorting s = { size, compare, NULL };

	if (count < 2)
		return;
	s.scratch = memory_new(count / 2 * size);
	sort_part(&s, items, count);
	memory_free(s.scratch);
}
