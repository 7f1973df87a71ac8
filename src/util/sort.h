/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_SORT_H
#define DTCARVE_UTIL_SORT_H

#include <stddef.h>

/* As qsort(), but equal items stay in their order: the same on every C library. */
void sort_items(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

/* A step of a comparison of x and y: over where they differ in a member, the smaller or the larger first. */
#define LESS_FIRST(member)                                                                                   \
	if (x->member != y->member)                                                                              \
	return x->member < y->member ? -1 : 1
#define MORE_FIRST(member)                                                                                   \
	if (x->member != y->member)                                                                              \
	return x->member > y->member ? -1 : 1

#endif
