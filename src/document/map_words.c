/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/map_words.h"

#include <stdint.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "input/source_map.h"
#include "kernel/kernel.h"
#include "document/amount.h"
#include "document/memory_map.h"
#include "document/report.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

static const char *join(struct arena *arena, const char *a, const char *b)
{
	return *a ? arena_printf(arena, "%s, %s", a, b) : b;
}

static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static const struct cma_area *pool_of(const struct boot *boot, const struct region *r)
{
	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].region == (size_t)(r - boot->regions))
			return &boot->cma[i];
	return NULL;
}

const char *map_kind(const struct map_item *item)
{
	switch (item->kind) {
	case MAP_REGION:
		return region_kind_name(item->region->kind);
	case MAP_OWN:
		return "kernel";
	case MAP_FREE:
		return "free";
	case MAP_UNUSED:
		return "unused";
	default:
		return "hole";
	}
}

static const char *region_name(struct arena *arena, const struct boot *boot, const struct map_item *item)
{
	const struct region *r = item->region;
	const struct cma_area *pool = pool_of(boot, r);
	bool of_kernel = r->node == SIZE_MAX && r->kind == REGION_CMA;
	const char *name = of_kernel ? "default CMA pool" : r->name, *marks = "";

	if (of_kernel && pool && !pool->is_default)
		name = arena_printf(arena, "CMA pool %s", r->name);
	if (item->further)
		marks = "further range";
	if (pool && pool->is_default && r->node != SIZE_MAX)
		marks = join(arena, marks, "default");
	if (r->dynamic)
		marks = join(arena, marks, "placed by Linux");
	return *marks ? arena_printf(arena, "%s (%s)", name, marks) : name;
}

const char *map_name(struct arena *arena, const struct boot *boot, const struct map_item *item)
{
	if (item->kind == MAP_REGION)
		return region_name(arena, boot, item);
	return item->kind == MAP_OWN ? item->name : "";
}

const char *map_users(struct arena *arena, const struct boot *boot, const struct map_item *item, size_t most)
{
	const struct region *r = item->region;
	const struct rmem_node *node = r && r->node != SIZE_MAX ? &boot->board->rmem[r->node] : NULL;
	size_t count = node && !item->further ? node->consumer_count : 0;
	const char *text = "";

	for (size_t i = 0; i < count && i < most; i++)
		text = join(arena, text, last_name(node->consumers[i]));
	return count > most ? arena_printf(arena, "%s and %zu more", text, count - most) : text;
}

bool map_is_small_gap(const struct boot *boot, const struct map_item *item)
{
	return item->kind == MAP_FREE && item->largest_order < boot->kernel->pageblock_order;
}

static const char *gap_note(struct arena *arena, const struct boot *boot, const struct map_item *item)
{
	if (map_is_small_gap(boot, item))
		return arena_printf(arena, "hole: no block above order %u fits", item->largest_order);
	if (item->largest_order < boot->kernel->max_order)
		return arena_printf(arena, "no block above order %u fits", item->largest_order);
	return "";
}

const char *map_note(struct arena *arena, const struct boot *boot, const struct map_item *item)
{
	switch (item->kind) {
	case MAP_OWN:
		if (item->free_bytes < KIB(64))
			return "";
		return arena_printf(arena, "(%s of it free)", size_text(arena, item->free_bytes));
	case MAP_FREE:
		return gap_note(arena, boot, item);
	case MAP_UNUSED:
		return "not used by Linux";
	case MAP_HOLE:
		return "no RAM between the banks";
	default:
		return "";
	}
}

const char *map_troubles(struct arena *arena, const struct map_item *item)
{
	const char *text = "";

	if (item->region && item->region->outcome != REGION_APPLIED)
		text = join(arena, text, region_outcome_name(item->region->outcome));
	if (item->overlaps)
		text = join(arena, text, arena_printf(arena, "overlaps %s", item->overlaps));
	if (item->outside && item->outside == item->range.size)
		text = join(arena, text, "outside the DDR");
	else if (item->outside)
		text = join(arena, text,
					arena_printf(arena, "%s of it outside the DDR", size_text(arena, item->outside)));
	return text;
}

struct gaps {
	struct range largest;
	uint64_t bytes, small_bytes;
	size_t count, small;
};

static struct gaps gaps_of(const struct boot *boot, const struct memory_map *map)
{
	struct gaps gaps = { 0 };

	for (size_t i = 0; i < map->count; i++) {
		const struct map_item *item = &map->items[i];

		if (item->kind != MAP_FREE)
			continue;
		gaps.count++;
		gaps.bytes += item->range.size;
		if (item->range.size > gaps.largest.size)
			gaps.largest = item->range;
		if (map_is_small_gap(boot, item)) {
			gaps.small++;
			gaps.small_bytes += item->range.size;
		}
	}
	return gaps;
}

const char *map_gaps(struct arena *arena, const struct boot *boot, const struct memory_map *map)
{
	struct gaps g = gaps_of(boot, map);
	const char *text;

	if (!g.count)
		return "";
	text = arena_printf(arena, "%zu gap%s of %s in all, the largest %s at %s", g.count,
						g.count == 1 ? "" : "s", size_text(arena, g.bytes), size_text(arena, g.largest.size),
						amount_address(arena, g.largest.base));
	if (!g.small)
		return text;
	return arena_printf(arena, "%s; %zu hole%s of %s cannot hold an order-%u block", text, g.small,
						g.small == 1 ? "" : "s", size_text(arena, g.small_bytes),
						boot->kernel->pageblock_order);
}

enum theme_colour map_colour(const struct map_item *item)
{
	static const enum theme_colour kinds[] = {
		[REGION_NOMAP] = COLOUR_NOMAP,
		[REGION_RESERVED] = COLOUR_RESERVED,
		[REGION_CMA] = COLOUR_CMA,
		[REGION_COHERENT] = COLOUR_RESERVED,
		[REGION_RESTRICTED] = COLOUR_RESERVED,
		[REGION_MEMRESERVE] = COLOUR_RESERVED,
	};

	switch (item->kind) {
	case MAP_REGION:
		return kinds[item->region->kind];
	case MAP_OWN:
		return COLOUR_KERNEL;
	case MAP_FREE:
		return COLOUR_FREE;
	default:
		return COLOUR_UNUSED;
	}
}

const char *map_source(struct arena *arena, const struct report *report, const struct map_item *item)
{
	struct source_place place = { 0 };

	if (report->sources && item->region && item->region->path)
		place = source_map_node(report->sources, item->region->path);
	return place.file ? arena_printf(arena, "%s:%lu", place.file, place.line) : NULL;
}
