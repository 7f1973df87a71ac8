/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NUMA nodes: which RAM belongs to which, and what they take for themselves.
 * Stands for linux:drivers/of/of_numa.c, drivers/base/arch_numa.c (before 5.12
 * arch/arm64/mm/numa.c), mm/numa.c and mm/numa_memblks.c.
 */
#include "boot/numa.h"

#include "board/board.h"
#include "util/number.h"

#define OWNER "node data"
#define LOCAL_DISTANCE 10
#define UNTOLD (ANY_NODE - 1) /* RAM that no node is told for, while nodes are found */

unsigned int max_numa_nodes(const struct replay *r)
{
	return r->k->nodes_shift < 6 ? 1u << r->k->nodes_shift : MAX_NODES;
}

/* --- what the tree tells --------------------------------------------------------------------- */

bool numa_map_add(const struct replay *r, struct numa_map *map, uint64_t start, uint64_t end,
				  unsigned int node)
{
	if (node >= max_numa_nodes(r) || map->count == 2 * max_numa_nodes(r))
		return false;
	map->nodes |= (uint64_t)1 << node;
	if (end > start)
		map->blocks[map->count++] = (struct node_block){ start, end, node };
	return true;
}

static bool parse_memory(const struct replay *r, struct numa_map *map)
{
	for (size_t i = 0; i < r->board->memory_count; i++) {
		const struct memory_node *m = &r->board->memory[i];

		if (m->numa_node == NO_NUMA_NODE)
			continue;
		for (size_t j = 0; j < m->reg.count; j++)
			if (!numa_map_add(r, map, m->reg.items[j].base, range_end(m->reg.items[j]), m->numa_node))
				return false;
		if (!m->reg.count)
			return false; /* "bad property in memory node" */
	}
	return true;
}

/* The distances themselves decide nothing here: a wrong one spoils the whole configuration. */
static bool parse_distances(const struct replay *r, struct numa_map *map)
{
	for (size_t i = 0; i < r->board->distance_count; i++) {
		const struct numa_distance *d = &r->board->distances[i];

		if (d->from == d->to ? d->distance != LOCAL_DISTANCE : d->distance <= LOCAL_DISTANCE)
			return false;
		if (d->from < max_numa_nodes(r))
			map->nodes |= (uint64_t)1 << d->from;
	}
	return r->board->distance_count || !r->board->has_distance_map;
}

/* linux:of_numa_init */
static bool parse_tree(const struct replay *r, struct numa_map *map)
{
	for (size_t i = 0; i < r->board->cpu_node_count; i++)
		if (r->board->cpu_nodes[i] < max_numa_nodes(r))
			map->nodes |= (uint64_t)1 << r->board->cpu_nodes[i];
	return parse_memory(r, map) && parse_distances(r, map);
}

/* --- mm/numa_memblks.c ------------------------------------------------------------------------- */

void numa_map_remove(struct numa_map *map, size_t at)
{
	map->count--;
	for (size_t i = at; i < map->count; i++)
		map->blocks[i] = map->blocks[i + 1];
}

static void trim(struct replay *r, struct numa_map *map)
{
	uint64_t low = memblock_start_of_dram(&r->mb), high = memblock_end_of_dram(&r->mb);

	for (size_t i = map->count; i-- > 0;) {
		struct node_block *b = &map->blocks[i];

		b->start = max_u64(b->start, low);
		b->end = min_u64(b->end, high);
		if (b->start >= b->end || !memblock_overlaps_memory(&r->mb, range_between(b->start, b->end)))
			numa_map_remove(map, i);
	}
}

/* Whether memory of another node lies between start and end. */
static bool is_shared(const struct numa_map *map, unsigned int node, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->blocks[i].node != node && start < map->blocks[i].end && end > map->blocks[i].start)
			return true;
	return false;
}

bool numa_map_join(struct replay *r, struct numa_map *map)
{
	trim(r, map);
	for (size_t i = 0; i < map->count; i++) {
		struct node_block *a = &map->blocks[i];

		for (size_t j = i + 1; j < map->count; j++) {
			const struct node_block *b = &map->blocks[j];
			uint64_t start = min_u64(a->start, b->start), end = max_u64(a->end, b->end);

			if (a->node != b->node && a->end > b->start && a->start < b->end)
				return false;
			if (a->node != b->node || is_shared(map, a->node, start, end))
				continue;
			a->start = start;
			a->end = end;
			numa_map_remove(map, j--);
		}
	}
	return true;
}

/* --- the nodes ----------------------------------------------------------------------------------- */

static bool register_map(struct replay *r, const struct numa_map *map)
{
	struct range all = { 0, UINT64_MAX };

	memblock_set_node(&r->mb, all, UNTOLD);
	for (size_t i = 0; i < map->count; i++)
		memblock_set_node(&r->mb, range_between(map->blocks[i].start, map->blocks[i].end),
						  map->blocks[i].node);
	for (size_t i = 0; i < r->mb.memory.count; i++) {
		if (r->mb.memory.regions[i].node == UNTOLD) {
			memblock_set_node(&r->mb, all, 0);
			return false;
		}
	}
	return true;
}

