/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_BANK_H
#define DTCARVE_UTIL_BANK_H

/* Banks of DDR as a user tells them. */
#include <stddef.h>

#include "util/range.h"

struct arena;
struct error;

/* The base of a bank of which only the size was told. */
#define NO_BASE UINT64_MAX

struct banks {
	struct range *items;
	size_t count;
};

/*
 * Adds what "SIZE", "SIZE@BASE" or several of them joined by + tell; SIZE as in
 * 1408M, 2G, 2GiB or 2.5G. -EINVAL with one line that begins with --OPTION:
 * no such words, more than 4 PiB, not whole pages of 4 KiB,
 * banks over each other or beyond the address space.
 */
int banks_parse(struct arena *arena, const char *option, const char *text, struct banks *banks,
				struct error *error);

#endif
