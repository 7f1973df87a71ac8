/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first chunk of per-CPU areas and its bookkeeping. Stands for
 * linux:mm/percpu.c (pcpu_build_alloc_info, pcpu_embed_first_chunk,
 * pcpu_setup_first_chunk, pcpu_alloc_first_chunk).
 */
#include "boot/replay.h"
#include "util/number.h"

#define MIN_ALLOC 4 /* PCPU_MIN_ALLOC_SIZE */
#define OWNER "per-CPU areas"

/* A chunk that serves [offset, offset + size) of the unit: its struct, two bitmaps and the block metadata. */
static void alloc_chunk(struct replay *r, uint64_t offset, uint64_t size)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t page = page_size(r->k), word = r->k->pointer_bytes, bits_per_word = 8 * word;
	uint64_t region = round_up(offset % page + size, page);
	uint64_t bits = region / MIN_ALLOC;

	memblock_alloc(&r->mb, rules->pcpu_chunk + div_round_up(region / page, bits_per_word) * word, 0, OWNER);
	if (!rules->pcpu_block_md)
		return; /* its map is an array in .init.data */
	memblock_alloc(&r->mb, div_round_up(bits, bits_per_word) * word, 0, OWNER);
	memblock_alloc(&r->mb, div_round_up(bits + 1, bits_per_word) * word, 0, OWNER);
	memblock_alloc(&r->mb, region / page * rules->pcpu_block_md, 0, OWNER);
}

static void setup_first_chunk(struct replay *r, unsigned int groups, uint64_t unit, uint64_t reserved)
{
	const struct kernel_rules *rules = r->k->rules;
	uint64_t word = r->k->pointer_bytes, fixed = r->k->percpu_static;
	int slot = (int)fls_u64(unit) - 5 + 2;
	uint64_t slots = (uint64_t)(slot > 1 ? slot : 1) + rules->pcpu_slot_extra;

	memblock_alloc(&r->mb, word * groups, 0, OWNER); /* group offsets */
	memblock_alloc(&r->mb, word * groups, 0, OWNER); /* group sizes */
	memblock_alloc(&r->mb, 4 * (uint64_t)r->cpus, 0, OWNER);
	memblock_alloc(&r->mb, word * r->cpus, 0, OWNER);
	memblock_alloc(&r->mb, slots * (rules->pcpu_slots_by_memcg && r->k->memcg ? 2 : 1) * 2 * word, 0, OWNER);
	if (reserved)
		alloc_chunk(r, fixed, reserved);
	alloc_chunk(r, fixed + reserved, unit - fixed - reserved);
}

/*
 * The units of the CPUs that are near each other, on the node of the first; how many such groups there are.
 * linux:pcpu_build_alloc_info
 */
static unsigned int alloc_units(struct replay *r, uint64_t unit)
{
	unsigned int groups = 0, nodes[MAX_NODES], near[MAX_NODES];
	uint64_t units[MAX_NODES] = { 0 };

	for (unsigned int cpu = 0; cpu < r->cpus; cpu++) {
		unsigned int node = node_of_cpu(r, cpu), physical = physical_node(r, node);

		if (!units[physical]++) {
			nodes[groups] = node;
			near[groups++] = physical;
		}
	}
	for (unsigned int i = 0; i < groups; i++) {
		r->mb.home = r->node_count > 1 ? nodes[i] : ANY_NODE;
		memblock_alloc(&r->mb, unit * units[near[i]], page_size(r->k), OWNER);
	}
	r->mb.home = ANY_NODE;
	return groups;
}

void alloc_percpu(struct replay *r)
{
	uint64_t page = page_size(r->k), unit = r->k->percpu_unit;
	uint64_t reserved = r->k->modules ? KIB(8) : 0;
	uint64_t info, areas;
	unsigned int groups;

	enter(r, "setup_per_cpu_areas");
	if (unit < r->k->percpu_static + reserved + KIB(1))
		unit = round_up(r->k->percpu_static + reserved + KIB(20), page);
	info = memblock_alloc(&r->mb, round_up(128 + 4 * (uint64_t)r->cpus, page),
						  r->k->rules->pcpu_info_unaligned ? 0 : page, OWNER);
	areas = memblock_alloc(&r->mb, page, 0, OWNER);
	groups = alloc_units(r, unit);
	setup_first_chunk(r, groups, unit, reserved);
	if (info)
		memblock_free(&r->mb, (struct range){ info, round_up(128 + 4 * (uint64_t)r->cpus, page) });
	if (areas)
		memblock_free(&r->mb, (struct range){ areas, page });
}
