/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_MAP_DRAWING_H
#define DTCARVE_DOCUMENT_MAP_DRAWING_H

/*
 * The map as a drawing: one strip with all banks to scale, and magnified strips
 * of the places where regions are too small to be seen in it. Lengths are in
 * units of the drawing, MAP_WIDTH wide.
 */
#include <stdbool.h>
#include <stddef.h>

#include "document/memory_map.h"

struct arena;
struct report;

#define MAP_WIDTH 800.0
#define MAP_MARGIN 10.0

/* An item in one strip: it may stand in several, and in pieces where it crosses banks. */
struct map_slot {
	const struct map_item *item;
	double x, width;
	bool small; /* a magnified strip shows it better */
};

struct map_strip {
	struct range range;
	double x, y, width, height;
	struct map_slot *slots;
	size_t slot_count;
	const char *letter; /* of a magnified strip; NULL: all banks, to scale */
	double times;       /* how much larger than to scale, where all of it has one scale; else 0 */
};

/* What of the first strip the magnified strips from `first` to `last` show. */
struct map_mark {
	const char *first, *last; /* letters */
	double x, width;
};

struct map_bank {
	struct range range;
	double x, width;
};

struct map_drawing {
	const struct report *report;
	struct memory_map map;
	bool *shown;     /* one for each item of the map: it has a slot that is not too small to be seen */
	size_t *numbers; /* one for each item of the map: of regions and the kernel's own from 1, else 0 */
	struct map_bank *banks;
	size_t bank_count;
	struct map_strip *strips; /* the first one is to scale */
	size_t strip_count;
	struct map_mark *marks;
	size_t mark_count;
	double height;
};

const struct map_drawing *map_drawing_new(struct arena *arena, const struct report *report);

/* The item's number, or 0. */
size_t map_number(const struct map_drawing *drawing, const struct map_item *item);

/* It has a slot that is not too small to be seen. */
bool map_shows(const struct map_drawing *drawing, const struct map_item *item);

#endif
