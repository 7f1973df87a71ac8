/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * numa=fake=: nodes made of parts of the real ones. Stands for
 * linux:mm/numa_emulation.c (split_nodes_interleave,
 * split_nodes_size_interleave_uniform), on arm64 and riscv from 6.12 on.
 */
#include <stdlib.h>
#include <string.h>

#include "boot/numa.h"
#include "util/number.h"

#define MIN_SIZE MIB(32) /* FAKE_NODE_MIN_SIZE */

enum fake_rule { FAKE_BY_COUNT, FAKE_BY_SIZE, FAKE_UNIFORM };

struct emulation {
	struct replay *r;
	struct numa_map from, to;
	enum fake_rule rule;
	uint64_t size;              /* of a node, bytes; a multiple of MIN_SIZE */
	unsigned int nodes, larger; /* how many; the first `larger` ones get MIN_SIZE more */
};

/* linux:mem_hole_size */
static uint64_t hole_size(const struct emulation *e, uint64_t start, uint64_t end)
{
	const struct kernel *k = e->r->k;
	uint64_t from = pfn_up(k, start), to = pfn_down(k, end), present = 0;

	if (from >= to)
		return 0;
	for (size_t i = 0; i < e->r->mb.memory.count; i++) {
		struct pfn_range pages = whole_pages(k, e->r->mb.memory.regions[i].range);

		present += page_count(pages_between(pages, from, to));
	}
	return (to - from - present) << k->page_shift;
}

/* Bytes up to the next RAM at `at` or behind it. */
static uint64_t hole_at(const struct emulation *e, uint64_t at)
{
	for (size_t i = 0; i < e->r->mb.memory.count; i++) {
		struct range m = e->r->mb.memory.regions[i].range;

		if (range_end(m) > at)
			return m.base > at ? m.base - at : 0;
	}
	return 0;
}

/* The kernel moves the end by MIN_SIZE until the node has its memory; steps that cannot reach that are one
 * here. */
static uint64_t grow(const struct emulation *e, uint64_t start, uint64_t end, uint64_t limit)
{
	uint64_t have;

	while ((have = end - start - hole_size(e, start, end)) < e->size) {
		uint64_t step = max_u64(round_down(max_u64(e->size - have, hole_at(e, end)), MIN_SIZE), MIN_SIZE);

		if (end >= limit || step > limit - end)
			return limit;
		end += step;
	}
	return end;
}

/* Where the next piece of the node's memory [start, limit) ends: no rest that is too small stays behind it.
 */
static uint64_t piece_end(const struct emulation *e, unsigned int number, uint64_t start, uint64_t limit)
{
	uint64_t end = start + e->size, low = add_sat(memblock_start_of_dram(&e->r->mb), GIB(4));

	if (e->rule == FAKE_BY_COUNT && number < e->larger)
		end += MIN_SIZE;
	if (e->rule != FAKE_UNIFORM)
		end = grow(e, start, end, limit);
	if (end < low && low - end - hole_size(e, end, low) < MIN_SIZE)
		end = low;
	if (e->rule != FAKE_UNIFORM && limit - end - hole_size(e, end, limit) < e->size)
		end = limit;
	return min_u64(end, limit);
}

static bool take_piece(struct emulation *e, size_t at, unsigned int node, uint64_t end)
{
	struct node_block *from = &e->from.blocks[at];

	if (!(e->to.nodes >> node & 1))
		e->to.physical[node] = (unsigned char)from->node;
	if (!numa_map_add(e->r, &e->to, from->start, end, node))
		return false;
	say(e->r, "Faking node %u at [mem 0x%016llx-0x%016llx] (%lluMB)", node, (unsigned long long)from->start,
		(unsigned long long)end - 1, (unsigned long long)(end - from->start) >> 20);
	from->start = end;
	if (end >= from->end)
		numa_map_remove(&e->from, at);
	return true;
}

static size_t block_of(const struct numa_map *map, unsigned int node)
{
	size_t i = 0;

	while (i < map->count && map->blocks[i].node != node)
		i++;
	return i;
}

/* Pieces of each node in `from` in turn, until nothing is left. */
static bool split(struct emulation *e, uint64_t from, unsigned int *number)
{
	unsigned int modulus = e->rule == FAKE_BY_COUNT ? e->nodes : max_numa_nodes(e->r);

	while (from) {
		for (unsigned int node = 0; node < MAX_NODES; node++) {
			size_t at = block_of(&e->from, node);
			uint64_t end;

			if (!(from >> node & 1))
				continue;
			if (at == e->from.count) {
				from &= ~((uint64_t)1 << node);
				continue;
			}
			end = piece_end(e, *number, e->from.blocks[at].start, e->from.blocks[at].end);
			if (!take_piece(e, at, (*number)++ % modulus, end))
				return false;
		}
	}
	return true;
}

static uint64_t each(const struct emulation *e, uint64_t bytes)
{
	return ((bytes >> e->r->k->page_shift) / e->nodes) << e->r->k->page_shift;
}

static void set_size(struct emulation *e, uint64_t wanted, uint64_t least)
{
	least = round_up(max_u64(least, MIN_SIZE), MIN_SIZE);
	e->size = round_down(max_u64(wanted, least), MIN_SIZE);
}

static bool split_uniformly(struct emulation *e, uint64_t physical, unsigned int *number)
{
	for (unsigned int node = 0; node < MAX_NODES; node++) {
		unsigned int before = *number;
		uint64_t size;

		if (!(physical >> node & 1) || !e->from.count)
			continue;
		size = each(e, e->from.blocks[0].end - e->from.blocks[0].start);
		set_size(e, size, size);
		if (!split(e, (uint64_t)1 << e->from.blocks[0].node, number) || *number - before < e->nodes)
			return false;
	}
	return true;
}

static bool fake(struct emulation *e, const char *wanted)
{
	const char *end;
	uint64_t max = memblock_end_of_dram(&e->r->mb), ram = max - hole_size(e, 0, max),
			 physical = e->from.nodes;
	unsigned int most = max_numa_nodes(e->r), number = 0;
	unsigned long long count = strtoull(wanted, NULL, 0);

	e->rule = strchr(wanted, 'U') ? FAKE_UNIFORM : strpbrk(wanted, "MG") ? FAKE_BY_SIZE : FAKE_BY_COUNT;
	e->nodes = e->rule == FAKE_BY_SIZE || count > most ? most : (unsigned int)count;
	if (!e->nodes)
		return false;
	if (e->rule == FAKE_UNIFORM)
		return split_uniformly(e, physical, &number);
	if (e->rule == FAKE_BY_SIZE) {
		set_size(e, memparse(wanted, &end), each(e, ram));
		return split(e, physical, &number);
	}
	e->larger = (unsigned int)((each(e, ram) % MIN_SIZE) * e->nodes / MIN_SIZE);
	e->size = round_down(each(e, ram), MIN_SIZE);
	return e->size && split(e, physical, &number);
}

bool numa_emulation(struct replay *r, struct numa_map *map)
{
	struct emulation e = { .r = r, .from = *map };
	size_t said = r->boot->message_count;

	if (!r->k->numa_emu || !r->cmdline.numa_fake)
		return false;
	if (!fake(&e, r->cmdline.numa_fake) || !numa_map_join(r, &e.to)) {
		r->boot->message_count = said;
		return false;
	}
	*map = e.to;
	map->nodes = 0;
	for (size_t i = 0; i < map->count; i++)
		map->nodes |= (uint64_t)1 << map->blocks[i].node;
	return true;
}
