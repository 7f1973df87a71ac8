/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_MAP_WORDS_H
#define DTCARVE_DOCUMENT_MAP_WORDS_H

/* What is told of an item of the map, the same in all formats; "" where there is nothing to tell. */
#include <stdbool.h>
#include <stddef.h>

#include "document/theme.h"

struct arena;
struct boot;
struct map_item;
struct memory_map;
struct report;

/* "no-map", "cma", "kernel", "free", "unused", "hole". */
const char *map_kind(const struct map_item *item);

/* The node's name and, in brackets, what that does not tell; the owners of what is the kernel's own. */
const char *map_name(struct arena *arena, const struct boot *boot, const struct map_item *item);

/* Devices whose memory-region names the region: the first `most` by their last name. */
const char *map_users(struct arena *arena, const struct boot *boot, const struct map_item *item, size_t most);

/* What fits into a gap, what of the kernel's own is free, why DDR is no RAM. */
const char *map_note(struct arena *arena, const struct boot *boot, const struct map_item *item);

/* What is wrong with it. */
const char *map_troubles(struct arena *arena, const struct map_item *item);

/* A gap that cannot hold a block of pageblock order. */
bool map_is_small_gap(const struct boot *boot, const struct map_item *item);

/* "12 gaps of 1 GiB in all, the largest ...": as pahole ends a struct. */
const char *map_gaps(struct arena *arena, const struct boot *boot, const struct memory_map *map);

/* The colour of what an item holds. */
enum theme_colour map_colour(const struct map_item *item);

/* "board.dts:12", or NULL where the source is not known. */
const char *map_source(struct arena *arena, const struct report *report, const struct map_item *item);

#endif