static bool init_from(struct replay *r, struct numa_map *map)
{
	bool joins = r->k->rules->numa_meminfo;

	return (!joins || numa_map_join(r, map)) && (numa_emulation(r, map) || map->nodes) &&
		   register_map(r, map);
}

static unsigned int highest(uint64_t nodes)
{
	return nodes ? ilog2_u64(nodes) : 0;
}

/* Before 6.12 there is a table of distances at any rate, from then on where there are distances. */
static void alloc_distances(struct replay *r, const struct numa_map *map, bool faked)
{
	uint64_t nodes = (uint64_t)1 << r->k->nodes_shift;

	if (r->k->rules->numa_meminfo)
		nodes = faked || (r->board->has_distance_map && !r->numa_off) ? highest(map->nodes) + 1 : 0;
	else if (r->k->arch != ARCH_ARM64 || !r->k->rules->numa_distance_allocs)
		nodes = 0;
	memblock_alloc(&r->mb, nodes * nodes, page_size(r->k), OWNER);
}

/* sizeof(pg_data_t): its two zonelists name every zone of every possible node; the rules are of kernels for
 * 16 */
static uint64_t pgdat_bytes(const struct replay *r)
{
	uint64_t zones = 2u + r->k->zone_dma + r->k->zone_dma32 + r->k->zone_device,
			 nodes = 1u << r->k->nodes_shift;

	if (r->k->pgdat)
		return r->k->pgdat;
	return r->k->arch == ARCH_ARM64 ? r->k->rules->pgdat + 32 * zones * nodes - 32 * zones * 16
									: r->k->rules->pgdat;
}

static void alloc_node_data(struct replay *r, const struct numa_map *map)
{
	uint64_t nodes = map->nodes;
	bool masks = config_is_set(&r->k->config, "CPUMASK_OFFSTACK");

	r->node_count = 0;
	for (unsigned int id = 0; id < MAX_NODES; id++) {
		struct node *node = &r->nodes[r->node_count];

		if (!(nodes >> id & 1))
			continue;
		r->mb.home = id;
		*node = (struct node){ .id = id, .physical = map->physical[id] };
		node->data = memblock_alloc(&r->mb, pgdat_bytes(r), 64, OWNER);
		r->node_count++;
	}
	r->mb.home = ANY_NODE;
	for (unsigned int i = 0; masks && i < r->k->rules->numa_cpumasks * (highest(nodes) + 1); i++)
		memblock_alloc(&r->mb, round_up(r->k->nr_cpus, 64) / 8, 64, OWNER);
}

struct pfn_range node_span(const struct replay *r, const struct node *node)
{
	struct pfn_range span = { UINT64_MAX, 0 };

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct memblock_region m = r->mb.memory.regions[i];

		if (m.node != node->id)
			continue;
		span.start = min_u64(span.start, pfn_up(r->k, m.range.base));
		span.end = max_u64(span.end, pfn_down(r->k, range_end(m.range)));
	}
	return span;
}

static bool spans_overlap(const struct replay *r)
{
	for (size_t i = 0; i < r->node_count; i++) {
		struct pfn_range a = node_span(r, &r->nodes[i]);

		for (size_t j = 0; j < i; j++) {
			struct pfn_range b = node_span(r, &r->nodes[j]);

			if (a.start < b.end && b.start < a.end)
				return true;
		}
	}
	return false;
}

unsigned int physical_node(const struct replay *r, unsigned int id)
{
	for (size_t i = 0; i < r->node_count; i++)
		if (r->nodes[i].id == id)
			return r->nodes[i].physical;
	return id;
}

unsigned int node_of_cpu(const struct replay *r, unsigned int cpu)
{
	uint32_t told = cpu < r->board->cpu_node_count && !r->numa_off ? r->board->cpu_nodes[cpu] : 0;

	for (size_t i = 0; i < r->node_count; i++)
		if (r->nodes[i].id == told)
			return told;
	return 0;
}

static struct numa_map empty_map(void)
{
	struct numa_map map = { 0 };

	for (unsigned int i = 0; i < MAX_NODES; i++)
		map.physical[i] = (unsigned char)i;
	return map;
}

/* linux:arch_numa_init: nodes by the tree, else one for all RAM; numa=fake= splits either */
void init_numa(struct replay *r)
{
	struct numa_map map = empty_map();
	size_t said = r->boot->message_count;

	if (!r->k->numa)
		return;
	enter(r, "arch_numa_init");
	r->numa_off = r->cmdline.numa_off || !parse_tree(r, &map) || !init_from(r, &map);
	if (r->numa_off) {
		r->boot->message_count = said;
		map = empty_map();
		numa_map_add(r, &map, memblock_start_of_dram(&r->mb), memblock_end_of_dram(&r->mb), 0);
		init_from(r, &map);
	}
	alloc_distances(r, &map, r->boot->message_count > said);
	alloc_node_data(r, &map);
	r->nodes_interleave = r->node_count > 1 && spans_overlap(r);
}
