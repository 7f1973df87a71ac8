/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/space.h"

#include <stdlib.h>

#include "board/board.h"
#include "boot/boot.h"
#include "util/arena.h"
#include "util/sort.h"

static void add(struct arena *arena, struct space *space, struct range range, const char *owner, size_t node)
{
	struct obstacle obstacle = { range, owner, node };

	if (range.size)
		arena_push(arena, space->obstacles, space->obstacle_count, obstacle);
}

/*
 * A static region stands in the way even where this kernel refused it: its owner
 * is there. The default CMA pool does not: the kernel places it last.
 */
static void add_regions(struct arena *arena, struct space *space, const struct boot *boot)
{
	for (size_t i = 0; i < boot->region_count; i++) {
		const struct region *r = &boot->regions[i];

		if (r->outcome == REGION_DISABLED || r->outcome == REGION_IGNORED || r->node == SIZE_MAX)
			continue;
		if (r->dynamic && r->outcome != REGION_APPLIED)
			continue;
		add(arena, space, r->range, r->path, r->node);
		for (size_t j = 0; j < r->extra_count; j++)
			add(arena, space, r->extra[j], r->path, r->node);
	}
}

struct space space_read(struct arena *arena, const struct board *board, const struct boot *boot)
{
	struct space space = { .ram = boot->ram, .ram_count = boot->ram_count };

	add(arena, &space, boot->kernel_image, "the kernel image", SIZE_MAX);
	add(arena, &space, boot->initrd, "the initrd", SIZE_MAX);
	add(arena, &space, boot->fdt, "the device tree", SIZE_MAX);
	for (size_t i = 0; i < board->memreserve_count; i++)
		add(arena, &space, board->memreserve[i], "/memreserve/", SIZE_MAX);
	add_regions(arena, &space, boot);
	if (space.obstacle_count)
		sort_items(space.obstacles, space.obstacle_count, sizeof(*space.obstacles), range_by_base);
	return space;
}

bool is_ram(const struct space *space, struct range range)
{
	for (size_t i = 0; i < space->ram_count; i++)
		if (range_contains(space->ram[i], range))
			return true;
	return false;
}

bool touches_ram(const struct space *space, struct range range)
{
	for (size_t i = 0; i < space->ram_count; i++)
		if (ranges_overlap(space->ram[i], range))
			return true;
	return false;
}

uint64_t ram_start(const struct space *space)
{
	return space->ram_count ? space->ram[0].base : 0;
}

uint64_t ram_end(const struct space *space)
{
	return space->ram_count ? range_end(space->ram[space->ram_count - 1]) : 0;
}

uint64_t ram_size(const struct space *space)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < space->ram_count; i++)
		sum += space->ram[i].size;
	return sum;
}

typedef void (*gap_visit)(struct range gap, void *data);

/* Visits the free pieces of RAM in the window, ascending. */
static void visit_gaps(const struct space *space, const struct wish *wish, gap_visit visit, void *data)
{
	for (size_t i = 0; i < space->ram_count; i++) {
		uint64_t at = max_u64(space->ram[i].base, wish->window.base);
		uint64_t end = min_u64(range_end(space->ram[i]), range_end(wish->window));

		for (size_t j = 0; j < space->obstacle_count && at < end; j++) {
			const struct obstacle *o = &space->obstacles[j];

			if ((o->node == wish->node && wish->node != SIZE_MAX) || range_end(o->range) <= at)
				continue;
			if (o->range.base > at)
				visit(range_between(at, min_u64(o->range.base, end)), data);
			at = range_end(o->range);
		}
		if (at < end)
			visit(range_between(at, end), data);
	}
}

struct search {
	const struct wish *wish;
	uint64_t base, below, above;
	bool has_below, has_above;
	struct range largest;
};

static void search_gap(struct range gap, void *data)
{
	struct search *s = data;
	uint64_t size = s->wish->size, align = s->wish->align, low = round_up(gap.base, align), high, at;

	if (gap.size < size || low > range_end(gap) - size)
		return;
	high = round_down(range_end(gap) - size, align);
	if (low <= s->base) {
		s->below = min_u64(high, round_down(s->base, align));
		s->has_below = true;
	}
	at = max_u64(low, round_up(s->base, align));
	if (!s->has_above && at <= high) {
		s->above = at;
		s->has_above = true;
	}
}

static struct search search(const struct space *space, const struct wish *wish, uint64_t base)
{
	struct search s = { .wish = wish, .base = base };

	visit_gaps(space, wish, search_gap, &s);
	return s;
}

bool nearest_below(const struct space *space, const struct wish *wish, uint64_t base, uint64_t *found)
{
	struct search s = search(space, wish, base);

	*found = s.below;
	return s.has_below;
}

bool nearest_above(const struct space *space, const struct wish *wish, uint64_t base, uint64_t *found)
{
	struct search s = search(space, wish, base);

	*found = s.above;
	return s.has_above;
}

static void measure_gap(struct range gap, void *data)
{
	struct search *s = data;
	uint64_t align = s->wish->align;
	struct range inner = range_between(round_up(gap.base, align), round_down(range_end(gap), align));

	if (inner.size > s->largest.size)
		s->largest = inner;
}

struct range largest_gap(const struct space *space, const struct wish *wish)
{
	struct search s = { .wish = wish };

	visit_gaps(space, wish, measure_gap, &s);
	return s.largest;
}

static uint64_t common(struct range a, struct range b)
{
	return range_between(max_u64(a.base, b.base), min_u64(range_end(a), range_end(b))).size;
}

const struct obstacle *largest_obstacle(const struct space *space, const struct wish *wish)
{
	const struct obstacle *largest = NULL;
	uint64_t most = 0;

	for (size_t i = 0; i < space->obstacle_count; i++) {
		const struct obstacle *o = &space->obstacles[i];
		uint64_t bytes = common(o->range, wish->window);

		if (bytes > most && (o->node != wish->node || wish->node == SIZE_MAX)) {
			most = bytes;
			largest = o;
		}
	}
	return largest;
}
