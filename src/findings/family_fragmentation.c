/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carve-outs that cut blocks of the highest order: RAM that is left over around
 * them serves small requests only. Blocks as linux:mm/page_alloc.c merges them.
 */
#include <stdlib.h>

#include "findings/inspect.h"
#include "util/arena.h"

/* Carve-outs that share blocks, or stand side by side. */
struct cluster {
	uint64_t first, last; /* blocks */
	uint64_t bytes;       /* carved out, in RAM */
	size_t nodes;
	size_t node, last_node; /* into board->rmem */
};

struct clusters {
	struct cluster *items;
	size_t count;
	uint64_t block; /* bytes */
};

/* A region that takes RAM out of the allocator's hands for good. */
static bool is_carve_out(const struct inspection *in, const struct obstacle *o)
{
	const struct region *outcome = o->node < in->board->rmem_count ? in->outcomes[o->node] : NULL;

	return outcome && outcome->taken && outcome->kind != REGION_CMA && is_ram(&in->space, o->range);
}

static struct clusters find_clusters(struct inspection *in)
{
	struct clusters c = { .block = page_size(in->kernel) << in->kernel->max_order };
	uint64_t end = 0;

	for (size_t i = 0; i < in->space.obstacle_count; i++) {
		const struct obstacle *o = &in->space.obstacles[i];
		uint64_t first = o->range.base / c.block, last = (range_end(o->range) - 1) / c.block;
		struct cluster *open = c.count ? &c.items[c.count - 1] : NULL;
		uint64_t from = max_u64(o->range.base, end), to = max_u64(range_end(o->range), end);

		if (!is_carve_out(in, o))
			continue;
		end = to;
		if (open && first <= open->last + (o->range.base == from && from % c.block == 0 ? 1 : 0)) {
			open->last = max_u64(open->last, last);
			open->bytes += to - from;
			open->nodes++;
			open->last_node = o->node;
		} else {
			struct cluster fresh = { first, last, to - from, 1, o->node, o->node };

			arena_push(in->arena, c.items, c.count, fresh);
		}
	}
	return c;
}

/* Whether all its blocks are RAM from end to end; at the edge of a bank nothing is to be won. */
static bool is_whole(const struct inspection *in, const struct cluster *c, uint64_t block)
{
	return is_ram(&in->space, range_between(c->first * block, (c->last + 1) * block));
}

void check_no_map_cuts_blocks(struct inspection *in)
{
	struct clusters c = find_clusters(in);

	for (size_t i = 0; i < c.count; i++) {
		const struct cluster *k = &c.items[i];
		uint64_t touched = k->last - k->first + 1, needed = div_round_up(k->bytes, c.block);
		struct finding *f;

		/* from a quarter on: one block more for a carve-out of many is nothing to move firmware for */
		if (touched <= needed || (touched - needed) * 4 < touched || !is_whole(in, k, c.block))
			continue;
		f = add_finding(in, place_region(in, k->node));
		f->property = "reg";
		f->other_path = k->node == k->last_node ? NULL : in->board->rmem[k->last_node].path;
		f->message = words(
			in,
			"%s cut%s %llu blocks of order %u (%s) where %llu would do: the %s of RAM around %s never form one",
			k->nodes > 1 ? words(in, "%zu carve-outs up to %s", k->nodes, f->other_path) : "the carve-out",
			k->nodes > 1 ? "" : "s", (unsigned long long)touched, in->kernel->max_order,
			size_words(in, c.block), (unsigned long long)needed,
			size_words(in, touched * c.block - min_u64(k->bytes, touched * c.block)),
			k->nodes > 1 ? "them" : "it");
		f->hint = words(in, "begin at a multiple of %s, such as 0x%llx or 0x%llx, if their owner can move",
						size_words(in, c.block), (unsigned long long)(k->first * c.block),
						(unsigned long long)((k->first + 1) * c.block));
	}
}

void check_no_map_scattered(struct inspection *in)
{
	struct clusters c = find_clusters(in);
	uint64_t touched = 0, bytes = 0, needed;

	for (size_t i = 0; i < c.count; i++) {
		touched += c.items[i].last - c.items[i].first + 1;
		bytes += c.items[i].bytes;
	}
	needed = div_round_up(bytes, c.block);
	/* worth a word from 5 % of the RAM on */
	if (c.count < 4 || (touched - min_u64(needed, touched)) * c.block < ram_size(&in->space) / 20)
		return;
	found(
		in, place_reserved_memory(), NULL, "move carve-outs together",
		"carve-outs of %s in all stand in %zu places and cut %llu blocks of order %u (%s); side by side they would cut %llu",
		size_words(in, bytes), c.count, (unsigned long long)touched, in->kernel->max_order,
		size_words(in, c.block), (unsigned long long)needed);
}
