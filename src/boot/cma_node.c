/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CMA pools of NUMA nodes: of the command line and, with CMA_SIZE_PERNUMA, of
 * the size of the default one; and those for gigantic pages. Stands for
 * linux:kernel/dma/contiguous.c (dma_pernuma_cma_reserve, dma_numa_cma_reserve)
 * and mm/hugetlb.c, mm/hugetlb_cma.c:hugetlb_cma_reserve.
 */
#include <stdlib.h>

#include "boot/replay.h"
#include "util/arena.h"
#include "util/number.h"

/* NODE:SIZE,NODE:SIZE: what is told for a node; 0: nothing. *any: a node was named at all. */
static uint64_t size_for(const char *list, unsigned int node, bool *any)
{
	uint64_t size = 0;

	*any = false;
	while (list && *list) {
		const char *end;
		unsigned long number = strtoul(list, (char **)(void *)&end, 10);

		if (end == list || *end != ':')
			break;
		*any = true;
		if (number == node)
			size = memparse(end + 1, &list);
		else
			memparse(end + 1, &list);
		if (*list++ != ',')
			break;
	}
	return size;
}

static bool declare(struct replay *r, const char *kind, unsigned int node, uint64_t size, uint64_t align)
{
	const char *name = arena_printf(r->arena, "%s%u", kind, node);
	struct pool_request q = { .path = arena_printf(r->arena, "(CMA pool %s)", name),
							  .name = name,
							  .size = size,
							  .align = align,
							  .node = node,
							  .in_ranges = align && r->k->rules->hugetlb_cma_exact };

	return size && declare_cma(r, &q);
}

static uint64_t size_by_config(const struct replay *r)
{
	const struct cmdline *c = &r->cmdline;

	if (!r->k->node_cma_in_config || c->numa_cma || c->cma_pernuma || r->node_count < 2 ||
		r->default_area == SIZE_MAX)
		return 0;
	return r->boot->cma[r->default_area].range.size;
}

void reserve_node_cma(struct replay *r)
{
	bool one_each = r->k->rules->node_cma == NODE_CMA_BEHIND_DEFAULT, any;
	uint64_t common = r->cmdline.cma_pernuma ? r->cmdline.cma_pernuma : size_by_config(r);

	for (size_t i = 0; i < r->node_count && r->k->node_cma; i++) {
		unsigned int node = r->nodes[i].id;
		uint64_t own =
			r->k->rules->node_cma == NODE_CMA_BEFORE_MEMMAP ? 0 : size_for(r->cmdline.numa_cma, node, &any);

		if (one_each) {
			declare(r, "numa", node, own ? own : common, 0);
			continue;
		}
		declare(r, "pernuma", node, common, 0);
		declare(r, "numa", node, own, 0);
	}
}

/* A block of the PUD with pages of 4 KiB, else contiguous blocks of the PMD
 * (linux:arm64_hugetlb_cma_reserve). */
static uint64_t gigantic_page(const struct replay *r)
{
	return r->k->page_shift == 16 ? GIB(16) : GIB(1);
}

void reserve_hugetlb_cma(struct replay *r)
{
	const char *list = r->cmdline.hugetlb_cma, *end;
	uint64_t page = gigantic_page(r), total, left, share;
	bool by_node;

	if (!list || !r->k->rules->hugetlb_cma || !r->k->cma || !r->k->hugetlb)
		return;
	enter(r, "hugetlb_cma_reserve");
	size_for(list, 0, &by_node);
	left = total = by_node ? 0 : memparse(list, &end);
	if (r->k->rules->hugetlb_cma_exact ? total % page : total < page && !by_node)
		return; /* "cma area should be at least ..." */
	share = round_up(div_round_up(total, r->node_count), page);
	for (size_t i = 0; i < r->node_count && (by_node || left); i++) {
		unsigned int node = r->nodes[i].id;
		uint64_t size = by_node ? size_for(list, node, &by_node) : min_u64(share, left);

		if (by_node && (size < page || (r->k->rules->hugetlb_cma_exact && size % page)))
			continue;
		size = round_up(size, page);
		if (declare(r, "hugetlb", node, size, r->k->rules->hugetlb_cma_aligned ? page : 0))
			left -= min_u64(left, size);
	}
}
